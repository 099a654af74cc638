"""The picture of a network: which nodes, where, how large, and which ties join them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Final

import networkx as nx

from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.layout import layout
from spacegraph.analytics.nodes import SECTORS
from spacegraph.analytics.report import Report
from spacegraph.analytics.rows import Edge
from spacegraph.analytics.spectra import largest_component
from spacegraph.analytics.writers.labels import SMALL, Anchor, Name, breadth, fit, place_names

WIDTH: Final = 1200
HEIGHT: Final = 860
MARGIN: Final = 70
NODES: Final = 110
_LONGEST: Final = 26
"""Letters of a name above which its acronym stands instead, if it has one."""
_CORNERS: Final = {
    "state": 4,
    "commercial": 0,
    "provincial": 6,
    "academic": 5,
    "foreign": 3,
    "investor": 8,
    "other": 0,
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A node to draw: who it is, and the number by which it is sized, of partners or relations."""

    iri: str
    name: str
    label: str
    label_zh: str
    acronym: str
    sector: str
    number: int
    noun: str = "partner"


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
class Picture:
    """All that a writer needs to draw; empty of marks where there is nothing to draw."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    names: tuple[Name, ...]
    legend: tuple[Mark, ...]
    words: str


def report_picture(report: Report) -> Picture:
    """Draw the nodes that connect most within the largest component, and the ties among them."""
    graph, counts = _ties(report.edges)
    graph.add_nodes_from(row.iri for row in report.organisations)
    core = set(largest_component(graph))
    drawn = [row for row in report.organisations if row.iri in core and len(graph[row.iri]) > 1]
    rows = (drawn or [row for row in report.organisations if row.iri in core])[:NODES]
    near = {row.iri for row in rows}
    dots = [
        Dot(
            row.iri,
            row.name,
            row.label,
            row.label_zh,
            row.acronym,
            row.sector,
            int(row.values["degree"] or 0),
        )
        for row in rows
        if near & set(graph[row.iri])
    ]
    noun = report.noun
    return _draw(
        graph,
        counts,
        dots,
        f"The {len(dots)} of {len(report.organisations)} {noun}s that connect most, with the "
        "{lines} ties among them. Distance on paper follows distance in the whole network; size "
        "grows with the number of partners, lines with the number of relations.",
    )


def ego_picture(dots: Sequence[Dot], edges: Iterable[Edge], words: str) -> Picture:
    """Draw some nodes with the ties among them; what hangs on none of the others is left out.

    `words` describes the picture; `{lines}` and `{marks}` in it become the numbers of ties and
    nodes drawn.
    """
    wanted = {dot.iri for dot in dots}
    graph, counts = _ties(edge for edge in edges if {edge.source, edge.target} <= wanted)
    core = set(largest_component(graph))
    return _draw(graph, counts, [dot for dot in dots if dot.iri in core][:NODES], words)


def legend(shown: Collection[str]) -> tuple[Mark, ...]:
    """Give a mark for each sector that is shown, below one another."""
    return tuple(
        _shape(sector, "", sector, 12, 20 + 22 * place, 7)
        for place, sector in enumerate(sector for sector in SECTORS if sector in shown)
    )


def _ties(edges: Iterable[Edge]) -> tuple[Graph, Counter[tuple[str, str]]]:
    """Count the relations of each pair, and make the graph of the pairs in order of names."""
    counts = Counter((min(e.source, e.target), max(e.source, e.target)) for e in edges)
    graph: Graph = nx.Graph()
    graph.add_nodes_from(sorted({end for pair in counts for end in pair}))
    graph.add_edges_from(sorted(counts))
    return graph, counts


def _draw(
    graph: Graph, counts: Mapping[tuple[str, str], int], dots: Sequence[Dot], words: str
) -> Picture:
    places = {
        node: (round(MARGIN + x * (WIDTH - 2 * MARGIN), 1), round(_down(y), 1))
        for node, (x, y) in layout(graph, [dot.iri for dot in dots]).items()
    }
    marks = tuple(_mark(dot, *places[dot.iri]) for dot in dots)
    lines = tuple(
        Line(*places[one], *places[other], round(sqrt(count), 2))
        for (one, other), count in sorted(counts.items())
        if one in places and other in places
    )
    return Picture(
        marks=marks,
        lines=lines,
        names=place_names(
            [
                Anchor(mark.text, _chinese(dot), mark.x, mark.y, mark.size)
                for mark, dot in zip(marks, dots, strict=True)
            ],
            WIDTH,
        ),
        legend=legend({mark.sector for mark in marks}),
        words=words.replace("{lines}", str(len(lines))).replace("{marks}", str(len(marks))),
    )


def _down(share: float) -> float:
    return MARGIN + share * (HEIGHT - 2 * MARGIN)


def _mark(dot: Dot, x: float, y: float) -> Mark:
    names = " · ".join(name for name in (dot.label, dot.label_zh) if name) or dot.name
    long = len(dot.name) > _LONGEST
    text = fit((dot.acronym if long else "") or dot.name)
    return _shape(
        text,
        f"{names}: {dot.number} {dot.noun}{'' if dot.number == 1 else 's'}",
        dot.sector,
        x,
        y,
        3 + 1.6 * sqrt(dot.number),
    )


def _chinese(dot: Dot) -> str:
    """Give the Chinese name below another, whole or not at all where it is far too long."""
    if not dot.label or dot.label_zh in ("", dot.label):
        return ""
    return dot.label_zh if breadth(dot.label_zh, SMALL) <= breadth("国" * 14, SMALL) else ""


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
