"""The application as it is started for good, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from spacegraph.errors import StoreError
from spacegraph.settings import Settings
from spacegraph.web.app import open_pool

from .test_connection import wait_until

RUNAWAY = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(30)) + " }"


@pytest.fixture
def server(store_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("process.py"), str(port)],
        env=os.environ | {"SPACEGRAPH_STORE": str(store_path), "SPACEGRAPH_WORKERS": "2"},
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if b"Uvicorn running" in line:
            break
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.stderr.close()
    process.wait()


def test_it_answers_and_ends_in_order(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    wait_until(lambda: httpx.get(f"{address}/health").json()["ready"])
    keeper = next(iter(_children(process.pid)))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) in (0, -signal.SIGTERM)
    assert not Path(f"/proc/{keeper}/fd/0").exists()


def test_it_ends_beside_runaways(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    with ThreadPoolExecutor(6) as threads:
        for _ in range(6):
            threads.submit(httpx.get, f"{address}/sparql", params={"query": RUNAWAY}, timeout=60)
        assert httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=60).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)


def test_without_a_store_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACEGRAPH_STORE", str(tmp_path))
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        open_pool(Settings.from_environment())


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in text.split()]
