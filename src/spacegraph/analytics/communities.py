"""Groups that deal more with each other than with the rest, and how sure the division is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.louvain import louvain

SEEDS: Final = tuple(range(10))
MANY: Final = 5_000
FEW_SEEDS: Final = SEEDS[:3]
"""Seeds above `MANY` nodes; one division of 10,000 nodes takes a second."""


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
    ties = sorted(
        (min(index[one], index[other]), max(index[one], index[other]), float(weight))
        for one, other, weight in graph.edges(data="weight", default=1.0)
    )
    labels = [louvain(len(names), ties, seed, resolution) for seed in seeds]
    values = [modularity(ties, label, resolution) for label in labels]
    best = max(range(len(seeds)), key=lambda place: (round(values[place], 12), -place))
    agreements = [adjusted_rand(one, other) for one, other in combinations(labels, 2)]
    members: defaultdict[int, list[str]] = defaultdict(list)
    for name, group in zip(names, labels[best], strict=True):
        members[group].append(name)
    groups = [tuple(group) for group in members.values()]
    return Communities(
        members=tuple(sorted(groups, key=lambda group: (-len(group), group))),
        modularity=values[best],
        stability=sum(agreements) / len(agreements) if agreements else None,
        seeds=tuple(seeds),
    )


def modularity(
    ties: Sequence[tuple[int, int, float]], groups: Sequence[int], resolution: float = 1.0
) -> float:
    """Give the share of weight within groups less what chance would put there.

    `groups[i]` is the group of node i; the ties have some weight.
    """
    inside, ends = 0.0, defaultdict[int, float](float)
    for one, other, weight in ties:
        ends[groups[one]] += weight
        ends[groups[other]] += weight
        inside += weight if groups[one] == groups[other] else 0.0
    total = sum(weight for *_, weight in ties)
    chance = sum((end / (2 * total)) ** 2 for end in ends.values())
    return inside / total - resolution * chance


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    """Tell how far two divisions of the same nodes agree beyond chance (1 for identical ones)."""
    together = _pairs(Counter(zip(one, other, strict=True)).values())
    first, second = _pairs(Counter(one).values()), _pairs(Counter(other).values())
    everything = len(one) * (len(one) - 1) / 2
    expected = first * second / everything if everything else 0.0
    most = (first + second) / 2
    return (together - expected) / (most - expected) if most != expected else 1.0


def _pairs(sizes: Iterable[int]) -> float:
    return sum(size * (size - 1) / 2 for size in sizes)
