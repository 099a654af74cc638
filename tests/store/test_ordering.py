"""A sort in parts gives the rows of the plain sort, in an order the engine can keep."""

import pyoxigraph as ox
import pytest

from spacegraph.store.ordering import part

DATA = """
@prefix : <http://e/> .
:a :p 10, 9, 1.5, "9", "10", "x"@en, "x", :b, _:b, true ; :q 1 .
:c :p 11 ; :q 2 . :d :q 3 .
"""


@pytest.fixture
def quads() -> ox.Store:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?q { ?s <http://e/q> ?q } ORDER BY ?q",
        "SELECT ?s ?q { ?s <http://e/q> ?q } ORDER BY DESC(?q)",
        "SELECT ?s ?q { ?s <http://e/q> ?q } order by desc ( - ?q ) LIMIT 2",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(COUNT(*)) ?s",
        "SELECT ?s { ?s <http://e/q> ?q } ORDER BY STRLEN(STR(?s)) (?q * -1) OFFSET 1",
        "SELECT DISTINCT ?q { ?s <http://e/q> ?q } ORDER BY <http://www.w3.org/2001/XMLSchema#"
        "integer>(STR(?q)) LIMIT 2",
        "SELECT * { { SELECT ?q { ?s <http://e/q> ?q } ORDER BY DESC(?q) LIMIT 1 } }",
        "SELECT ?s ?q { ?s <http://e/q> ?q } GROUP BY ?s ?q HAVING(?q > 1) ORDER BY ?q",
        "SELECT ?s ?x { ?s <http://e/q> ?q OPTIONAL { ?s <http://e/none> ?x } } ORDER BY ?x ?q",
        "SELECT ?s { ?s <http://e/q> ?q } ORDER BY ?q #comment",
        "SELECT ?q { ?s <http://e/q> ?q FILTER(?q != 'ORDER BY ?x') } ORDER BY ?q",
        "CONSTRUCT { ?s <http://e/r> ?q } WHERE { ?s <http://e/q> ?q } ORDER BY ?q LIMIT 1",
        "ASK { ?s ?p ?o }",
    ],
)
def test_what_the_engine_sorts_alone_comes_in_the_same_order(quads: ox.Store, query: str) -> None:
    assert _rows(quads, part(query)) == _rows(quads, query)


def test_kinds_are_parted_and_each_is_sorted(quads: ox.Store) -> None:
    query = "SELECT ?o { <http://e/a> <http://e/p> ?o } ORDER BY ?o"
    found = [row[0] for row in quads.query(part(query))]  # type: ignore[union-attr]
    kinds = [
        "B" if isinstance(v, ox.BlankNode) else "I" if isinstance(v, ox.NamedNode) else "L"
        for v in found
    ]
    assert kinds == ["B", "I", *"LLLLLLLL"]
    assert [v.value for v in found[2:5]] == ["1.5", "9", "10"]


def _rows(quads: ox.Store, query: str) -> object:
    found = quads.query(query)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    return [str(each) if isinstance(each, ox.Triple) else tuple(map(str, each)) for each in found]
