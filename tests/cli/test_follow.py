"""A server follows the store on disk while other processes change it."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from unittest.mock import patch

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from spacegraph.cli.follow import Follower
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.graph.turn import turn
from spacegraph.resources import folder
from spacegraph.settings import Settings
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

BOOK = Path(__file__).parents[1] / "gate" / "book"
THING, SAYS = NamedNode("https://example.org/thing"), NamedNode("https://example.org/says")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    home = tmp_path_factory.mktemp("home")
    found = Instance(
        Settings(home=home), Sources(Book(BOOK, home / "accepted"), folder("ontology"))
    )
    found.build()
    return found


@pytest.fixture
def pool(instance: Instance) -> Iterator[WorkerPool]:
    roster = Roster(light=1, surge=0, heavy=1)
    with WorkerPool(instance.settings.store_path, roster=roster) as found:
        yield found


def fact(number: int) -> Quad:
    return Quad(THING, SAYS, Literal(str(number)), NamedNode(f"https://example.org/claim-{number}"))


def facts(pool: WorkerPool) -> set[str]:
    rows = pool.select(f"SELECT ?n {{ GRAPH ?g {{ {THING} {SAYS} ?n }} }}").rows
    return {str(row[0].value) for row in rows if isinstance(row[0], Literal)}


def test_it_takes_the_changes_of_others_one_by_one(instance: Instance, pool: WorkerPool) -> None:
    for number in (1, 2, 3):
        instance.apply([fact(number)], [])
    instance.apply([], [fact(2)])
    with patch.object(pool, "reload") as reload:
        Follower(instance, pool).catch_up()
    reload.assert_not_called()
    assert facts(pool) == {"1", "3"}
    assert pool.generation == instance.standing().generation


def test_it_waits_for_no_writer_to_show_what_is_committed(
    instance: Instance, pool: WorkerPool
) -> None:
    instance.apply([fact(4)], [])
    follower = Follower(instance, pool)
    with turn(instance.settings.home / "accepted"):
        other = Thread(target=follower.catch_up)
        other.start()
        other.join(60)
        assert not other.is_alive()
    assert "4" in facts(pool)


def test_it_reads_a_store_that_was_built_anew(instance: Instance, pool: WorkerPool) -> None:
    instance.apply([fact(5)], [])
    instance.build()
    Follower(instance, pool).catch_up()
    assert facts(pool) == set()
    assert pool.generation == instance.standing().generation


def test_it_shows_no_change_twice(instance: Instance, pool: WorkerPool) -> None:
    """Its own change may be on disk for a moment before it is shown."""
    manifest = instance.apply([fact(6)], [])
    follower = Follower(instance, pool)
    follower.catch_up()
    with patch.object(pool, "apply") as apply:
        follower.show([fact(6)], [], manifest.generation)
    apply.assert_not_called()
    assert "6" in facts(pool)


def test_it_looks_until_the_server_ends(instance: Instance, pool: WorkerPool) -> None:
    follower, ended = Follower(instance, pool), Event()
    running = Thread(target=follower.run, args=(ended,))
    running.start()
    manifest = instance.apply([fact(7)], [])
    waited, limit = Event(), 6000
    while pool.generation != manifest.generation and limit:
        waited.wait(0.01)
        limit -= 1
    ended.set()
    running.join(60)
    assert "7" in facts(pool)
