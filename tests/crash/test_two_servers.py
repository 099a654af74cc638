"""Two servers and the command line on one home: each sees what the others record, none loses any."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from .conftest import HEADER, ROW, Site, wait_until
from .test_server import check_facts

HERE = Path(__file__).parent


@pytest.fixture
def pair(site: Site) -> Iterator[tuple[Site, Site]]:
    """Two servers of one home, started one after the other."""
    other = Site(site.home)
    site.start()
    other.start()
    yield site, other
    if other.process and other.process.poll() is None:
        other.end(signal.SIGKILL)


def generation(client: httpx.Client | None) -> str:
    assert client
    found: str = client.get("/health").json()["generation"]
    return found


def knows(client: httpx.Client | None, name: str) -> bool:
    assert client
    query = f"ASK {{ <https://w3id.org/spacegraph/contract/{name}> ?p ?o }}"
    found: bool = client.get("/sparql", params={"query": query}).json()["boolean"]
    return found


def accept(home: Path, name: str, *, die: bool = False) -> subprocess.CompletedProcess[bytes]:
    """Record a contract in a process of its own, which may die once the record is on disk."""
    content = home.parent / f"{home.name}-{name}.csv"
    content.write_text(HEADER + ROW.format(name))
    command = [sys.executable, str(HERE / "accepting.py"), str(content), *(["die"] if die else [])]
    return subprocess.run(command, env=os.environ | {"SPACEGRAPH_HOME": str(home)}, check=False)


def test_both_take_in_facts_at_once(pair: tuple[Site, Site]) -> None:
    def submit(side: int) -> set[str]:
        names = {f"deal-{side}-{number}" for number in range(5)}
        assert {pair[side].submit(name).status_code for name in names} == {201}
        return names

    with ThreadPoolExecutor(2) as threads:
        names = set.union(*threads.map(submit, range(2)))
    clients = [site.client for site in pair if site.client]
    wait_until(lambda: generation(clients[0]) == generation(clients[1]))
    for client in clients:
        check_facts(client, names)
    assert all("Traceback" not in site.log() for site in pair)


def test_what_the_command_line_records_is_seen_by_both(pair: tuple[Site, Site]) -> None:
    assert accept(pair[0].home, "deal-typed").returncode == 0
    for site in pair:
        wait_until(lambda site=site: knows(site.client, "deal-typed"))


def test_the_death_of_a_writer_in_mid_commit_leaves_nothing_half(pair: tuple[Site, Site]) -> None:
    """The record is on disk and not in the store: the next who writes brings it in as well."""
    assert accept(pair[0].home, "deal-dead", die=True).returncode == -signal.SIGKILL
    assert pair[1].submit("deal-next").status_code == 201
    clients = [site.client for site in pair if site.client]
    for client in clients:
        wait_until(lambda client=client: knows(client, "deal-next"))
        check_facts(client, {"deal-dead", "deal-next"})


def test_one_ends_in_mid_commit_and_the_other_goes_on(pair: tuple[Site, Site]) -> None:
    first, second = pair
    assert first.process
    with ThreadPoolExecutor(1) as threads:
        assert first.submit("deal-0").status_code == 201
        under_way = threads.submit(first.submit, "deal-1")
        first.process.kill()
        with suppress(httpx.TransportError):
            under_way.result()
    assert second.submit("deal-2").status_code == 201
    assert second.client
    check_facts(second.client, {"deal-0", "deal-2"})
