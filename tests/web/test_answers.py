"""Many askers share few workers, without a thread each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests.web.conftest import serving

from spacegraph.settings import Settings
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app

ASKERS = 48
COSTLY = (
    "SELECT (COUNT(*) AS ?n) "
    "{ GRAPH <http://example.org/many> { ?a ?p ?x . ?b ?p ?y FILTER(?x < ?y && ?x < 300) } }"
)
"""Of the numbers from 0 to 999, those pairs whose first is smaller, and smaller than 300."""


@pytest.fixture
def pool(store_path: Path) -> WorkerPool:
    return WorkerPool(store_path, roster=Roster(light=1, surge=0, queue=ASKERS))


@pytest.fixture
def address(pool: WorkerPool) -> Iterator[str]:
    settings = Settings(client_concurrency=0, client_rate=0)
    with serving(create_app(settings, pool)) as address:
        yield address


def ask(address: str, *queries: str) -> list[int]:
    """Ask all at once, a connection each; return the numbers they give."""

    def one(query: str) -> int:
        with httpx.Client(timeout=60) as client:
            answer = client.get(f"{address}/sparql", params={"query": query})
            (row,) = answer.raise_for_status().json()["results"]["bindings"]
            return int(row["n"]["value"])

    with ThreadPoolExecutor(len(queries)) as threads:
        return list(threads.map(one, queries))


def test_each_gets_its_own_answer(address: str) -> None:
    queries = [f"SELECT ({number} AS ?n) {{}}" for number in range(ASKERS)]
    assert ask(address, *queries) == list(range(ASKERS))


def test_those_who_ask_the_same_ask_once(address: str, pool: WorkerPool) -> None:
    expected = sum(999 - number for number in range(300))
    assert ask(address, *[COSTLY] * ASKERS) == [expected] * ASKERS
    assert pool.outcomes()["answered"] == 1
