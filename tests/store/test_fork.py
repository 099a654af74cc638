"""What an update would change, held against what the engine changes when it runs the update."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.errors import NotFound, QueryError
from spacegraph.store.base import Dataset, Difference, LimitReached, Limits
from spacegraph.store.changes import MOST_CHANGES
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

P = "PREFIX : <http://example.org/> "

DATA = """
@prefix : <http://example.org/> .
:a :p :b, 1, "x" . :b :q :a .
:g1 { :a :p :b . :a :n 1 . }
:g2 { :a :p :b . :c :n 2, 3 . :d :in :g1 . }
"""

UPDATES = [
    "INSERT DATA { :new :p 1 . GRAPH :g1 { :new :p 1 ; :q [] } }",
    "INSERT DATA { :a :p :b . GRAPH :g1 { :a :p :b } }",
    "DELETE DATA { :a :p :b . GRAPH :g2 { :c :n 2 . :c :n 99 } }",
    "DELETE WHERE { GRAPH :g2 { :c ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { :a :p ?o } . :a :p ?o }",
    "DELETE { :a :p ?o } INSERT { :a :p ?o ; :r ?o } WHERE { :a :p ?o }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s :m ?o } } "
    "WHERE { GRAPH ?g { ?s ?p ?o FILTER(?p = :n) } }",
    "WITH :g2 DELETE { ?s :n ?n } INSERT { ?s :n ?m } WHERE { ?s :n ?n BIND(?n + 1 AS ?m) }",
    "WITH :g2 DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . GRAPH :g1 { ?s ?p ?o } }",
    "WITH :g1 INSERT { ?s :w ?o . GRAPH :g2 { ?s :w ?o } } WHERE { ?s :p ?o }",
    "INSERT { ?s :u ?o } USING :g1 WHERE { ?s ?p ?o }",
    "INSERT { ?s :u ?g } USING NAMED :g2 WHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH :g1 DELETE { ?s ?p ?o } USING :g2 WHERE { ?s ?p ?o }",
    "INSERT { ?o :broken 1 . ?none :p 1 . :fine :p $o } WHERE { :a :p ?o }",
    "INSERT { GRAPH ?o { :x :y :z } } WHERE { :a :p ?o }",
    "INSERT { [] :p ?o } WHERE { VALUES ?o { 'tab\\there' '蓝箭'@zh-hans 'q\"uote' } }",
    "INSERT { :yes :p 1 } WHERE { :a :p :b }",
    "INSERT { :no :p 1 } WHERE { :a :p :z }",
    "INSERT { ?s :seen true } WHERE { { SELECT DISTINCT ?s { GRAPH ?g { ?s ?p ?o } } } }",
    "CLEAR GRAPH :g1",
    "DROP SILENT GRAPH :none",
    "CREATE SILENT GRAPH :g1",
    "ADD :g1 TO :g2",
    "COPY GRAPH :g1 TO :g2",
    "MOVE :g1 TO GRAPH :g2",
    "MOVE :g1 TO :g1",
    "INSERT DATA { :t :p 1 } ; DELETE DATA { :t :p 1 }",
    "DELETE DATA { :a :p :b } ; INSERT DATA { :a :p :b }",
    "INSERT DATA { GRAPH :g3 { :t :p 1 } } ; COPY :g3 TO :g4 ; CLEAR GRAPH :g3",
    "DELETE WHERE { :a ?p ?o } ; INSERT { :empty :p 1 } WHERE { FILTER NOT EXISTS { :a ?p ?o } }",
    "INSERT { ?s :k 1 } WHERE { ?s :q ?o } ; PREFIX : <http://example.org/> "
    "DELETE { ?s :k ?k } INSERT { ?s :k ?n } WHERE { ?s :k ?k BIND(?k + 1 AS ?n) } ;",
]


def quads_of(text: str = DATA) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TRIG)
    return store


def canonical(quads: set[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def assert_as_the_engine(update: str, found: Difference) -> None:
    before, changed = quads_of(), quads_of()
    # §3 allows declarations before each operation, the engine only before the first.
    changed.update(update.replace(f"; {P}", "; "))
    was, now = set(before), set(changed)
    assert not (found.added & was)
    assert found.removed <= was
    assert canonical((was - found.removed) | found.added) == canonical(now)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> WorkerPool:
    folder: Path = tmp_path_factory.mktemp("fork")
    quads = ox.Store(str(folder / "quads"))
    quads.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    quads.flush()
    (folder / "manifest.json").write_text('{"generation": "first"}')
    limits = Limits(seconds=1, memory_bytes=256 << 20)
    with WorkerPool(folder, limits=limits, roster=Roster(light=1), cache_bytes=0) as pool:
        yield pool


@pytest.mark.parametrize("update", UPDATES)
def test_the_difference_is_that_of_the_engine(update: str) -> None:
    """SPARQL 1.1 Update §3.1 and §3.2."""
    store = EmbeddedStore(quads_of())
    assert_as_the_engine(P + update, store.difference(P + update))
    assert store.ask(f"{P} ASK {{ :a :p :b GRAPH :g1 {{ :a :n 1 }} }}"), "nothing was changed"


@pytest.mark.parametrize("update", UPDATES)
def test_a_worker_finds_the_same_and_leaves_no_trace(update: str, pool: WorkerPool) -> None:
    assert_as_the_engine(P + update, pool.difference(P + update))
    ((count,),) = pool.select(
        "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    assert count == ox.Literal(len(quads_of()))


SILENT = [
    re.sub(r"(CLEAR|DROP|ADD|COPY|MOVE) (?:SILENT )?", r"\1 SILENT ", each) for each in UPDATES
]
"""A graph without triples is none here, and one to the engine."""


@given(st.lists(st.sampled_from(SILENT), min_size=2, max_size=4))
def test_operations_in_a_row_build_on_each_other(updates: list[str]) -> None:
    """§3: "Operations are executed sequentially"."""
    update = P + " ; ".join(each.rstrip(" ;") for each in updates)
    assert_as_the_engine(update, EmbeddedStore(quads_of()).difference(update))


def test_a_dataset_of_the_protocol_is_that_of_the_pattern() -> None:
    """SPARQL 1.1 Protocol §2.2.3: using-graph-uri acts as USING does."""
    store = EmbeddedStore(quads_of())
    one = Dataset(("http://example.org/g1",))
    update = f"{P} INSERT {{ ?s :u ?o }} WHERE {{ ?s ?p ?o }}"
    using = update.replace("WHERE", "USING :g1 WHERE")
    assert store.difference(update, one) == store.difference(using)
    with pytest.raises(QueryError, match="WITH or USING"):
        store.difference(using, one)


def test_several_using_graphs_are_merged() -> None:
    """SPARQL 1.1 §13.2: a triple that two of them hold is there once."""
    update = (
        f"{P} INSERT {{ :sum :is ?n }} USING :g1 USING :g2 "
        "WHERE { { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }"
    )
    (added,) = EmbeddedStore(quads_of()).difference(update).added
    assert added.object == ox.Literal(1)


@pytest.mark.parametrize("update", ["CLEAR GRAPH <x:none>", "COPY <x:none> TO <x:y>"])
def test_a_graph_that_is_not_there_is_told(update: str, pool: WorkerPool) -> None:
    for store in (EmbeddedStore(quads_of()), pool):
        with pytest.raises(NotFound, match="no graph <x:none>"):
            store.difference(update)


def test_the_engine_s_syntax_errors_keep_their_place(pool: WorkerPool) -> None:
    for store in (EmbeddedStore(quads_of()), pool):
        with pytest.raises(QueryError) as caught:
            store.difference("INSERT DATA { <a:a> <a:b> 1 } ;\nDELETE DATA { _:x <a:b> 1 }")
        assert caught.value.line == 2


def test_too_many_changes_are_refused() -> None:
    rows = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdef")
    number = "CONCAT(STR(?a), STR(?b), STR(?c), STR(?d), STR(?e), STR(?f))"
    update = f"{P} INSERT {{ :x :n ?n }} WHERE {{ SELECT ?n {{ {rows} BIND({number} AS ?n) }} }}"
    with pytest.raises(LimitReached, match=f"{MOST_CHANGES:,}"):
        EmbeddedStore(quads_of()).difference(update)


def test_the_deadline_holds_for_updates(pool: WorkerPool) -> None:
    cross = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(30))
    last = "FILTER(CONCAT(STR(?s0), STR(?o29)) = 'none')"
    with pytest.raises(LimitReached) as caught:
        pool.difference(f"{P} INSERT {{ :x :y ?s0 }} WHERE {{ {cross} {last} }}")
    assert caught.value.limit == "seconds"
    assert pool.ask("ASK {}")
