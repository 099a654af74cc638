"""One keeper after another: none is waited for in vain, and the next begins where the last was."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

from spacegraph.errors import StoreError
from spacegraph.store import custody, loading
from spacegraph.store.custody import Custody, KeeperLost
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

MakeStore = Callable[..., Path]
WaitUntil = Callable[[Callable[[], object]], None]

MEMORY = 64 << 20


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keeper gets a quarter of a second to show that it lives."""
    monkeypatch.setattr(custody, "_LOOK_SECONDS", 0.05)


@pytest.fixture
def pool(tmp_path: Path, make_store: MakeStore) -> Iterator[WorkerPool]:
    make_store(tmp_path, "first")
    with WorkerPool(tmp_path, roster=Roster(light=2), cache_bytes=0) as pool:
        yield pool


def quads(name: str, count: int) -> list[ox.Quad]:
    thing, graph = ox.NamedNode("http://example.org/s"), ox.NamedNode(f"http://example.org/{name}")
    return [ox.Quad(thing, ox.NamedNode(f"http://e/{n}"), thing, graph) for n in range(count)]


def test_a_keeper_that_dies_is_followed_by_another_unasked(
    pool: WorkerPool, wait_until: WaitUntil
) -> None:
    keeper, _ = pool.processes()
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: pool.processes()[0] != keeper and pool.ready)
    assert pool.ask("ASK { <http://example.org/landspace> ?p ?o }")


@pytest.mark.usefixtures("impatient")
def test_a_keeper_that_hangs_is_ended(store_path: Path) -> None:
    keeper = Custody(store_path)
    os.kill(keeper.pid, signal.SIGSTOP)
    with pytest.raises(KeeperLost, match="hung") as caught:
        keeper.fork(MEMORY)
    assert caught.value.retry_after > 0
    assert not keeper.alive
    keeper.wait()
    with pytest.raises(KeeperLost):
        keeper.fork(MEMORY)
    keeper.close()


@pytest.mark.usefixtures("impatient")
def test_a_change_that_a_hanging_keeper_never_reads_is_given_up(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change larger than what the line holds cannot even be sent."""
    monkeypatch.setattr(custody, "_SEND_SECONDS", 0.2)
    keeper = Custody(store_path)
    os.kill(keeper.pid, signal.SIGSTOP)
    with pytest.raises(KeeperLost, match="hung"):
        keeper.apply(quads("many", 20_000), [], "second")
    assert keeper.generation == "first"
    keeper.close()


@pytest.mark.usefixtures("impatient")
def test_a_keeper_that_works_long_is_waited_for(store_path: Path) -> None:
    keeper = Custody(store_path)
    keeper.apply(quads("many", 100_000), [], "second")
    assert keeper.generation == "second"
    keeper.close()


@pytest.mark.usefixtures("impatient")
def test_the_server_goes_on_with_another_keeper(pool: WorkerPool, wait_until: WaitUntil) -> None:
    keeper, _ = pool.processes()
    os.kill(keeper, signal.SIGSTOP)
    with pytest.raises(KeeperLost):
        pool.apply(quads("new", 1), [], "second")
    wait_until(lambda: pool.processes()[0] != keeper and pool.ready)
    pool.apply(quads("new", 1), [], "second")
    assert pool.ask("ASK { GRAPH <http://example.org/new> { ?s ?p ?o } }")


def test_quads_go_by_the_generation_they_were_opened_at(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody commits between the look at the manifest and the opening of the quads."""
    seen = iter(["looked", "before", "after", "after", "after"])
    monkeypatch.setattr(loading, "read_generation", lambda store: next(seen))
    generation, found = loading.load_quads(store_path)
    assert generation == "after"
    assert len(found) > 1000


def test_quads_that_cannot_be_opened_at_this_moment_are_opened_at_the_next(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit has removed a file that was still named when the opening began."""
    failures = iter([RuntimeError("Corruption: no such file"), OSError("no such file")])

    class Moving:
        def __new__(cls) -> ox.Store:
            return ox.Store()

        @staticmethod
        def read_only(path: str) -> ox.Store:
            if error := next(failures, None):
                raise error
            return ox.Store.read_only(path)

    engine = SimpleNamespace(Store=Moving, parse=ox.parse, RdfFormat=ox.RdfFormat)
    monkeypatch.setattr(loading, "ox", engine)
    generation, found = loading.load_quads(store_path)
    assert generation == "first"
    assert len(found) > 1000


def test_an_error_that_many_are_told_is_one_for_each(pool: WorkerPool, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").unlink()
    os.kill(pool.processes()[0], signal.SIGKILL)
    with pytest.raises(StoreError, match="spacegraph build") as first:
        for _ in range(100):
            pool.ask("ASK {}")
    with pytest.raises(StoreError, match="spacegraph build") as second:
        pool.ask("ASK {}")
    assert first.value is not second.value
