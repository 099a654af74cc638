"""Say of single values whether they fit a constraint, where that is certain.

Each test answers yes, no, or None: that is for pySHACL to judge. A literal that is written in an
unusual way, a datatype that is not listed here: nothing is certain of these.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from spacegraph.namespaces import RDF, RDFS, SH, XSD
from spacegraph.store.base import Term

Answer = bool | None
ValueTest = Callable[[Term], Answer]

_TEXTS: Final = frozenset({XSD.string, RDF.langString})
_LEXICAL: Final[Mapping[NamedNode, re.Pattern[str]]] = MappingProxyType(
    {
        XSD.integer: re.compile(r"[+-]?[0-9]{1,100}"),
        XSD.decimal: re.compile(r"[+-]?[0-9]{1,100}(?:\.[0-9]{1,100})?"),
        XSD.gYear: re.compile(r"(?!0000)[0-9]{4}"),
        XSD.gYearMonth: re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])"),
    }
)
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal})
_DATE: Final = XSD.date
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VAGUE: Final = frozenset({RDFS.Literal, RDFS.Datatype})
"""Datatypes that stand for others."""

_KINDS: Final = MappingProxyType({SH.IRI: NamedNode, SH.Literal: Literal, SH.BlankNode: BlankNode})


def all_of(answers: Collection[Answer]) -> Answer:
    """Tell whether all answers are yes."""
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers: Collection[Answer]) -> Answer:
    """Tell whether one answer is yes."""
    if True in answers:
        return True
    return None if None in answers else False


def of_datatype(datatype: NamedNode) -> ValueTest:
    """Test for a literal of a datatype that is well written."""

    def test(value: Term) -> Answer:
        if datatype in _VAGUE:
            return None
        if not isinstance(value, Literal) or value.datatype != datatype:
            return False
        if datatype in _TEXTS:
            return True
        if datatype == _DATE:
            return True if _DAY.fullmatch(value.value) and _exists(value.value) else None
        form = _LEXICAL.get(datatype)
        return True if form and form.fullmatch(value.value) else None

    return test


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def of_kind(kind: NamedNode) -> ValueTest:
    """Test for an IRI, a literal or a blank node."""
    wanted = _KINDS.get(kind)
    return lambda value: isinstance(value, wanted) if wanted else None


def among(values: Collection[Term]) -> ValueTest:
    """Test for one of some terms."""
    known = frozenset(values)
    return lambda value: value in known


def matching(pattern: str, flags: str) -> ValueTest:
    """Test for a pattern; pySHACL minds the flags i and m alone."""
    letters = flags.lower()
    form = re.compile(
        pattern, (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)
    )

    def test(value: Term) -> Answer:
        text = _text(value)
        return None if text is None else bool(form.search(text))

    return test


def of_length(least: int) -> ValueTest:
    """Test for a text of so many characters."""

    def test(value: Term) -> Answer:
        text = _text(value)
        return None if text is None else len(text) >= least

    return test


def _text(value: Term) -> str | None:
    return value.value if isinstance(value, NamedNode | Literal) else None


def in_languages(tags: Collection[str]) -> ValueTest:
    """Test for a text in one of some languages."""
    known = frozenset(tag.lower() for tag in tags)

    def test(value: Term) -> Answer:
        if not isinstance(value, Literal) or not value.language:
            return False
        return True if value.language.lower() in known else None

    return test


def compared(bound: Term, fits: Callable[[Decimal, Decimal], bool]) -> ValueTest:
    """Test how a number compares with another one."""
    limit = _number(bound)

    def test(value: Term) -> Answer:
        number = _number(value)
        return None if number is None or limit is None else fits(number, limit)

    return test


def _number(value: Term) -> Decimal | None:
    if not isinstance(value, Literal):
        return None
    form = _LEXICAL.get(value.datatype) if value.datatype in _NUMBERS else None
    return Decimal(value.value) if form and form.fullmatch(value.value) else None
