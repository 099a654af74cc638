"""The engine differs from SPARQL 1.1 where docs/http.md says so; an engine that does not is news."""

import httpx
import pytest

LARGE = "99999999999999999999"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('SELECT (STR("01"^^<http://www.w3.org/2001/XMLSchema#integer>) AS ?x) {}', ["1"]),
        ("SELECT (STR(1.50) AS ?x) {}", ["1.5"]),
        ("SELECT (sameTerm(1.0, 1.00) AS ?x) {}", ["true"]),
        ('SELECT (LANG("a"@EN-gb) AS ?x) {}', ["en-gb"]),
        ("SELECT ?x { <http://nowhere.example/> <http://example.org/p>* ?x }", []),
        (f"SELECT (({LARGE} > 1) AS ?x) {{}}", [None]),
        ("SELECT (9223372036854775807 + 1 AS ?x) {}", [None]),
        ("SELECT (SUM(?n) AS ?x) { VALUES ?n { 9223372036854775807 1 } }", [None]),
        ("SELECT (GROUP_CONCAT(?n) AS ?x) { VALUES ?n { <http://a.example/> } }", [None]),
        (
            "SELECT (GROUP_CONCAT(STR(?n)) AS ?x) { VALUES ?n { <http://a.example/> } }",
            ["http://a.example/"],
        ),
    ],
)
def test_as_documented(client: httpx.Client, query: str, rows: list[str | None]) -> None:
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text
    found = response.json()["results"]["bindings"]
    assert [row.get("x", {}).get("value") for row in found] == rows


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values"])
def test_a_truth_is_no_table(client: httpx.Client, accept: str) -> None:
    """SPARQL 1.1 CSV and TSV §1 is about SELECT alone."""
    response = client.get("/sparql?query=ASK%7B%7D", headers={"Accept": accept})
    assert response.status_code == 406
    assert "application/sparql-results+json" in response.json()["offered"]
