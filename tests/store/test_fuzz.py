"""Whatever text comes as a query, the pool answers it or says what is wrong, and goes on."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spacegraph.errors import SpacegraphError
from spacegraph.store.base import Limits
from spacegraph.store.guard import read
from spacegraph.store.workers import WorkerPool

TERMS = ("?s", "?p", "?o", "?g", "<http://example.org/c1>", "<a:b>", "_:x", "[]", "1", "1.5e3")
LITERALS = ("'a'", '"b"@en', '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>', "true")
PATHS = ("?p", "a", "<a:b>*", "(<a:b>|^<a:b>)+", "!<a:b>", "<a:b>/<c:d>?")
OPERATORS = ("=", "<", "+", "*", "/", "&&", "||", "IN (1, 'a')", "-")
FUNCTIONS = ("STR", "BNODE", "REGEX", "CONCAT", "COALESCE", "IF", "RAND", "UUID", "STRDT", "YEAR")
PIECES = (
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "{", "}", "(", ")", "*", ".", ";", ","),
    *("FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "UNDEF", "SERVICE", "AS"),
    *("ORDER BY", "GROUP BY", "HAVING", "LIMIT 3", "OFFSET 9999999999999999999", "DISTINCT"),
    *("FROM <a:b>", "FROM NAMED <c:d>", "PREFIX x: <y:>", "BASE <z:>", "EXISTS", "NOT", "COUNT(*)"),
    *("INSERT DATA", "DELETE", "LOAD", "\\u007b", "#\n", "'''", '"', "\x00", "\ud7ff", "x:y", "<<"),
    *(*TERMS, *LITERALS, *PATHS, *OPERATORS, *FUNCTIONS),
)

terms = st.sampled_from((*TERMS, *LITERALS))
patterns = st.recursive(
    st.builds("{} {} {} .".format, terms, st.sampled_from(PATHS), terms),
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("GRAPH ?g {{ {} }}".format, inner),
        st.builds("{} FILTER({}({}, {}) {} {})".format, inner, st.sampled_from(FUNCTIONS), terms, terms, st.sampled_from(OPERATORS), terms),
        st.builds("{} BIND({}({}) AS ?new)".format, inner, st.sampled_from(FUNCTIONS), terms),
        st.builds("{{ SELECT DISTINCT ?s {{ {} }} ORDER BY ?s ?o LIMIT 2 }}".format, inner),
    ),
    max_leaves=5,
)  # fmt: skip
grown = st.one_of(
    st.builds("SELECT * {{ {} }}".format, patterns),
    st.builds("SELECT (COUNT(DISTINCT ?s) AS ?n) (SAMPLE(?o) AS ?m) {{ {} }}".format, patterns),
    st.builds("ASK {{ {} }}".format, patterns),
    st.builds("CONSTRUCT {{ ?s ?p ?o }} {{ {} }}".format, patterns),
    st.builds("DESCRIBE ?s {{ {} }}".format, patterns),
)
jumbled = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join)


@st.composite
def bitten(draw: st.DrawFn) -> str:
    """Take a query that may be sound and damage one place of it."""
    text = draw(grown)
    at = draw(st.integers(0, len(text)))
    piece = draw(st.one_of(st.text(max_size=4), st.sampled_from(PIECES)))
    return text[:at] + piece + text[at + draw(st.integers(0, 6)) :]


@pytest.fixture(scope="module")
def small(pool: WorkerPool) -> Iterator[WorkerPool]:
    """The pool of the sample; the limits make a runaway that is found by chance a short one."""
    usual, pool._limits = pool._limits, Limits(1, memory_bytes=256 << 20, result_bytes=1 << 20)
    yield pool
    pool._limits = usual


@settings(
    max_examples=250,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@example("SELECT * { ?s ?p ?o } ORDER BY ?o")
@example("")
@example("\x00")
@given(text=st.one_of(grown, jumbled, bitten(), st.text(max_size=40)))
def test_every_text_has_an_answer_or_a_reason(small: WorkerPool, text: str) -> None:
    try:
        reading = read(text)
        media_type = "text/turtle" if reading.form.is_graph else "application/sparql-results+json"
        small.stream(text, media_type).read()
    except SpacegraphError as error:
        assert error.message


def test_and_then_the_next_query_is_answered(small: WorkerPool) -> None:
    assert small.ask("ASK { <http://example.org/landspace> ?p ?o }")
    assert small.outcomes()["crashed"] <= small.census().forked
