"""Find where each statement of a Turtle, TriG, N-Triples or N-Quads text stands.

The engine's parser is the judge of what a text says; it gives no places. This reader follows the
same grammar (RDF 1.1 Turtle §6.5, TriG §4.5) only to know where a value was written. A blank node
has no name that both would share: it matches any blank node.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.errors import QueryError
from spacegraph.gate.places.place import Key, Place, Span, to_key
from spacegraph.namespaces import RDF, XSD
from spacegraph.store.tokens import Kind, Token, tokenise

Node = NamedNode | BlankNode | Literal

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ANYONE = BlankNode("any")
_END = Token(Kind.SIGN, "", 0)


def find_places(text: str, base: str) -> Mapping[Key, Place]:
    """Map statements to their places, the first one where a statement is repeated.

    Empty from the point on where the text leaves the grammar that this reader knows.
    """
    places: dict[Key, Place] = {}
    try:
        for triple, place in _Reader(text, base).statements():
            places.setdefault(to_key(triple), place)
    except (QueryError, ValueError, LookupError, RecursionError):
        return places
    return places


class _Reader:
    def __init__(self, text: str, base: str) -> None:
        self._tokens = tokenise(text)
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._found: list[tuple[Triple, Place]] = []
        self._end = 0
        self._token = next(self._tokens, _END)

    def statements(self) -> Iterator[tuple[Triple, Place]]:
        while self._token is not _END:
            self._statement()
            yield from self._found
            self._found.clear()

    def _statement(self) -> None:
        token = self._token
        if token.is_word("PREFIX", "BASE") or token.text in ("@prefix", "@base"):
            self._directive()
        elif token.is_word("GRAPH"):
            self._next()
            self._node()
        elif not (self._take("{") or self._take("}") or self._take(".")):
            self._subject_or_graph()

    def _directive(self) -> None:
        name = self._next().text
        if name.upper().endswith("PREFIX"):
            prefix = self._next().text.removesuffix(":")
            self._prefixes[prefix] = self._iri(self._next().text)
        else:
            self._base = self._iri(self._next().text)

    def _subject_or_graph(self) -> None:
        bracketed = self._token.is_sign("[")
        start = self._token.start
        subject = self._node()
        if not self._token.is_sign("{") and not (bracketed and self._ends_statement()):
            self._properties(subject, None if bracketed else (start, self._end))

    def _properties(self, subject: Node, named: Span | None) -> None:
        while not self._ends_statement():
            token = self._next()
            span = (token.start, self._end)
            predicate = RDF.type if token.text == "a" else self._name(token)
            self._object(subject, predicate, span, named)
            while self._take(","):
                self._object(subject, predicate, span, named)
            if not self._token.is_sign(";"):
                break
            while self._take(";"):
                pass
        # N-Quads §4: the name of a graph may stand between the value and the dot.
        if self._token.kind in (Kind.IRI, Kind.BLANK):
            self._next()

    def _object(
        self, subject: Node, predicate: NamedNode, span: Span, named: Span | None = None
    ) -> None:
        start = self._token.start
        value = self._node()
        if isinstance(subject, Literal):
            raise ValueError("a literal cannot be a subject")
        line = bisect_left(self._breaks, start) + 1
        place = Place(line, property=span, value=(start, self._end), subject=named)
        self._found.append((Triple(subject, predicate, value), place))

    def _node(self) -> Node:
        token = self._next()
        if token.is_sign("["):
            self._properties(_ANYONE, None)
            self._expect("]")
            return _ANYONE
        if token.is_sign("("):
            while not self._take(")"):
                self._object(_ANYONE, RDF.first, (token.start, token.start))
            return _ANYONE
        if token.kind is Kind.BLANK:
            return _ANYONE
        if token.kind is Kind.STRING:
            return self._string(token)
        if token.kind is Kind.NUMBER:
            return _number(token.text)
        if token.is_sign("+") or token.is_sign("-"):
            return _number(token.text + self._next().text)
        if token.text in ("true", "false"):
            return Literal(token.text, datatype=XSD.boolean)
        return self._name(token)

    def _string(self, token: Token) -> Literal:
        quote = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1
        text = _unescape(token.text[quote:-quote])
        if self._token.kind is Kind.LANGUAGE:
            return Literal(text, language=self._next().text[1:])
        if self._take("^^"):
            return Literal(text, datatype=self._name(self._next()))
        return Literal(text)

    def _name(self, token: Token) -> NamedNode:
        if token.kind is Kind.IRI:
            return NamedNode(self._iri(token.text))
        prefix, colon, local = token.text.partition(":")
        if not colon:
            raise ValueError(f"{token.text!r} is no name")
        return NamedNode(self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))

    def _iri(self, token: str) -> str:
        return urljoin(self._base, _unescape(token[1:-1]))

    def _next(self) -> Token:
        token = self._token
        if token is _END:
            raise ValueError("the text ends within a statement")
        self._end = token.start + len(token.text)
        self._token = next(self._tokens, _END)
        return token

    def _take(self, sign: str) -> bool:
        taken = self._token.is_sign(sign)
        if taken:
            self._next()
        return taken

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise ValueError(f"{sign!r} is missing")

    def _ends_statement(self) -> bool:
        return any(self._token.is_sign(sign) for sign in (".", "]", "}"))


def _number(text: str) -> Literal:
    if "e" in text.lower():
        return Literal(text, datatype=XSD.double)
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer)


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CHARACTERS.get(match[3], match[3])

    return _ESCAPE.sub(character, text) if "\\" in text else text
