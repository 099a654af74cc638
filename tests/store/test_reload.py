"""Readers see a change once it is made, and each query one state only (design §5.3)."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.errors import StoreError
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

JSON = "application/sparql-results+json"
MakeStore = Callable[..., Path]
WaitUntil = Callable[[Callable[[], object]], None]

LONG = "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }"
NEW = ox.Quad(
    ox.NamedNode("http://example.org/new"),
    ox.NamedNode("http://example.org/p"),
    ox.Literal('蓝\n"\\', language="zh-Hans"),
    ox.NamedNode("http://example.org/g9"),
)
BLANK = "SELECT ?b { GRAPH <http://example.org/g3> { ?b <http://example.org/note> ?o } }"


@pytest.fixture
def pool(tmp_path: Path, make_store: MakeStore) -> Iterator[WorkerPool]:
    make_store(tmp_path, "first")
    with WorkerPool(tmp_path, roster=Roster(light=2), cache_bytes=0) as pool:
        yield pool


def has_new(pool: WorkerPool) -> bool:
    return pool.ask("ASK { GRAPH <http://example.org/g9> { <http://example.org/new> ?p ?o } }")


def test_a_change_is_seen_by_the_next_query(pool: WorkerPool) -> None:
    assert not has_new(pool)
    pool.apply([NEW], [], "second")
    assert pool.generation == "second"
    assert has_new(pool)
    assert pool.stream("ASK {}", JSON).generation == "second"
    pool.apply([], [NEW], "third")
    assert not has_new(pool)


def test_a_blank_node_can_be_removed_by_its_label(pool: WorkerPool) -> None:
    ((node,),) = pool.select(BLANK).rows
    assert isinstance(node, ox.BlankNode)
    graph = ox.NamedNode("http://example.org/g3")
    note = ox.NamedNode("http://example.org/note")
    pool.apply([], [ox.Quad(node, note, ox.Literal("blank"), graph)], "second")
    assert not pool.select(BLANK).rows


def test_a_running_query_ends_on_the_state_it_began_on(pool: WorkerPool) -> None:
    with pool.stream(LONG, JSON) as answer:
        assert next(iter(answer))
        pool.apply([NEW], [], "second")
        assert answer.generation == "first"
        assert has_new(pool)
        assert next(iter(answer))
    assert pool.stream("ASK {}", JSON).generation == "second"


def test_a_rebuilt_store_is_reloaded(
    pool: WorkerPool, tmp_path: Path, make_store: MakeStore
) -> None:
    with pool.stream(LONG, JSON) as old:
        assert next(iter(old))
        for file in sorted((tmp_path / "quads").iterdir()):
            file.unlink()
        make_store(tmp_path, "second", trig="<http://e/a> <http://e/b> <http://e/c> .", nquads="")
        pool.reload()
        assert pool.generation == "second"
        assert len(pool.select("SELECT * { ?s ?p ?o }")) == 1
        assert next(iter(old))


def test_a_change_while_the_store_is_reloaded_is_not_lost(
    pool: WorkerPool, wait_until: Callable[[Callable[[], object]], None]
) -> None:
    """The new keeper may have read the store before the change was on disk."""
    before = children()
    reloading = threading.Thread(target=pool.reload)
    reloading.start()
    wait_until(lambda: children() - before)
    pool.apply([NEW], [], "last")
    reloading.join()
    assert pool.generation == "last"
    assert has_new(pool)


def children() -> set[str]:
    """List the processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text().split()}


def test_a_store_that_cannot_be_reloaded_leaves_the_old_one(
    pool: WorkerPool, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(StoreError, match="spacegraph build"):
        pool.reload()
    assert pool.generation == "first"
    assert pool.ask("ASK { <http://example.org/landspace> ?p ?o }")


def test_answers_are_whole_while_the_facts_change(pool: WorkerPool, wait_until: WaitUntil) -> None:
    """Each query sees all of a change or nothing of it."""
    pair = [NEW, ox.Quad(NEW.subject, NEW.predicate, ox.Literal(2), NEW.graph_name)]
    done = threading.Event()
    seen: set[int] = set()

    def watch() -> None:
        while not done.is_set():
            seen.add(len(pool.select("SELECT * { GRAPH <http://example.org/g9> { ?s ?p ?o } }")))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(20):
        pool.apply(pair, [], f"with {number}")
        wait_until(lambda: 2 in seen)
        pool.apply([], pair, f"without {number}")
    done.set()
    watcher.join()
    assert seen == {0, 2}


def test_a_keeper_that_cannot_be_replaced_is_told_until_it_can(
    pool: WorkerPool, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.json"
    text = manifest.read_text()
    manifest.unlink()
    os.kill(pool._staff._keepers.current.pid, signal.SIGKILL)
    with pytest.raises(StoreError, match="spacegraph build"):
        for _ in range(10):
            pool.ask("ASK {}")
    assert not pool.ready
    manifest.write_text(text)
    pool.reload()
    assert pool.ask("ASK { <http://example.org/landspace> ?p ?o }")
    assert pool.ready
