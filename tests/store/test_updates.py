"""Updates judged before they are parsed (SPARQL 1.1 Update, grammar of SPARQL 1.1 §19.8)."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.errors import QueryError, Refused, SpacegraphError
from spacegraph.store.base import Dataset
from spacegraph.store.updates import MAX_BYTES, Management, Modification, Verb, read_update

P = "PREFIX : <http://example.org/> "


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("INSERT DATA { :a :p 1 }", [Modification]),
        ("insert data { :a :p 1 } ; delete where { :a ?p ?o } ;", [Modification, Modification]),
        ("CLEAR GRAPH :g ; MOVE SILENT :g TO GRAPH :h", [Management, Management]),
        ('INSERT DATA { :a :p "; LOAD <x>" } # ; LOAD <y>', [Modification]),
        (
            "INSERT DATA { :a :p 1 ; :q 2 } ;\nPREFIX x: <x:> DROP GRAPH x:g",
            [Modification, Management],
        ),
    ],
)
def test_the_operations_of_a_sequence(text: str, kinds: list[type]) -> None:
    """[29] to [31]; §4.1.4: declarations may stand before each operation."""
    assert [type(each) for each in read_update(P + text).operations] == kinds


def test_the_parts_of_a_modification() -> None:
    """[41] Modify, with [44] UsingClause."""
    (found,) = read_update(
        f"{P} WITH :g DELETE {{ ?s :p $o }} INSERT {{ ?s :q ?o }} "
        "USING :a USING NAMED :b WHERE { ?s :p ?o ; :x ?hidden }"
    ).operations
    assert isinstance(found, Modification)
    assert found.graph == "http://example.org/g"
    assert found.using == Dataset(("http://example.org/a",), ("http://example.org/b",))
    assert found.delete == "{ ?s :p $o }"
    assert found.insert == "{ ?s :q ?o }"
    assert found.where == "{ ?s :p ?o ; :x ?hidden }"
    assert found.variables == ("s", "o")


def test_the_parts_of_a_management_operation() -> None:
    """[35] to [37]."""
    (found,) = read_update(f"{P} copy silent graph :a to :b").operations
    graphs = ("http://example.org/a", "http://example.org/b")
    assert found == Management(Verb.COPY, graphs, silent=True)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/>",
        "load silent <http://127.0.0.1:9/> into graph :g",
        "INSERT DATA { :a :p 1 };LOAD<http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DELETE WHERE { SERVICE ?x { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } USING <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "COPY <file:///etc/passwd> TO :g",
        "CLEAR ALL",
        "CLEAR SILENT DEFAULT",
        "DROP NAMED",
        "ADD DEFAULT TO :g",
    ],
)
def test_what_no_update_may_do_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_update(P + text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("ASK {}", "begins no operation"),
        ("PREFIX load: <x:> load:<http://e/>", "begins no operation"),
        ("LOADSILENT <http://e/>", "no word"),
        ("INSERT { ?s ?p ?o }", "WHERE is missing"),
        ("WITH :g WHERE {}", "needs DELETE or INSERT"),
        ("INSERT DATA { :a :p 1", "never closed"),
        ("INSERT DATA", "{ is missing"),
        ("INSERT DATA {} DELETE DATA {}", "ends here"),
        ("CLEAR GRAPH", "needs a graph"),
        ("MOVE :a :b", "needs TO"),
        ("INSERT DATA { x:a :p 1 }", "not declared"),
        ("INSERT DATA { :a :p 1 ; x:q 1 }", "not declared"),
        ("DELETE { :a :p 1 ; :q 1 } USING x:g WHERE {}", "not declared"),
        ("COPY x:a TO :b", "not declared"),
        ("CLEAR GRAPH :g ;" * 1001, "more than 1,000"),
        ("CLEAR GRAPH :g ; PREFIX", "incomplete"),
        ("INSERT DATA {} ; PREFIX : <http://other/> INSERT DATA {}", "changes a declaration"),
        ("INSERT DATA {} ; BASE <http://other/> INSERT DATA {}", "changes a declaration"),
        ("INSERT DATA { " + "[" * 101 + "]" * 101 + " :p 1 }", "nested deeper"),
        ("#" + "x" * MAX_BYTES, "bytes"),
    ],
)
def test_what_is_no_update_is_told(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        read_update(text if text == "" or "PREFIX load" in text else P + text)


TERMS = st.sampled_from(["?s", ":a", "<http://127.0.0.1:9/>", "1", '"LOAD"', "_:b", "a", "load:x"])
GLUE = st.sampled_from(
    ["", " ", "\n", ";", " ; ", ".", "{", "}", " } ", "#c\n", "(", ")", "<", ">"]
)
WORDS = st.sampled_from(
    ["INSERT", "DELETE", "DATA", "WHERE", "WITH", "USING", "NAMED", "CLEAR", "COPY", "TO", "GRAPH",
     "DROP", "SILENT", "FILTER", "LOAD", "SERVICE", "INTO", "PREFIX load: <http://127.0.0.1:9/>"]
)  # fmt: skip


@given(st.lists(st.one_of(TERMS, GLUE, WORDS), max_size=25).map("".join))
def test_no_text_makes_the_engine_load_or_ask_another(text: str) -> None:
    """What passes here passes the engine without a connection: it would fail on port 9."""
    try:
        update = read_update(P + text)
    except SpacegraphError:
        return
    try:
        ox.Store().update(update.text, prefixes=dict(update.prefixes))
    except SyntaxError:
        return
    except (RuntimeError, OSError) as error:
        assert "9" not in str(error), text


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_update(text)
    except SpacegraphError as error:
        assert error.message
