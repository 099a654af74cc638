"""Where statements stand in a text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from spacegraph.gate.places import find_places, to_key
from spacegraph.resources import folder

BASE = "https://example.org/base"
LIST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def lines(text: str) -> dict[str, int]:
    return {key[2]: place.line for key, place in find_places(text, BASE).items()}


def test_each_value_has_its_line() -> None:
    text = (
        "@prefix e: <https://e/> .\n"
        "e:a a e:C ;\n"
        "  e:p 1 , -2 , 3.5 , 4e1 ,\n"
        '      "x"@en , """long\n'
        'text""" , true ; # a comment; with signs .\n'
        "  e:q [ e:r <#here> ] , ( e:s ) ;\n"
        "  .\n"
        "PREFIX f: <https://f/>\n"
        "[] e:t f:u .\n"
    )
    found = lines(text)
    assert found["<https://e/C>"] == 2
    assert found['"3.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'] == 3
    assert found['"long\\ntext"'] == 4
    assert found["<https://example.org/base#here>"] == 6
    assert found["<https://e/s>"] == 6
    assert found["<https://f/u>"] == 9


def test_graphs_and_quads_are_read_through() -> None:
    trig = "<https://g/1> { <https://e/a> <https://e/p> 1 }\nGRAPH <https://g/2> {\n<https://e/a> <https://e/p> 2 . }"
    assert sorted(lines(trig).values()) == [1, 3]
    quads = "<https://e/a> <https://e/p> <https://e/b> <https://g/1> .\n" * 2
    assert lines(quads) == {"<https://e/b>": 1}


def test_spans_hold_what_is_written() -> None:
    text = '<https://e/a>\n <https://e/p>   "ünïcode"@en ,\t7 .'
    places = find_places(text, BASE)
    written = {
        (text[slice(*place.property)], text[slice(*place.value)]) for place in places.values()
    }
    assert written == {("<https://e/p>", '"ünïcode"@en'), ("<https://e/p>", "7")}


def test_what_lies_outside_the_grammar_ends_the_search_and_raises_nothing() -> None:
    good = "<https://e/a> <https://e/p> 1 .\n"
    for bad in ("<<( <a:b> <a:c> 1 )>> <a:b> 2 .", "e:undeclared e:p 1 .", '"open', "[" * 5000):
        assert sorted(lines(good + bad).values()) == [1]


@pytest.mark.parametrize("name", ["spacegraph.ttl", "concepts.ttl", "alignments.ttl"])
def test_every_statement_of_the_ontology_is_found(name: str) -> None:
    path = folder("ontology") / name
    places = find_places(Path(path).read_text(encoding="utf-8"), BASE)
    stated = [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
    # The links of a list are written nowhere; its members are.
    written = [triple for triple in stated if triple.predicate.value != f"{LIST}rest"]
    assert [triple for triple in written if to_key(triple) not in places] == []


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
iris = st.from_regex(r"\Ahttps://e/[a-zA-Z0-9_.~%-]{0,8}\Z").map(
    lambda iri: NamedNode(iri.replace("%", "%25"))
)
values = iris | texts.map(Literal) | texts.map(lambda text: Literal(text, language="en"))


@given(st.lists(st.builds(Triple, iris, iris, values), max_size=8))
def test_whatever_the_engine_writes_is_found_again(triples: list[Triple]) -> None:
    for format in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.N_QUADS):
        quads = [Quad(each.subject, each.predicate, each.object) for each in triples]
        text = (serialize(quads, format=format) or b"").decode()
        assert {to_key(each) for each in triples} <= find_places(text, BASE).keys()
