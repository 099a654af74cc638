"""What an orchestrator asks: is anybody there, and may it send queries?"""

import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx

from spacegraph.settings import Settings
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app

from .conftest import serving
from .test_connection import wait_until


def test_a_server_that_loads_lives_and_is_not_ready(store_path: Path) -> None:
    """The process that loads the facts is halted, so that it cannot be done with it."""
    pool = WorkerPool(store_path, roster=Roster(light=1), cache_bytes=0, wait=False)
    keeper, _ = pool.processes()
    os.kill(keeper, signal.SIGSTOP)
    try:
        with serving(create_app(Settings(), pool)) as address:
            live = httpx.get(f"{address}/health/live")
            assert (live.status_code, live.json()) == (200, {"live": True})
            for path in ("/health", "/health/ready"):
                answer = httpx.get(address + path)
                assert answer.status_code == 503
                assert answer.json()["ready"] is False
                assert answer.json()["generation"] == "first"
            assert "spacegraph_ready 0.0" in httpx.get(f"{address}/metrics").text
            os.kill(keeper, signal.SIGCONT)
            wait_until(lambda: httpx.get(f"{address}/health/ready").is_success)
            ready = httpx.get(f"{address}/health").json()
            assert ready == {"live": True, "ready": True, "generation": "first"}
    finally:
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGCONT)
