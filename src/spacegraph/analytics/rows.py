"""The rows of a report: who is in the network, and what joins them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.resampling import Firmness


@dataclass(frozen=True, slots=True)
class Organisation:
    """A row of the table: who it is, what each measure gives, and how firm its ranks are."""

    iri: str
    name: str
    label: str
    label_zh: str
    kind: str
    sector: str
    country: str
    province: str
    acronym: str
    community: int
    values: Mapping[str, float | None]
    ranks: Mapping[str, int | None]
    firmness: Mapping[str, Firmness]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation with its evidence; days are ISO text, empty where unknown."""

    source: str
    target: str
    layer: str
    directed: bool
    weight: float
    value: float | None
    earliest: str
    latest: str
    event: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]


def to_edges(network: Network, node: str = "") -> tuple[Edge, ...]:
    """Give the relations of a network, or those of one node, in order of their ends."""
    return tuple(
        Edge(source, target, **{name: data[name] for name in _EDGE_FIELDS})
        for source, target, data in network.edges(data=True)
        if node in ("", source, target)
    )


_EDGE_FIELDS: Final = tuple(
    name for name in Edge.__dataclass_fields__ if name not in ("source", "target")
)


def pages_of(
    network: Network, edges: Iterable[Edge]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Give the addresses and the titles of the sources of some relations, by source."""
    used = sorted({source for edge in edges for source in edge.sources})
    addresses, titles = network.graph["addresses"], network.graph["titles"]
    return (
        {source: addresses[source] for source in used},
        {source: titles[source] for source in used if source in titles},
    )
