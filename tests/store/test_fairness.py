"""Short queries are answered while long ones run, and waiting has its bounds."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.store.base import Busy, Limits, Stop, Stopped
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

WaitUntil = Callable[[Callable[[], object]], None]

JSON = "application/sparql-results+json"
ENDLESS = (
    "ASK { GRAPH <http://example.org/mixed> { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } "
    "FILTER(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l)) = 'none') }"
)


def test_long_queries_leave_room_for_short_ones(store_path: Path, wait_until: WaitUntil) -> None:
    limits = Limits(seconds=15)
    roster = Roster(light=2, heavy=6, light_seconds=0.05)
    with (
        WorkerPool(store_path, limits=limits, roster=roster, cache_bytes=0) as pool,
        _askers(6, pool) as stop,
    ):
        wait_until(lambda: pool.census().heavy == 6)
        for _ in range(20):
            assert pool.ask("ASK {}")
        assert pool.census().heavy == 6
        stop.request()


def test_a_full_heavy_lane_ends_further_long_queries_when_others_wait(
    store_path: Path, wait_until: WaitUntil
) -> None:
    limits = Limits(seconds=15)
    roster = Roster(light=1, surge=0, heavy=1, light_seconds=0.05, wait_seconds=0.5)
    with (
        WorkerPool(store_path, limits=limits, roster=roster, cache_bytes=0) as pool,
        _askers(1, pool) as stop,
    ):
        wait_until(lambda: pool.census().heavy == 1)
        with ThreadPoolExecutor(1) as threads:
            other = ENDLESS.replace("CONCAT(", "CONCAT(STR(?a), ")
            running = threads.submit(pool.ask, other)
            wait_until(lambda: pool.census().light == 1)
            assert pool.ask("ASK {}")
            with pytest.raises(Busy, match="no worker came free") as caught:
                running.result()
        assert caught.value.retry_after == 15
        stop.request()


def test_a_short_query_that_looks_like_long_ones_is_tried(
    store_path: Path, wait_until: WaitUntil
) -> None:
    """Every string starts with an empty one, none with these: the text tells not which is long."""
    endless = ENDLESS.replace("CONCAT(", "STRSTARTS(CONCAT(").replace(") = 'none')", "), '%s'))")
    roster = Roster(light=2, surge=0, heavy=1, light_seconds=0.05, wait_seconds=5)
    with (
        WorkerPool(store_path, limits=Limits(seconds=15), roster=roster, cache_bytes=0) as pool,
        ThreadPoolExecutor(6) as threads,
    ):
        stop = Stop()
        long = [
            threads.submit(pool.stream, endless % f"long{n}", JSON, stop=stop) for n in "123456"
        ]
        wait_until(lambda: pool.census().heavy == 1 and pool.census().waiting > 0)
        for _ in range(3):
            assert pool.ask(endless % "")
        pool.close()
        assert all(each.exception() for each in long)


def test_the_queue_is_bounded(store_path: Path, wait_until: WaitUntil) -> None:
    roster = Roster(light=1, surge=0, heavy=0, queue=1, wait_seconds=0.2, light_seconds=60)
    with WorkerPool(store_path, roster=roster, cache_bytes=0) as pool, _askers(1, pool) as stop:
        wait_until(lambda: pool.census().light == 1)
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(pool.ask, "ASK {}")
            wait_until(lambda: pool.census().waiting == 1)
            with pytest.raises(Busy, match="1 queries are waiting") as caught:
                pool.ask("ASK {}")
            assert 0 < caught.value.retry_after <= 30
            with pytest.raises(Busy, match="in time"):
                waiting.result()
        stop.request()


def test_many_threads_share_few_workers(pool: WorkerPool) -> None:
    def ask(number: int) -> object:
        return pool.select(f"SELECT ({number} AS ?n) {{}}").rows[0][0]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(ask, range(200))) == [ox.Literal(n) for n in range(200)]


@contextmanager
def _askers(number: int, pool: WorkerPool) -> Iterator[Stop]:
    """Keep so many endless queries running until the stop is requested."""
    stops = [Stop() for _ in range(number)]
    everyone = Stop()
    everyone.watch(lambda: [stop.request() for stop in stops] and None)
    with ThreadPoolExecutor(number) as threads:
        running = [threads.submit(pool.stream, ENDLESS, JSON, stop=stop) for stop in stops]
        yield everyone
        for asker in running:
            with pytest.raises(Stopped):
                asker.result()
