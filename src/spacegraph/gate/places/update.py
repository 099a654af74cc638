"""Find where the data and the templates of a SPARQL update stand in its text.

What an update inserts and deletes is written as TriG is, but for variables (SPARQL 1.1 §19.8, [38]
to [52]). So its text is read as TriG in which all else is blank, the lines are kept, and a variable
is an address that stands for anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pyoxigraph import Triple

from spacegraph.errors import QueryError
from spacegraph.gate.places.place import Key, Place, to_key
from spacegraph.gate.places.turtle import find_places
from spacegraph.store.tokens import Kind, Token, place, tokenise

_VARIABLE: Final = "<variable:any>"


class UpdatePlaces:
    """The places of the statements of an update; `base` stands before its relative addresses."""

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        self._base = base

    def find(self, triple: Triple, *, whatever_subject: bool = False) -> Place | None:
        """Return where a statement stands, else its template, else the only operation there is."""
        key = to_key(triple)
        wanted = (_VARIABLE, *key[1:]) if whatever_subject else key
        written = (each.exact(wanted) for each in self._templates)
        meant = (each.fitting(wanted) for each in self._templates)
        return next(filter(None, (*written, *meant)), None) or self._only

    @cached_property
    def _parts(self) -> "_Parts":
        parts = _Parts()
        try:
            parts.read(tokenise(self._text))
        except QueryError:
            return _Parts()
        return parts

    @cached_property
    def _templates(self) -> tuple["_Templates", "_Templates"]:
        """What is inserted, then what is deleted: a finding is rather about what comes."""
        return self._read(self._parts.inserted), self._read(self._parts.deleted)

    @cached_property
    def _only(self) -> Place | None:
        if len(self._parts.begins) != 1:
            return None
        start = self._parts.begins[0]
        return Place(place(self._text, start)[0], (start, start), (start, start))

    def _read(self, tokens: Iterable[Token]) -> "_Templates":
        kept = sorted((*self._parts.declared, *tokens), key=lambda token: token.start)
        pieces, end = [], 0
        for token in kept:
            pieces.append("\n" * self._text.count("\n", end, token.start) or " ")
            pieces.append(_VARIABLE if token.kind is Kind.VARIABLE else token.text)
            end = token.end
        return _Templates(find_places("".join(pieces), self._base))


@dataclass(slots=True)
class _Parts:
    """The tokens of an update: what it declares, inserts, deletes, and where operations begin."""

    declared: list[Token] = field(default_factory=list)
    inserted: list[Token] = field(default_factory=list)
    deleted: list[Token] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)

    def read(self, tokens: Iterable[Token]) -> None:
        """Share the tokens out; those of patterns and of operations on whole graphs are left."""
        depth, declares, ended = 0, False, True
        words: set[str] = set()
        for token in tokens:
            if depth or token.is_sign("{"):
                self._put(token, words)
                depth += token.is_sign("{") - token.is_sign("}")
                words = words if depth else set()
                continue
            declares = token.is_word("PREFIX", "BASE") or (
                declares and token.kind in (Kind.PREFIXED, Kind.IRI)
            )
            if declares:
                self.declared.append(token)
            elif token.is_sign(";"):
                ended = True
            else:
                self.begins += [token.start] if ended else []
                words, ended = (set() if ended else words) | {token.text.upper()}, False

    def _put(self, token: Token, words: set[str]) -> None:
        """Keep a token of a group by the words before it; those of a pattern are left."""
        if "INSERT" in words:
            self.inserted.append(token)
        elif "DELETE" in words:
            self.deleted.append(token)


class _Templates:
    """Statements with their places, some of which have variables."""

    def __init__(self, places: Mapping[Key, Place]) -> None:
        self._places = places
        self._said: dict[tuple[str, ...], Place] = {}
        for key, found in places.items():
            self._said.setdefault(key[1:], found)
        self._open = {key: found for key, found in places.items() if _VARIABLE in key}

    def exact(self, wanted: Key) -> Place | None:
        """Return where a statement is written as it stands."""
        if wanted[0] == _VARIABLE:
            return self._said.get(wanted[1:])
        return self._places.get(wanted)

    def fitting(self, wanted: Key) -> Place | None:
        """Return the first template that a statement can come from."""
        for template, found in self._open.items():
            pairs = zip(template, wanted, strict=True)
            if all(one in (other, _VARIABLE) or other == _VARIABLE for one, other in pairs):
                return found
        return None
