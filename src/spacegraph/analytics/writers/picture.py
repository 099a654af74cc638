"""The picture of a network: which nodes, where, how large, and which names fit beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Final
from unicodedata import east_asian_width

import networkx as nx

from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.layout import layout
from spacegraph.analytics.nodes import SECTORS
from spacegraph.analytics.report import Report
from spacegraph.analytics.rows import Organisation
from spacegraph.analytics.spectra import largest_component

WIDTH: Final = 1200
HEIGHT: Final = 860
MARGIN: Final = 70
NODES: Final = 110
NAMES: Final = 48
LETTER: Final = 6.6
CAPITAL: Final = 8.6
"""Widths of Latin letters at 12 pixels, on the wide side; a Chinese one is 12 wide."""
_LONGEST: Final = 26
_FIRST: Final = 16
"""Names that may cover a mark without a name, rather than be missing."""
_CORNERS: Final = {
    "state": 4,
    "commercial": 0,
    "provincial": 6,
    "academic": 5,
    "foreign": 3,
    "investor": 8,
    "other": 0,
}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A node in the picture: a circle of radius `size`, or the polygon `points`."""

    text: str
    tip: str
    sector: str
    x: float
    y: float
    size: float
    points: str


@dataclass(frozen=True, slots=True)
class Line:
    """A tie in the picture; `width` grows with its events."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside its node."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a writer needs to draw; empty of marks where there is nothing to draw."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    names: tuple[Name, ...]
    legend: tuple[Mark, ...]
    words: str


def picture(report: Report) -> Picture:
    """Draw the nodes that connect most within the largest component, and the ties among them."""
    counts = Counter(
        (min(edge.source, edge.target), max(edge.source, edge.target)) for edge in report.edges
    )
    graph: Graph = nx.Graph()
    graph.add_nodes_from(sorted(row.iri for row in report.organisations))
    graph.add_edges_from(sorted(counts))
    core = set(largest_component(graph))
    drawn = [row for row in report.organisations if row.iri in core and len(graph[row.iri]) > 1]
    rows = (drawn or [row for row in report.organisations if row.iri in core])[:NODES]
    places = {
        node: (MARGIN + x * (WIDTH - 2 * MARGIN), MARGIN + y * (HEIGHT - 2 * MARGIN))
        for node, (x, y) in layout(graph, [row.iri for row in rows]).items()
    }
    marks = tuple(_mark(row, *places[row.iri]) for row in rows)
    lines = tuple(
        Line(*_point(places[one]), *_point(places[other]), round(sqrt(count), 2))
        for (one, other), count in sorted(counts.items())
        if one in places and other in places
    )
    shown = {mark.sector for mark in marks}
    return Picture(
        marks=marks,
        lines=lines,
        names=_names(marks),
        legend=tuple(
            _shape(sector, "", sector, 12, 20 + 22 * place, 7)
            for place, sector in enumerate(sector for sector in SECTORS if sector in shown)
        ),
        words=f"The {len(marks)} of {len(report.organisations)} organisations that connect most, "
        f"with the {len(lines)} ties among them. Distance on paper follows distance in the whole "
        "network; size grows with the number of partners, lines with the number of relations.",
    )


def _mark(row: Organisation, x: float, y: float) -> Mark:
    partners = row.values["degree"] or 0
    names = " · ".join(name for name in (row.label, row.label_zh) if name) or row.name
    long = len(row.name) > _LONGEST
    text = (row.acronym or f"{row.name[: _LONGEST - 1]}…") if long else row.name
    return _shape(
        text, f"{names}: {partners:.0f} partners", row.sector, x, y, 3 + 1.6 * sqrt(partners)
    )


def _shape(text: str, tip: str, sector: str, x: float, y: float, size: float) -> Mark:
    """Make a mark; the polygon of a sector has the area of the circle of that size."""
    corners = _CORNERS[sector]
    points = ""
    if corners:
        reach = size * sqrt(2 * pi / (corners * sin(2 * pi / corners)))
        turn = pi / 4 if corners == 4 else -pi / 2
        points = " ".join(
            f"{x + reach * cos(turn + 2 * pi * k / corners):.1f},"
            f"{y + reach * sin(turn + 2 * pi * k / corners):.1f}"
            for k in range(corners)
        )
    return Mark(text, tip, sector, round(x, 1), round(y, 1), round(size, 1), points)


def _names(marks: tuple[Mark, ...]) -> tuple[Name, ...]:
    """Put names beside the first marks where they cover neither a name nor another mark."""
    boxes = [
        (mark.x - mark.size, mark.y - mark.size, mark.x + mark.size, mark.y + mark.size)
        for mark in marks
    ]
    found: list[Name] = []
    named: list[Box] = []
    for own, mark in enumerate(marks[:NAMES]):
        others = [box for place, box in enumerate(boxes) if place != own]
        for blocked in (others, others[: _FIRST - 1]) if own < _FIRST else (others,):
            if place := _free(mark, [*blocked, *named]):
                found.append(place[0])
                named.append(place[1])
                break
    return tuple(found)


def _free(mark: Mark, taken: list[Box]) -> tuple[Name, Box] | None:
    """Find the first place beside a mark where its name covers nothing."""
    width = sum(map(_width, mark.text))
    for name, left in _beside(mark, mark.text, width):
        box = (left, name.y - 10, left + width, name.y + 3)
        inside = left >= 2 and left + width <= WIDTH - 2
        if inside and not any(_cover(box, other) for other in taken):
            return name, box
    return None


def _width(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 12
    return CAPITAL if letter.isupper() else LETTER


def _beside(mark: Mark, text: str, width: float) -> Iterator[tuple[Name, float]]:
    """Try the places of a name, the best first, each with its left end."""
    gap = mark.size + 4
    for rise in (4.0, -8.0, 16.0):
        yield Name(text, round(mark.x + gap, 1), round(mark.y + rise, 1), "start"), mark.x + gap
        left = mark.x - gap - width
        yield Name(text, round(mark.x - gap, 1), round(mark.y + rise, 1), "end"), left
    for y in (mark.y - gap, mark.y + gap + 8):
        yield Name(text, mark.x, round(y, 1), "middle"), mark.x - width / 2


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _point(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], 1), round(place[1], 1)
