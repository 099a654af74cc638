"""The keeper process and its workers: confined, and gone with whoever started them."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spacegraph.store.custody import Custody, KeeperLost, Worker
from spacegraph.store.frames import Closed, Kind, Receiver, send

MEMORY = 64 << 20


@pytest.fixture
def keeper(store_path: Path) -> Iterator[Custody]:
    custody = Custody(store_path)
    yield custody
    custody.close()


def limits_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:47].strip() for line in lines}


def greet(worker: Worker) -> None:
    """Wait until a worker has confined itself: it closes the line on a message it cannot read."""
    send(worker.channel, Kind.MESSAGE, b"{}")
    with pytest.raises(Closed):
        Receiver(worker.channel).receive()


def test_the_keeper_has_one_thread(keeper: Custody) -> None:
    """Only then is a fork safe; RocksDB would have left four."""
    assert len(list(Path(f"/proc/{keeper.pid}/task").iterdir())) == 1


def test_a_worker_can_open_nothing(keeper: Custody) -> None:
    worker = keeper.fork(MEMORY)
    request = (
        b'{"query": "ASK {}", "form": "ASK", "media_type": "application/json", "dataset": '
        b'{"default": [], "named": []}, "limits": {}}'
    )
    send(worker.channel, Kind.MESSAGE, request)
    assert worker.receiver.receive().kind is Kind.DATA
    assert {link.name for link in Path(f"/proc/{worker.pid}/fd").iterdir()} == {"0", "1", "2"}
    limits = limits_of(worker.pid)
    assert limits["Max open files"] == "3"
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == "0"
    assert limits["Max address space"] != "unlimited"
    worker.bury(kill=True)


def test_a_worker_that_fails_tells_its_last_words(keeper: Custody) -> None:
    worker = keeper.fork(MEMORY)
    greet(worker)
    death = worker.bury(kill=False)
    assert death.code == 1
    assert "KeyError" in death.words


def test_a_buried_worker_leaves_no_process(keeper: Custody) -> None:
    worker = keeper.fork(MEMORY)
    assert worker.bury(kill=True).code == -signal.SIGKILL
    _wait_for_end(worker.pid)


def test_workers_die_with_their_keeper(keeper: Custody) -> None:
    worker = keeper.fork(MEMORY)
    os.kill(keeper.pid, signal.SIGKILL)
    with pytest.raises(Closed):
        worker.receiver.receive()
    with pytest.raises(KeeperLost):
        keeper.fork(MEMORY)
    assert worker.bury(kill=True).keeper_lost
    assert not keeper.alive


def test_keeper_and_workers_end_when_the_server_is_killed(store_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from spacegraph.store.custody import Custody\n"
        "custody = Custody(Path(sys.argv[1])); worker = custody.fork(1 << 26)\n"
        "print(custody.pid, worker.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    server = subprocess.run(
        [sys.executable, "-c", script, str(store_path)], capture_output=True, text=True, timeout=30
    )
    assert server.returncode == -signal.SIGKILL
    for pid in map(int, server.stdout.split()):
        _wait_for_end(pid)


def _wait_for_end(pid: int) -> None:
    """Wait for a process of others; the deadline only ends a broken test."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ended
