"""A mixed load for a minute: memory, descriptors and processes stay what they were."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import httpx
import pytest

from .conftest import Site, children, state, wait_until
from .test_server import RUNAWAY

SECONDS = 60
NUMBERS = count()
GROWTH = 96 << 20
"""How much the server may grow in the second half of the load."""


def resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS"))


def descriptors(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def load(site: Site, ended: threading.Event) -> dict[str, list[int]]:
    """Ask light queries, runaways and pages, hand in facts, and leave before the answer."""
    seen: dict[str, list[int]] = {}

    def repeat(name: str, act: Callable[[httpx.Client], httpx.Response]) -> None:
        statuses = seen.setdefault(name, [])
        assert site.client
        with httpx.Client(base_url=site.client.base_url, timeout=30) as client:
            while not ended.is_set():
                statuses.append(act(client).status_code)

    def light(client: httpx.Client) -> httpx.Response:
        query = f"SELECT * {{ ?s ?p ?o }} OFFSET {next(NUMBERS) % 997} LIMIT 5"
        return client.get("/sparql", params={"query": query})

    def runaway(client: httpx.Client) -> httpx.Response:
        return client.get("/sparql", params={"query": f"{RUNAWAY} # {next(NUMBERS)}"})

    def leave(client: httpx.Client) -> httpx.Response:
        try:
            return client.get("/sparql", params={"query": RUNAWAY}, timeout=0.2)
        except httpx.ReadTimeout:
            return httpx.Response(499)

    def submit(client: httpx.Client) -> httpx.Response:
        return site.submit(f"soak-{next(NUMBERS)}")

    def refused(client: httpx.Client) -> httpx.Response:
        return client.post("/claims", params={"dry_run": 1, "name": "contracts.csv"}, content=b"x")

    def page(client: httpx.Client) -> httpx.Response:
        return client.get("/organisation/landspace", headers={"Accept": "text/html"})

    acts = {
        "light": light,
        "runaway": runaway,
        "leave": leave,
        "submit": submit,
        "refused": refused,
        "page": page,
    }
    with ThreadPoolExecutor(len(acts)) as threads:
        for each in [threads.submit(repeat, name, act) for name, act in acts.items()]:
            each.result()
    return seen


def spell(site: Site, seconds: float) -> dict[str, list[int]]:
    ended = threading.Event()
    timer = threading.Timer(seconds, ended.set)
    timer.start()
    return load(site, ended)


@pytest.mark.slow
def test_a_minute_of_everything_leaves_nothing_behind(site: Site) -> None:
    site.variables = {"SPACEGRAPH_QUERY_SECONDS": "1", "SPACEGRAPH_WORKERS": "2"}
    client = site.start()
    spell(site, SECONDS / 2)
    wait_until(lambda: "queue_length 0.0" in client.get("/metrics").text)
    memory, files = resident(site.pid), descriptors(site.pid)
    seen = spell(site, SECONDS / 2)

    assert set(seen["light"]) <= {200, 503}
    assert set(seen["runaway"]) <= {503, 504}
    assert set(seen["submit"]) == {201}
    assert set(seen["refused"]) <= {400, 422}
    assert set(seen["page"]) <= {200, 304, 503}
    assert len(seen["light"]) > 100
    assert len(children(site.pid)) == 1
    (keeper,) = children(site.pid)
    wait_until(lambda: len(children(keeper)) <= 8)
    wait_until(lambda: client.get("/sparql", params={"query": "ASK {}"}).is_success)
    wait_until(lambda: sum(state(each) == "Z" for each in children(keeper)) <= 2)
    assert resident(site.pid) < memory + GROWTH
    assert descriptors(site.pid) <= files + 16
    assert "Traceback" not in site.log()
    assert '"error":' not in site.log()
