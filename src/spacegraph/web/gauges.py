"""Read off the workers, the cache and the store what is true at this moment."""

import os
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from spacegraph.graph.manifest import Manifest
from spacegraph.store.base import Store
from spacegraph.store.workers import WorkerPool

_PAGE: Final = resource.getpagesize()


class Gauges(Collector):
    """Looks at a store whenever somebody collects, and at its folder where it has one."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield every family; those of the workers only where the store has workers."""
        yield _gauge("ready", "Whether a query would be answered now", self._store.ready)
        yield InfoMetricFamily(
            "spacegraph_store",
            "The generation of the facts",
            value={"generation": self._store.generation},
        )
        yield from _standing(self._folder)
        if isinstance(self._store, WorkerPool):
            yield from _staff(self._store)
            yield from _cache(self._store)
            yield _memory(self._store)
        else:
            yield _resident({"server": [os.getpid()]})


def _standing(folder: Path) -> Iterator[Metric]:
    manifest = Manifest.read(folder)
    if manifest is None:
        return
    yield _gauge("quads", "Quads in the store", manifest.quads)
    yield _gauge("claims", "Claims held true", manifest.claims)
    yield _gauge(
        "last_commit_timestamp_seconds",
        "When the facts were last built or changed, in Unix time",
        (folder / "manifest.json").stat().st_mtime,
    )


def _staff(pool: WorkerPool) -> Iterator[Metric]:
    census = pool.census()
    workers = GaugeMetricFamily(
        "spacegraph_workers", "Worker processes by what they do", labels=["state"]
    )
    for state in ("idle", "light", "heavy"):
        workers.add_metric([state], getattr(census, state))
    yield workers
    yield _gauge("queue_length", "Queries that wait for a worker", census.waiting)
    yield _counter("workers_forked", "Worker processes ever started", census.forked)
    queries = CounterMetricFamily(
        "spacegraph_queries", "Queries given to workers by how they ended", labels=["outcome"]
    )
    for outcome, count in pool.outcomes().items():
        queries.add_metric([outcome], count)
    yield queries


def _cache(pool: WorkerPool) -> Iterator[Metric]:
    stock = pool.stock()
    yield _counter("cache_hits", "Answers given again from the cache", stock.hits)
    yield _counter("cache_misses", "Answers looked for in the cache in vain", stock.misses)
    yield _gauge("cache_answers", "Answers in the cache", stock.answers)
    yield _gauge("cache_bytes", "Size of the answers in the cache", stock.size)


def _memory(pool: WorkerPool) -> Metric:
    keeper, workers = pool.processes()
    return _resident({"server": [os.getpid()], "keeper": [keeper], "workers": workers})


def _resident(processes: dict[str, Iterable[int]]) -> Metric:
    family = GaugeMetricFamily(
        "spacegraph_resident_memory_bytes",
        "Resident memory; pages that workers share with the keeper count for each of them",
        labels=["process"],
    )
    for name, pids in processes.items():
        family.add_metric([name], sum(map(_resident_bytes, pids)))
    return family


def _resident_bytes(pid: int) -> int:
    """Read the resident memory of a process; 0 for one that has ended."""
    try:
        text = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.split()[1]) * _PAGE


def _gauge(name: str, help: str, value: float) -> Metric:
    return GaugeMetricFamily(f"spacegraph_{name}", help, value=value)


def _counter(name: str, help: str, value: float) -> Metric:
    return CounterMetricFamily(f"spacegraph_{name}", help, value=value)
