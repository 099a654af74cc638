"""Draw an answer where the shape of its rows allows: as a chart, as ties of two columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.ego import kind_of
from spacegraph.pages.charts import BarChart, LineChart, Series, Value, bar_chart, line_chart
from spacegraph.pages.show import Shown
from spacegraph.pages.tables import Column, Table
from spacegraph.store.base import Row, Term

SIDE: Final = 18
"""How many things stand on either side of a picture of ties."""

_YEAR: Final = "year"
_DOLLARS: Final = "USD"
_UNDRAWN: Final = frozenset({"amount", "units", "latitude", "longitude", "weight"})
"""Columns of numbers that must not be compared, or mean nothing as a length."""

Joined = dict[tuple[NamedNode, NamedNode], int]
"""How many rows join a thing of the left to one of the right."""

_ROW: Final = 34
_HEAD: Final = 20


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart under the heading of the numbers that it draws."""

    title: str
    bars: BarChart | None = None
    lines: LineChart | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A thing on one side, in pixels from the top."""

    shown: Shown
    y: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A line from the left to the right; `width` tells how many rows join the two."""

    left: int
    right: int
    width: float


@dataclass(frozen=True, slots=True)
class Ties:
    """Two columns and what joins them, those with the most ties first."""

    titles: tuple[str, str]
    left: tuple[End, ...]
    right: tuple[End, ...]
    ties: tuple[Tie, ...]
    height: int
    left_out: int


def draw_chart(variables: Sequence[str], rows: Sequence[Row], table: Table) -> Chart | None:
    """Draw numbers over years, or a bar for each thing; None where neither fits."""
    numbers = _numbers(variables, table)
    if not numbers or len(rows) < 2:
        return None
    if _YEAR in variables:
        return _over_years(variables, rows, table, numbers)
    number = next(
        (each for each in numbers if variables[each.place].endswith(_DOLLARS)), numbers[0]
    )
    for at, column in enumerate(table.columns):
        cells = [row[column.place] for row in rows]
        if all(isinstance(cell, NamedNode) for cell in cells) and len(set(cells)) == len(cells):
            bars = bar_chart(
                [
                    Value(shown.text, _number(row[number.place]) or 0.0, shown.language)
                    for row, (shown, *_) in zip(rows, _column(table, at), strict=False)
                ]
            )
            return Chart(number.title, bars=bars) if bars else None
    return None


def draw_ties(rows: Sequence[Row], table: Table) -> Ties | None:
    """Draw what joins the organisations of two columns; None without two such columns."""
    ends = [
        at for at, column in enumerate(table.columns) if _holds_organisations(rows, column.place)
    ]
    if len(ends) != 2 or len(rows) < 2:
        return None
    shown: dict[NamedNode, Shown] = {}
    joined: Joined = {}
    first, second = (table.columns[at].place for at in ends)
    for row, cells in zip(rows, table.rows, strict=False):
        pair = row[first], row[second]
        if isinstance(pair[0], NamedNode) and isinstance(pair[1], NamedNode):
            shown[pair[0]], shown[pair[1]] = cells[ends[0]][0], cells[ends[1]][0]
            joined[pair[0], pair[1]] = joined.get((pair[0], pair[1]), 0) + 1
    kept = _busiest(joined)
    if len(kept) < 2:
        return None
    left = _placed(sorted({pair[0] for pair in kept}, key=lambda node: _rank(node, 0, kept)))
    middle = {
        node: fmean(left[pair[0]] for pair in kept if pair[1] == node)
        for node in {pair[1] for pair in kept}
    }
    right = _placed(sorted(middle, key=lambda node: (middle[node], node.value)))
    ties = tuple(
        Tie(left[pair[0]], right[pair[1]], min(1 + 0.6 * (number - 1), 6))
        for pair, number in sorted(kept.items(), key=str)
    )
    return Ties(
        (table.columns[ends[0]].title, table.columns[ends[1]].title),
        tuple(End(shown[node], y) for node, y in left.items()),
        tuple(End(shown[node], y) for node, y in right.items()),
        ties,
        max(*left.values(), *right.values()) + _ROW // 2,
        len(joined) - len(kept),
    )


def _over_years(
    variables: Sequence[str], rows: Sequence[Row], table: Table, numbers: Sequence[Column]
) -> Chart | None:
    year = variables.index(_YEAR)
    named = [
        at
        for at, column in enumerate(table.columns)
        if any(isinstance(row[column.place], NamedNode) for row in rows)
    ]
    if len(named) > 1:
        return None
    if not named:
        drawn = line_chart([_series(rows, year, each) for each in numbers])
        title = numbers[0].title if len(numbers) == 1 else ""
        return Chart(title, lines=drawn) if drawn else None
    series: dict[Term | None, tuple[Shown, list[Row]]] = {}
    column = table.columns[named[0]]
    for row, cell in zip(rows, _column(table, named[0]), strict=False):
        if cell:
            series.setdefault(row[column.place], (cell[0], []))[1].append(row)
    drawn = line_chart(
        [
            Series(shown.text, _points(told, year, numbers[0]), shown.language)
            for shown, told in series.values()
        ]
    )
    return Chart(numbers[0].title, lines=drawn) if drawn else None


def _series(rows: Sequence[Row], year: int, number: Column) -> Series:
    return Series(number.title, _points(rows, year, number))


def _points(rows: Sequence[Row], year: int, number: Column) -> tuple[tuple[int, float], ...]:
    points: dict[int, float] = {}
    for row in rows:
        when, much = row[year], _number(row[number.place])
        if isinstance(when, Literal) and when.value[:4].isdigit() and much is not None:
            points.setdefault(int(when.value[:4]), much)
    return tuple(points.items())


def _numbers(variables: Sequence[str], table: Table) -> list[Column]:
    return [
        column
        for column in table.columns
        if column.numeric and variables[column.place] not in _UNDRAWN
    ]


def _number(term: Term | None) -> float | None:
    return float(term.value) if isinstance(term, Literal) else None


def _column(table: Table, at: int) -> Iterator[tuple[Shown, ...]]:
    return (row[at] for row in table.rows)


def _holds_organisations(rows: Sequence[Row], place: int) -> bool:
    cells = [row[place] for row in rows if row[place] is not None]
    return bool(cells) and all(
        isinstance(cell, NamedNode) and kind_of(cell) == "organisation" for cell in cells
    )


def _busiest(joined: Joined) -> Joined:
    """Keep the ties among the things on either side that have the most."""
    first = sorted({pair[0] for pair in joined}, key=lambda node: _rank(node, 0, joined))[:SIDE]
    near = {pair: number for pair, number in joined.items() if pair[0] in first}
    second = sorted({pair[1] for pair in near}, key=lambda node: _rank(node, 1, near))[:SIDE]
    return {pair: number for pair, number in near.items() if pair[1] in second}


def _rank(node: NamedNode, side: int, joined: Joined) -> tuple[int, str]:
    return -sum(pair[side] == node for pair in joined), node.value


def _placed(nodes: Iterable[NamedNode]) -> dict[NamedNode, int]:
    """Put nodes one under the other."""
    return {node: _HEAD + place * _ROW for place, node in enumerate(nodes)}
