"""Terms written as SPARQL text come back as themselves (SPARQL 1.1 §19.8)."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.errors import QueryError
from spacegraph.store.guard import read
from spacegraph.store.terms import iri_to_sparql, is_iri, to_sparql

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def back(text: str) -> object:
    query = f"SELECT ?x {{ VALUES ?x {{ {text} }} }}"
    assert read(query).form == "SELECT"
    (row,) = ox.Store().query(query)
    return row["x"]


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    literal = ox.Literal(text)
    assert back(to_sparql(literal)) == literal


@given(TEXT, st.sampled_from(["en", "zh-Hans", "zh-Latn"]))
def test_any_text_in_a_language_comes_back(text: str, language: str) -> None:
    literal = ox.Literal(text, language=language)
    assert back(to_sparql(literal)) == literal


@given(TEXT)
def test_any_typed_text_comes_back(text: str) -> None:
    literal = ox.Literal(text, datatype=ox.NamedNode("http://example.org/type"))
    assert back(to_sparql(literal)) == literal


@pytest.mark.parametrize(
    "text",
    [
        '" } UNION { ?s ?p ?o } #',
        "\\",
        '\\"',
        "\\u0022",
        "a\nb",
        "\r",
        "\t\b\f",
        "'''",
        '"""',
        "?x",
    ],
)
def test_text_cannot_leave_its_quotes(text: str) -> None:
    assert back(to_sparql(ox.Literal(text))) == ox.Literal(text)


@pytest.mark.parametrize(
    "term", [ox.Literal(5), ox.Literal(True), ox.Literal(1.5), ox.NamedNode("http://e.org/蓝箭")]
)
def test_other_terms_come_back(term: ox.NamedNode | ox.Literal) -> None:
    assert back(to_sparql(term)) == term


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "relative",
        "/path",
        "http://e.org/> ?s ?p ?o . <x",
        "http://e.org/a b",
        "http://e.org/\\u003e",
        "http://e.org/{x}",
        "http://e.org/\n",
        "http://e.org/^",
        "http://e.org/`",
        "http://e.org/|",
        'http://e.org/"',
    ],
)
def test_what_is_no_absolute_iri_is_refused(iri: str) -> None:
    assert not is_iri(iri)
    with pytest.raises(QueryError, match="not an absolute IRI"):
        iri_to_sparql(iri)


def test_a_blank_node_is_refused_since_it_would_be_a_variable() -> None:
    with pytest.raises(QueryError, match="blank node"):
        to_sparql(ox.BlankNode("b"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "odd", ["\ue000", "\U0010a999", "\ufdd0", "\x80", "\ufffe", "\ud800", "%zz"]
)
def test_characters_that_rfc_3987_leaves_out_make_no_iri(odd: str) -> None:
    """§2.2: private characters stand in queries only, the others nowhere."""
    assert not is_iri(f"https://w3id.org/spacegraph/organisation/{odd}")
    assert is_iri("https://w3id.org/spacegraph/organisation/蓝箭-\U0002070e")
