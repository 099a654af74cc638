"""The process that holds the facts is killed, or hangs, in mid-commit while queries run."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count

import httpx
import pytest

from .conftest import Site, children, spent, wait_until
from .test_server import RUNAWAY

CONTRACTS = """
    PREFIX sg: <https://w3id.org/spacegraph/ontology/>
    SELECT ?contract { ?contract a sg:Contract FILTER(CONTAINS(STR(?contract), "/contract/deal-")) }
"""

DIFFERENT = count()
"""Numbers that make queries of which none is answered from the cache."""


def ask(client: httpx.Client) -> httpx.Response:
    return client.get("/sparql", params={"query": f"{CONTRACTS} # {next(DIFFERENT)}"})


def names_in(answer: httpx.Response) -> set[str]:
    """Return the contracts in an answer; they were committed two at a time."""
    rows = answer.json()["results"]["bindings"]
    names = {row["contract"]["value"].rpartition("/")[2] for row in rows}
    assert set(Counter(name[:-2] for name in names).values()) <= {2}, names
    return names


def check_problem(answer: httpx.Response) -> None:
    assert answer.status_code in (500, 503), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["hint"]
    assert answer.json()["request"] == answer.headers["x-request-id"]


@contextmanager
def watched(site: Site) -> Iterator[Counter[int]]:
    """Have somebody ask all the time, who never sees half of a commit, nor one vanish again."""
    assert site.client
    address, ended, statuses = site.client.base_url, threading.Event(), Counter[int]()

    def watch() -> None:
        seen: set[str] = set()
        with httpx.Client(base_url=address, timeout=60) as client:
            while not ended.is_set():
                answer = ask(client)
                statuses[answer.status_code] += 1
                if answer.is_success:
                    before, seen = seen, names_in(answer)
                    assert before <= seen
                else:
                    check_problem(answer)

    with ThreadPoolExecutor(2) as threads:
        watchers = [threads.submit(watch) for _ in range(2)]
        try:
            yield statuses
        finally:
            ended.set()
        for watcher in watchers:
            watcher.result()


def keeper_of(site: Site) -> int:
    """Wait until there is one keeper, which serves, and name it."""
    assert site.client
    client = site.client
    wait_until(lambda: len(children(site.pid)) == 1 and client.get("/health/ready").is_success)
    (keeper,) = children(site.pid)
    return keeper


def harm_keepers(site: Site, rounds: int, sign: signal.Signals) -> Counter[int]:
    """Send a signal to the keeper at moments that lie evenly over a commit, over and over."""
    client = site.start()
    seconds = min(site.submit(f"deal-before{n}-a", f"deal-before{n}-b").elapsed for n in range(3))
    acknowledged: set[str] = set()
    with watched(site) as statuses:
        for number in range(rounds):
            keeper = keeper_of(site)
            delay = 2 * seconds.total_seconds() * number / rounds
            killer = threading.Timer(delay, os.kill, (keeper, sign))
            pair = {f"deal-{number}-a", f"deal-{number}-b"}
            killer.start()
            answer = site.submit(*sorted(pair))
            killer.join()
            if answer.status_code != 201:
                check_problem(answer)
                wait_until(lambda pair=pair: site.submit(*sorted(pair)).is_success)
            acknowledged.update(pair)
            wait_until(lambda: (seen := ask(client)).is_success and acknowledged <= names_in(seen))
    keeper_of(site)
    assert acknowledged <= names_in(ask(client))
    assert "Traceback" not in site.log()
    return statuses


def test_facts_survive_the_death_of_the_keeper(site: Site) -> None:
    statuses = harm_keepers(site, 4, signal.SIGKILL)
    assert statuses[200]


@pytest.mark.slow
def test_facts_survive_a_hundred_deaths_of_the_keeper(site: Site) -> None:
    statuses = harm_keepers(site, 100, signal.SIGKILL)
    assert statuses[200] > 100


@pytest.mark.slow
def test_a_keeper_that_hangs_is_replaced(site: Site) -> None:
    statuses = harm_keepers(site, 10, signal.SIGSTOP)
    assert statuses[200] > 10


def test_a_query_whose_keeper_dies_is_asked_again_or_refused(site: Site) -> None:
    client = site.start()
    keeper = keeper_of(site)
    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(client.get, "/sparql", params={"query": RUNAWAY})
        wait_until(lambda: any(spent(worker) > 5 for worker in children(keeper)))
        os.kill(keeper, signal.SIGKILL)
        assert ask(client).is_success
        successor = keeper_of(site)
        assert successor != keeper
        os.kill(successor, signal.SIGKILL)
        answer = under_way.result()
    assert answer.status_code in (500, 503, 504), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_keeper_that_dies_idle_is_followed_by_another(site: Site) -> None:
    """Nobody asks a server that is not ready, so none may wait to be asked."""
    client = site.start()
    keeper = keeper_of(site)
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: children(site.pid) not in ((), (keeper,)))
    wait_until(lambda: client.get("/health/ready").is_success)


def test_a_server_whose_keeper_hangs_ends_all_the_same(site: Site) -> None:
    site.start()
    keeper = keeper_of(site)
    family = site.family()
    os.kill(keeper, signal.SIGSTOP)
    assert site.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    wait_until(lambda: not any(spent(each) >= 0 for each in family))
