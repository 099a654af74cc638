"""Measure how serving grows with the graph: loading, a look-up, a new worker, a commit.

The store holds the shipped graph and copies of it, whose things and claims have names of their own.
Times are medians over the number of trials. A new worker is forked after the one before was
killed; a commit is 120 quads, from handing them over until a query has seen the last of them.

    python -m benchmarks.serving 1 4 40        # 1 copy: 0.3, 4: 1.1, 40: 10.2 million quads
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from benchmarks.copies import grow
from spacegraph.errors import StoreError
from spacegraph.graph.export import write_nquads
from spacegraph.graph.instance import Instance
from spacegraph.namespaces import BASE, SCHEMA
from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.manifest import MANIFEST
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

TRIALS: Final = 20
LOOK_UP: Final = f"SELECT ?p ?o WHERE {{ <{BASE}organisation/landspace> ?p ?o }}"
RUNAWAY: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def main() -> None:
    """Print a row for each number of copies named on the command line."""
    print("| quads | load s | memory MiB | look-up ms | new worker ms | commit seen ms |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as place:
        instance = Instance.of(Settings(home=Path(place)))
        instance.build()
        dump = Path(place) / "dump.nq"
        with dump.open("wb") as output:
            write_nquads(instance.quads(), output)
        for copies in [int(word) for word in sys.argv[1:]] or [1]:
            with tempfile.TemporaryDirectory() as folder:
                quads = grow(dump.read_bytes(), Path(folder), copies)
                (Path(folder) / MANIFEST).write_text('{"generation": "0"}', encoding="utf-8")
                print(f"| {quads:,} | {_measure(Path(folder))} |", flush=True)


def _measure(folder: Path) -> str:
    started = time.perf_counter()
    limits = Limits(seconds=0.2)
    roster = Roster(light=1, surge=0, heavy=1)
    with WorkerPool(folder, limits=limits, roster=roster, cache_bytes=0) as pool:
        pool.select(LOOK_UP)
        loaded = time.perf_counter() - started
        memory = _resident(pool)
        looked_up = _median(lambda: pool.select(LOOK_UP))
        respawned = statistics.median(_respawn(pool) for _ in range(TRIALS))
        committed = statistics.median(_commit(pool, number) for number in range(TRIALS))
    return (
        f"{loaded:.1f} | {memory:,.0f} | {looked_up * 1000:.1f} | {respawned * 1000:.0f} "
        f"| {committed * 1000:.0f}"
    )


def _median(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TRIALS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _respawn(pool: WorkerPool) -> float:
    """Let a deadline kill a worker, then measure until the next query is answered."""
    with suppress(StoreError):
        pool.select(RUNAWAY)
    started = time.perf_counter()
    pool.select(LOOK_UP)
    return time.perf_counter() - started


def _commit(pool: WorkerPool, number: int) -> float:
    """Hand 120 quads over, and ask until the last of them is seen."""
    thing = NamedNode(f"{BASE}claim/measure-{number}")
    added = [
        Quad(thing, SCHEMA.about, NamedNode(f"{BASE}organisation/new-{number}-{index}"), thing)
        for index in range(120)
    ]
    started = time.perf_counter()
    pool.apply(added, [], str(number + 1))
    while not pool.ask(f"ASK {{ GRAPH {thing} {{ ?s ?p {added[-1].object} }} }}"):
        pass
    return time.perf_counter() - started


def _resident(pool: WorkerPool) -> float:
    """Return the memory of the process that holds the data, in MiB."""
    largest = 0
    for entry in Path("/proc").glob("[0-9]*/status"):
        try:
            text = entry.read_text(encoding="utf-8")
            words = (entry.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"spacegraph.store.keeper" in words and "\nVmRSS:" in text:
            largest = max(largest, int(text.split("VmRSS:")[1].split()[0]))
    return largest / 1024


if __name__ == "__main__":
    main()
