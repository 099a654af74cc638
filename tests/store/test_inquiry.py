"""A query can be begun without a wait, and its answer taken when it is here."""

import os
import select
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from spacegraph.errors import QueryError
from spacegraph.store.base import Answer, Begun, Limits, Stop
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

WaitUntil = Callable[[Callable[[], object]], None]

JSON = "application/sparql-results+json"
MIXED = "GRAPH <http://example.org/mixed>"
ENDLESS = f"ASK {{ {MIXED} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} FILTER(?c = ?zzz) }}"
LARGE = f"SELECT * {{ {MIXED} {{ ?a ?b ?c . ?d ?e ?f }} }} LIMIT 40000"


def begin(pool: WorkerPool, query: str) -> Begun:
    begun = pool.begin(query, JSON)
    assert begun is not None
    assert not isinstance(begun, Answer)
    return begun


def until_readable(begun: Begun) -> None:
    moved = threading.Event()
    begun.watch(moved.set)
    while (descriptor := begun.start()) is None:
        assert moved.wait(10)
        moved.clear()
    readable, _, _ = select.select([descriptor], [], [], 10)
    assert readable


def test_an_answer_comes_whole_and_with_one_wake(pool: WorkerPool) -> None:
    pool.ask("ASK {}")
    begun = begin(pool, "SELECT (1 AS ?one) {}")
    until_readable(begun)
    answer = begun.poll()
    assert answer is not None
    assert answer.size == len(body := answer.read())
    assert b'"1"' in body


def test_what_is_kept_needs_no_worker(store_path: Path) -> None:
    with WorkerPool(store_path) as pool:
        body = pool.stream("ASK {}", JSON).read()
        kept = pool.begin("ASK {}", JSON)
        assert isinstance(kept, Answer)
        assert kept.read() == body
        begun = begin(pool, "ASK { }")
        until_readable(begun)
        assert begun.poll() is not None
        assert isinstance(pool.begin("ASK { }", JSON), Answer)


def test_what_is_not_here_can_be_waited_for(pool: WorkerPool) -> None:
    begun = begin(pool, LARGE)
    answer = begun.poll() or begun.wait(Stop())
    expected = pool.stream(LARGE + " # again", JSON).read()
    assert len(expected) > 1 << 20
    assert answer.read() == expected


def test_nobody_begins_before_those_who_wait(store_path: Path, wait_until: WaitUntil) -> None:
    roster = Roster(light=1, surge=0, heavy=0, light_seconds=60)
    with WorkerPool(store_path, roster=roster, cache_bytes=0) as pool:
        wait_until(lambda: pool.census().idle == 1)
        busy, first, second = (begin(pool, query) for query in (ENDLESS, "ASK {}", "ASK { }"))
        assert busy.start() is not None
        assert pool.census().waiting == 2
        assert first.start() is None
        busy.cancel()
        until_readable(first)
        assert second.start() is None
        assert first.poll() is not None
        assert second.wait(Stop()).read()


def test_who_gives_up_is_in_nobodys_way(store_path: Path, wait_until: WaitUntil) -> None:
    roster = Roster(light=1, surge=0, heavy=0, light_seconds=60)
    with WorkerPool(store_path, roster=roster, cache_bytes=0) as pool:
        wait_until(lambda: pool.census().idle == 1)
        busy, first, second = (begin(pool, query) for query in (ENDLESS, "ASK {}", "ASK { }"))
        assert busy.start() is not None
        first.cancel()
        first.cancel()
        assert pool.census().waiting == 1
        busy.cancel()
        until_readable(second)
        unused = begin(pool, "ASK {  }")
        assert second.poll() is not None
        unused.cancel()
        unused.cancel()
        assert pool.ask("ASK {}")


def test_an_error_of_the_query_is_raised_when_it_is_here(pool: WorkerPool) -> None:
    begun = begin(pool, "SELECT ?x WHERE { ?x }")
    until_readable(begun)
    with pytest.raises(QueryError, match="line 1"):
        begun.poll()


def test_a_limit_that_strikes_is_explained_to_who_waits(store_path: Path) -> None:
    with WorkerPool(store_path, limits=Limits(seconds=0.2), cache_bytes=0) as pool:
        pool.ask("ASK {}")
        begun = begin(pool, ENDLESS)
        until_readable(begun)
        assert begun.poll() is None
        with pytest.raises(Exception, match=r"after 0\.2 s"):
            begun.wait(Stop())
        assert pool.ask("ASK {}")


def test_a_keeper_that_ends_costs_no_answer(store_path: Path) -> None:
    with WorkerPool(store_path, cache_bytes=0) as pool:
        pool.ask("ASK {}")
        keeper, _ = pool.processes()
        begun = begin(pool, LARGE)
        begun.start()
        os.kill(keeper, signal.SIGKILL)
        answer = begun.poll() or begun.wait(Stop())
        assert answer.read() == pool.stream(LARGE, JSON).read()


def test_each_end_is_counted_once(store_path: Path) -> None:
    with WorkerPool(store_path, cache_bytes=0) as pool:
        pool.ask("ASK {}")
        before = pool.outcomes()["answered"]
        begun = begin(pool, "ASK {}")
        until_readable(begun)
        assert begun.poll() is not None
        assert pool.outcomes()["answered"] == before + 1
