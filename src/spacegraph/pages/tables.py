"""Lay out the rows of answers as tables: things with their labels, numbers, sources."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import Label
from spacegraph.namespaces import CONCEPT, XSD
from spacegraph.pages.links import Links
from spacegraph.pages.show import Shown, show, show_thing
from spacegraph.pages.words import COLUMNS, Language
from spacegraph.store.base import Row, Term

SOURCES: Final = "sources"
_LABEL: Final = "Label"
_UNNAMED: Final[Mapping[NamedNode, Label]] = MappingProxyType({})
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal, XSD.double})
_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as shown; `label` is the place of the column that names its things."""

    title: str
    place: int
    label: int | None
    numeric: bool
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells ready to print; `bars` are widths in per cent for the last column of numbers."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Shown, ...], ...], ...]
    bars: tuple[float, ...]


def lay_out(
    variables: Sequence[str],
    rows: Sequence[Row],
    links: Links,
    labels: Mapping[NamedNode, Label] = _UNNAMED,
) -> Table:
    """Make a table; a column `xLabel` names the things of column `x` and is not shown itself.

    `labels` name things in both languages, before what such a column says.
    """
    columns = tuple(_columns(variables, rows, links.language))
    numeric = [column for column in columns if column.numeric]
    cells = tuple(
        tuple(_cell(row, column, variables, links, labels) for column in columns) for row in rows
    )
    bars = _bars(row[numeric[-1].place] for row in rows) if len(numeric) == 1 else ()
    return Table(columns, cells, bars)


def things(rows: Iterable[Row]) -> frozenset[NamedNode]:
    """Return the things that rows mention."""
    return frozenset(cell for row in rows for cell in row if isinstance(cell, NamedNode))


def _columns(variables: Sequence[str], rows: Sequence[Row], language: Language) -> Iterable[Column]:
    for place, name in enumerate(variables):
        base = name.removesuffix(_LABEL)
        if base != name and base in variables:
            continue
        label = variables.index(name + _LABEL) if name + _LABEL in variables else None
        cells = [row[place] for row in rows if row[place] is not None]
        numeric = bool(cells) and all(
            isinstance(cell, Literal) and cell.datatype in _NUMBERS for cell in cells
        )
        yield Column(
            title=to_title(name, language),
            place=place,
            label=label,
            numeric=numeric and name != "year",
            dated=bool(cells)
            and all(isinstance(cell, Literal) and _DATE.fullmatch(cell.value) for cell in cells),
        )


def to_title(name: str, language: Language) -> str:
    """Write the variable of a query as the heading of a column."""
    if language == "zh" and name in COLUMNS:
        return COLUMNS[name]
    words = _HUMP.sub(" ", name)
    title = words.lower() if not words.isupper() else words
    return title.replace(" usd", " USD")


def _cell(
    row: Row,
    column: Column,
    variables: Sequence[str],
    links: Links,
    labels: Mapping[NamedNode, Label],
) -> tuple[Shown, ...]:
    term = row[column.place]
    if term is None:
        return ()
    if variables[column.place] == SOURCES and isinstance(term, Literal):
        return tuple(
            Shown(_host(address), link=links.iri(address)) for address in term.value.split()
        )
    if isinstance(term, NamedNode):
        name = row[column.label] if column.label is not None else None
        text = name.value if isinstance(name, Literal) else ""
        shown = show_thing(term.value, labels.get(term) or Label(en=text), links)
        # A value of a scheme needs one name only; of a thing both tell which one it is.
        return (replace(shown, second="") if term.value.startswith(str(CONCEPT)) else shown,)
    return (show(term, Label(), links),)


def _bars(cells: Iterable[Term | None]) -> tuple[float, ...]:
    numbers = [float(cell.value) if isinstance(cell, Literal) else 0.0 for cell in cells]
    most = max(numbers, default=0.0)
    if most <= 0 or min(numbers) < 0 or len(numbers) < 2:
        return ()
    return tuple(round(100 * number / most, 1) for number in numbers)


def _host(address: str) -> str:
    host = address.partition("://")[2].partition("/")[0].removeprefix("www.")
    return host or address
