"""Questions are read from files, bound by terms, and asked."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.questions import (
    Question,
    Shape,
    ask,
    bind,
    find_question,
    read_question,
    read_questions,
    resolve,
)
from spacegraph.namespaces import RDF, RDFS, SG, thing
from spacegraph.store.embedded import EmbeddedStore

TEXT = """#+ title: Who is called so
#+ summary: >-
#+   Organisations with
#+   a name.
#+ group: organisations
#+ parameters:
#+   org: {type: organisation, required: true, description: The organisation}
#+   name: {type: text, description: Its name}
#+ example: {org: landspace}
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?org ?name ?sources WHERE {
  VALUES ?org { UNDEF }
  VALUES ?name { UNDEF }
  ?org rdfs:label ?label .
  BIND(STR(?label) AS ?name)
  BIND("https://example.org/b https://example.org/a https://example.org/b" AS ?sources)
}
ORDER BY ?org
"""


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return written(tmp_path, TEXT)


@pytest.fixture
def store() -> EmbeddedStore:
    quads = ox.Store()
    for identifier, label in (("landspace", "LandSpace"), ("minospace", "MinoSpace")):
        org = thing("organisation", identifier)
        quads.add(ox.Quad(org, RDF.type, SG.Organisation))
        quads.add(ox.Quad(org, RDFS.label, Literal(label, language="en")))
    return EmbeddedStore(quads)


def written(folder: Path, text: str, name: str = "who-is-called-so") -> Question:
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return read_question(path)


def test_a_question_is_read(question: Question) -> None:
    assert question.name == "who-is-called-so"
    assert question.title == "Who is called so"
    assert question.summary == "Organisations with a name."
    assert question.answer is Shape.ROWS
    assert question.text.startswith("PREFIX rdfs:")
    assert [(p.name, p.type, p.required) for p in question.parameters] == [
        ("org", "organisation", True),
        ("name", "text", False),
    ]
    assert question.example == {"org": "landspace"}


def test_a_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "second")
    written(tmp_path, TEXT, "first")
    assert list(read_questions(tmp_path)) == ["first", "second"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("#+ title: Who is called so\n", "", 1, "title"),
        ("group: organisations", "groups: organisations", 5, "groups"),
        ("type: organisation,", "type: organization,", 7, "organization"),
        ("required: true", "required: perhaps", 7, "required"),
        ("description: Its name", "descripton: Its name", 8, "description"),
        ("example: {org: landspace}", "example: {name: LandSpace}", 9, "org"),
        ("example: {org: landspace}", "example: {org: landspace, nom: x}", 9, "nom"),
        ("example: {org: landspace}", "example: {org: yes}", 9, "quote"),
        ("example: {org: landspace}", "example: landspace", 9, "mapping"),
        ("  VALUES ?name { UNDEF }\n", "", 8, "slot"),
        ("VALUES ?name {", "VALUES ?nom {", 8, "slot"),
        ("#+ group: organisations\n", "#+ group: organisations\n#+ answer: circle\n", 6, "circle"),
        ("#+ group: organisations", "#+ group: [", 7, "YAML"),
        ("#+ group: organisations", "#+ group: 7", 5, "group"),
    ],
)
def test_a_broken_header_is_refused_by_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in TEXT
    with pytest.raises(QueryError) as caught:
        written(tmp_path, TEXT.replace(old, new))
    assert words in str(caught.value)
    assert f"who-is-called-so.rq:{line}" in str(caught.value)


def test_the_name_of_the_file_is_an_id(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="not an id"):
        written(tmp_path, TEXT, "Who Is")


def test_terms_fill_their_slots_and_other_slots_go(question: Question) -> None:
    query = bind(question, {"org": NamedNode("https://example.org/a")})
    assert "VALUES ?org { <https://example.org/a> }" in query
    assert "UNDEF" not in query
    assert "VALUES ?name" not in query


def test_a_value_cannot_open_another_slot(question: Question) -> None:
    """A text that looks like a slot stays a text."""
    text = "x\n  VALUES ?org { UNDEF }\n"
    org = NamedNode("https://example.org/a")
    query = bind(question, {"name": Literal(text), "org": org})
    assert query.count("<https://example.org/a>") == 1
    assert r"x\n  VALUES ?org { UNDEF }\n" in query


@given(st.text())
def test_any_text_is_only_a_text(text: str) -> None:
    slot = "SELECT ?name ?sources WHERE {\n  VALUES ?name { UNDEF }\n  BIND(?name AS ?sources)\n}"
    question = Question("echo", "", "", "", (), {}, slot)
    rows = ox.Store().query(bind(question, {"name": Literal(text)}))
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["name"] for row in rows] == [Literal(text)]


def test_an_answer_knows_what_was_asked(question: Question, store: EmbeddedStore) -> None:
    answer = ask(store, question, {"org": "landspace"})
    assert answer.columns == ("org", "name", "sources")
    assert answer.rows == (
        (
            thing("organisation", "landspace"),
            Literal("LandSpace"),
            Literal("https://example.org/a https://example.org/b"),
        ),
    )
    assert answer.sources == ("https://example.org/a", "https://example.org/b")
    assert answer.values == {"org": thing("organisation", "landspace")}
    assert "<https://w3id.org/spacegraph/organisation/landspace>" in answer.query


def test_a_required_parameter_is_asked_for(question: Question, store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="needs org") as caught:
        ask(store, question, {"name": "LandSpace"})
    assert "org=landspace" in caught.value.hint


def test_an_unknown_parameter_names_the_nearest(question: Question, store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="no parameter 'orgs'") as caught:
        resolve(store, question, {"orgs": "landspace"})
    assert "org" in caught.value.hint


def test_a_question_without_parameters_says_so(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="takes no parameters"):
        resolve(store, Question("plain", "", "", "", (), {}, ""), {"org": "landspace"})


def test_an_unknown_question_names_the_nearest(question: Question) -> None:
    known = {question.name: question}
    assert find_question(known, "who-is-called-so") is question
    with pytest.raises(NotFound) as caught:
        find_question(known, "who-is-called")
    assert caught.value.nearest == ("who-is-called-so",)
    with pytest.raises(NotFound, match="1 questions"):
        find_question(known, "zzz")
