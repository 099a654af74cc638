"""Read JSON with the place of every value: the syntax of RFC 8259 and where its parts stand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacegraph.gate.places.place import Span

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_PLAIN: Final = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, true, false or null; `start` and `end` are its span in the text."""

    start: int
    end: int
    value: str | int | float | bool | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Member:
    """A name and a value of an object; `key` is the span of the name with its quotes."""

    name: str
    key: Span
    value: "Value"


@dataclass(frozen=True, slots=True)
class Object:
    """An object and its members in their order."""

    start: int
    end: int
    members: tuple[Member, ...]
    pointer: str

    def get(self, name: str) -> "Value | None":
        """Return the value of a name, the last one where it is repeated."""
        return next((each.value for each in reversed(self.members) if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values."""

    start: int
    end: int
    items: tuple["Value", ...]
    pointer: str


Value = Scalar | Object | Array


def read_json(text: str) -> Value:
    """Read a text that is JSON; what is none is a ValueError."""
    return _Reader(text).value("", _skip(text, 0))


def to_data(value: Value) -> object:
    """Return a value as the standard library reads it."""
    if isinstance(value, Object):
        return {each.name: to_data(each.value) for each in value.members}
    if isinstance(value, Array):
        return [to_data(each) for each in value.items]
    return value.value


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, pointer: str, at: int) -> Value:
        sign = self._text[at : at + 1]
        if sign == "{":
            members = tuple(self._members(pointer, at))
            end = self._closed(members[-1].value.end if members else at + 1, "}")
            return Object(at, end, members, pointer)
        if sign == "[":
            items = tuple(self._items(pointer, at))
            end = self._closed(items[-1].end if items else at + 1, "]")
            return Array(at, end, items, pointer)
        match = (_STRING if sign == '"' else _PLAIN).match(self._text, at)
        if not match:
            raise ValueError(f"no JSON at character {at}")
        return Scalar(at, match.end(), json.loads(match[0], strict=False), pointer)

    def _members(self, pointer: str, at: int) -> Iterator[Member]:
        at = _skip(self._text, at + 1)
        while self._text[at : at + 1] == '"':
            match = _STRING.match(self._text, at)
            if not match:
                raise ValueError(f"a name is not closed at character {at}")
            name = json.loads(match[0], strict=False)
            colon = _skip(self._text, match.end())
            if self._text[colon : colon + 1] != ":":
                raise ValueError(f"a colon is missing at character {colon}")
            way = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            value = self.value(way, _skip(self._text, colon + 1))
            yield Member(name, (at, match.end()), value)
            at = self._next(value.end)

    def _items(self, pointer: str, at: int) -> Iterator[Value]:
        at = _skip(self._text, at + 1)
        number = 0
        while self._text[at : at + 1] not in ("]", ""):
            value = self.value(f"{pointer}/{number}", at)
            yield value
            at = self._next(value.end)
            number += 1

    def _next(self, at: int) -> int:
        """Return where the next value or the closing bracket stands."""
        at = _skip(self._text, at)
        return _skip(self._text, at + 1) if self._text[at : at + 1] == "," else at

    def _closed(self, at: int, sign: str) -> int:
        at = _skip(self._text, at)
        if self._text[at : at + 1] != sign:
            raise ValueError(f"{sign!r} is missing at character {at}")
        return at + 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
