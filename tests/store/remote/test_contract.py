"""What every store answers, wherever the facts are: here, in workers, on a server."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.errors import QueryError, Refused
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.server import ServerTarget
from spacegraph.graph.target import Folder
from spacegraph.settings import Settings
from spacegraph.store.base import WHOLE_STORE, Dataset, Limits, Store
from spacegraph.store.remote.server import Server
from spacegraph.store.results import FORMATS, Form
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

CLAIM = "https://w3id.org/spacegraph/claim/"
PREFIX = f"PREFIX : <http://example.org/> PREFIX claim: <{CLAIM}> "
LIMITS = Limits(seconds=60, result_bytes=64 << 20)
LONG = '卫星 and a quote " and a line\nand a \\ ' * 4_000

# Three claims state amounts, two of them the same; the default graph holds each once.
SAMPLE = f"""
@prefix : <http://example.org/> .
@prefix claim: <{CLAIM}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
:landspace skos:prefLabel "LandSpace"@en, "蓝箭航天"@zh-hans ; :founded 2015 ; :partOf :sector .
:gomspace skos:prefLabel "GomSpace"@en ; :founded 2007 ; :partOf :landspace .
:c1 :amount 10 ; :buyer :gomspace .
:c2 :amount 5 .
:c3 :amount 7 .
:odd :text "tab\\there, quote \\" and \\\\ and \\u0001", "𝔘nicode 卫星 é" ;
  :year "2018"^^xsd:gYear ; :month "2018-05"^^xsd:gYearMonth ; :day "2018-05-17"^^xsd:date ;
  :share 48.5 ; :true true ; :link "https://example.org/a?b=c&d=%20e"^^xsd:anyURI ;
  :where "POINT(104.07 30.65)"^^geo:wktLiteral .
:begun :when "2018"^^xsd:gYear, "2018-01"^^xsd:gYearMonth, "2018-01-01"^^xsd:date .
:other :when "2018"^^xsd:gYear .
claim:1 {{ :c1 :amount 10 ; :buyer :gomspace . }}
claim:2 {{ :c1 :amount 10 ; :buyer :gomspace . :c2 :amount 5 . }}
claim:3 {{ :c3 :amount 7 . }}
"""


def sample() -> list[ox.Quad]:
    quads = list(ox.parse(SAMPLE, format=ox.RdfFormat.TRIG))
    odd, text = ox.NamedNode("http://example.org/odd"), ox.NamedNode("http://example.org/long")
    quads.append(ox.Quad(odd, text, ox.Literal(LONG)))
    return sorted(quads, key=str)


@contextmanager
def in_process(folder: Path, start: object) -> Iterator[Store]:
    Folder(folder / "store").replace(sample(), manifest(), lambda stage: None)
    yield Folder(folder / "store").open()


@contextmanager
def in_workers(folder: Path, start: object) -> Iterator[Store]:
    Folder(folder / "store").replace(sample(), manifest(), lambda stage: None)
    roster = Roster(light=2, surge=0)
    with WorkerPool(folder / "store", limits=LIMITS, roster=roster, cache_bytes=0) as pool:
        yield pool


@contextmanager
def on_server(folder: Path, start: Callable[[Path], object]) -> Iterator[Store]:
    with start(folder) as address:  # type: ignore[attr-defined]
        server = Server.of(Settings(store=address))
        target = ServerTarget(server, folder, LIMITS)
        target.replace(sample(), manifest(), lambda stage: None)
        store = target.open()
        yield store
        store.close()


def manifest() -> Manifest:
    return Manifest("first", "files", claims=3, quads=len(sample()))


KINDS = {"embedded": in_process, "pool": in_workers}


@pytest.fixture(
    scope="module", params=["embedded", "pool", "oxigraph", "oxigraph-union", "virtuoso"]
)
def store(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    servers: dict[str, object],
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp(request.param)
    with KINDS.get(request.param, on_server)(folder, servers.get(request.param)) as found:
        yield found


def total(store: Store, query: str, dataset: Dataset = WHOLE_STORE) -> int:
    body = store.stream(PREFIX + query, "application/sparql-results+json", dataset).read()
    (row,) = json.loads(body)["results"]["bindings"]
    return int(row["n"]["value"])


def column(store: Store, query: str) -> list[str]:
    """Return the values of the first column, without the namespace of the sample."""
    rows = store.select(PREFIX + query)
    names = [getattr(row[0], "value", None) for row in rows]
    return [str(each).removeprefix("http://example.org/").removeprefix(CLAIM) for each in names]


def test_rows_keep_the_order_of_variables_and_gaps(store: Store) -> None:
    found = store.select(
        PREFIX + "SELECT ?o ?x ?s { ?s :founded ?o OPTIONAL { ?s :none ?x } } ORDER BY ?o"
    )
    assert found.variables == ("o", "x", "s")
    assert found.rows == (
        (ox.Literal(2007), None, ox.NamedNode("http://example.org/gomspace")),
        (ox.Literal(2015), None, ox.NamedNode("http://example.org/landspace")),
    )


def test_ask(store: Store) -> None:
    assert store.ask(PREFIX + "ASK { :landspace :founded 2015 }")
    assert not store.ask(PREFIX + "ASK { :landspace :founded 2016 }")
    assert store.ask(PREFIX + "ASK { GRAPH claim:1 { :c1 :amount 10 } }")
    assert not store.ask(PREFIX + "ASK { GRAPH claim:3 { :c1 :amount 10 } }")


def test_graphs_are_constructed_and_described(store: Store) -> None:
    founded = ox.NamedNode("http://example.org/founded")
    expected = {(founded, ox.Literal(2015)), (founded, ox.Literal(2007))}
    for query in (
        "CONSTRUCT { ?s :founded ?o } WHERE { ?s :founded ?o }",
        "CONSTRUCT WHERE { ?s :founded ?o }",
    ):
        found = store.triples(PREFIX + query)
        assert {(triple.predicate, triple.object) for triple in found} == expected
    assert len(store.triples(PREFIX + "DESCRIBE :landspace")) == 4
    assert len(store.triples(PREFIX + "DESCRIBE :c3 ?x WHERE { ?x :founded 2007 }")) == 4
    assert len(store.triples(PREFIX + "DESCRIBE * WHERE { ?x :founded ?y } ORDER BY ?y")) == 7
    assert not store.triples(PREFIX + "DESCRIBE :nobody")


def test_a_triple_that_many_claims_state_counts_once(store: Store) -> None:
    assert total(store, "SELECT (SUM(?a) AS ?n) { ?c :amount ?a }") == 22
    assert total(store, "SELECT (COUNT(*) AS ?n) { ?c :buyer ?b }") == 1
    settled = sum(isinstance(quad.graph_name, ox.DefaultGraph) for quad in sample())
    assert total(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == settled


def test_claims_are_named_graphs_and_there_are_no_others(store: Store) -> None:
    assert column(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g") == [
        "1",
        "2",
        "3",
    ]
    assert total(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s :amount ?a } }") == 4
    query = "SELECT ?g { :gomspace :founded ?y . GRAPH ?g { ?c :buyer :gomspace } } ORDER BY ?g"
    assert column(store, query) == ["1", "2"]
    assert column(store, "SELECT ?s { GRAPH claim:2 { ?s :amount ?a } } ORDER BY ?s") == [
        "c1",
        "c2",
    ]
    assert column(store, "SELECT ?s { GRAPH claim:1 { ?s :founded ?y } }") == []
    nested = "SELECT ?c { ?f :founded ?y OPTIONAL { GRAPH ?g { ?c :buyer ?f } } FILTER(BOUND(?c)) }"
    assert column(store, nested) == ["c1", "c1"]


@pytest.mark.parametrize(
    "graph",
    [
        "https://w3id.org/spacegraph/graph/settled",
        "https://w3id.org/spacegraph/graph/manifest",
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://example.org/elsewhere",
    ],
)
def test_graphs_that_are_no_claims_are_empty(store: Store, graph: str) -> None:
    assert not store.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert not store.ask(f"ASK FROM <{graph}> {{ ?s ?p ?o }}")
    assert not store.ask(f"ASK FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x :founded ?y FILTER NOT EXISTS { ?c :buyer ?x }", ["landspace"]),
        ("?x :founded ?y FILTER EXISTS { GRAPH ?g { ?c :buyer ?x } }", ["gomspace"]),
        ("?x :founded ?y MINUS { ?c :buyer ?x }", ["landspace"]),
        ("{ ?x :amount 5 } UNION { GRAPH claim:3 { ?x :amount ?a } }", ["c2", "c3"]),
        (
            "{ SELECT ?x (MAX(?a) AS ?m) { ?x :amount ?a } GROUP BY ?x } FILTER(?m > 6)",
            ["c1", "c3"],
        ),
        (":gomspace :partOf+ ?x", ["landspace", "sector"]),
        ("?c :buyer/:partOf ?x", ["landspace"]),
        ("VALUES (?x ?y) { (:landspace UNDEF) (:nobody 1) } ?x :founded ?z", ["landspace"]),
        ("?x :founded ?y FILTER(?y < 2010)", ["gomspace"]),
        ('?x ?p "蓝箭航天"@zh-hans', ["landspace"]),
        ('?x ?p ?l FILTER(LANGMATCHES(LANG(?l), "zh"))', ["landspace"]),
        ("?x :year ?y ; :month ?m ; :day ?d ; :true true", ["odd"]),
    ],
)
def test_patterns_mean_the_same_everywhere(store: Store, pattern: str, expected: list[str]) -> None:
    assert column(store, f"SELECT DISTINCT ?x WHERE {{ {pattern} }} ORDER BY ?x") == expected


def test_conditions_outside_the_pattern_look_at_the_default_graph(store: Store) -> None:
    query = 'SELECT (IF(EXISTS { ?c :amount ?a }, "yes", "no") AS ?e) { ?c :amount 5 }'
    assert column(store, query) == ["yes"]
    query = "SELECT ?c { ?c :amount ?a } GROUP BY ?c HAVING(EXISTS { ?c :buyer ?b })"
    assert column(store, query) == ["c1"]


@pytest.mark.parametrize(
    "within",
    [
        "{pattern}",
        "{{ {pattern} }}",
        "{{ {pattern} }} UNION {{ ?c :none ?v }}",
        "{{ SELECT * {{ {pattern} }} }}",
        "?c :amount ?any . {pattern}",
    ],
)
@pytest.mark.parametrize("before", ["?c :buyer ?f", "{ SELECT ?c ?f { ?c :buyer ?f } }"])
@pytest.mark.parametrize(
    "condition", ["?v != ?f", "!(?v = ?f)", "STR(?v) < STR(?f) && STRLEN(STR(?f)) > 2"]
)
def test_a_condition_of_optional_sees_what_is_bound_before(
    store: Store, within: str, before: str, condition: str
) -> None:
    """SPARQL 1.1 §18.2.2.6: it is one of the left join, over both sides."""
    pattern = f"{before} OPTIONAL {{ ?c ?p ?v FILTER({condition}) }}"
    query = f"SELECT ?v {{ {within.format(pattern=pattern)} }}"
    assert column(store, query) == ["10"]
    constructed = query.replace("SELECT ?v", "CONSTRUCT { :x :y ?v } WHERE")
    assert [triple.object for triple in store.triples(PREFIX + constructed)] == [ox.Literal(10)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?c :buyer ?f OPTIONAL { ?c :amount ?v FILTER(BOUND(?f)) }", ["10"]),
        ("?c :buyer ?f OPTIONAL { ?c :amount ?v FILTER(ISIRI(?f)) }", ["10"]),
        ("?c :buyer ?f OPTIONAL { ?c :amount ?v FILTER NOT EXISTS { ?f :none ?v } }", ["10"]),
        ("?c :buyer ?f OPTIONAL { ?c :amount ?v { FILTER(?f != 1) } }", ["None"]),
        ("?c :buyer ?f { ?c :amount ?v FILTER(?f != ?v) }", []),
        ("?c :buyer ?f OPTIONAL { ?c :amount ?w BIND(STR(?f) AS ?v) }", ["None"]),
    ],
)
def test_expressions_see_what_their_group_binds_or_are_refused(
    store: Store, pattern: str, expected: list[str]
) -> None:
    """SPARQL 1.1 §18.2.2.2: the scope of FILTER and BIND is their group."""
    try:
        assert column(store, f"SELECT ?v {{ {pattern} }}") == expected
    except Refused as refusal:
        assert "which Virtuoso computes otherwise" in str(refusal)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("?n / 4", "0.5"),
        ("7 / 2 * ?n", "7"),
        ("1 / (?n - 2)", None),
        ("COALESCE(1 / (?n - 2), 5)", "5"),
        ("YEAR(?day)", "2018"),
        ("MONTH(?day)", "5"),
        ("YEAR(?nothing)", None),
        ('xsd:integer("")', None),
        ("xsd:integer(STR(?n))", "2"),
        ("IF(?nothing = 1, 1, 2)", None),
        ("IF(?nothing = 1 || ?n = 2, 1, 3)", "1"),
        ("IF(?nothing = 1 && ?n = 1, 1, 3)", "3"),
        ('CONCAT("a", STR(?n))', "a2"),
        ('CONCAT("a", ?nothing)', None),
        ("?n = 2", "true"),
        ("EXISTS { ?c :buyer ?somebody }", "true"),
        ("IF(?n > 3, true, EXISTS { ?s :founded ?year })", "false"),
        ("COALESCE(?nothing = 1, true)", "true"),
        ("EXISTS { ?c :buyer ?somebody } && ?n = 2", "true"),
        ("?n = 3 || (EXISTS { ?c :buyer ?somebody })", "true"),
        ("IF(?nothing = 1 || EXISTS { ?c :buyer ?somebody }, 1, 2)", "1"),
        ("STR(?n = 2)", "true"),
        ("STR(?day - xsd:date('2018-05-01'))", "P16D"),
        ("STR(xsd:date('2018-05-01') - ?day)", "-P16D"),
    ],
)
def test_expressions_have_the_values_of_the_standard(
    store: Store, expression: str, expected: str | None
) -> None:
    """SPARQL 1.1 §17.3, §17.4 and, for the difference of dates, XPath 3.1 §9.7."""
    prefix = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {PREFIX}"
    query = f"{prefix} SELECT ?x {{ ?s :day ?day . BIND(2 AS ?n) "
    query += f"OPTIONAL {{ ?s :none ?nothing }} BIND({expression} AS ?x) }}"
    ((found,),) = store.select(query)
    assert getattr(found, "value", None) == expected


def test_a_dataset_narrows_what_is_seen(store: Store) -> None:
    one, two, three = (f"{CLAIM}{n}" for n in (1, 2, 3))
    query = "SELECT (SUM(?a) AS ?n) FROM claim:2 { ?c :amount ?a }"
    assert total(store, query) == 15
    assert total(store, query, Dataset((three,))) == 7
    graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert total(store, graphs, Dataset((), (one, three))) == 3
    assert total(store, graphs, Dataset((two,))) == 0
    assert total(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Dataset((), (one,))) == 0
    assert (
        total(store, "SELECT (COUNT(*) AS ?n) FROM NAMED claim:1 { GRAPH claim:2 { ?s ?p ?o } }")
        == 0
    )
    assert len(store.triples(PREFIX + "CONSTRUCT FROM claim:3 WHERE { ?s ?p ?o }")) == 1


def test_several_default_graphs_are_merged_or_refused(store: Store) -> None:
    """SPARQL 1.1 §13.2: a triple of both graphs is in the merge once."""
    query = "SELECT (SUM(?a) AS ?n) FROM claim:1 FROM claim:2 { ?c :amount ?a }"
    try:
        assert total(store, query) == 15
    except Refused as refusal:
        assert "count once in each" in str(refusal)


@pytest.mark.parametrize(
    "property", ["text", "year", "month", "day", "share", "true", "link", "where", "long"]
)
def test_literals_come_back_as_they_were_written(store: Store, property: str) -> None:
    node = ox.NamedNode(f"http://example.org/{property}")
    expected = {quad.object for quad in sample() if quad.predicate == node}
    rows = store.select(f"SELECT ?o {{ ?s <{node.value}> ?o }}")
    assert {row[0] for row in rows} == expected
    found = store.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?p = {node}) }}")
    assert {triple.object for triple in found} == expected


def test_a_year_a_month_and_a_day_that_begin_alike_are_three(store: Store) -> None:
    """RDF 1.1 §3.3: literals are equal when their lexical forms and datatypes are."""
    query = "SELECT ?x { ?x :when ?y . :begun :when ?y }"
    assert sorted(column(store, query)) == ["begun", "begun", "begun", "other"]
    typed = '?x :when "2018"^^xsd:gYear'
    xsd = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    assert len(store.select(f"{PREFIX} {xsd} SELECT ?x {{ {typed} }}")) == 2
    query = "SELECT (DATATYPE(?y) AS ?d) (YEAR(?y) AS ?n) { :other :when ?y }"
    ((datatype, year),) = store.select(PREFIX + query)
    assert datatype == ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")
    assert getattr(year, "value", None) in (None, "2018"), "§17.4.5 speaks of xsd:dateTime only"
    held = "ASK { :begun :when ?y FILTER(DATATYPE(?y) = xsd:gYearMonth) }"
    assert store.ask(f"{PREFIX} {xsd} {held}")


@pytest.mark.parametrize("form", Form)
def test_every_format_is_written_and_read_back(store: Store, form: Form) -> None:
    query = {
        Form.SELECT: "SELECT ?s ?o { ?s :founded ?o }",
        Form.ASK: "ASK { ?s :founded ?o }",
        Form.CONSTRUCT: "CONSTRUCT { ?s :founded ?o } { ?s :founded ?o }",
        Form.DESCRIBE: "DESCRIBE :c1",
    }[form]
    for format in FORMATS[form]:
        answer = store.stream(PREFIX + query, format.media_type)
        assert (answer.media_type, answer.generation) == (format.media_type, "first")
        body = answer.read()
        assert answer.size == len(body)
        if isinstance(format.engine, ox.RdfFormat):
            assert len(list(ox.parse(body, format=format.engine))) == 2
        elif form is Form.ASK:
            assert ox.parse_query_results(body, format=format.engine)
        elif format.engine != ox.QueryResultsFormat.CSV:
            assert len(list(ox.parse_query_results(body, format=format.engine))) == 2  # type: ignore[arg-type]
        else:
            rows = list(csv.DictReader(io.StringIO(body.decode())))
            assert {row["o"] for row in rows} == {"2015", "2007"}


def test_long_answers_come_in_pieces_and_whole(store: Store) -> None:
    query = "SELECT ?o { ?s :long ?o . ?a :amount ?b . ?c :amount ?d }"
    with store.stream(PREFIX + query, "text/tab-separated-values") as answer:
        body = b"".join(answer)
    assert body.decode().count("卫星") == 9 * LONG.count("卫星")


def test_the_wrong_form_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="no SELECT"):
        store.select("ASK {}")
    with pytest.raises(QueryError, match="no ASK"):
        store.ask("SELECT * {}")
    with pytest.raises(QueryError, match="neither CONSTRUCT nor DESCRIBE"):
        store.triples("ASK {}")
    with pytest.raises(QueryError, match="cannot be written"):
        store.stream("ASK {}", "text/csv")


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * {\n ?s ?p ?o", (2, 10)),
        ("SELECT * { ?s ?p ?o } ORDER ?s", (1, 31)),
        ("SELECT (EXISTS { ?s ?p 1 } AS ?e) { ?s ?p ?o } LIMIT\n", (2, 1)),
    ],
)
def test_syntax_errors_have_the_same_place(
    store: Store, query: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QueryError) as caught:
        store.select(query)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <http://e/s> <http://e/p> 1 }",
        "DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        'DEFINE input:same-as "yes" SELECT * { ?s ?p ?o }',
        "ASK FROM <file:///etc/passwd> {}",
    ],
)
def test_what_is_no_query_of_ours_goes_nowhere(store: Store, query: str) -> None:
    with pytest.raises((QueryError, Refused)):
        store.stream(query, "application/json")
    assert total(store, "SELECT (SUM(?a) AS ?n) { ?c :amount ?a }") == 22


def test_the_store_is_ready_and_names_its_state(store: Store) -> None:
    assert store.ready
    assert store.generation == "first"
