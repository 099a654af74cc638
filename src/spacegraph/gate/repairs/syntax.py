"""Write corrections into a text: each syntax has its own way to write a term."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode, RdfFormat

from spacegraph.gate.repairs.correction import Correction, Part
from spacegraph.gate.repairs.edits import Edit
from spacegraph.namespaces import RDF, XSD

Term = NamedNode | Literal
Writer = Callable[[Correction, str], Edit | None]
_BARE: Final = {XSD.integer: r"[+-]?\d+", XSD.decimal: r"[+-]?\d*\.\d+"}
_DECLARED: Final = re.compile(r"(?i)@?prefix\s+([\w-]*):\s*<([^>\s]+)>")
_LOCAL: Final = re.compile(r"[A-Za-z0-9](?:[\w-]*\w)?", re.ASCII)
_NAMESPACE: Final = re.compile(r"""xmlns(?::[\w.-]+)?\s*=\s*(?:"[^"]*"|'[^']*')""")
_PREFIX: Final = re.compile(rf"xmlns:([\w.-]+)\s*=\s*[\"']{re.escape(str(RDF))}[\"']")


def to_edit(correction: Correction, text: str, format: RdfFormat) -> Edit | None:
    """Return the edit that makes a correction; None where the syntax leaves no safe way."""
    return _WRITERS[format](correction, text)


def _turtle(correction: Correction, text: str) -> Edit | None:
    place, why = correction.place, correction.why
    if correction.part is Part.TYPE:
        start = place.property[0]
        return Edit(start, start, f"a {_in_turtle(correction.term, text)} ; ", why)
    span = _span(correction)
    return Edit(*span, _in_turtle(correction.term, text), why) if span else None


def _in_turtle(term: Term, text: str) -> str:
    """Write a term as people do: names with the prefixes of the text, numbers without quotes."""
    if isinstance(term, NamedNode):
        for prefix, namespace in _DECLARED.findall(text):
            local = term.value.removeprefix(namespace)
            if local != term.value and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
    if isinstance(term, Literal) and re.fullmatch(_BARE.get(term.datatype, "(?!)"), term.value):
        return term.value
    return str(term)


def _lines(correction: Correction, text: str) -> Edit | None:
    """Write into N-Triples or N-Quads: a line a statement, terms in full."""
    place, why = correction.place, correction.why
    if correction.part is Part.TYPE:
        start = text.rfind("\n", 0, place.value[0]) + 1
        end = text.find("\n", place.value[1])
        rest = text[place.value[1] : end if end >= 0 else len(text)].rstrip("\r")
        line = f"{text[start : place.property[0]]}{RDF.type} {correction.term}{rest}\n"
        return Edit(start, start, line, why)
    span = _span(correction)
    return Edit(*span, str(correction.term), why) if span else None


def _json(correction: Correction, text: str) -> Edit | None:
    place, term, why = correction.place, correction.term, correction.why
    if correction.part is Part.TYPE:
        written = f'"@type": {_quoted(term.value)}, '
        return Edit(place.opening, place.opening, written, why) if place.opening >= 0 else None
    span = _span(correction)
    if not span or span[0] == span[1]:
        return None
    if correction.part is Part.VALUE:
        return Edit(*span, _json_value(term, place.reading), why)
    return Edit(*span, _quoted(term.value), why)


def _json_value(term: Term, reading: str) -> str:
    """Write a value: as a text where the context reads that so, else spelt out."""
    if isinstance(term, NamedNode):
        return _quoted(term.value) if reading in ("@id", "@vocab") else _object(id=term.value)
    if term.language:
        same = reading.lower() == f"@{term.language}"
        return _quoted(term.value) if same else _object(value=term.value, language=term.language)
    if term.datatype == XSD.string:
        return _quoted(term.value) if not reading else _object(value=term.value)
    if term.datatype == XSD.integer and not reading:
        return term.value
    same = reading == term.datatype.value
    return _quoted(term.value) if same else _object(value=term.value, type=term.datatype.value)


def _object(**members: str) -> str:
    named = {f"@{name}": value for name, value in members.items()}
    return json.dumps(named, ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _xml(correction: Correction, text: str) -> Edit | None:
    """Write a property element anew; attributes and subjects are left to people."""
    place, term, why = correction.place, correction.term, correction.why
    start, end = place.value
    prefix = _PREFIX.search(text)
    element = re.match(r"<([^\s/>]+)([^>]*)", text[start:end])
    if not prefix or not element:
        return None
    rdf, name = prefix[1], element[1]
    tag = "".join((name, *(f" {each[0]}" for each in _NAMESPACE.finditer(element[2]))))
    if correction.part is Part.TYPE:
        return Edit(start, start, f"<{rdf}:type {rdf}:resource={quoteattr(term.value)}/>", why)
    if correction.part is not Part.VALUE:
        return None
    if isinstance(term, NamedNode):
        written = f"<{tag} {rdf}:resource={quoteattr(term.value)}/>"
        return Edit(start, end, written, why)
    kind = f" xml:lang={quoteattr(term.language)}" if term.language else ""
    if not kind and term.datatype != XSD.string:
        kind = f" {rdf}:datatype={quoteattr(term.datatype.value)}"
    return Edit(start, end, f"<{tag}{kind}>{escape(term.value)}</{name}>", why)


def _span(correction: Correction) -> tuple[int, int] | None:
    place = correction.place
    spans = {Part.SUBJECT: place.subject, Part.PROPERTY: place.property, Part.VALUE: place.value}
    return spans.get(correction.part)


_WRITERS: Final[Mapping[RdfFormat, Writer]] = {
    RdfFormat.TURTLE: _turtle,
    RdfFormat.TRIG: _turtle,
    RdfFormat.N_TRIPLES: _lines,
    RdfFormat.N_QUADS: _lines,
    RdfFormat.JSON_LD: _json,
    RdfFormat.RDF_XML: _xml,
}
