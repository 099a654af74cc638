"""The dump as N-Quads: every claim and what is held true, whatever the terms."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.namespaces import XSD
from spacegraph.store.base import Stop
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.workers import WorkerPool
from spacegraph.web.quads import stream_quads, to_quads

S, P, G = (ox.NamedNode(f"http://example.org/{name}") for name in "spg")
TERMS = (
    ox.NamedNode("http://example.org/é"),
    ox.Literal('a "quoted"\ttext\nof two lines \\'),
    ox.Literal("5"),
    ox.Literal("5", datatype=XSD.integer),
    ox.Literal("-5.50", datatype=XSD.decimal),
    ox.Literal("1.5E3", datatype=XSD.double),
    ox.Literal("true", datatype=XSD.boolean),
    ox.Literal("true"),
    ox.Literal("2021-05", datatype=XSD.gYearMonth),
    ox.Literal("微纳星空", language="zh-Hans"),
    ox.Literal(""),
)


def test_every_quad_comes_back_as_it_was() -> None:
    store = ox.Store()
    store.extend(ox.Quad(S, P, term, G) for term in TERMS)
    store.extend(ox.Quad(S, P, term) for term in TERMS)
    with stream_quads(EmbeddedStore(store, generation="one"), Stop()) as answer:
        assert answer.generation == "one"
        content = b"".join(answer)
    assert set(ox.parse(content, format=ox.RdfFormat.N_QUADS)) == set(store)


def test_rows_are_whole_wherever_the_chunks_end() -> None:
    table = b"?s\t?p\t?o\t?claim\n<a:s>\t<a:p>\t7\t<a:g>\n<a:s>\t<a:p>\ttrue\t<a:g>\n"
    whole = b"".join(to_quads([table]))
    assert b'"7"^^<http://www.w3.org/2001/XMLSchema#integer> <a:g> .\n' in whole
    assert whole.count(b"\n") == 2
    for end in range(len(table)):
        assert b"".join(to_quads([table[:end], table[end:]])) == whole
    assert b"".join(to_quads([])) == b""


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[WorkerPool]:
    """Facts that are longer than what the server holds back, and no claims."""
    store = ox.Store(str(tmp_path / "quads"))
    store.extend(ox.Quad(S, P, ox.Literal(f"{number:0100}")) for number in range(20_000))
    store.flush()
    (tmp_path / "manifest.json").write_text(json.dumps({"generation": "first"}))
    with WorkerPool(tmp_path) as pool:
        yield pool


def test_the_parts_are_of_one_state(pool: WorkerPool) -> None:
    """A claim that comes while the dump is read is in neither part."""
    with stream_quads(pool, Stop()) as answer:
        chunks = iter(answer)
        first = next(chunks)
        pool.apply([ox.Quad(S, P, ox.Literal("new")), ox.Quad(S, P, ox.Literal("new"), G)], [], "2")
        content = first + b"".join(chunks)
    assert answer.generation == "first"
    assert content.count(b"\n") == 20_000
    assert b"new" not in content
    with stream_quads(pool, Stop()) as answer:
        assert answer.generation == "2"
        assert b"".join(answer).count(b'"new"') == 2


def test_who_stops_reading_stops_the_query(pool: WorkerPool) -> None:
    answer = stream_quads(pool, Stop())
    assert next(iter(answer))
    census = pool.census()
    assert census.light + census.heavy == 1
    answer.close()
    census = pool.census()
    assert census.light + census.heavy == 0
