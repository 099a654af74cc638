"""Draw the neighbourhood of one thing in a network: who is tied to it, and by what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import networkx as nx

from spacegraph.analytics.layout import layout
from spacegraph.errors import NotFound
from spacegraph.graph.facts.entity import Label

WIDTH: Final = 960
HEIGHT: Final = 620
NEIGHBOURS: Final = 36
"""How many neighbours are drawn, those with the most events first."""
NO_GROUPS: Final[Mapping[str, int]] = MappingProxyType({})
_MARGIN: Final = 60


@dataclass(frozen=True, slots=True)
class Dot:
    """A thing in the picture, in units of the picture; `group` is 0 where it has no number."""

    iri: str
    label: Label
    sector: str
    group: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Line:
    """A tie between two things of the picture, and how many events it stands for."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Tie:
    """An event that joins the thing to another one; days are ISO text, empty where unknown."""

    other: str
    label: Label
    layer: str
    outgoing: bool
    event: str
    earliest: str
    latest: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The picture and the ties it draws; `left_out` counts neighbours without a place."""

    centre: Dot
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    ties: tuple[Tie, ...]
    left_out: int


def draw(
    network: "nx.MultiDiGraph[str]", centre: str, groups: Mapping[str, int] = NO_GROUPS
) -> Neighbourhood:
    """Draw a thing, its nearest neighbours and the ties among them; NotFound without any."""
    if centre not in network:
        raise NotFound(
            f"<{centre}> has no relation in these layers",
            hint="choose more layers or a wider span of time",
        )
    plain: nx.Graph[str] = nx.Graph()
    for source, target in network.edges():
        events = plain.edges[source, target]["events"] if plain.has_edge(source, target) else 0
        plain.add_edge(source, target, events=events + 1)
    near = sorted(plain[centre], key=lambda node: (-plain.edges[centre, node]["events"], node))
    chosen = [node for node in near if node != centre][:NEIGHBOURS]
    part = plain.subgraph([centre, *chosen]).copy()
    spots = layout(part, sorted(part))
    degrees = dict(plain.degree())
    dots = {
        node: _dot(node, network.nodes[node], groups.get(node, 0), spots[node], degrees[node])
        for node in part
    }
    lines = tuple(
        Line(dots[a].x, dots[a].y, dots[b].x, dots[b].y, min(1 + 0.6 * (said["events"] - 1), 6))
        for a, b, said in sorted(part.edges(data=True), key=lambda edge: edge[:2])
        if a != b
    )
    return Neighbourhood(
        centre=dots[centre],
        dots=tuple(dots[node] for node in chosen),
        lines=lines,
        ties=tuple(_ties(network, centre)),
        left_out=len([node for node in near if node != centre]) - len(chosen),
    )


def best_connected(
    network: "nx.MultiDiGraph[str]", number: int = 24
) -> list[tuple[str, Label, int]]:
    """Return the things with the most partners, and how many these are."""
    partners = {
        node: len((set(network.successors(node)) | set(network.predecessors(node))) - {node})
        for node in network
    }
    ordered = sorted(partners, key=lambda node: (-partners[node], node))[:number]
    return [(node, _label(network.nodes[node]), partners[node]) for node in ordered]


def _ties(network: "nx.MultiDiGraph[str]", centre: str) -> Iterable[Tie]:
    edges = [(target, said, True) for _, target, said in network.out_edges(centre, data=True)] + [
        (source, said, False) for source, _, said in network.in_edges(centre, data=True)
    ]
    for other, said, outgoing in sorted(
        edges, key=lambda edge: (edge[1]["earliest"] or "9", edge[1]["event"], edge[0])
    ):
        yield Tie(
            other,
            _label(network.nodes[other]),
            said["layer"],
            outgoing,
            said["event"],
            said["earliest"],
            said["latest"],
            said["sources"],
        )


def _dot(iri: str, said: dict[str, Any], group: int, spot: tuple[float, float], degree: int) -> Dot:
    x, y = spot
    return Dot(
        iri,
        _label(said),
        said["sector"],
        group,
        round(_MARGIN + x * (WIDTH - 2.6 * _MARGIN), 1),
        round(_MARGIN / 2 + y * (HEIGHT - _MARGIN), 1),
        round(min(4 + degree**0.5, 16), 1),
    )


def _label(said: dict[str, Any]) -> Label:
    return Label(said["label"], said["label_zh"])
