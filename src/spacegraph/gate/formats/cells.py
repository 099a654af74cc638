"""Tell what a cell of a column may hold: in words, and as a list where values are controlled."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from spacegraph.gate.vocabulary.currencies import CURRENCIES
from spacegraph.model.columns import (
    SEPARATOR,
    ByColumn,
    Column,
    Convert,
    address,
    by_script,
    chinese,
    english,
    plain,
)
from spacegraph.tables.money import amount, currency
from spacegraph.tables.sources import RELIABILITY, reliability
from spacegraph.tables.table import CONFIDENCE, NOTE, RECORDED, SOURCE, Table

_NO_VALUE: Final = "\0"
"""What no converter takes: each says by its refusal what it wants."""

_SEVERAL: Final = f"; several are joined by «{SEPARATOR}»"
_TEXTS: Final[Mapping[Convert, str]] = MappingProxyType(
    {
        address: "the address of a page, https://…",
        by_script: "text in English or in simplified Chinese",
        chinese: "text in simplified Chinese",
        english: "text in English",
        plain: "text",
    }
)
_META: Final[Mapping[str, str]] = MappingProxyType(
    {
        SOURCE: f"required: the address of the page that states the row{_SEVERAL}",
        RECORDED: "the day of record, 2026-11-20; empty means today",
        CONFIDENCE: "how sure the source is; empty means stated",
        NOTE: "a remark of yours, in English",
    }
)
CONFIDENCES: Final = ("stated", "probable", "doubtful")


def list_choices(column: Column) -> Sequence[str]:
    """Return the controlled values of a column; nothing where others may stand there too."""
    if column.convert is currency:
        return sorted(CURRENCIES)
    if column.convert is reliability:
        return RELIABILITY
    _, found, listed = _refusal(column).partition("choose one of: ")
    return listed.split(", ") if found else ()


def choices_of(table: Table, name: str) -> Sequence[str]:
    """Return the controlled values of the column of a name."""
    if name == CONFIDENCE:
        return CONFIDENCES
    for column in table.columns:
        if isinstance(column.property, ByColumn) and column.property.column == name:
            return tuple(filter(None, column.property.properties))
        if column.name == name and (found := list_choices(column)):
            return found
    return ()


def may_repeat(table: Table, name: str) -> bool:
    """Tell whether a cell of the column of a name may hold several values."""
    return any(column.name == name and column.many for column in table.columns)


def describe(table: Table, name: str) -> str:
    """Say in words what a cell of the column of a name holds."""
    if name == SOURCE and table.kind == "source":
        return "leave it empty: a source speaks for itself"
    if name in _META:
        return _META[name]
    columns = [column for column in table.columns if column.name == name]
    needed = "required: " if name == table.key or any(each.required for each in columns) else ""
    several = _SEVERAL if may_repeat(table, name) else ""
    if choices_of(table, name):
        return f"{needed}one of the listed values{several}"
    if not columns:
        return f"{needed}{_key(table)}"
    return f"{needed}{_holds(columns[0])}{several}"


def _key(table: Table) -> str:
    if not table.kind:
        return "the path of a thing, such as organisation/casc"
    return f"the id of the {table.kind}: lower-case letters, digits and single hyphens"


def _holds(column: Column) -> str:
    if column.refers == "country":
        return "the ISO 3166-1 code of a country, such as CN"
    if column.refers:
        return f"the id of a known {column.refers}, or of one in the same workbook"
    if column.retires:
        return f"an id that this {column.retires} had before"
    if column.convert and column.convert in _TEXTS:
        return _TEXTS[column.convert]
    if column.convert is amount:
        return "a plain number in whole units of the currency, such as 804000000"
    wanted = _refusal(column).partition(" is not ")[2]
    return "a plain number, such as 12.5" if wanted.startswith("a plain number") else wanted


def _refusal(column: Column) -> str:
    if column.convert is None:
        return ""
    try:
        column.convert(_NO_VALUE)
    except ValueError as error:
        return str(error)
    return ""
