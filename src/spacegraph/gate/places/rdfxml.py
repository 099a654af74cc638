"""Find where each statement of an RDF/XML text stands (RDF 1.1 XML Syntax §7).

The engine's parser is the judge of what a text says; this reader walks the same elements with
expat only to know where each stands. Texts with a document type never come this far.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.gate.places.place import Key, Place, to_key
from spacegraph.namespaces import RDF

_RDF: Final = str(RDF)
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_SYNTAX: Final = frozenset(
    f"{_RDF}{name}"
    for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li")
)
_ANYONE: Final = BlankNode("any")
Node = NamedNode | BlankNode


@dataclass(slots=True)
class _Element:
    """An element that is open. `node` is what it describes, None for a property element."""

    name: str
    attributes: Mapping[str, str]
    start: int
    line: int
    base: str
    language: str
    node: Node | None = None
    text: str = ""
    value: Node | None = None
    found: list[tuple[Triple, int]] = field(default_factory=list)


def find_places(text: str, base: str) -> Mapping[Key, Place]:
    """Map statements to their places, the first one where a statement is repeated."""
    places: dict[Key, Place] = {}
    reader = _Reader(text, base)
    with suppress(expat.ExpatError, ValueError):
        reader.parse()
    for triple, place in reader.found:
        places.setdefault(to_key(triple), place)
    return places


class _Reader:
    def __init__(self, text: str, base: str) -> None:
        self._content = text.encode()
        self._text = text
        self._ascii = len(self._content) == len(text)
        self._base = base
        self._open: list[_Element] = []
        self.found: list[tuple[Triple, Place]] = []
        self._parser = expat.ParserCreate("utf-8", "")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True

    def parse(self) -> None:
        self._parser.Parse(self._content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        outer = self._open[-1] if self._open else None
        element = _Element(
            name,
            attributes,
            self._at(self._parser.CurrentByteIndex),
            self._parser.CurrentLineNumber,
            attributes.get(f"{_XML}base", outer.base if outer else self._base),
            attributes.get(f"{_XML}lang", outer.language if outer else ""),
        )
        if name != f"{_RDF}RDF":
            self._describe(element, outer)
        self._open.append(element)

    def _describe(self, element: _Element, outer: _Element | None) -> None:
        """Tell whether an element is a thing or a property, which take turns."""
        if outer is not None and outer.node is not None:
            return
        element.node = _named(element, "about") or _ANYONE
        if outer is not None and outer.name != f"{_RDF}RDF":
            outer.value = element.node
        if element.name != f"{_RDF}Description":
            self._add(element, Triple(element.node, RDF.type, NamedNode(element.name)))
        for triple in _attributes(element, element.node):
            self._add(element, triple)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        outer = self._open[-1] if self._open else None
        if element.node is not None or outer is None or outer.node is None:
            return
        if element.attributes.get(f"{_RDF}parseType") or element.name == f"{_RDF}li":
            return
        value = element.value or _named(element, "resource") or self._literal(element)
        self._add(element, Triple(outer.node, NamedNode(element.name), value), whole=True)

    def _literal(self, element: _Element) -> Node | Literal:
        datatype = element.attributes.get(f"{_RDF}datatype", "")
        if any(_attributes(element, _ANYONE)):
            return _ANYONE
        if datatype:
            return Literal(element.text, datatype=NamedNode(urljoin(element.base, datatype)))
        language = element.language.lower()
        return Literal(element.text, language=language) if language else Literal(element.text)

    def _characters(self, text: str) -> None:
        if self._open and self._open[-1].node is None:
            self._open[-1].text += text

    def _add(self, element: _Element, triple: Triple, *, whole: bool = False) -> None:
        span = (element.start, self._closed() if whole else element.start)
        self.found.append((triple, Place(element.line, property=span, value=span)))

    def _closed(self) -> int:
        """Return where the element ends that is just being closed."""
        at = self._at(self._parser.CurrentByteIndex)
        # Of an element without content (<a/>) expat tells where it ends, of others the end tag.
        return self._text.find(">", at) + 1 if self._text.startswith("</", at) else at

    def _at(self, offset: int) -> int:
        """Return the place in the text of a byte."""
        return offset if self._ascii else len(self._content[:offset].decode(errors="ignore"))


def _named(element: _Element, attribute: str) -> Node | None:
    given = element.attributes.get(f"{_RDF}{attribute}")
    if given is None and attribute == "about" and f"{_RDF}ID" in element.attributes:
        given = f"#{element.attributes[f'{_RDF}ID']}"
    if given is not None:
        return NamedNode(urljoin(element.base, given))
    return _ANYONE if f"{_RDF}nodeID" in element.attributes else None


def _attributes(element: _Element, node: Node) -> Iterator[Triple]:
    """Yield the statements that are written as attributes."""
    for name, value in element.attributes.items():
        if name == RDF.type.value:
            yield Triple(node, RDF.type, NamedNode(urljoin(element.base, value)))
        elif name not in _SYNTAX and not name.startswith((_XML, "xml")) and ":" in name:
            language = element.language.lower()
            literal = Literal(value, language=language) if language else Literal(value)
            yield Triple(node, NamedNode(name), literal)
