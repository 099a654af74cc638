"""How tightly a network holds together, and where it would break."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from spacegraph.analytics.brandes import Reach, reach
from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.scores import Scores, scores
from spacegraph.analytics.spectra import largest_component


@dataclass(frozen=True, slots=True)
class Cohesion:
    """Figures of a whole network; None where a figure does not exist.

    `core` is the size of the largest component. `density` is ties over possible ties.
    `transitivity` is the share of open triples that are closed. `distance` and `diameter` are
    the mean and the longest shortest path within the largest component. `articulations` are
    nodes, `bridges` ties, without which a component falls apart, in order of their names.
    """

    nodes: int
    ties: int
    components: int
    core: int
    density: float | None
    transitivity: float | None
    distance: float | None
    diameter: int | None
    articulations: tuple[str, ...]
    bridges: tuple[tuple[str, str], ...]


def cohesion(graph: Graph, known: Reach | None = None) -> Cohesion:
    """Measure a whole undirected simple graph, by its `reach` if known; weights are not used."""
    nodes, ties = len(graph), graph.number_of_edges()
    core = set(largest_component(graph))
    inside = [place for place, node in enumerate(graph) if node in core]
    triples = sum(len(graph[node]) * (len(graph[node]) - 1) for node in graph)
    joined = len(core) > 1
    paths = known or reach(graph)
    steps = float(paths.total[inside].sum())
    return Cohesion(
        nodes=nodes,
        ties=ties,
        components=nx.number_connected_components(graph),
        core=len(core),
        density=2 * ties / (nodes * (nodes - 1)) if nodes > 1 else None,
        transitivity=nx.transitivity(graph) if triples else None,
        distance=steps / (len(core) * (len(core) - 1)) if joined else None,
        diameter=int(paths.farthest[inside].max()) if joined else None,
        articulations=tuple(sorted(nx.articulation_points(graph))),
        bridges=tuple(sorted((min(edge), max(edge)) for edge in nx.bridges(graph))),
    )


def core_number(graph: Graph) -> Scores:
    """Give the largest k such that the node is in a part where all have k partners.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        Whole numbers, not normalised; 0 for a node without ties, which is its true value.

    References
    ----------
    Seidman 1983, Social Networks 5, 269–287.
    """
    return scores(
        "core",
        "k-core",
        {node: float(core) for node, core in nx.core_number(graph).items()},
        "largest k such that the node belongs to a part of the network in which every node has k "
        "partners; undirected, unweighted, not normalised",
        "Seidman 1983, Social Networks 5, 269–287",
    )


def clustering(graph: Graph) -> Scores:
    """Give the share of pairs of a node's partners that are partners of each other.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        From 0 to 1; None for nodes with fewer than two partners, which have no pair.

    References
    ----------
    Watts & Strogatz 1998, Nature 393, 440–442.
    """
    found: dict[str, float | None] = {}
    for node, among in ties_among_partners(graph).items():
        size = len(graph[node])
        found[node] = 2 * among / (size * (size - 1)) if size > 1 else None
    return scores(
        "clustering",
        "Clustering",
        found,
        "share of the pairs of partners that are partners of each other; undirected, unweighted",
        "Watts & Strogatz 1998, Nature 393, 440–442",
        "fewer than two partners, so no pair of them",
    )


def ties_among_partners(graph: Graph) -> dict[str, int]:
    """Count for each node the ties among its partners: the triangles that it is part of."""
    near = {node: set(graph[node]) for node in graph}
    found = dict.fromkeys(graph, 0)
    for one, other in graph.edges:
        shared = len(near[one] & near[other])
        found[one] += shared
        found[other] += shared
    # Each triangle of a node was counted at both of its ties there.
    return {node: count // 2 for node, count in found.items()}
