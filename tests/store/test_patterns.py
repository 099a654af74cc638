"""A regular expression that the engine cannot read is refused, not taken for no match."""

import pyoxigraph as ox
import pytest

from spacegraph.errors import QueryError
from spacegraph.store.base import Store

UNREADABLE = [
    r"^(a)\\1$",
    r"(?=a)",
    r"(?<!a)b",
    r"^(a{1000}){0,1000}$",
    r"[",
    r"\\i\\c*",
]
READABLE = [
    r"^a+$",
    r"a.*b",
    r"\\p{Lu}",
    r"[a-z-[aeiou]]",
    r"\\d{4}-\\d\\d",
    r"Long (March|长征)",
    "",
]


@pytest.fixture(params=["embedded", "pool"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("pattern", UNREADABLE)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?o), {})) }}",
        "SELECT * {{ ?s ?p ?o\nFILTER regex(?o, {}, 'i') }}",
        "SELECT (REPLACE(CONCAT('a', 'b'), {}, '$1') AS ?x) {{}}",
        "ASK {{ ?s ?p ?o FILTER(!REGEX(IF(1 = 1, ?o, ?p), {})) }}",
    ],
)
def test_what_the_engine_cannot_read_is_refused(store: Store, query: str, pattern: str) -> None:
    text = query.format(f"'{pattern}'")
    with pytest.raises(QueryError, match="regular expression") as caught:
        store.stream(text, "application/json" if "ASK" in text else "text/csv")
    assert caught.value.line == text.count("\n", 0, text.index(f"'{pattern}'")) + 1


@pytest.mark.parametrize("pattern", READABLE)
def test_what_it_can_read_is_not(store: Store, pattern: str) -> None:
    assert not store.ask(f"ASK {{ FILTER(REGEX('\\n', '{pattern}x')) }}")
    store.select(f"SELECT (REPLACE('ab', '{pattern}b', 'c', 'i') AS ?x) {{}}")


def test_flags_belong_to_a_pattern(store: Store) -> None:
    assert store.ask("ASK { FILTER(REGEX('a(b', '(', 'q')) }")
    assert store.select("SELECT (REPLACE('a(b', '(', '-', 'q') AS ?x) {}").rows == (
        (ox.Literal("a-b"),),
    )
    with pytest.raises(QueryError, match="regular expression"):
        store.ask("ASK { FILTER(REGEX('a(b', '(', 'i')) }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), ?p)) }",
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), CONCAT('(', '?=a)'))) }",
        "SELECT * { ?s ?p '(?=a) REGEX(1, \"[\")' } # REGEX(?x, '[')",
    ],
)
def test_patterns_that_are_computed_are_left_to_the_rows(store: Store, query: str) -> None:
    assert len(store.select(query)) == 0
