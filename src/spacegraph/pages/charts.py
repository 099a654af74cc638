"""Charts of rows as accessible SVG, laid out here and drawn by `chart.html`.

Every x is in per cent of the width and every y in pixels, so that text keeps its size on a narrow
screen. A chart is one image with a description: the table beside it holds the links.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Final

from spacegraph.pages.show import to_number

MOST_BARS: Final = 40
"""Bars that one chart draws; the table holds the rest."""

MOST_SERIES: Final = 6
"""Lines that can be told apart by colour and dash."""

_ROW: Final = 36
_TOP: Final = 14
_PLOT: Final = 220
_LEFT: Final = 9.0
_RIGHT: Final = 98.0
_YEARS: Final = 8


@dataclass(frozen=True, slots=True)
class Value:
    """A number with the words for it; `language` is empty where it is that of the page."""

    label: str
    number: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar under its label; `start` and `width` in per cent, `y` the top of the row."""

    label: str
    language: str
    text: str
    start: float
    width: float
    y: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars from top to bottom in the order given; `left_out` counts those beyond `MOST_BARS`."""

    bars: tuple[Bar, ...]
    height: int
    left_out: int

    @property
    def description(self) -> str:
        """The bars as a sentence."""
        return "; ".join(f"{bar.label}: {bar.text}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value at its place in a line."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its name and its dots from left to right; gaps part it into runs."""

    name: str
    language: str
    runs: tuple[tuple[Dot, ...], ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over years with their axes; `left_out` counts series beyond `MOST_SERIES`."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    height: int
    left_out: int

    @property
    def description(self) -> str:
        """The lines as a sentence."""
        parts = []
        for line in self.lines:
            dots = [dot.label for run in line.runs for dot in run]
            parts.append(f"{line.name}: {', '.join(dots)}" if line.name else ", ".join(dots))
        return "; ".join(parts)


def bar_chart(values: Sequence[Value]) -> BarChart | None:
    """Draw a bar for each number, below zero to the left; None with fewer than two to compare."""
    known = [value for value in values if isfinite(value.number)]
    low = min((value.number for value in known), default=0.0)
    high = max((value.number for value in known), default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    if len(known) < 2 or high == low:
        return None
    scale = 100 / (high - low)
    bars = tuple(
        Bar(
            value.label,
            value.language,
            _words(value.number),
            round((min(value.number, 0.0) - low) * scale, 2),
            round(abs(value.number) * scale, 2),
            place * _ROW,
        )
        for place, value in enumerate(known[:MOST_BARS])
    )
    return BarChart(bars, len(bars) * _ROW, len(known) - len(bars))


@dataclass(frozen=True, slots=True)
class Series:
    """A number for each of some years, in any order; the name is empty where there is but one."""

    name: str
    points: tuple[tuple[int, float], ...]
    language: str = ""


def line_chart(series: Sequence[Series]) -> LineChart | None:
    """Draw numbers over years; None with fewer than three years. A missing year parts the line."""
    shown = series[:MOST_SERIES]
    known = [[point for point in one.points if isfinite(point[1])] for one in shown]
    years = sorted({year for points in known for year, _ in points})
    if len(years) < 3:
        return None
    numbers = [number for points in known for _, number in points]
    steps = _steps(min(*numbers, 0.0), max(*numbers, 0.0))
    first, last, low, high = years[0], years[-1], steps[0], steps[-1]

    def across(year: int) -> float:
        return round(_LEFT + (year - first) / (last - first) * (_RIGHT - _LEFT), 2)

    def up(number: float) -> float:
        return round(_TOP + (high - number) / (high - low) * _PLOT, 1)

    lines = tuple(
        Line(
            one.name,
            one.language,
            tuple(
                tuple(
                    Dot(across(year), up(number), f"{year}: {_words(number)}")
                    for year, number in run
                )
                for run in _runs(sorted(points))
            ),
        )
        for one, points in zip(shown, known, strict=True)
    )
    return LineChart(
        lines,
        tuple(Tick(across(year), str(year)) for year in _spread(first, last)),
        tuple(Tick(up(step), _words(step)) for step in steps),
        _TOP + _PLOT + 26,
        len(series) - len(shown),
    )


def _runs(points: Sequence[tuple[int, float]]) -> Iterable[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for year, number in points:
        if run and year != run[-1][0] + 1:
            yield run
            run = []
        run.append((year, number))
    if run:
        yield run


def _spread(first: int, last: int) -> range:
    """Choose at most `_YEARS` years at equal distances, from the first."""
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) // step < _YEARS
    )
    return range(first, last + 1, step)


def _steps(low: float, high: float) -> list[float]:
    """Choose round numbers that enclose a span, four to eight of them."""
    if high == low:
        high = low + 1
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    size = next(power * unit for unit in (1, 2, 5, 10) if power * unit >= rough)
    start, steps = floor(low / size), [floor(low / size) * size]
    while steps[-1] < high:
        steps.append((start + len(steps)) * size)
    return [round(step, 10) for step in steps]


def _words(number: float) -> str:
    return to_number(f"{number:.10f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}")
