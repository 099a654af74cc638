"""Pairs not yet linked that share the partners from which links tend to come."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from spacegraph.analytics.graphs import Graph


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes without a tie; `shared` are their common partners, in order."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]


def unlinked_pairs(graph: Graph, count: int = 20) -> tuple[Pair, ...]:
    """List the pairs not yet linked with the highest Adamic–Adar index.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.
    count
        How many pairs to give at most.

    Returns
    -------
    tuple of Pair
        By the sum over shared partners of 1 / ln(degree), largest first, then by name. A pair
        that shares nobody is not listed. It is a description of closure, not a forecast: it
        knows nothing of law, rivalry or money.

    References
    ----------
    Adamic & Adar 2003, Social Networks 25, 211–230; Liben-Nowell & Kleinberg 2007, J. Am. Soc.
    Inf. Sci. 58, 1019–1031.
    """
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for node in sorted(graph):
        for one, other in combinations(sorted(graph[node]), 2):
            if not graph.has_edge(one, other):
                found[one, other].append(node)
    pairs = (
        Pair(one, other, sum(1 / math.log(len(graph[node])) for node in shared), tuple(shared))
        for (one, other), shared in found.items()
    )
    return tuple(sorted(pairs, key=lambda pair: (-round(pair.score, 12), pair.one, pair.other)))[
        :count
    ]
