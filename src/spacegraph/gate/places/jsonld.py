"""Find where each statement of a JSON-LD text stands.

The engine's parser is the judge of what a document says. This reader expands it as JSON-LD 1.1 API
§5 does, as far as documents written by hand go, only to know where a value was written; what it
does not know (scoped contexts, maps by id or type, nesting) has no place.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.gate.places.context import Context, Term
from spacegraph.gate.places.json import Array, Member, Object, Scalar, Value, read_json
from spacegraph.gate.places.place import Key, Place, Span, to_key
from spacegraph.namespaces import RDF, XSD

_ANYONE: Final = BlankNode("any")
_UNKNOWN: Final = frozenset({"@id", "@type", "@graph"})
"""Containers whose values this reader does not know."""


def find_places(text: str, base: str) -> Mapping[Key, Place]:
    """Map statements to their places, the first one where a statement is repeated."""
    places: dict[Key, Place] = {}
    try:
        for triple, place in _Reader(text).read(base):
            places.setdefault(to_key(triple), place)
    except (ValueError, RecursionError):
        return places
    return places


def find_ignored(text: str, base: str) -> list[tuple[str, str, int]]:
    """Return the names that the context gives no meaning: the parser drops what they say.

    Each with its JSON pointer and its line.
    """
    reader = _Reader(text)
    try:
        for _ in reader.read(base):
            pass
    except (ValueError, RecursionError):
        return []
    return reader.ignored


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._counted = 1, 0
        self.ignored: list[tuple[str, str, int]] = []

    def read(self, base: str) -> Iterator[tuple[Triple, Place]]:
        yield from self._nodes(read_json(self._text), Context(base))

    def _nodes(self, value: Value, context: Context) -> Iterator[tuple[Triple, Place]]:
        if isinstance(value, Array):
            for each in value.items:
                yield from self._nodes(each, context)
        elif isinstance(value, Object):
            yield from self._node(value, context)

    def _node(self, node: Object, outer: Context) -> Iterator[tuple[Triple, Place]]:
        context = outer.within(node)
        subject = self._subject(node, context)
        named = context.member(node, "@id")
        span = (named.start, named.end) if isinstance(named, Scalar) else None
        for member in node.members:
            keyword = context.keyword(member.name)
            if keyword == "@type":
                yield from self._types(subject, member, context, span, node)
            elif keyword in ("@graph", "@included"):
                yield from self._nodes(member.value, context)
            elif keyword == "@reverse" and isinstance(member.value, Object):
                for each in member.value.members:
                    yield from self._backwards(subject, each, context)
            elif not keyword:
                yield from self._property(subject, member, context, span, node)

    def _subject(self, node: Object, context: Context) -> NamedNode | BlankNode:
        named = context.member(node, "@id")
        iri = context.iri(named.value) if isinstance(named, Scalar) else ""
        return NamedNode(iri) if iri and not iri.startswith("_:") else _ANYONE

    def _types(
        self,
        subject: NamedNode | BlankNode,
        member: Member,
        context: Context,
        span: Span | None,
        node: Object,
    ) -> Iterator[tuple[Triple, Place]]:
        for each in _flat(member.value):
            iri = context.term_iri(each.value) if isinstance(each, Scalar) else ""
            if iri and not iri.startswith("_:"):
                place = self._place(member, each, span, node, "@vocab")
                yield Triple(subject, RDF.type, NamedNode(iri)), place

    def _property(
        self,
        subject: NamedNode | BlankNode,
        member: Member,
        context: Context,
        span: Span | None,
        node: Object,
    ) -> Iterator[tuple[Triple, Place]]:
        term = context.term(member.name)
        if not term.iri:
            self.ignored.append((member.name, _parent(member.value.pointer), self._at(member.key)))
            return
        if term.iri.startswith("_:") or term.scoped or term.container & _UNKNOWN:
            return
        if term.reverse:
            yield from self._backwards(subject, member, context)
            return
        for each, reading in self._values(member.value, term, context):
            yield from self._value(subject, term, each, reading, member, context, span, node)

    def _values(self, value: Value, term: Term, context: Context) -> Iterator[tuple[Value, str]]:
        """Yield the single values of a property, each with the way in which a text is read."""
        if isinstance(value, Object) and term.container & {"@language", "@index"}:
            spoken = "@language" in term.container
            for member in value.members:
                reading = f"@{member.name}" if spoken else term.reading(context)
                yield from ((item, reading) for item in _flat(member.value))
            return
        for each in _flat(value):
            inner = context.member(each, "@set") if isinstance(each, Object) else None
            yield from ((item, term.reading(context)) for item in _flat(inner or each))

    def _value(
        self,
        subject: NamedNode | BlankNode,
        term: Term,
        value: Value,
        reading: str,
        member: Member,
        context: Context,
        span: Span | None,
        node: Object,
    ) -> Iterator[tuple[Triple, Place]]:
        predicate = NamedNode(term.iri)
        place = self._place(member, value, span, node, reading)
        inner = context.within(value) if isinstance(value, Object) else context
        if isinstance(value, Object) and inner.member(value, "@list") is not None:
            yield Triple(subject, predicate, _ANYONE), place
            for each in _flat(inner.member(value, "@list")):
                if isinstance(each, Scalar) and (found := _literal(each, reading, inner)):
                    place = self._place(member, each, None, node, reading)
                    yield Triple(_ANYONE, RDF.first, found), place
        elif isinstance(value, Object) and (said := inner.member(value, "@value")):
            if isinstance(said, Scalar) and (found := _valued(said, value, inner)):
                yield Triple(subject, predicate, found), place
        elif isinstance(value, Object):
            named = inner.member(value, "@id")
            if isinstance(named, Scalar):
                place = self._place(member, named, span, node, "@id")
            yield Triple(subject, predicate, self._subject(value, inner)), place
            yield from self._node(value, context)
        elif isinstance(value, Scalar) and (found := _literal(value, reading, context)):
            yield Triple(subject, predicate, found), place

    def _backwards(
        self, value: NamedNode | BlankNode, member: Member, context: Context
    ) -> Iterator[tuple[Triple, Place]]:
        """Yield statements whose values stand where otherwise the subject does."""
        term = context.term(member.name)
        for each in _flat(member.value) if term.iri else ():
            if isinstance(each, Object):
                inner = context.within(each)
                place = self._place(member, each, None, each, "@id")
                place = replace(place, value=(each.start, each.start))
                yield Triple(self._subject(each, inner), NamedNode(term.iri), value), place
                yield from self._node(each, context)

    def _place(
        self, member: Member, value: Value, span: Span | None, node: Object, reading: str
    ) -> Place:
        return Place(
            self._at((value.start, value.end)),
            property=member.key,
            value=(value.start, value.end),
            subject=span,
            pointer=value.pointer,
            opening=node.start + 1,
            reading=reading,
        )

    def _at(self, span: Span) -> int:
        """Return the line of a span; spans come mostly in their order."""
        if span[0] < self._counted:
            return self._text.count("\n", 0, span[0]) + 1
        self._line += self._text.count("\n", self._counted, span[0])
        self._counted = span[0]
        return self._line


def _flat(value: Value | None) -> tuple[Value, ...]:
    if isinstance(value, Array):
        return tuple(inner for each in value.items for inner in _flat(each))
    return () if value is None else (value,)


def _parent(pointer: str) -> str:
    return re.sub(r"/\d+$", "", pointer)


def _valued(said: Scalar, value: Object, context: Context) -> NamedNode | Literal | None:
    """Read a value object."""
    language, kind = context.member(value, "@language"), context.member(value, "@type")
    if isinstance(language, Scalar) and isinstance(language.value, str):
        return _literal(said, f"@{language.value}", context) if language.value else None
    return _literal(said, context.term_iri(kind.value) if isinstance(kind, Scalar) else "", context)


def _literal(said: Scalar, reading: str, context: Context) -> NamedNode | Literal | None:
    """Read a scalar as the term that the engine makes of it."""
    value = said.value
    typed = NamedNode(reading) if ":" in reading else None
    if isinstance(value, bool):
        return Literal(json.dumps(value), datatype=XSD.boolean)
    if isinstance(value, int):
        return Literal(str(value), datatype=typed or XSD.integer)
    if isinstance(value, float):
        return Literal(_double(value), datatype=typed or XSD.double)
    if not isinstance(value, str):
        return None
    if reading in ("@id", "@vocab"):
        iri = context.term_iri(value) if reading == "@vocab" else context.iri(value)
        return NamedNode(iri) if iri and not iri.startswith("_:") else None
    if reading.startswith("@"):
        return Literal(value, language=reading[1:].lower())
    return Literal(value, datatype=typed) if typed else Literal(value)


def _double(value: float) -> str:
    """Write a number as xsd:double has it (JSON-LD 1.1 API §8.6)."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"
