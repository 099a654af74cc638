"""Queries that run away, workers that die: an error for one asker, nothing for the others."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.errors import QueryError, StoreError
from spacegraph.store import guard
from spacegraph.store.base import LimitReached, Limits, Stop, Stopped
from spacegraph.store.custody import Worker
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

WaitUntil = Callable[[Callable[[], object]], None]

JSON = "application/sparql-results+json"
CROSS = "GRAPH <http://example.org/mixed> { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# A filter over one variable would be applied first and end the query at once.
ALL = "CONCAT(STR(?c), STR(?f), STR(?i), STR(?l))"
ENDLESS = f"ASK {{ {CROSS} FILTER({ALL} = 'none') }}"

RUNAWAYS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "product of VALUES": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?v{n} {{ {' '.join(map(str, range(99)))} }}" for n in range(9))
    + " }",
    "unbounded path": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s (!<a:b>|^!<a:b>)* ?o } "
    "GRAPH ?h { ?t (!<a:b>|^!<a:b>)* ?u } GRAPH ?i { ?v (!<a:b>|^!<a:b>)* ?w } }",
    "regex": f'SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER(REGEX({ALL}, "^(a+)+$")) }}',
    "sort": f"SELECT * {{ {CROSS} }} ORDER BY STR(?f)",
    "distinct": f"SELECT DISTINCT * {{ {CROSS} }}",
    "group": f"SELECT (GROUP_CONCAT(?f) AS ?n) {{ {CROSS} }}",
    "string": "SELECT (STRLEN(?v15) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?v0)"
    + "".join(f" BIND(CONCAT(?v{n}, ?v{n}, ?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(15))
    + " }",
}


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_runaway_is_stopped_and_the_next_query_answered(hasty: WorkerPool, name: str) -> None:
    with pytest.raises(LimitReached) as caught:
        hasty.stream(RUNAWAYS[name], JSON).read()
    assert caught.value.limit in ("seconds", "memory")
    assert caught.value.hint
    assert hasty.ask("ASK {}")


def test_the_deadline_is_told(hasty: WorkerPool) -> None:
    with pytest.raises(LimitReached, match=r"after 0\.3 s") as caught:
        hasty.stream(RUNAWAYS["cross product"], JSON)
    assert caught.value.limit == "seconds"


def test_the_deadline_strikes_in_mid_answer_as_an_error(hasty: WorkerPool) -> None:
    """Rows come at once, so the first mebibyte is out before the deadline: it must not end well."""
    received = 0
    with pytest.raises(LimitReached), hasty.stream(f"SELECT * {{ {CROSS} }}", JSON) as answer:
        assert answer.size is None
        for chunk in answer:
            received += len(chunk)
    assert received > 1 << 20


@pytest.mark.parametrize("clause", ["SELECT DISTINCT *", "SELECT *"])
def test_memory_is_limited(store_path: Path, clause: str) -> None:
    limits = Limits(seconds=30, memory_bytes=48 << 20)
    query = f"{clause} {{ {CROSS} }} ORDER BY ?a ?b STR(?c) STR(?f)"
    with WorkerPool(store_path, limits=limits, roster=Roster(light=1), cache_bytes=0) as pool:
        with pytest.raises(LimitReached, match="48 MiB") as caught:
            pool.stream(query, JSON)
        assert caught.value.limit == "memory"
        assert pool.ask("ASK {}")


@pytest.mark.parametrize(("most", "begun"), [(10_000, False), (3 << 20, True)])
def test_the_length_of_an_answer_is_limited(store_path: Path, most: int, begun: bool) -> None:
    """Within what is held back the limit is a plain error, behind it the stream breaks off."""
    with WorkerPool(
        store_path, limits=Limits(result_bytes=most), roster=Roster(light=1), cache_bytes=0
    ) as pool:
        received = 0
        with pytest.raises(LimitReached, match=f"{most:,} bytes") as caught:
            for chunk in pool.stream(f"SELECT * {{ {CROSS} }}", JSON):
                received += len(chunk)
        assert caught.value.limit == "result"
        assert bool(received) == begun
        assert received <= most
        assert pool.ask("ASK {}")


def test_a_reader_that_pauses_too_long_is_cut_off(store_path: Path, wait_until: WaitUntil) -> None:
    limits = Limits(seconds=30, pause_seconds=0.1)
    roster = Roster(light=1)
    with WorkerPool(store_path, limits=limits, roster=roster, cache_bytes=0) as pool:
        answer = pool.stream(f"SELECT * {{ {CROSS} }}", JSON)
        pid = _busy_worker(pool, wait_until).pid
        wait_until(lambda: _has_ended(pid))
        with pytest.raises(LimitReached, match="not read") as caught:
            for _ in answer:
                pass
        assert caught.value.limit == "pause"


@pytest.mark.parametrize(
    ("order", "descending"), [("?o", False), ("ASC(?o)", False), ("DESC(?o)", True)]
)
def test_values_that_the_engine_cannot_sort_are_sorted_in_parts(
    pool: WorkerPool, order: str, descending: bool
) -> None:
    """SPARQL 1.1 §15.1 leaves the order of kinds open; the engine aborts (SIGABRT) in this sort."""
    pattern = "{ GRAPH <http://example.org/mixed> { ?s ?p ?o } }"
    rows = [row[0] for row in pool.select(f"SELECT ?o {pattern} ORDER BY {order}").rows]
    plain = [row[0] for row in pool.select(f"SELECT ?o {pattern}").rows]
    assert Counter(map(str, rows)) == Counter(map(str, plain))
    literals = [value for value in rows if isinstance(value, ox.Literal)]
    by_kind: dict[str, list[ox.Literal]] = {}
    for value in literals:
        by_kind.setdefault(value.datatype.value, []).append(value)
    assert len(by_kind) > 2
    for values in by_kind.values():
        numeric = values[0].datatype.value.endswith(("integer", "decimal", "double"))
        keys = [float(each.value) if numeric else each.value for each in values]
        assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]


def test_a_chain_of_thousands_is_answered(pool: WorkerPool) -> None:
    """Not brackets but a chain: it passes the guard, and needs a stack of more than 8 MiB."""
    assert pool.ask("ASK { " + "{} UNION " * 5_000 + "{} }")


def test_a_stack_that_overflows_is_a_clean_error(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read as 50,000 tokens at most is let through here in any length."""
    monkeypatch.setattr(guard, "MAX_TOKENS", 10**9)
    monkeypatch.setattr(guard, "MAX_BYTES", 10**9)
    with pytest.raises(StoreError) as caught:
        pool.ask("ASK { " + "{} UNION " * 200_000 + "{} }")
    assert isinstance(caught.value, LimitReached) or "flatter" in caught.value.hint
    assert pool.ask("ASK {}")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV, signal.SIGTERM])
def test_a_worker_killed_in_mid_query_is_an_error_for_its_asker_only(
    pool: WorkerPool, sign: signal.Signals, wait_until: WaitUntil
) -> None:
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.ask, ENDLESS)
        worker = _busy_worker(pool, wait_until)
        assert pool.ask("ASK {}")
        os.kill(worker.pid, sign)
        with pytest.raises(StoreError):
            running.result()
    assert pool.ask("ASK {}")


def test_a_worker_killed_while_idle_is_noticed_by_nobody(
    pool: WorkerPool, wait_until: WaitUntil
) -> None:
    for _ in range(4):
        wait_until(lambda: len(pool._staff._idle) == 2)
        for worker in list(pool._staff._idle):
            os.kill(worker.pid, signal.SIGKILL)
            wait_until(partial(_has_ended, worker.pid))
        assert pool.ask("ASK {}")


def test_the_death_of_the_keeper_is_survived(pool: WorkerPool, wait_until: WaitUntil) -> None:
    keeper = pool._staff._keepers.current
    os.kill(keeper.pid, signal.SIGKILL)
    asked = count()

    def replaced() -> bool:
        # Each time another text: a kept answer needs neither worker nor keeper.
        assert pool.ask(f"ASK {{ <http://example.org/landspace> ?p ?o }} # {next(asked)}")
        return pool._staff._keepers.current is not keeper

    wait_until(replaced)
    assert pool.ready


def test_the_death_of_the_keeper_ends_its_running_workers(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.stream, f"SELECT * {{ {CROSS} }}", JSON)
        with running.result() as answer:
            os.kill(pool._staff._keepers.current.pid, signal.SIGKILL)
            with pytest.raises(StoreError):
                for _ in answer:
                    pass
    assert pool.ask("ASK {}")


def test_a_stop_ends_the_query(pool: WorkerPool, wait_until: WaitUntil) -> None:
    stop = Stop()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.stream, RUNAWAYS["cross product"], JSON, stop=stop)
        pid = _busy_worker(pool, wait_until).pid
        stop.request()
        with pytest.raises(Stopped):
            running.result()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    stop.request()
    with pytest.raises(Stopped):
        pool.stream("ASK {}", JSON, stop=stop)


def test_closing_an_answer_ends_its_query(pool: WorkerPool, wait_until: WaitUntil) -> None:
    answer = pool.stream(f"SELECT * {{ {CROSS} }}", JSON)
    pid = _busy_worker(pool, wait_until).pid
    assert next(iter(answer))
    answer.close()
    answer.close()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    with pytest.raises(Stopped):
        for _ in answer:
            pass


def test_an_answer_closed_by_another_thread_ends_for_its_reader(pool: WorkerPool) -> None:
    answer = pool.stream(f"SELECT * {{ {CROSS} }}", JSON)
    begun = threading.Event()

    def drain() -> None:
        for _ in answer:
            begun.set()

    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(drain)
        begun.wait()
        answer.close()
        with pytest.raises(Stopped):
            reading.result()
    assert pool.ask("ASK {}")


def test_a_closed_pool_refuses(store_path: Path, wait_until: WaitUntil) -> None:
    pool = WorkerPool(store_path, roster=Roster(light=1), cache_bytes=0)
    pids = [pool._staff._keepers.current.pid, _idle_worker(pool, wait_until).pid]
    pool.close()
    assert not pool.ready
    with pytest.raises(StoreError, match="is ending"):
        pool.ask("ASK {}")
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_mistakes_cost_no_worker(pool: WorkerPool, wait_until: WaitUntil) -> None:
    wait_until(lambda: pool.census().idle == 2)
    forked = pool.census().forked
    for query in ("ASK {", "SELECT (<http://e/f>(1) AS ?x) {}", "ASK { SERVICE <a:b> {} }"):
        with pytest.raises((QueryError, StoreError, Exception)):
            pool.ask(query)
    assert pool.ask("ASK {}")
    assert pool.census().forked == forked


def _busy_worker(pool: WorkerPool, wait_until: WaitUntil) -> Worker:
    wait_until(lambda: pool._staff._lanes.busy)
    return next(iter(pool._staff._lanes.busy))


def _idle_worker(pool: WorkerPool, wait_until: WaitUntil) -> Worker:
    wait_until(lambda: pool._staff._idle)
    return pool._staff._idle[0]


def _has_ended(pid: int) -> bool:
    """Tell whether a process is a zombie: it has ended, and nobody has asked how."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
