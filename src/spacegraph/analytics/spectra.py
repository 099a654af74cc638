"""Who is tied to those who count: measures that feed on the scores of one's partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from spacegraph.analytics.graphs import Directed, Graph
from spacegraph.analytics.scores import Scores, scores

Vector = NDArray[np.float64]

TOLERANCE = 1e-13
ITERATIONS = 10_000
DAMPING = 0.85
ATTENUATION = 0.85
"""Katz: share of the largest factor for which the sum over walks still converges."""
_SMALL = 3
_SLOW = f"did not converge in {ITERATIONS} iterations"


def eigenvector(graph: Graph) -> Scores:
    """Score a node by the sum of the scores of its partners, times the weight of the ties.

    Parameters
    ----------
    graph
        Undirected and simple, with a `weight` on every edge.

    Returns
    -------
    Scores
        The leading eigenvector of the weighted adjacency matrix of the largest component,
        non-negative, of Euclidean length 1. Where a graph falls apart the eigenvectors of its
        components cannot be compared, so nodes outside the largest component (the one with the
        lowest node among equals) have None. None everywhere without ties.

    References
    ----------
    Bonacich 1972, J. Math. Sociol. 2, 113–120.
    """
    core = largest_component(graph)
    found: dict[str, float | None] = dict.fromkeys(graph)
    reason = "outside the largest component, with which it cannot be compared"
    if len(core) < 2:
        reason = "no ties"
    else:
        vector, reason = _leading(adjacency(graph.subgraph(core), core)), reason
        if vector is None:
            reason = _SLOW
        else:
            found.update(zip(core, map(float, vector), strict=True))
    return scores(
        "eigenvector",
        "Eigenvector centrality",
        found,
        "leading eigenvector of the weighted adjacency matrix of the largest component "
        f"({len(core)} of {len(graph)} nodes), undirected, of Euclidean length 1; undefined "
        f"outside that component; tolerance machine precision, at most {ITERATIONS} iterations",
        "Bonacich 1972, J. Math. Sociol. 2, 113–120",
        reason,
    )


def katz(graph: Graph) -> Scores:
    """Score a node by all walks that end in it, each step counting less than the one before.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        Solution of x = αAx + 1 with α = 0.85 / λ, λ the largest eigenvalue of A, of Euclidean
        length 1; defined for disconnected graphs too (a node without ties keeps the base
        score). None everywhere without any tie, for then α does not exist.

    References
    ----------
    Katz 1953, Psychometrika 18, 39–43.
    """
    nodes = list(graph)
    found: dict[str, float | None] = dict.fromkeys(nodes)
    reason = "no ties in the network"
    if graph.number_of_edges():
        matrix = adjacency(graph, nodes, weight="")
        largest = _largest_eigenvalue(matrix)
        vector = None if largest is None else _walks(matrix * (ATTENUATION / largest))
        reason = _SLOW
        if vector is not None:
            found = dict(zip(nodes, map(float, vector), strict=True))
    return scores(
        "katz",
        "Katz centrality",
        found,
        f"all walks that end in the node: x = αAx + 1 by iteration, α = {ATTENUATION} / largest "
        "eigenvalue; undirected, unweighted, Euclidean length 1; all components together; "
        f"tolerance {TOLERANCE:g}, at most {ITERATIONS} iterations",
        "Katz 1953, Psychometrika 18, 39–43",
        reason,
    )


def pagerank(graph: Directed) -> Scores:
    """Give the share of time that a walker along the arcs spends at each node.

    Parameters
    ----------
    graph
        Directed and simple, with a `weight` on every arc; a relation without direction is an
        arc each way.

    Returns
    -------
    Scores
        Sum 1 over all nodes. With probability 0.15, and always from a node without outgoing
        arcs, the walker jumps to any node, so disconnected parts need no special care.

    References
    ----------
    Brin & Page 1998, Computer Networks 30, 107–117.
    """
    found: Mapping[str, float | None]
    try:
        found = nx.pagerank(
            graph, alpha=DAMPING, tol=TOLERANCE, max_iter=ITERATIONS, weight="weight"
        )
    except nx.PowerIterationFailedConvergence:
        found = dict.fromkeys(graph)
    return scores(
        "pagerank",
        "PageRank",
        found,
        f"damping {DAMPING}, arcs followed in proportion to their weight, jump to any node alike; "
        "directed (a relation without direction is an arc each way); the sum over all nodes is "
        f"1; tolerance {TOLERANCE:g} per node, at most {ITERATIONS} iterations",
        "Brin & Page 1998, Computer Networks 30, 107–117",
        _SLOW,
    )


def hits(graph: Directed) -> tuple[Scores, Scores]:
    """Score hubs, which point to good authorities, and authorities, which good hubs point to.

    Parameters
    ----------
    graph
        Directed and simple, with a `weight` on every arc.

    Returns
    -------
    tuple of Scores
        Hubs, then authorities, each of sum 1. The power iteration starts from equal scores, so
        that the answer is one even where a disconnected graph has several leading vectors.
        A node that has no arc of the needed direction scores 0, which is its true value; None
        everywhere without arcs or without convergence.

    References
    ----------
    Kleinberg 1999, J. ACM 46, 604–632.
    """
    nodes = list(graph)
    authority = _authorities(adjacency(graph, nodes)) if graph.number_of_edges() else None
    hub = None if authority is None else _unit(adjacency(graph, nodes) @ authority)
    reason = _SLOW if graph.number_of_edges() else "no ties"
    method = (
        "leading singular vector of the weighted adjacency matrix, by power iteration from equal "
        f"scores, sum 1; directed; tolerance {TOLERANCE:g}, at most {ITERATIONS} iterations"
    )
    reference = "Kleinberg 1999, J. ACM 46, 604–632"

    def values(vector: Vector | None) -> dict[str, float | None]:
        if vector is None:
            return dict.fromkeys(nodes)
        return dict(zip(nodes, map(float, vector), strict=True))

    return (
        scores("hub", "Hub", values(hub), method, reference, reason),
        scores("authority", "Authority", values(authority), method, reference, reason),
    )


def largest_component(graph: Graph) -> list[str]:
    """Give the nodes of the largest component in the graph's order; the first among equals."""
    components = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    core = components[0] if components else set()
    return [node for node in graph if node in core]


def adjacency(graph: Graph, nodes: list[str], weight: str = "weight") -> csr_array[Any, Any]:
    """Give the matrix whose row i, column j is the weight of the tie from i to j."""
    return csr_array(
        nx.to_scipy_sparse_array(graph, nodelist=nodes, weight=weight, dtype=np.dtype(float))
    )


def _leading(matrix: csr_array[Any, Any]) -> Vector | None:
    """Find the non-negative leading eigenvector of a connected symmetric matrix."""
    if matrix.shape[0] <= _SMALL:
        vector: Vector = np.linalg.eigh(matrix.toarray())[1][:, -1]
    else:
        try:
            _, vectors = eigsh(
                matrix, k=1, which="LA", v0=np.ones(matrix.shape[0]), maxiter=ITERATIONS, tol=0
            )
        except ArpackNoConvergence:
            return None
        vector = vectors[:, 0]
    positive: Vector = np.abs(vector)
    return positive / np.linalg.norm(positive)


def _largest_eigenvalue(matrix: csr_array[Any, Any]) -> float | None:
    if matrix.shape[0] <= _SMALL:
        return float(np.linalg.eigvalsh(matrix.toarray())[-1])
    try:
        found = eigsh(
            matrix,
            k=1,
            which="LA",
            v0=np.ones(matrix.shape[0]),
            maxiter=ITERATIONS,
            tol=0,
            return_eigenvectors=False,
        )
    except ArpackNoConvergence:
        return None
    return float(found[0])


def _walks(matrix: csr_array[Any, Any]) -> Vector | None:
    """Add up all walks; each round brings the sum nearer by the attenuation."""
    vector: Vector = np.ones(matrix.shape[0])
    for _ in range(ITERATIONS):
        before = vector
        vector = matrix @ before + 1
        if float(np.abs(vector - before).max()) < TOLERANCE * float(vector.max()):
            return vector / np.linalg.norm(vector)
    return None


def _authorities(matrix: csr_array[Any, Any]) -> Vector | None:
    vector: Vector = np.full(matrix.shape[0], 1 / matrix.shape[0])
    for _ in range(ITERATIONS):
        before = vector
        vector = _unit(matrix.T @ (matrix @ before))
        if float(np.abs(vector - before).sum()) < TOLERANCE * len(vector):
            return vector
    return None


def _unit(vector: Vector) -> Vector:
    total: Vector = vector / vector.sum()
    return total
