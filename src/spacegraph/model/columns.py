"""Columns: how the text of one cell becomes a term."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import XSD, concept

SEPARATOR = " | "
"""What stands between several values of one cell."""

Term = NamedNode | Literal
Convert = Callable[[str], Term]
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class ByColumn:
    """A property that another column of the row chooses."""

    column: str
    properties: Mapping[str, NamedNode]


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the statement that a filled cell makes.

    `convert` makes the term (ValueError says what is wrong with the text), `refers` names the kind
    of thing whose id the cell holds, `retires` the kind whose ids it takes out of use.
    """

    name: str
    property: NamedNode | ByColumn
    convert: Convert | None = None
    refers: str = ""
    retires: str = ""
    many: bool = False
    required: bool = False


def english(text: str) -> Literal:
    """Take the text as English."""
    return Literal(text, language="en")


def chinese(text: str) -> Literal:
    """Take the text as Chinese in simplified script."""
    return Literal(text, language="zh-Hans")


def by_script(text: str) -> Literal:
    """Tag the text as Chinese where it holds a Han character, else as English."""
    return chinese(text) if _HAN.search(text) else english(text)


def plain(text: str) -> Literal:
    """Take the text as a string without language."""
    return Literal(text)


def partial_date(text: str) -> Literal:
    """Read a date as precise as it is written."""
    return PartialDate.parse(text).to_literal()


def year(text: str) -> Literal:
    """Read a calendar year."""
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValueError(f"{text!r} is not a year; write four digits")
    return Literal(text, datatype=XSD.gYear)


def number(low: float, high: float) -> Convert:
    """Make a reader of decimal numbers between two bounds, both allowed."""
    example = "12.5" if high <= 1e9 else "804000000"

    def convert(text: str) -> Literal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or not re.fullmatch(r"-?[0-9.]+", text):
            raise ValueError(f"{text!r} is not a plain number; write digits, e.g. {example}")
        if value <= 0 < low:
            raise ValueError(f"{text} is not above zero; leave it out where nobody states it")
        if not low <= value <= high:
            raise ValueError(f"{text} is outside {Decimal(str(low)):,f} to {high:,.0f}")
        return Literal(text, datatype=XSD.decimal)

    return convert


def integer(text: str) -> Literal:
    """Read a whole number, zero or more."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ValueError(f"{text!r} is not a whole number; write digits only")
    return Literal(text, datatype=XSD.integer)


def matching(pattern: str, expected: str) -> Convert:
    """Make a reader of strings that match a pattern; `expected` completes «is not …»."""
    compiled = re.compile(pattern)

    def convert(text: str) -> Literal:
        if not compiled.fullmatch(text):
            raise ValueError(f"{text!r} is not {expected}")
        return Literal(text)

    return convert


def coded(scheme: str, *codes: str) -> Convert:
    """Make a reader of the controlled values of a concept scheme."""

    def convert(text: str) -> NamedNode:
        if text not in codes:
            raise ValueError(f"{text!r} is not a {scheme}; choose one of: {', '.join(codes)}")
        return concept(scheme, text)

    return convert


def classed(classes: Mapping[str, NamedNode]) -> Convert:
    """Make a reader of codes that choose the class of the subject."""

    def convert(text: str) -> NamedNode:
        if text not in classes:
            raise ValueError(f"{text!r} is not a type; choose one of: {', '.join(classes)}")
        return classes[text]

    return convert


def address(text: str) -> NamedNode:
    """Read the address of a page: http(s) or urn, without spaces."""
    parts = urlsplit(text)
    known = (parts.scheme in ("http", "https") and parts.netloc) or parts.scheme == "urn"
    if not known or re.search(r'[\s<>"{}|\\^`\x00-\x20]', text):
        raise ValueError(f"{text!r} is not an address; write http(s)://… with no spaces")
    return NamedNode(text)


def split_cell(text: str) -> tuple[str, ...]:
    """Split a cell of several values; empty pieces are dropped."""
    return tuple(piece for part in text.split(SEPARATOR.strip()) if (piece := part.strip()))
