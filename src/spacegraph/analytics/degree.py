"""How many partners a node has, and how often they deal."""

from __future__ import annotations

from spacegraph.analytics.graphs import Directed, Graph
from spacegraph.analytics.scores import Scores, scores

_FREEMAN = "Freeman 1978, Social Networks 1, 215–239"


def degree(graph: Graph) -> Scores:
    """Count the partners of each node.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        Whole numbers, not normalised; a node without ties has 0, which is a true count.

    References
    ----------
    Freeman 1978, Social Networks 1, 215–239.
    """
    return scores(
        "degree",
        "Partners",
        {node: float(len(graph[node])) for node in graph},
        "number of distinct partners in any layer; undirected, unweighted, not normalised",
        _FREEMAN,
    )


def degree_centrality(graph: Graph) -> Scores:
    """Give the share of the other nodes that are partners.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        Degree divided by n − 1, from 0 to 1; None for the only node of a graph.

    References
    ----------
    Freeman 1978, Social Networks 1, 215–239.
    """
    others = len(graph) - 1
    return scores(
        "degree_centrality",
        "Degree centrality",
        {node: len(graph[node]) / others if others else None for node in graph},
        "number of distinct partners divided by n − 1; undirected, unweighted",
        _FREEMAN,
        "there is no other node",
    )


def arc_degrees(graph: Directed) -> tuple[Scores, Scores]:
    """Count the nodes that point to each node, and those that it points to.

    Parameters
    ----------
    graph
        Directed and simple; a relation without direction counts as an arc each way.

    Returns
    -------
    tuple of Scores
        Indegree, then outdegree: whole numbers, not normalised, unweighted.

    References
    ----------
    Freeman 1978, Social Networks 1, 215–239.
    """
    method = (
        "number of distinct partners with an arc {} the node; a relation without direction is an "
        "arc each way; unweighted, not normalised"
    )
    into = {node: float(len(graph.pred[node])) for node in graph}
    onward = {node: float(len(graph.succ[node])) for node in graph}
    return (
        scores("in_degree", "Partners that point here", into, method.format("to"), _FREEMAN),
        scores("out_degree", "Partners it points to", onward, method.format("from"), _FREEMAN),
    )


def weighted_degree(graph: Graph) -> Scores:
    """Add up the weights of the ties of each node.

    Parameters
    ----------
    graph
        Undirected and simple, with a `weight` on every edge: the number of events, or the value
        that the network was drawn with.

    Returns
    -------
    Scores
        In the unit of the weight, not normalised.

    References
    ----------
    Barrat et al. 2004, PNAS 101, 3747–3752 (there called strength).
    """
    return scores(
        "weighted_degree",
        "Ties, weighted",
        {node: float(sum(data["weight"] for data in graph[node].values())) for node in graph},
        "sum of the weights of all ties (with weight=events: the number of contracts, rounds, "
        "affiliations and agreements shared with partners); undirected, not normalised",
        "Barrat et al. 2004, PNAS 101, 3747–3752",
    )
