"""Syntax errors that a person can act on."""

import pytest

from spacegraph.errors import QueryError
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.syntax import from_syntax_error


@pytest.mark.parametrize(
    ("query", "line", "near"),
    [
        ("SELECT * {\n ?s ?p ?o", 2, "?o"),
        ("SELECT ?s { ?s ?p }", 1, "}"),
        ("SELECT * WHERE ?x", 1, "WHERE"),
        ("SELECT (1 AS ?x", 1, "?x"),
    ],
)
def test_the_place_is_named(embedded: EmbeddedStore, query: str, line: int, near: str) -> None:
    with pytest.raises(QueryError, match="syntax error near") as caught:
        embedded.select(query)
    assert caught.value.line == line
    assert caught.value.column is not None
    assert near in caught.value.message
    assert ".." not in str(caught.value), "no character classes"


def test_a_reason_of_the_engine_is_kept(embedded: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="contains a variable that is unbound"):
        embedded.select("SELECT ?s { ?s ?p ?o } GROUP BY ?p")


def test_an_unknown_form_of_error_is_passed_on() -> None:
    assert "odd" in str(from_syntax_error(SyntaxError("odd"), "ASK {}"))
