"""What an update would change on a server, held against what it would change in this process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacegraph.errors import NotFound, QueryError, Refused
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.server import ServerTarget
from spacegraph.settings import Settings
from spacegraph.store.base import Busy, Dataset, Difference, Limits
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.store import RemoteStore

CLAIM = "https://w3id.org/spacegraph/claim/"
PREFIX = f"PREFIX : <http://example.org/> PREFIX claim: <{CLAIM}> "
DATA = f"""
@prefix : <http://example.org/> .
@prefix claim: <{CLAIM}> .
:a :p :b, 1, "x", "x"@en . :b :q :a . :day :on "2018-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
claim:1 {{ :a :p :b . :a :n 1 . }}
claim:2 {{ :a :p :b . :c :n 2, 3 . :d :in claim:1 . }}
claim:3 {{ :a :p "x" . :e :q :a . }}
"""

DATA_UPDATES = [
    "INSERT DATA { :new :p :b . GRAPH claim:1 { :new :p 1 ; :q [] } }",
    "INSERT DATA { :a :p :b . GRAPH claim:1 { :a :p :b } GRAPH claim:9 { :a :p :b } }",
    'DELETE DATA { :a :p :b, "x"@fr . GRAPH claim:3 { :e :q :a . :e :q :z } }',
    "DELETE DATA { GRAPH <http://example.org/elsewhere> { :a :p :b } }",
    "INSERT DATA { GRAPH <http://example.org/elsewhere> { :a :p :b } }",
    "CREATE SILENT GRAPH claim:1",
    "CLEAR GRAPH claim:3",
    "DROP SILENT GRAPH claim:none",
    "ADD claim:3 TO claim:2",
    "COPY GRAPH claim:3 TO claim:4 ; CREATE SILENT GRAPH claim:5",
    "MOVE claim:3 TO claim:3",
    "INSERT DATA { :t :p :b } ; DELETE DATA { :t :p :b }",
    "DELETE DATA { :a :p :b } ; INSERT DATA { :a :p :b }",
    "DELETE DATA { :a :p :b } ; INSERT DATA { :a :p :c } ; DELETE DATA { :a :p :c, :b }",
    "CLEAR GRAPH claim:3 ; INSERT DATA { GRAPH claim:3 { :e :q :a . :e :q :b } }",
]
"""What names its quads or its graph, so that it can be worked out on every server."""

PATTERN_UPDATES = [
    "DELETE DATA { GRAPH claim:2 { :c :n 2 . :c :n 99 } }",
    "COPY claim:1 TO claim:4",
    "MOVE claim:1 TO GRAPH claim:2",
    "DELETE WHERE { GRAPH claim:2 { :c ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { :a :p ?o } . :a :p ?o }",
    "DELETE { :a :p ?o } INSERT { :a :p ?o ; :r ?o } WHERE { :a :p ?o }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s :m ?o } } "
    "WHERE { GRAPH ?g { ?s ?p ?o FILTER(?p = :n) } }",
    "WITH claim:2 DELETE { ?s :n ?n } INSERT { ?s :n ?m } WHERE { ?s :n ?n BIND(?n + 1 AS ?m) }",
    "WITH claim:2 DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . GRAPH claim:1 { ?s ?p ?o } }",
    "WITH claim:1 INSERT { ?s :w ?o . GRAPH claim:2 { ?s :w ?o } } WHERE { ?s :p ?o }",
    "WITH <http://example.org/elsewhere> INSERT { ?s :w ?o } WHERE { ?s :p ?o }",
    "INSERT { ?s :u ?o } USING claim:1 WHERE { ?s ?p ?o }",
    "INSERT { ?s :u ?g } USING NAMED claim:2 WHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH claim:1 DELETE { ?s ?p ?o } USING claim:2 WHERE { ?s ?p ?o }",
    "INSERT { ?o :broken 1 . ?none :p 1 . :fine :p $o } WHERE { :a :p ?o }",
    "INSERT { GRAPH ?o { :x :y :z } } WHERE { :a :p ?o }",
    "INSERT { [] :p ?o } WHERE { VALUES ?o { 'tab\\there' '蓝箭'@zh-hans 'q\"uote' } }",
    "INSERT { :yes :p 1 } WHERE { :a :p :b }",
    "INSERT { :no :p 1 } WHERE { :a :p :z }",
    "INSERT { ?s :seen true } WHERE { { SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o } } } }",
    "INSERT { ?s :alone ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ; "
    "INSERT DATA { :b :alone :a . :more :p 1 } ; DELETE DATA { :a :alone :b }",
]

Start = Callable[[Path], AbstractContextManager[str]]


def parse(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TRIG))


class Pair:
    """The same quads on a server and here."""

    def __init__(self, address: str, folder: Path) -> None:
        limits = Limits(seconds=60)
        self.target = ServerTarget(Server.of(Settings(store=address)), folder, limits)
        self.number = 0
        self.hold(parse(DATA))

    def hold(self, quads: list[ox.Quad]) -> None:
        self.number += 1
        manifest = Manifest(f"build {self.number}", "files", claims=0, quads=len(quads))
        self.target.replace(sorted(quads, key=str), manifest, lambda stage: None)
        held = ox.Store()
        held.extend(quads)
        self.quads = set(quads)
        self.here = EmbeddedStore(held)

    def there(self) -> RemoteStore:
        return self.target.open()

    def assert_same(self, update: str, dataset: Dataset | None = None) -> None:
        store = self.there()
        found = store.difference(PREFIX + update, dataset or Dataset())
        expected = self.here.difference(PREFIX + update, dataset or Dataset())
        assert found.removed == expected.removed
        assert canonical(found.added) == canonical(expected.added)
        store.close()


def canonical(quads: frozenset[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.fixture(scope="module")
def pair(address: str, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(address, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def oxigraph_pair(
    servers: dict[str, Start], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("oxigraph")
    with servers["oxigraph"](folder) as found:
        yield Pair(found, folder)


@pytest.fixture(scope="module")
def virtuoso_pair(
    servers: dict[str, Start], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("virtuoso")
    with servers["virtuoso"](folder) as found:
        yield Pair(found, folder)


@pytest.mark.parametrize("update", DATA_UPDATES)
def test_what_is_named_changes_the_same(pair: Pair, update: str) -> None:
    """SPARQL 1.1 Update §3.1.1, §3.1.2, §3.1.5 and §3.2."""
    pair.assert_same(update)


@pytest.mark.parametrize("update", PATTERN_UPDATES)
def test_what_a_pattern_finds_changes_the_same_or_is_refused(pair: Pair, update: str) -> None:
    """SPARQL 1.1 Update §3.1.3; Virtuoso does not keep numbers as they are written."""
    try:
        pair.assert_same(update)
    except Refused as refusal:
        assert "Virtuoso" in str(refusal)


def test_nothing_is_changed(pair: Pair) -> None:
    store = pair.there()
    store.difference(f"{PREFIX} DELETE DATA {{ :a :p :b }} ; INSERT DATA {{ :new :p :b }}")
    store.close()
    assert set(pair.target.quads()) == pair.quads


NODES = st.sampled_from([":a", ":b", ":c", "claim:1"])
PROPERTIES = st.sampled_from([":p", ":q"])
VALUES = st.one_of(
    NODES,
    st.sampled_from(['"x"', '"x"@en', '"2018"^^xsd:gYear', '"2018-01-01"^^xsd:date', '"1"']),
)
NUMBERS = st.sampled_from(["1", "01", "1.0", "1.50", "true", "1e0"])
GRAPHS = st.sampled_from(["", "claim:1", "claim:2"])
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def within(graph: str, triples: str) -> str:
    return f"GRAPH {graph} {{ {triples} }}" if graph else triples


def quads(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    triple = st.tuples(NODES, PROPERTIES, values).map(" ".join)
    some = st.lists(triple, min_size=1, max_size=3).map(" . ".join)
    return st.lists(st.builds(within, GRAPHS, some), min_size=1, max_size=3).map(" ".join)


def data(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    verb = st.sampled_from(["INSERT DATA", "DELETE DATA"])
    one = st.builds("{} {{ {} }}".format, verb, quads(values))
    return st.lists(one, min_size=1, max_size=3).map(" ; ".join)


TERMS = st.sampled_from(["?x", "?y", "?z", ":a", ":p", '"x"', "1"])
SUBJECTS = st.sampled_from(["?x", "?y", "?z", ":a", ":b"])
LINKS = st.sampled_from(["?p", ":p", ":q"])
PLACES = st.sampled_from(["", "claim:1", "claim:2", "?g"])


@st.composite
def patterns(draw: st.DrawFn, depth: int = 2) -> str:
    found = within(draw(PLACES), f"{draw(SUBJECTS)} {draw(LINKS)} {draw(TERMS)} .")
    if depth and draw(st.booleans()):
        join = draw(
            st.sampled_from(
                [
                    "{} {}",
                    "{{ {} }} UNION {{ {} }}",
                    "{} OPTIONAL {{ {} }}",
                    "{} MINUS {{ {} }}",
                    "{} FILTER NOT EXISTS {{ {} }}",
                ]
            )
        )
        found = join.format(found, draw(patterns(depth - 1)))
    return found


@st.composite
def modifications(draw: st.DrawFn) -> str:
    def template() -> str:
        triples = f"{draw(SUBJECTS)} {draw(LINKS)} {draw(TERMS)}"
        return within(draw(PLACES), triples)

    graph = draw(st.sampled_from(["", "", "WITH claim:1 "]))
    using = draw(st.sampled_from(["", "", "USING claim:2 ", "USING NAMED claim:1 "]))
    delete = f"DELETE {{ {template()} }} " if draw(st.booleans()) else ""
    insert = f"INSERT {{ {template()} }} " if not delete or draw(st.booleans()) else ""
    return f"{graph}{delete}{insert}{using}WHERE {{ {draw(patterns())} }}"


def dataset_of(text: str) -> list[ox.Quad]:
    store = ox.Store()
    store.update(f"{PREFIX}{XSD}INSERT DATA {{ :always :there 0 . {text} }}")
    return list(store)


LENIENT = settings(
    deadline=None,
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""The same examples each time: what other engines do must not decide about a change of ours."""


@LENIENT
@given(
    quads(st.one_of(VALUES, NUMBERS)), st.one_of(data(st.one_of(VALUES, NUMBERS)), modifications())
)
def test_any_update_changes_the_same(oxigraph_pair: Pair, held: str, update: str) -> None:
    oxigraph_pair.hold(dataset_of(held))
    oxigraph_pair.assert_same(XSD + update)


@LENIENT
@given(quads(st.one_of(VALUES, NUMBERS)), data(st.one_of(VALUES, NUMBERS)))
def test_virtuoso_is_right_or_refuses(virtuoso_pair: Pair, held: str, update: str) -> None:
    """Numbers are restated there; what it then cannot tell is refused, and nothing is guessed."""
    virtuoso_pair.hold(dataset_of(held))
    try:
        virtuoso_pair.assert_same(XSD + update)
    except Refused as refusal:
        assert "how" in str(refusal)


def test_an_operation_that_looks_at_what_others_changed_is_refused(pair: Pair) -> None:
    store = pair.there()
    update = f"{PREFIX} INSERT DATA {{ :t :p :b }} ; DELETE WHERE {{ :t :p ?o }} ; CLEAR GRAPH :g"
    with pytest.raises(Refused, match="operation 2 of 3") as caught:
        store.difference(update)
    assert "one by one" in caught.value.hint
    with pytest.raises(Refused, match="operation 2 of 2"):
        store.difference(f"{PREFIX} INSERT DATA {{ :t :p :b }} ; CLEAR GRAPH claim:1")
    store.close()


def test_blank_nodes_of_the_store_are_refused(oxigraph_pair: Pair) -> None:
    """Their names hold within one answer alone (SPARQL 1.1 §4.1.4)."""
    oxigraph_pair.hold(dataset_of("GRAPH claim:1 { [] :p 1 }"))
    store = oxigraph_pair.there()
    for update in ("DELETE { ?s ?p ?o }", "INSERT { :new :p ?s }"):
        with pytest.raises(Refused, match="blank node"):
            store.difference(f"{PREFIX} {update} WHERE {{ GRAPH claim:1 {{ ?s ?p ?o }} }}")
    with pytest.raises(Refused, match="blank node"):
        store.difference(f"{PREFIX} CLEAR GRAPH claim:1")
    found = store.difference(
        f"{PREFIX} INSERT {{ :new :p ?o }} WHERE {{ GRAPH claim:1 {{ ?s ?p ?o }} }}"
    )
    assert len(found.added) == 1
    store.close()


def test_a_dataset_of_the_protocol_is_that_of_the_pattern(oxigraph_pair: Pair) -> None:
    """SPARQL 1.1 Protocol §2.2.3: using-graph-uri acts as USING does."""
    oxigraph_pair.hold(parse(DATA))
    update = "INSERT { ?s :u ?o } WHERE { ?s ?p ?o }"
    oxigraph_pair.assert_same(update, Dataset((f"{CLAIM}1",)))
    store = oxigraph_pair.there()
    with pytest.raises(Refused, match="several default graphs"):
        store.difference(PREFIX + update, Dataset((f"{CLAIM}1", f"{CLAIM}2")))
    store.close()


@pytest.mark.parametrize(
    ("update", "error"),
    [
        ("DROP GRAPH claim:none", NotFound),
        ("INSERT DATA { :a :p ?x }", QueryError),
        ("INSERT { :a :p ?x } WHERE { ?x :p", QueryError),
        ("LOAD <http://example.org/x>", Refused),
        ("CLEAR ALL", Refused),
        ("INSERT { ?s :p 1 } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", Refused),
        ('INSERT { :a :p ?x } WHERE { BIND(<bif:getenv>("PATH") AS ?x) }', Refused),
    ],
)
def test_what_is_no_update_for_us_is_told(pair: Pair, update: str, error: type[Exception]) -> None:
    store = pair.there()
    with pytest.raises(error):
        store.difference(PREFIX + update)
    store.close()


def test_facts_that_change_meanwhile_are_noticed(
    oxigraph_pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    oxigraph_pair.hold(parse(DATA))
    store = oxigraph_pair.there()

    def find(*anything: object) -> Difference:
        oxigraph_pair.hold(parse(DATA))
        return Difference()

    monkeypatch.setattr("spacegraph.store.remote.store.find_difference", find)
    with pytest.raises(Busy, match="changed"):
        store.difference(f"{PREFIX} INSERT DATA {{ :a :p :b }}")
    store.close()
