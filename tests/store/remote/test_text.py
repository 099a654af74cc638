"""Queries as servers see them: rewritten, they find the same in a store that holds more."""

import pyoxigraph as ox
import pytest

from spacegraph.errors import Refused
from spacegraph.graph.questions import read_questions
from spacegraph.store.base import Dataset
from spacegraph.store.remote.check import check
from spacegraph.store.remote.text import CLAIMS, NOTHING, SETTLED, Sight, described, for_server

FACTS = f"""
@prefix : <http://e/> .
@prefix claim: <{CLAIMS}> .
:a :p 1 ; :q :b . :b :p 2 ; :q :c . :c :p 3 .
claim:1 {{ :a :p 1 ; :q :b }}
claim:2 {{ :b :p 2 . :x :p 9 }}
"""
PREFIX = f"PREFIX : <http://e/> PREFIX claim: <{CLAIMS}> "

QUERIES = [
    "SELECT ?s ?o { ?s :p ?o }",
    "SELECT ?s { ?s :p ?o } # } GRAPH ?g { ?s ?p ?o }",
    "SELECT ?s { ?s :p ?o FILTER(STR(?o) != '} GRAPH ?g {') }",
    "select ?s where{?s :p ?o.graph ?g{?s :p ?o}.?s :q ?t}",
    "SELECT ?g ?s { GRAPH ?g { ?s :p ?o } }",
    "SELECT ?g ?s { { GRAPH ?g { ?s :p ?o } } UNION { ?s :q ?o } }",
    "SELECT ?s ?g { ?s :p ?o OPTIONAL { GRAPH ?g { ?s :q ?t } } }",
    "SELECT ?s { GRAPH claim:1 { ?s :p ?o } }",
    "SELECT ?s { ?s :p ?o MINUS { GRAPH ?g { ?s :p ?o } } }",
    "SELECT ?s { ?s :p ?o FILTER NOT EXISTS { GRAPH claim:1 { ?s :p ?o } } }",
    "SELECT ?s (EXISTS { ?s :q :c } AS ?e) { ?s :p ?o }",
    "SELECT ?s { ?s :p ?o } GROUP BY ?s HAVING(EXISTS { ?s :q ?t })",
    "SELECT ?s { ?s :p ?o } ORDER BY (EXISTS { ?s :q ?t }) ?s",
    "SELECT ?s { ?s :p ?o } VALUES ?o { 1 2 }",
    "SELECT ?s { ?s :p ?o } VALUES (?s ?o) { (:a UNDEF) (UNDEF 3) }",
    "SELECT ?s { { SELECT ?s { ?s :p ?o } ORDER BY DESC(?o) LIMIT 1 } }",
    "SELECT ?s ?n { { SELECT ?s (COUNT(?g) AS ?n) { GRAPH ?g { ?s :p ?o } } GROUP BY ?s } ?s :p ?o }",
    "SELECT ?t { :a :q+ ?t }",
    "SELECT ?s { VALUES ?g { claim:1 } GRAPH ?g { ?s :p ?o } }",
    "SELECT ?g { GRAPH ?g { ?s :p 9 } ?g ?any ?thing }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g {} }",
]


def stores() -> tuple[ox.Store, ox.Store]:
    """Return our dataset, and a store that has it in named graphs among others."""
    plain, full = ox.Store(), ox.Store()
    plain.load(FACTS.encode(), format=ox.RdfFormat.TRIG)
    settled = ox.NamedNode(SETTLED)
    for quad in plain:
        ours = isinstance(quad.graph_name, ox.DefaultGraph)
        graph = settled if ours else quad.graph_name
        full.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    foreign = ox.NamedNode("http://e/foreign")
    full.add(ox.Quad(foreign, ox.NamedNode("http://e/p"), ox.Literal(4), foreign))
    return plain, full


def rows(store: ox.Store, query: str, **options: object) -> list[str]:
    return sorted(str(row) for row in store.query(query, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("query", QUERIES)
def test_a_union_of_more_graphs_looks_like_our_dataset(query: str) -> None:
    plain, full = stores()
    text = for_server(check(PREFIX + query), Sight.of(Dataset(), union=True))
    assert rows(full, text, use_default_graph_as_union=True) == rows(plain, PREFIX + query)


@pytest.mark.parametrize("query", QUERIES)
def test_a_dataset_is_what_the_rewritten_query_sees(query: str) -> None:
    """The engine's own way to narrow a dataset (SPARQL 1.1 §13.2) is the measure."""
    plain, full = stores()
    one = ox.NamedNode(f"{CLAIMS}1")
    two = ox.NamedNode(f"{CLAIMS}2")
    expected = rows(plain, PREFIX + query, default_graph=[two], named_graphs=[one])
    sight = Sight.of(Dataset((two.value,), (one.value,)), union=False)
    assert rows(full, for_server(check(PREFIX + query), sight)) == expected


@pytest.mark.parametrize("name", sorted(read_questions()))
def test_every_question_can_be_rewritten(name: str) -> None:
    text = for_server(check(read_questions()[name].text), Sight.of(Dataset(), union=True))
    check(text)
    assert SETTLED in text


def test_a_short_construct_is_written_in_full() -> None:
    sight = Sight.of(Dataset(), union=True)
    _, full = stores()
    for query in ("CONSTRUCT WHERE { ?s :p ?o }", "CONSTRUCT FROM claim:2 WHERE { ?s :p ?o . }"):
        found = full.query(for_server(check(PREFIX + query), sight))
        assert len(list(found)) == 3  # type: ignore[arg-type]


def test_a_describe_is_taken_apart() -> None:
    select, iris = described(check(PREFIX + "DESCRIBE :a ?x claim:1 WHERE { ?x :p 1 } LIMIT 1"))
    assert select == PREFIX + "SELECT ?x WHERE { ?x :p 1 } LIMIT 1"
    assert iris == ("http://e/a", f"{CLAIMS}1")
    assert described(check("DESCRIBE <http://e/a>")) == ("", ("http://e/a",))


def test_graphs_that_are_none_of_ours_are_nothing() -> None:
    sight = Sight.of(Dataset((SETTLED,), ("http://e/foreign",)), union=True)
    assert sight == Sight(NOTHING, (NOTHING,))
    assert sight.graph(f"{CLAIMS}1") == NOTHING
    with pytest.raises(Refused, match="count once in each"):
        Sight.of(Dataset((f"{CLAIMS}1", f"{CLAIMS}2"), ()), union=True)
