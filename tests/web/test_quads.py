"""The dump as N-Quads: every claim and what is held true, whatever the terms."""

import pyoxigraph as ox

from spacegraph.namespaces import XSD
from spacegraph.store.base import Stop
from spacegraph.store.embedded import EmbeddedStore
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
