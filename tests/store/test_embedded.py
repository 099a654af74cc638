"""Answers of both stores to the same questions: in process and in workers."""

import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from spacegraph.errors import QueryError, Refused
from spacegraph.store.base import WHOLE_STORE, Dataset, Store
from spacegraph.store.results import FORMATS, Form

PREFIX = "PREFIX : <http://example.org/> "
G1, G2, G3 = (f"http://example.org/g{n}" for n in (1, 2, 3))


@pytest.fixture(params=["embedded", "pool"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


def total(store: Store, query: str, dataset: Dataset = WHOLE_STORE) -> int:
    body = store.stream(PREFIX + query, "application/sparql-results+json", dataset).read()
    (row,) = json.loads(body)["results"]["bindings"]
    return int(row["n"]["value"])


def test_rows_keep_the_order_of_variables_and_gaps(store: Store) -> None:
    found = store.select(
        PREFIX + "SELECT ?o ?x ?s { ?s :founded ?o OPTIONAL { ?s :none ?x } } ORDER BY ?o"
    )
    assert found.variables == ("o", "x", "s")
    assert found.rows == (
        (ox.Literal(2007), None, ox.NamedNode("http://example.org/gomspace")),
        (ox.Literal(2015), None, ox.NamedNode("http://example.org/landspace")),
    )
    assert len(found) == 2
    assert list(found) == list(found.rows)


def test_ask(store: Store) -> None:
    assert store.ask(PREFIX + "ASK { :landspace :founded 2015 }")
    assert not store.ask(PREFIX + "ASK { :landspace :founded 2016 }")


def test_triples(store: Store) -> None:
    founded = ox.NamedNode("http://example.org/founded")
    found = store.triples(PREFIX + "CONSTRUCT { ?s :founded ?o } { ?s :founded ?o }")
    assert {(triple.predicate, triple.object) for triple in found} == {
        (founded, ox.Literal(2015)),
        (founded, ox.Literal(2007)),
    }
    assert len(store.triples(PREFIX + "DESCRIBE :landspace")) == 3


def test_the_wrong_form_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="no SELECT"):
        store.select("ASK {}")
    with pytest.raises(QueryError, match="no ASK"):
        store.ask("SELECT * {}")
    with pytest.raises(QueryError, match="neither CONSTRUCT nor DESCRIBE"):
        store.triples("ASK {}")


def test_several_default_graphs_do_not_count_twice(store: Store) -> None:
    """SPARQL 1.1 §13.2: the default graph is the RDF merge, a set of triples (design §5.1)."""
    query = "SELECT (SUM(?a) AS ?n) FROM :g1 FROM :g2 { ?c :amount ?a }"
    assert total(store, query) == 15
    assert total(store, query, Dataset((G1, G2, G3))) == 22
    assert total(store, "SELECT (COUNT(*) AS ?n) FROM :g1 FROM :g2 { ?s ?p ?o }") == 3


def test_only_the_named_graphs_of_a_dataset_are_seen(store: Store) -> None:
    pattern = "{ GRAPH ?g { ?s ?p ?o } }"
    assert total(store, f"SELECT (COUNT(*) AS ?n) FROM NAMED :g1 {pattern}") == 2
    assert total(store, f"SELECT (COUNT(*) AS ?n) FROM :g1 {pattern}") == 0
    assert total(store, f"SELECT (COUNT(*) AS ?n) FROM :g1 FROM :g2 FROM NAMED :g3 {pattern}") == 2
    assert total(store, "SELECT (COUNT(*) AS ?n) FROM NAMED :g1 { ?s ?p ?o }") == 0


def test_a_dataset_from_outside_overrides_from(store: Store) -> None:
    """SPARQL 1.1 Protocol §2.1.4."""
    query = "SELECT (SUM(?a) AS ?n) FROM :g1 { ?c :amount ?a }"
    assert total(store, query) == 10
    assert total(store, query, Dataset((G3,))) == 7
    named = "SELECT (COUNT(*) AS ?n) FROM NAMED :g1 FROM :g1 { GRAPH ?g { ?s ?p ?o } }"
    assert total(store, named, Dataset((G3,))) == 0
    assert total(store, named, Dataset((), (G2,))) == 3


def test_a_graph_that_does_not_exist_is_empty(store: Store) -> None:
    assert total(store, "SELECT (COUNT(*) AS ?n) FROM <http://example.com/doc.ttl> {?s ?p ?o}") == 0


def test_files_are_refused_as_a_dataset(store: Store) -> None:
    with pytest.raises(Refused, match="file"):
        store.stream("ASK {}", "application/json", Dataset(("file:///etc/passwd",)))


@pytest.mark.parametrize("form", Form)
def test_every_format_is_written_and_read_back(store: Store, form: Form) -> None:
    query = {
        Form.SELECT: "SELECT ?s ?o { ?s :founded ?o }",
        Form.ASK: "ASK {}",
        Form.CONSTRUCT: "CONSTRUCT { ?s :founded ?o } { ?s :founded ?o }",
        Form.DESCRIBE: "DESCRIBE :gomspace",
    }[form]
    for format in FORMATS[form]:
        answer = store.stream(PREFIX + query, format.media_type)
        assert answer.media_type == format.media_type
        assert answer.generation == "first"
        body = answer.read()
        assert answer.size == len(body)
        if isinstance(format.engine, ox.RdfFormat):
            assert len(list(ox.parse(body, format=format.engine))) == 2
        elif form is Form.ASK:
            assert ox.parse_query_results(body, format=format.engine)
        elif format.engine != ox.QueryResultsFormat.CSV:
            assert len(list(ox.parse_query_results(body, format=format.engine))) == 2  # type: ignore[arg-type]
        else:
            assert body.count(b"\r\n") == 3


def test_turtle_is_abbreviated_by_known_prefixes(store: Store) -> None:
    text = store.stream(PREFIX + "DESCRIBE :landspace", "text/turtle").read().decode()
    assert "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ." in text
    assert "skos:prefLabel" in text
    assert "蓝箭航天" in text


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("ASK {}", "text/csv"),
        ("ASK {}", "text/turtle"),
        ("SELECT * {}", "application/n-triples"),
        ("CONSTRUCT WHERE {}", "text/csv"),
        ("SELECT * {}", "image/png"),
    ],
)
def test_a_form_is_not_written_in_a_foreign_format(
    store: Store, query: str, media_type: str
) -> None:
    with pytest.raises(QueryError, match="cannot be written"):
        store.stream(query, media_type)


@pytest.mark.parametrize("media_type", ["application/sparql-results+xml", "application/xml"])
def test_control_characters_are_refused_where_xml_cannot_hold_them(
    store: Store, media_type: str
) -> None:
    """XML 1.0 [2] Char."""
    for character in ("\\u0001", "\\uFFFE", "\\uFFFF", "\\u000B"):
        with pytest.raises(QueryError, match="control character"):
            store.stream(f'SELECT ("a{character}" AS ?x) {{}}', media_type)
    query = 'SELECT ("a\\u0001" AS ?x) {}'
    assert b"\\u0001" in store.stream(query, "application/json").read()


@pytest.mark.parametrize("text", ["x\ry", "x\r\ny", "\r", "\ufffd\r\ufffd", "é\uffee\r\t\n"])
def test_xml_keeps_carriage_returns(store: Store, text: str) -> None:
    """XML 1.0 §2.11: a reader takes a bare one for a line feed."""
    value = text.replace("\r", "\\r").replace("\n", "\\n")
    rows = store.stream(f'SELECT ("{value}" AS ?x) {{}}', "application/sparql-results+xml").read()
    literal = ElementTree.fromstring(rows).find(".//{*}literal")
    assert literal is not None
    assert literal.text == text
    query = f'CONSTRUCT {{ <http://e/s> <http://e/p> "{value}" }} {{}}'
    graph = store.stream(query, "application/rdf+xml").read()
    (value_of,) = ElementTree.fromstring(graph).iterfind(".//{http://e/}p")
    assert value_of.text == text


@pytest.mark.parametrize("place", ["<http://e/s> <http://e/p> <<( <http://e/a> <http://e/b> 1 )>>"])
def test_a_triple_in_a_triple_is_refused_in_json_ld(store: Store, place: str) -> None:
    with pytest.raises(QueryError, match="JSON-LD cannot hold"):
        store.stream(f"CONSTRUCT {{ {place} }} {{}}", "application/ld+json")
    assert b"<<(" in store.stream(f"CONSTRUCT {{ {place} }} {{}}", "application/n-triples").read()


def test_predicates_that_are_no_element_names_are_refused_in_rdf_xml(store: Store) -> None:
    """RDF 1.1 XML Syntax §5.3."""
    query = "CONSTRUCT { <http://e/s> <http://e/1> 1 } {}"
    with pytest.raises(QueryError, match="cannot be written as RDF/XML"):
        store.stream(query, "application/rdf+xml")


def test_an_unknown_function_is_a_mistake_of_the_query(store: Store) -> None:
    with pytest.raises(QueryError, match="custom function"):
        store.select("SELECT (<http://e/f>(1) AS ?x) {}")


def test_syntax_errors_have_their_place(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.select("SELECT * {\n ?s ?p ?o")
    assert (caught.value.line, caught.value.column) == (2, 10)


def test_the_store_is_ready_and_names_its_state(store: Store) -> None:
    assert store.ready
    assert store.generation == "first"
