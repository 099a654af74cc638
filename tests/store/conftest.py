"""A small store: three graphs that overlap, and one whose values cannot be sorted together."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.store.base import Limits
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

SAMPLE = """
@prefix : <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:landspace skos:prefLabel "LandSpace"@en, "蓝箭航天"@zh-Hans ; :founded 2015 .
:gomspace skos:prefLabel "GomSpace"@en ; :founded 2007 .
:g1 { :c1 :amount 10 ; :buyer :gomspace . }
:g2 { :c1 :amount 10 ; :buyer :gomspace . :c2 :amount 5 . }
:g3 { :c3 :amount 7 . _:b :note "blank" . }
"""

# 1,000 numbers, strings of digits and dates: enough for the engine's sort to notice that its
# comparison of them is no order, which ends the process (issue 4; design §5.2).
MIXED = "\n".join(
    f"<http://example.org/m{n}> <http://example.org/mixed> {value} <http://example.org/mixed> ."
    for n in range(1000)
    for value in [
        (
            f'"{n * 7919 % 1000}"^^<http://www.w3.org/2001/XMLSchema#integer>',
            f'"{n * 7919 % 1000}"',
            f'"2020-01-{n % 28 + 1:02}"^^<http://www.w3.org/2001/XMLSchema#date>',
        )[n % 3]
    ]
)

LIMITS = Limits(seconds=20, memory_bytes=256 << 20, result_bytes=64 << 20)


MakeStore = Callable[..., Path]
WaitUntil = Callable[[Callable[[], object]], None]


def write_store(folder: Path, generation: str, trig: str = SAMPLE, nquads: str = MIXED) -> Path:
    """Build a store folder as `spacegraph build` leaves it."""
    quads = ox.Store(str(folder / "quads"))
    quads.load(trig.encode(), format=ox.RdfFormat.TRIG)
    quads.load(nquads.encode(), format=ox.RdfFormat.N_QUADS)
    quads.flush()
    (folder / "manifest.json").write_text(json.dumps({"generation": generation}))
    return folder


@pytest.fixture(scope="session")
def wait_until() -> WaitUntil:
    """Yield to other threads and processes until something is so."""

    def wait(condition: Callable[[], object]) -> None:
        # The deadline only ends a broken test.
        ended = threading.Event()
        timer = threading.Timer(30, ended.set)
        timer.start()
        try:
            while not condition():
                assert not ended.wait(0.002), "it did not happen"
        finally:
            timer.cancel()

    return wait


@pytest.fixture(scope="session")
def make_store() -> MakeStore:
    """Build stores as the sample is built."""
    return write_store


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("store"), "first")


@pytest.fixture(scope="session")
def embedded(store_path: Path) -> EmbeddedStore:
    return EmbeddedStore.open(store_path)


@pytest.fixture(scope="session")
def pool(store_path: Path) -> Iterator[WorkerPool]:
    """A pool for queries that reach no limit."""
    with WorkerPool(
        store_path, limits=LIMITS, roster=Roster(light=2, surge=0), cache_bytes=0
    ) as pool:
        yield pool


@pytest.fixture(scope="session")
def hasty(store_path: Path) -> Iterator[WorkerPool]:
    """A pool with a deadline of a third of a second."""
    limits = Limits(seconds=0.3, memory_bytes=1 << 30, result_bytes=256 << 20)
    with WorkerPool(store_path, limits=limits, roster=Roster(light=1), cache_bytes=0) as pool:
        yield pool
