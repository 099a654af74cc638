"""A server killed while it takes in facts loses nothing it has acknowledged, and nobody stays."""

import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

import httpx
import pytest

from .conftest import Site, children, spent, state, wait_until

CONTRACTS = """
    PREFIX sg: <https://w3id.org/spacegraph/ontology/>
    SELECT ?contract ?whole WHERE {
      ?contract a sg:Contract FILTER(CONTAINS(STR(?contract), "/contract/deal-"))
      BIND(EXISTS {
        ?contract sg:buyer ?b ; sg:supplier ?s ; sg:amount ?a .
        GRAPH ?claim { ?contract sg:buyer ?b ; sg:supplier ?s ; sg:amount ?a }
      } AS ?whole)
    }
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
HALF = """
    SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o }
      FILTER(CONTAINS(STR(?s), "/contract/deal-")) FILTER NOT EXISTS { ?s a ?kind } }
"""

DIFFERENT = count()
"""Numbers that make queries of which none is answered from the cache."""


def rows(client: httpx.Client, query: str) -> list[dict[str, dict[str, str]]]:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return found


def check_facts(client: httpx.Client, acknowledged: set[str]) -> None:
    found = rows(client, CONTRACTS)
    assert {row["whole"]["value"] for row in found} <= {"true"}
    names = {row["contract"]["value"].rpartition("/")[2] for row in found}
    assert acknowledged <= names
    assert rows(client, HALF) == []


def write_until_killed(site: Site, after: int, numbers: "count[int]") -> set[str]:
    """Submit from two sides; kill the server at the n-th acknowledgement, the others under way."""
    acknowledged: set[str] = set()
    enough = threading.Event()

    def work() -> None:
        while True:
            name = f"deal-{next(numbers)}"
            try:
                answer = site.submit(name)
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            acknowledged.add(name)
            if len(acknowledged) >= after:
                enough.set()

    with ThreadPoolExecutor(2) as threads:
        writers = [threads.submit(work) for _ in range(2)]
        if after:
            assert enough.wait(60)
        assert site.process
        site.process.kill()
        for writer in writers:
            writer.result()
    return acknowledged


def kill_and_look(site: Site, rounds: int) -> None:
    dice = random.Random(4)
    numbers = count()
    acknowledged: set[str] = set()
    for _ in range(rounds):
        client = site.start()
        check_facts(client, acknowledged)
        family = site.family()
        assert len(family) > 1
        acknowledged |= write_until_killed(site, dice.randrange(4), numbers)
        site.end(signal.SIGKILL)
        wait_until(lambda family=family: not any(map(state, family)))
    check_facts(site.start(), acknowledged)
    assert "Traceback" not in site.log()


def test_facts_survive_the_death_of_the_server(site: Site) -> None:
    kill_and_look(site, 3)


@pytest.mark.slow
def test_facts_survive_a_hundred_deaths(site: Site) -> None:
    kill_and_look(site, 100)


def kill_workers(site: Site, rounds: int) -> None:
    client = site.start()
    (keeper,) = children(site.pid)
    address = client.base_url
    with ThreadPoolExecutor(1) as threads:
        for _ in range(rounds):
            asked = threads.submit(
                httpx.get, address.join("/sparql"), params={"query": RUNAWAY}, timeout=60
            )
            wait_until(lambda: 'state="idle"' in client.get("/metrics").text and _busy(client))
            answer = None
            while answer is None:
                with suppress(ProcessLookupError, ValueError):
                    os.kill(max(children(keeper), key=spent), signal.SIGKILL)
                # Another kill at once would hit a worker that is idle, which then may be taken.
                with suppress(TimeoutError):
                    answer = asked.result(2)
            assert answer.status_code == 500, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["request"] == answer.headers["x-request-id"]
            assert _asked(client)
    told = client.get("/metrics").text
    assert f'spacegraph_queries_total{{outcome="crashed"}} {rounds}.0' in told
    wait_until(lambda: _asked(client) and not any(state(each) == "Z" for each in children(keeper)))


def _asked(client: httpx.Client) -> bool:
    query = f"ASK {{ <a:{next(DIFFERENT)}> ?p ?o }}"
    return client.get("/sparql", params={"query": query}).json()["boolean"] is False


def _busy(client: httpx.Client) -> bool:
    lines = client.get("/metrics").text.splitlines()
    return any(
        line.startswith("spacegraph_workers{") and "idle" not in line and not line.endswith(" 0.0")
        for line in lines
    )


def test_a_dozen_workers_die_and_one_asker_each_is_told(site: Site) -> None:
    kill_workers(site, 12)


@pytest.mark.slow
def test_a_hundred_workers_die(site: Site) -> None:
    kill_workers(site, 100)


def test_sigterm_ends_it_in_order(site: Site) -> None:
    site.start()
    family = site.family()
    assert site.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    wait_until(lambda: not any(map(state, family)))
    assert "Traceback" not in site.log()


def test_a_closed_terminal_ends_it_in_order_too(site: Site) -> None:
    site.start()
    family = site.family()
    assert site.end(signal.SIGHUP) == -signal.SIGTERM
    wait_until(lambda: not any(map(state, family)))
    assert "Traceback" not in site.log()


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_queries_at_once(site: Site, second: signal.Signals) -> None:
    """Their askers are told all the same; without it they would have ten seconds more."""
    site.variables = {"SPACEGRAPH_QUERY_SECONDS": "600"}
    client = site.start()
    assert site.process
    with ThreadPoolExecutor(1) as threads:
        address = client.base_url.join("/sparql")
        asked = threads.submit(httpx.get, address, params={"query": RUNAWAY}, timeout=60)
        wait_until(lambda: _busy(client))
        site.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not _listens(client))
        assert site.end(second) == -signal.SIGTERM
        answer = asked.result()
    assert answer.status_code == 503
    assert answer.json()["retry_after"]
    assert "Traceback" not in site.log()
    assert '"error":' not in site.log()


def _listens(client: httpx.Client) -> bool:
    try:
        return httpx.get(client.base_url.join("/health/live")).is_success
    except httpx.TransportError:
        return False
