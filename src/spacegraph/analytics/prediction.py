"""Pairs not yet linked that share the partners from which links tend to come."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.spectra import adjacency

ROWS: Final = 1_000
"""Nodes whose pairs are looked at together; of them only the best are kept."""
_NEAR: Final = 1e-9
"""Sums of matrices differ from sums in order by less; who may tie for the last place is kept."""


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
    if not graph.number_of_edges():
        return ()
    names = sorted(graph)
    matrix = adjacency(graph, names, weight="")
    degree = np.diff(matrix.indptr)
    # A node with one partner joins no pair.
    telling = np.where(degree > 1, 1 / np.log(np.maximum(degree, 2)), 0.0)
    best: list[tuple[float, int, int]] = []
    for start in range(0, len(names), ROWS):
        shared = (matrix[start : start + ROWS] * telling) @ matrix
        found = csr_array(shared - shared * matrix[start : start + ROWS]).tocoo()
        one, other = found.row + start, found.col
        ahead = (one < other) & (found.data > 0)
        best += zip(found.data[ahead], one[ahead], other[ahead], strict=True)
        if len(best) > count:
            least = heapq.nlargest(count, best)[-1][0]
            best = [pair for pair in best if pair[0] >= least - _NEAR]
    pairs = (_pair(graph, names[one], names[other]) for _, one, other in best)
    return tuple(sorted(pairs, key=lambda pair: (-round(pair.score, 12), pair.one, pair.other)))[
        :count
    ]


def _pair(graph: Graph, one: str, other: str) -> Pair:
    shared = tuple(sorted(set(graph[one]) & set(graph[other])))
    return Pair(one, other, sum(1 / math.log(len(graph[node])) for node in shared), shared)
