"""Servers of a small graph in processes of their own, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
TOKEN = "a-token-for-these-tests-only"
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = "{0},Deal {0},2025-05-18,award,launch-service,signed,minospace,landspace,5,CNY,https://e.org/{0}\n"


def wait_until(condition: Callable[[], object]) -> None:
    """Yield to other processes until something is so; the deadline only ends a broken test."""
    ended = threading.Event()
    timer = threading.Timer(60, ended.set)
    timer.start()
    try:
        while not condition():
            assert not ended.wait(0.005), "it did not happen"
    finally:
        timer.cancel()


def children(pid: int) -> tuple[int, ...]:
    """List the children of a process, whichever thread began them; none of one that has ended."""
    found: list[int] = []
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, threads.read_text().split())
    return tuple(found)


def state(pid: int) -> str:
    """Return the letter of a process's state; nothing for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def spent(pid: int) -> int:
    """Return the processor time that a process has used, in ticks; -1 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    except (FileNotFoundError, ProcessLookupError):
        return -1


@dataclass
class Site:
    """A server of the small graph on its own home; started anew after each end."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    client: httpx.Client | None = None

    def start(self) -> httpx.Client:
        """Start it and wait until it answers queries."""
        with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
            number = listener.fileno()
            given = {"SPACEGRAPH_HOME": str(self.home), "SPACEGRAPH_TOKEN": TOKEN}
            with (self.home / "log").open("ab") as log:
                self.process = subprocess.Popen(
                    [sys.executable, str(HERE / "serving.py"), str(number)],
                    env=os.environ | given | self.variables,
                    pass_fds=(number,),
                    stderr=log,
                )
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.client = httpx.Client(base_url=address, timeout=60)
        wait_until(self._ready)
        return self.client

    def _ready(self) -> bool:
        assert self.client and self.process and self.process.poll() is None, self.log()
        return self.client.get("/health/ready").is_success

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def family(self) -> tuple[int, ...]:
        """List the keeper and its workers."""
        keepers = children(self.pid)
        return (*keepers, *(worker for keeper in keepers for worker in children(keeper)))

    def end(self, sign: signal.Signals) -> int:
        """Send a signal and return how the server ended."""
        assert self.process and self.client
        self.process.send_signal(sign)
        code = self.process.wait(60)
        self.client.close()
        return code

    def submit(self, *names: str) -> httpx.Response:
        """Hand in contracts, all at once."""
        assert self.client
        return self.client.post(
            "/claims",
            params={"name": "contracts.csv"},
            content=(HEADER + "".join(map(ROW.format, names))).encode(),
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

    def log(self) -> str:
        return (self.home / "log").read_text()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server that is not started yet; whatever the test leaves running is killed."""
    found = Site(tmp_path)
    yield found
    if found.process and found.process.poll() is None:
        family = found.family()
        found.end(signal.SIGKILL)
        # A keeper that was stopped does not see that its server is gone.
        for each in family:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
