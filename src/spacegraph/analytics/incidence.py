"""A network as matrices of nodes, ties, edges and sources, to redraw it many times at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from spacegraph.analytics.graphs import Network

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Incidence:
    """Who stands on what: edge × source, edge × pair, edge × arc.

    `edges` are events as in the network; `pairs` the ties of its undirected and `arcs` those of
    its directed projection, as indices of `nodes`. An edge whose claims cite no source stands
    on its claims.
    """

    nodes: tuple[str, ...]
    sources: tuple[str, ...]
    pairs: NDArray[np.intp]
    arcs: NDArray[np.intp]
    weights: Matrix
    edge_source: csr_array[Any, Any]
    edge_pair: csr_array[Any, Any]
    edge_arc: csr_array[Any, Any]

    @classmethod
    def of(cls, network: Network) -> Incidence:
        """Number the parts of a network, each in the order of its names."""
        nodes = tuple(network)
        place = {node: index for index, node in enumerate(nodes)}
        evidence: list[Sequence[str]] = []
        pairs: dict[tuple[int, int], int] = {}
        arcs: dict[tuple[int, int], int] = {}
        of_pair: list[tuple[int, int]] = []
        of_arc: list[tuple[int, int]] = []
        weights: list[float] = []
        for edge, (source, target, data) in enumerate(network.edges(data=True)):
            one, other = place[source], place[target]
            evidence.append(data["sources"] or data["claims"])
            weights.append(data["weight"])
            pair = (min(one, other), max(one, other))
            of_pair.append((edge, pairs.setdefault(pair, len(pairs))))
            of_arc.append((edge, arcs.setdefault((one, other), len(arcs))))
            if not data["directed"]:
                of_arc.append((edge, arcs.setdefault((other, one), len(arcs))))
        sources = tuple(sorted({source for found in evidence for source in found}))
        number = {source: index for index, source in enumerate(sources)}
        of_source = [(edge, number[name]) for edge, found in enumerate(evidence) for name in found]
        return cls(
            nodes=nodes,
            sources=sources,
            pairs=np.array(list(pairs), dtype=np.intp).reshape(-1, 2),
            arcs=np.array(list(arcs), dtype=np.intp).reshape(-1, 2),
            weights=np.array(weights),
            edge_source=_ones(of_source, len(evidence), len(sources)),
            edge_pair=_ones(of_pair, len(evidence), len(pairs)),
            edge_arc=_ones(of_arc, len(evidence), len(arcs)),
        )

    def alive(self, drawn: Truth) -> Truth:
        """Tell which edges live (draws × edges) when only some sources (draws × sources) do.

        An edge lives while any source of its claims is drawn.
        """
        found: Truth = (drawn.astype(float) @ self.edge_source.T) > 0
        return found

    def pair_weights(self, alive: Truth) -> Matrix:
        """Give the weight of each pair (draws × pairs) by the edges that live; 0 where none."""
        found: Matrix = (alive * self.weights) @ self.edge_pair
        return found

    def arc_weights(self, alive: Truth) -> Matrix:
        """Give the weight of each arc (draws × arcs) by the edges that live; 0 where none."""
        found: Matrix = (alive * self.weights) @ self.edge_arc
        return found


def _ones(cells: list[tuple[int, int]], rows: int, columns: int) -> csr_array[Any, Any]:
    """Build a matrix of ones at the cells."""
    where = np.array(cells, dtype=np.intp).reshape(-1, 2)
    return csr_array(
        (np.ones(len(where)), (where[:, 0], where[:, 1])), shape=(rows, columns), dtype=float
    )
