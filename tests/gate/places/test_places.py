"""Where statements stand in a text."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from spacegraph.gate.places import find, jsonld
from spacegraph.gate.places.json import read_json, to_data
from spacegraph.gate.places.place import to_key
from spacegraph.gate.places.turtle import find_places
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


CONTEXT = """{"@context": {"e": "https://e/", "@vocab": "https://v/", "id": "@id", "kind": "@type",
  "knows": {"@id": "e:knows", "@type": "@id"}, "named": {"@id": "e:named", "@language": "en"},
  "said": {"@id": "e:said", "@container": "@language"},
  "on": {"@id": "e:on", "@type": "http://www.w3.org/2001/XMLSchema#date"},
  "all": {"@id": "e:all", "@container": "@set"}, "of": {"@reverse": "e:has"}},
"""
JSON_LD = (
    CONTEXT
    + """
  "id": "e:a", "kind": "Thing",
  "knows": ["e:b",
            "c"],
  "named": "Ann", "said": {"en": "x",
     "zh-Hans": ["y", "z"]},
  "on": "2025-05-18", "e:n": 5, "e:d": 30.6, "e:t": true, "e:null": null,
  "all": {"@set": ["p",
     {"@value": "q", "@language": "fr"}]},
  "plain": "by vocabulary", "e:list": {"@list": ["u", 7]},
  "https://e/inner": {"@id": "e:i",
     "e:deep": {"@value": "1.50", "@type": "http://www.w3.org/2001/XMLSchema#decimal"}},
  "of": {"id": "e:owner"},
  "e:none": {}
}"""
)


def test_every_statement_of_a_json_document_is_found_with_its_pointer() -> None:
    places = find.find_places(JSON_LD, RdfFormat.JSON_LD, BASE)
    quads = list(parse(input=JSON_LD.encode(), format=RdfFormat.JSON_LD, base_iri=BASE))
    written = [quad.triple for quad in quads if quad.predicate.value != f"{LIST}rest"]
    assert len(written) >= 20
    assert [each for each in written if to_key(each) not in places] == []
    document = to_data(read_json(JSON_LD))
    for place in places.values():
        found = document
        for step in filter(None, place.pointer.split("/")):
            step = step.replace("~1", "/").replace("~0", "~")
            found = found[int(step)] if isinstance(found, list) else found[step]
        assert to_data(read_json(JSON_LD[slice(*place.value)] or "0")) in (found, 0)
    lines = {place.pointer: place.line for place in places.values()}
    first = JSON_LD[: JSON_LD.index('"e:b"')].count("\n") + 1
    assert lines["/knows/0"] == first
    assert lines["/knows/1"] == first + 1
    assert lines["/said/zh-Hans/1"] == first + 3


def test_names_without_meaning_are_listed() -> None:
    text = '{"@context": {"e": "https://e/"}, "@id": "e:a",\n "knows": 1, "e:b": {"likes/x": 2}}'
    assert jsonld.find_ignored(text, BASE) == [
        ("knows", "/knows", 2),
        ("likes/x", "/e:b/likes~1x", 2),
    ]


RDF_XML = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://e/" xml:lang="en">
  <!-- 卫星 -->
  <e:Thing rdf:about="https://e/a" e:attribute="x">
    <e:name>卫星 &amp; more</e:name>
    <e:knows rdf:resource="https://e/b"/>
    <e:number
       rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">5</e:number>
    <e:made><e:Other rdf:about="#here"><e:deep xml:lang="zh-Hans">深</e:deep></e:Other></e:made>
    <e:empty></e:empty>
  </e:Thing>
  <rdf:Description rdf:ID="there"><rdf:type rdf:resource="https://e/Kind"/></rdf:Description>
</rdf:RDF>
"""


def test_every_statement_of_an_xml_document_is_found_with_its_element() -> None:
    places = find.find_places(RDF_XML, RdfFormat.RDF_XML, BASE)
    quads = list(parse(input=RDF_XML.encode(), format=RdfFormat.RDF_XML, base_iri=BASE))
    assert [quad.triple for quad in quads if to_key(quad.triple) not in places] == []
    lines = {key[1].rpartition("/")[2].strip("<>"): place.line for key, place in places.items()}
    assert lines["name"] == 5
    assert lines["number"] == 7
    assert lines["deep"] == 9
    elements = {RDF_XML[slice(*place.value)] for place in places.values()}
    assert "<e:name>卫星 &amp; more</e:name>" in elements
    assert '<e:knows rdf:resource="https://e/b"/>' in elements
    assert "<e:empty></e:empty>" in elements


@given(st.lists(st.builds(Triple, iris, iris, values), max_size=8))
def test_what_the_engine_writes_as_json_or_xml_is_found_again(triples: list[Triple]) -> None:
    quads = [Quad(each.subject, each.predicate, each.object) for each in triples]
    text = (serialize(quads, format=RdfFormat.JSON_LD) or b"").decode()
    read = {quad.triple for quad in parse(input=text.encode(), format=RdfFormat.JSON_LD)}
    assert {to_key(each) for each in read} <= find.find_places(text, RdfFormat.JSON_LD, BASE).keys()


json_texts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(json_texts, st.sampled_from([None, 1]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(
    value: object, indent: int | None, ascii: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    read = read_json(f" {text} ")
    assert to_data(read) == value
    assert f" {text} "[read.start : read.end] == text


@given(st.text(max_size=60))
def test_no_text_whatever_makes_a_reader_of_places_fail(text: str) -> None:
    for each in (RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.RDF_XML):
        find.find_places(text, each, BASE)
        find.find_places(f"<a xmlns='https://e/'>{text}</a>", each, BASE)
        find.find_places(f'{{"@context": {{"a": "@id"}}, {text}}}', each, BASE)
