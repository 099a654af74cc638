"""Groups that deal more with each other than with the rest, and how sure the division is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import networkx as nx

from spacegraph.analytics.graphs import Graph

SEEDS: Final = tuple(range(10))
MANY: Final = 2_000
FEW_SEEDS: Final = SEEDS[:3]
"""Seeds above `MANY` nodes; one division of 10,000 nodes takes some 7 s."""


@dataclass(frozen=True, slots=True)
class Communities:
    """The best of several divisions of a graph.

    `members` are the groups, largest first and then by lowest name, each in order of names.
    `modularity` is None without ties. `stability` is the mean adjusted Rand index over all
    pairs of seeds: 1 when every seed divides alike, 0 when they agree as by chance; None with
    fewer than two seeds.
    """

    members: tuple[tuple[str, ...], ...]
    modularity: float | None
    stability: float | None
    seeds: tuple[int, ...]

    def number(self) -> dict[str, int]:
        """Give the number of each node's group, from 1 for the largest."""
        return {node: place for place, group in enumerate(self.members, 1) for node in group}


def communities(
    graph: Graph, seeds: Sequence[int] | None = None, resolution: float = 1.0
) -> Communities:
    """Divide a graph by the Louvain method once for each seed and keep the best division.

    Parameters
    ----------
    graph
        Undirected and simple, with a `weight` on every edge, used throughout.
    seeds
        Order in which nodes are visited; the division of highest modularity is kept, of the
        first such seed. `SEEDS` unless given, `FEW_SEEDS` above `MANY` nodes.
    resolution
        Above 1 for more and smaller groups.

    Returns
    -------
    Communities
        Every node is in one group; components are never joined; a node without ties is a group
        of its own.

    References
    ----------
    Blondel et al. 2008, J. Stat. Mech. P10008; Newman 2004, Phys. Rev. E 70, 056131
    (modularity); Hubert & Arabie 1985, J. Classif. 2, 193–218 (adjusted Rand index).
    """
    names = sorted(graph)
    if seeds is None:
        seeds = SEEDS if len(names) <= MANY else FEW_SEEDS
    if not graph.number_of_edges():
        return Communities(tuple((name,) for name in names), None, None, tuple(seeds))
    # Numbers instead of IRIs: sets of text iterate in another order in every process.
    index = {name: place for place, name in enumerate(names)}
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(range(len(names)))
    numbered.add_weighted_edges_from(
        sorted(
            (min(index[one], index[other]), max(index[one], index[other]), weight)
            for one, other, weight in graph.edges(data="weight", default=1.0)
        )
    )
    divisions = [
        nx.community.louvain_communities(numbered, seed=seed, resolution=resolution)
        for seed in seeds
    ]
    values = [
        nx.community.modularity(numbered, division, resolution=resolution) for division in divisions
    ]
    best = max(range(len(seeds)), key=lambda place: (round(values[place], 12), -place))
    labels = [
        {node: group for group, nodes in enumerate(division) for node in nodes}
        for division in divisions
    ]
    agreements = [adjusted_rand(one, other) for one, other in combinations(labels, 2)]
    groups = [tuple(sorted(names[place] for place in group)) for group in divisions[best]]
    return Communities(
        members=tuple(sorted(groups, key=lambda group: (-len(group), group))),
        modularity=float(values[best]),
        stability=sum(agreements) / len(agreements) if agreements else None,
        seeds=tuple(seeds),
    )


def adjusted_rand(one: Mapping[int, int], other: Mapping[int, int]) -> float:
    """Tell how far two divisions of the same nodes agree beyond chance (1 for identical ones)."""
    together = _pairs(Counter((one[node], other[node]) for node in one).values())
    first, second = _pairs(Counter(one.values()).values()), _pairs(Counter(other.values()).values())
    everything = len(one) * (len(one) - 1) / 2
    expected = first * second / everything if everything else 0.0
    most = (first + second) / 2
    return (together - expected) / (most - expected) if most != expected else 1.0


def _pairs(sizes: Iterable[int]) -> float:
    return sum(size * (size - 1) / 2 for size in sizes)
