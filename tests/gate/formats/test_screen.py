"""What is refused before a parser sees it, and in what words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.gate.formats.bounds import DEFAULT, Bounds
from spacegraph.gate.formats.format import CSV, FORMATS, JSON_LD, RDF_XML, TURTLE, find_format
from spacegraph.gate.formats.screen import CONTEXT, screen, with_context

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://x/">'


@pytest.mark.parametrize(
    ("content", "format", "reason"),
    [
        (b"", TURTLE, "empty"),
        (b" \n", CSV, "empty"),
        (b"a\nb\xff", TURTLE, "byte 0xff is not UTF-8"),
        (b"<<( <a:b> " * 30, TURTLE, "triple terms"),
        (b'{"@context": "http://127.0.0.1:9/c.jsonld"}', JSON_LD, "remote context"),
        (b'{"@context": [{}, "http://127.0.0.1:9/c"]}', JSON_LD, "remote context"),
        (b'{"a": {"@context": {"@import": "http://127.0.0.1:9/c"}}}', JSON_LD, "remote context"),
        (b'{"a":' * 70, JSON_LD, "nested deeper"),
        (b'{"a": ' + b"9" * 5000 + b"}", JSON_LD, "no JSON"),
        (b'{"a": 1', JSON_LD, "no JSON"),
        (f'<!DOCTYPE x [<!ENTITY a "b">]>{XML}</rdf:RDF>'.encode(), RDF_XML, "document type"),
        (f"{XML}{'<x:a>' * 70}".encode(), RDF_XML, "nested deeper"),
        (b"<a", RDF_XML, "no XML"),
    ],
)
def test_refusals_say_why(content: bytes, format: object, reason: str) -> None:
    finding = screen(content, format, "f", DEFAULT)  # type: ignore[arg-type]
    assert finding is not None
    assert reason in finding.message
    assert finding.advice


def test_a_refusal_names_the_line() -> None:
    finding = screen(b'{\n"@context":\n{"a": [' + b"[" * 70, JSON_LD, "f.jsonld", DEFAULT)
    assert finding is not None
    assert finding.where == "f.jsonld:3"


def test_too_many_bytes_are_refused_unread() -> None:
    finding = screen(b"x" * 11, TURTLE, "f.ttl", Bounds(size=10))
    assert finding is not None
    assert "11 bytes" in finding.message


def test_our_own_context_is_put_in_its_place() -> None:
    written = json.dumps({"@context": CONTEXT, "@id": "contract:a"}).encode()
    assert screen(written, JSON_LD, "f.jsonld", DEFAULT) is None
    context = json.loads(with_context(written))["@context"]
    assert context["contract"] == "https://w3id.org/spacegraph/contract/"
    assert with_context(b'{"@id": "a:b"}') == b'{"@id": "a:b"}'


def test_brackets_in_strings_do_not_count() -> None:
    assert screen(json.dumps({"a": "[" * 1000}).encode(), JSON_LD, "f", DEFAULT) is None


@given(st.binary(max_size=200))
def test_any_bytes_come_to_an_answer(content: bytes) -> None:
    for format in FORMATS:
        finding = screen(content, format, "f", DEFAULT)
        assert finding is None or finding.message


def test_formats_are_found_by_type_first_and_then_by_name() -> None:
    assert find_format("x.csv", "text/turtle; charset=utf-8") is TURTLE
    assert find_format("x.CSV") is CSV
    assert find_format("x.jsonld", "application/octet-stream") is JSON_LD
    assert find_format("x.docx") is None
