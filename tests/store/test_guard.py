"""Queries judged before they are parsed."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.errors import QueryError, Refused
from spacegraph.store.base import Dataset
from spacegraph.store.guard import MAX_BYTES, MAX_DEPTH, read
from spacegraph.store.results import Form

PREFIXES = "PREFIX : <http://127.0.0.1:9/> PREFIX service: <http://e/> PREFIX from: <http://e/> "


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select * {}", Form.SELECT),
        ("ASK{}", Form.ASK),
        ("CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("DESCRIBE <http://e/>", Form.DESCRIBE),
        ("# SELECT\nBASE <http://e/> PREFIX select: <x> PREFIX : <y>\nASK {}", Form.ASK),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(query: str, form: Form) -> None:
    assert read(query).form is form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT * { service silent <http://127.0.0.1:9/> {} }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/>{} }",
        'SELECT * { ?s ?p "x"@en.SERVICE ?g {} }',
        "SELECT * { { SELECT * { SERVICE ?x {} } } }",
        "SELECT (EXISTS { SERVICE <http://127.0.0.1:9/> {} } AS ?x) {}",
    ],
)
def test_service_is_refused_wherever_it_stands(query: str) -> None:
    with pytest.raises(Refused, match="SERVICE is not allowed"):
        read(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { service:foo {} }",
        "SELECT * { ?s ?p 1SERVICE:foo {} }",
        "SELECT * { FILTER(?a<1)SERVICE:x#>\n{?s ?p ?o} }",
        "SELECT(?a<1AS?b)FROM:x#>\nFROM:y{}",
        "SELECT * { SERVICESILENT<http://127.0.0.1:9/>{} }",
        "SELECT * from:x {}",
        "DESCRIBE * from:x {}",
        "CONSTRUCT { ?s ?p ?o } from:x { ?s ?p ?o }",
        "SELECT * FROMNAMED:x {}",
    ],
)
def test_what_only_the_engine_reads_as_a_clause_is_refused(query: str) -> None:
    ox.Store().query(
        PREFIXES
        + query.replace("SERVICE:", "SERVICE SILENT :")
        .replace("service:", "service silent :")
        .replace("SERVICESILENT", "SERVICE SILENT ")
    )
    with pytest.raises(QueryError):
        read(PREFIXES + query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://e/> {}" }',
        "SELECT * { ?s ?p '''\nSERVICE ''' }",
        "SELECT * { ?service ?p $SERVICE }",
        "SELECT * { <http://e/service> ?p ?o } # SERVICE <x> {}",
        "SELECT * { ?s service:x ?o }",
        "SELECT * { GRAPH service:x { ?s ?p ?o } }",
        "SELECT * FROM service:x { ?s ?p ?o }",
        "DESCRIBE from:x",
        "SELECT * { ?s ?p _:service }",
        'SELECT * { ?s ?p "x"@service }',
        "SELECT * { FILTER(?a<?b && ?c>?d) }",
        "SELECT * { ?s ?p <https://en.wikipedia.org/wiki/A_(b)_services> }",
        "SELECT * { ?s ?p <https://e/letter_(from)_Frome> }",
    ],
)
def test_the_word_service_as_a_name_or_text_is_none(query: str) -> None:
    assert read(PREFIXES + query)
    ox.Store().query(PREFIXES + query)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX : <http://e/> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://e/>",
        "CLEAR ALL",
        "WITH <http://e/> DELETE { ?s ?p ?o } WHERE {}",
        "drop all",
    ],
)
def test_an_update_is_named_as_such(update: str) -> None:
    with pytest.raises(QueryError, match="this is an update"):
        read(update)


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT * {}", Dataset()),
        ("SELECT * FROM <http://e/a> {}", Dataset(("http://e/a",))),
        ("SELECT * FROM<http://e/a>FROM<http://e/a>{}", Dataset(("http://e/a",))),
        ("ASK FROM NAMED <http://e/a> {}", Dataset((), ("http://e/a",))),
        (
            "PREFIX e: <http://e/> CONSTRUCT { ?s ?p ?o } FROM e:a from named e:b WHERE {}",
            Dataset(("http://e/a",), ("http://e/b",)),
        ),
        (
            "BASE <http://e/> PREFIX p: <x/> ASK FROM <a> FROM p:b {}",
            Dataset(("http://e/a", "http://e/x/b")),
        ),
        (r"PREFIX e: <http://e/> ASK FROM e:a\-b {}", Dataset(("http://e/a-b",))),
        (r"ASK FROM <http://e/\u0061> {}", Dataset(("http://e/a",))),
    ],
)
def test_dataset_clauses_are_read_in_full(query: str, dataset: Dataset) -> None:
    """SPARQL 1.1 §13.2."""
    assert read(query).dataset == dataset


def test_files_are_refused() -> None:
    with pytest.raises(Refused, match="file"):
        read("SELECT * FROM <file:///etc/passwd> {}")
    with pytest.raises(Refused, match="file"):
        read("BASE <FILE:///etc/> SELECT * FROM NAMED <passwd> {}")


def test_a_relative_graph_is_refused() -> None:
    with pytest.raises(QueryError, match="absolute"):
        read("ASK FROM <g> {}")


def test_an_undeclared_prefix_is_told_with_its_declaration() -> None:
    with pytest.raises(QueryError) as caught:
        read("ASK {\n  ?s skos:prefLabel ?o }")
    assert (caught.value.line, caught.value.column) == (2, 6)
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in caught.value.hint


def test_an_unknown_word_is_told_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean SELECT"):
        read("SELCT * {}")


@pytest.mark.parametrize(
    "query", ["", " ", "# nothing", "PREFIX : <http://e/>", "{}", "FROM <a:b>"]
)
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        read(query)


@pytest.mark.parametrize(
    "query", ["PREFIX", "PREFIX a:b <http://e/> ASK {}", "BASE ASK {}", "ASK FROM {}"]
)
def test_incomplete_clauses_are_refused(query: str) -> None:
    with pytest.raises(QueryError):
        read(query)


def test_long_texts_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(QueryError, match="bytes"):
        read("ASK {} #" + "é" * (MAX_BYTES // 2))


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_deep_nesting_is_refused_before_it_is_parsed(pair: str) -> None:
    deep = pair[0] * (MAX_DEPTH + 1) + pair[1] * (MAX_DEPTH + 1)
    with pytest.raises(QueryError, match="nested"):
        read(f"ASK {{ {deep} }}")


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_functions_of_the_moment_make_an_answer_unstable(function: str) -> None:
    assert not read(f"SELECT ({function} AS ?x) {{}}").stable
    assert read("SELECT ?now ('RAND()' AS ?x) { ?s <http://e/UUID> ?now }").stable


PIECES = st.sampled_from(
    [
        *[
            "SELECT",
            "ASK",
            "WHERE",
            "FILTER",
            "BIND",
            "AS",
            "EXISTS",
            "GRAPH",
            "OPTIONAL",
            "UNION",
            "VALUES",
            "LIMIT",
            "ORDER",
            "BY",
        ],
        *[
            "SERVICE",
            "SERVICE",
            "FROM",
            "NAMED",
            "a",
            "true",
            "?s",
            "?p",
            "?o",
            "?g",
            ":x",
            "service:x",
            "from:x",
            "_:b",
            "@en",
            "^^",
        ],
        *[
            "*",
            "{",
            "}",
            "(",
            ")",
            ".",
            ";",
            ",",
            "<",
            ">",
            "<=",
            "!",
            "=",
            "+",
            "-",
            "/",
            "|",
            "^",
            "[]",
            "1",
            "1.5",
            "1e5",
            "<1)",
            "#>",
            "<http://127.0.0.1:9/>",
        ],
        *['"x"', "'y'", "\n"],
    ]
)


@given(
    st.lists(PIECES, max_size=14),
    st.lists(st.sampled_from(["", " ", "\n"]), min_size=14, max_size=14),
)
def test_no_text_that_passes_calls_another_service(pieces: list[str], gaps: list[str]) -> None:
    """Whatever the guard lets pass, the engine evaluates without SERVICE."""
    body = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=False))
    query = f"{PREFIXES}SELECT * {{ {body} }}"
    try:
        read(query)
        results = ox.Store().query(query)
        list(results)
    except (QueryError, Refused, SyntaxError, RuntimeError):
        return
