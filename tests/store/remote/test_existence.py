"""EXISTS on Virtuoso: the rows of the engine in this process, or a refusal."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacegraph.errors import Refused
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.server import ServerTarget
from spacegraph.settings import Settings
from spacegraph.store.base import Faulty, Limits, Solutions, Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.remote.blocks import find_blocks
from spacegraph.store.remote.check import check
from spacegraph.store.remote.existence import refuse_guesses
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.store import RemoteStore

CLAIM = "https://w3id.org/spacegraph/claim/"
PREFIX = f"PREFIX : <http://e/> PREFIX claim: <{CLAIM}> "
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "

MIXED = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
NOTED = "{ GRAPH ?g { ?s ?p ?o } } UNION { ?s :q ?o BIND(:q AS ?p) }"

SOUND = [
    "?s ?p ?o .",
    "?s ?p ?o . ?s ?q ?x .",
    "GRAPH ?g { ?s ?p ?o }",
    MIXED,
    NOTED,
    "VALUES ?s { :a :b } ?s ?p ?o .",
    "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
    "{ SELECT ?s ?p ?o (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o }",
    "?s ?p ?o MINUS { ?s :q ?o }",
]
"""Where what is tested stands in a pattern beside it, as it is."""

DOUBTFUL = [
    "?s :p ?x OPTIONAL { ?s ?p ?o }",
    "?s ?p ?x OPTIONAL { ?s :q ?o }",
    f"{{ SELECT ?s ?p ?o {{ {NOTED} }} }}",
    f"{{ SELECT DISTINCT ?s ?p ?o {{ {MIXED} }} }}",
    f"{{ SELECT ?s ?p ?o (COUNT(*) AS ?n) {{ {NOTED} }} GROUP BY ?s ?p ?o }}",
    "{ SELECT ?s ?p ?o { ?s :p ?w OPTIONAL { ?s ?p ?o } } }",
    "{ SELECT ?s ?p (MAX(STRLEN(STR(?v))) AS ?o) { ?s ?p ?v } GROUP BY ?s ?p }",
    "?s ?p ?v BIND(COALESCE(?nothing, ?v) AS ?o)",
    'VALUES (?s ?o) { (:a 1) (:b "x"@en) (:a :b) } ?s ?p ?any .',
]

TESTED = [
    *("?s ?p ?o", "?any ?p ?o", "?s ?any ?o", "?s ?p ?any", "?s :q ?any", "?o ?any ?w"),
    *("?s ?p ?o . ?s :q ?w", "?s ?p ?w OPTIONAL { ?w ?any ?o }", "?s ?p ?w MINUS { ?s :q ?w }"),
    *("GRAPH claim:1 { ?s ?p ?o }", "GRAPH ?h { ?s ?p ?o }", "?s ?any ?w FILTER(?w = ?o)"),
    *("{ ?s :q ?o } UNION { ?o ?any ?s }", "?s ?any ?w FILTER(STR(?w) = STR(?o))"),
    "?s ?any ?w FILTER EXISTS { ?w ?other ?v }",
]

USES = [
    "SELECT * {{ {base} FILTER {test} }}",
    "SELECT * {{ {base} FILTER(?p = :r || {test}) }}",
    "SELECT * {{ {base} FILTER(!({test})) }}",
    "SELECT * {{ {base} BIND({test} AS ?e) }}",
    "SELECT * {{ {base} BIND(?p = :r || {test} AS ?e) }}",
    "SELECT * {{ {base} BIND({test} && ?p = :p AS ?e) }}",
    'SELECT * {{ {base} BIND(IF({test}, "yes", "no") AS ?e) }}',
    "SELECT ?s ?p ?o ({test} AS ?e) {{ {base} }}",
    "SELECT ?s ?e (COUNT(*) AS ?m) {{ {base} BIND({test} AS ?e) }} GROUP BY ?s ?e",
    "SELECT ?s (SUM(IF({test}, 1, 0)) AS ?m) {{ {base} }} GROUP BY ?s",
    "SELECT ?s ?p ?o (COUNT(*) AS ?m) {{ {base} }} GROUP BY ?s ?p ?o HAVING({test})",
]

VALUES = [
    *(":a", ":b", ":p", "1", "2", "1.5", '"1"', '"x"', '"x"@en', '"x"@zh', '"2018"^^xsd:gYear'),
    *('"2018-01"^^xsd:gYearMonth', '"2018-01-01"^^xsd:date', '"https://e.org/"^^xsd:anyURI'),
    '"a label that is longer than the others are"@en',
]

Start = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def target(
    servers: dict[str, Start], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerTarget]:
    folder = tmp_path_factory.mktemp("virtuoso")
    with servers["virtuoso"](folder) as address:
        server = Server.of(Settings(store=address))
        yield ServerTarget(server, folder, Limits(seconds=5))


def hold(target: ServerTarget, text: str) -> tuple[RemoteStore, EmbeddedStore]:
    """Hold the same facts on the server and here."""
    held = ox.Store()
    held.update(f"{PREFIX}{XSD}INSERT DATA {{ {text} }}")
    manifest = Manifest("first", "files", claims=0, quads=len(held))
    target.replace(sorted(held, key=str), manifest, lambda stage: None)
    return target.open(), EmbeddedStore(held)


def bag(found: Solutions) -> Counter[frozenset[tuple[str, str]]]:
    """Return rows without their order, and without that of the columns."""
    return Counter(
        frozenset(
            (name, str(term)) for name, term in zip(found.variables, row, strict=True) if term
        )
        for row in found
    )


def query(base: str, tested: str, use: str, *, negated: bool = False) -> str:
    test = f"{'NOT ' * negated}EXISTS {{ {tested} }}"
    return PREFIX + use.format(base=base, test=test)


QUERIES = st.builds(
    query,
    st.sampled_from(SOUND + DOUBTFUL),
    st.sampled_from(TESTED),
    st.sampled_from(USES),
    negated=st.booleans(),
)
TRIPLES = st.tuples(
    st.sampled_from([":a", ":b", ":c"]),
    st.sampled_from([":p", ":q", ":r"]),
    st.sampled_from(VALUES),
).map(lambda triple: f"{' '.join(triple)} .")
FACTS = st.lists(
    st.tuples(
        TRIPLES, st.sampled_from(["{}", "GRAPH claim:1 {{ {} }}", "{0} GRAPH claim:2 {{ {0} }}"])
    ),
    min_size=4,
    max_size=12,
).map(lambda chosen: " ".join(place.format(triple) for triple, place in chosen))


# The same examples each time: what an engine of others does must not decide about a change of ours.
@settings(
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=list(HealthCheck),
)
@given(FACTS, st.lists(QUERIES, min_size=8, max_size=8))
def test_rows_are_those_of_the_standard_or_refused(
    target: ServerTarget, facts: str, queries: list[str]
) -> None:
    """SPARQL 1.1 §18.6: EXISTS tests the pattern with the values of the solution put in.

    A few are not compiled there, which is an error and no wrong answer.
    """
    there, here = hold(target, f":a :p :b . {facts}")
    for each in queries:
        compare(there, here, each)
    there.close()


def compare(there: Store, here: Store, query: str) -> None:
    try:
        found = bag(there.select(query))
    except (Refused, Faulty):
        return
    assert found == bag(here.select(query)), query


@pytest.mark.parametrize("base", SOUND)
def test_what_stands_in_a_pattern_can_be_tested(base: str) -> None:
    for tested in TESTED:
        for use in USES:
            text = check(query(base, tested, use))
            refuse_guesses(text, find_blocks(text.body))


@pytest.mark.parametrize("base", DOUBTFUL)
def test_what_may_be_wrong_is_refused_with_its_place(base: str) -> None:
    text = check(query(base, "?s ?p ?o", USES[0]))
    with pytest.raises(Refused, match=r"line 1, column \d+: .*\?o.* otherwise"):
        refuse_guesses(text, find_blocks(text.body))


@pytest.mark.parametrize(
    "pattern",
    [
        "OPTIONAL { ?s :q ?o } FILTER(!BOUND(?o) || EXISTS { ?s :r ?o })",
        "OPTIONAL { ?s :q ?o } BIND(IF(BOUND(?o), EXISTS { ?s :r ?o }, ?none) AS ?e)",
        "VALUES ?o { UNDEF } FILTER(!BOUND(?o) || EXISTS { ?s :r ?o })",
        "BIND(STR(?v) AS ?o) FILTER NOT EXISTS { ?s :q ?w FILTER(STRLEN(STR(?w)) > STRLEN(?o)) }",
        "BIND(:a AS ?o) FILTER EXISTS { ?s :q ?o }",
    ],
)
def test_what_is_asked_of_bound_values_or_their_texts_alone_is_right(
    target: ServerTarget, pattern: str
) -> None:
    facts = (
        ':a :p 1 ; :q :b, "x"@en ; :r "x"@en . :b :p "long" ; :q "longer" . :c :p "x"@en ; :q :a .'
    )
    there, here = hold(target, facts)
    asked = f"{PREFIX} SELECT * {{ ?s :p ?v {pattern} }}"
    assert bag(there.select(asked)) == bag(here.select(asked))
    there.close()
