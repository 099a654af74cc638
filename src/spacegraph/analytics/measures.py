"""Every measure of a node by name, each on the projection that it is defined on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from spacegraph.analytics.brandes import Reach, reach
from spacegraph.analytics.brokerage import (
    broker_scores,
    brokerage,
    constraint,
    effective_size,
)
from spacegraph.analytics.cohesion import clustering, core_number
from spacegraph.analytics.degree import (
    arc_degrees,
    degree,
    degree_centrality,
    weighted_degree,
)
from spacegraph.analytics.graphs import Directed, Graph, Network
from spacegraph.analytics.layers import require
from spacegraph.analytics.mixing import ei_index
from spacegraph.analytics.paths import betweenness, closeness
from spacegraph.analytics.projection import directed, undirected
from spacegraph.analytics.scores import Scores
from spacegraph.analytics.spectra import eigenvector, hits, katz, pagerank


@dataclass(frozen=True)
class Views:
    """A network with its two simple projections and the sector of each node.

    What several measures need is computed once, when the first of them asks.
    """

    network: Network
    undirected: Graph
    directed: Directed
    sectors: Mapping[str, str]

    @classmethod
    def of(cls, network: Network) -> Views:
        """Project a network both ways."""
        sectors = {node: str(sector) for node, sector in network.nodes(data="sector")}
        return cls(network, undirected(network), directed(network), sectors)

    @cached_property
    def reach(self) -> Reach:
        """The shortest paths of the undirected projection."""
        return reach(self.undirected)

    @cached_property
    def brokers(self) -> dict[str, dict[str, int]]:
        """The roles of brokers between sectors in the directed projection."""
        return brokerage(self.directed, self.sectors)

    @cached_property
    def hits(self) -> tuple[Scores, Scores]:
        """Hubs and authorities of the directed projection."""
        return hits(self.directed)


MEASURES: Final[Mapping[str, Callable[[Views], Scores]]] = {
    "degree": lambda views: degree(views.undirected),
    "in_degree": lambda views: arc_degrees(views.directed)[0],
    "out_degree": lambda views: arc_degrees(views.directed)[1],
    "weighted_degree": lambda views: weighted_degree(views.undirected),
    "degree_centrality": lambda views: degree_centrality(views.undirected),
    "betweenness": lambda views: betweenness(views.undirected),
    "closeness": lambda views: closeness(views.undirected, views.reach),
    "eigenvector": lambda views: eigenvector(views.undirected),
    "katz": lambda views: katz(views.undirected),
    "pagerank": lambda views: pagerank(views.directed),
    "hub": lambda views: views.hits[0],
    "authority": lambda views: views.hits[1],
    "core": lambda views: core_number(views.undirected),
    "clustering": lambda views: clustering(views.undirected),
    "constraint": lambda views: constraint(views.undirected),
    "effective_size": lambda views: effective_size(views.undirected),
    "ei_index": lambda views: ei_index(views.undirected, views.sectors),
    "brokerage": lambda views: broker_scores(views.directed, views.sectors, views.brokers),
}
"""In the order of the columns of a report."""


def measure(network: Network, names: Iterable[str] = tuple(MEASURES)) -> dict[str, Scores]:
    """Compute measures of every node of a network, in the order of `MEASURES`.

    Raises NotFound for a name that is no measure, with the nearest ones.
    """
    wanted = set(names)
    for name in sorted(wanted):
        require(name, MEASURES, "measure")
    views = Views.of(network)
    return {name: compute(views) for name, compute in MEASURES.items() if name in wanted}
