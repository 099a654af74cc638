"""Who lies between others, and who is near to them: measures on shortest paths."""

from __future__ import annotations

from spacegraph.analytics.brandes import Reach, reach, through, to_pairs
from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.scores import Scores, scores

SEED = 20260521
SAMPLE_ABOVE = 20_000
"""Nodes above which betweenness is estimated; exact takes 15 s at 10,000 and 40,000 ties."""
SAMPLE = 500


def betweenness(graph: Graph, *, sample: int | None = None, seed: int = SEED) -> Scores:
    """Give the share of shortest paths between others that pass through each node.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used (every tie is one step).
    sample
        Estimate from this many source nodes drawn with `seed`; None computes exactly up to
        `SAMPLE_ABOVE` nodes and samples `SAMPLE` sources beyond.

    Returns
    -------
    Scores
        From 0 to 1: divided by (n − 1)(n − 2)/2, with n all nodes of the graph, whatever
        component they are in; endpoints do not count; pairs without a path add nothing. None
        where there are fewer than three nodes.

    References
    ----------
    Freeman 1977, Sociometry 40, 35–41; Brandes 2001, J. Math. Sociol. 25, 163–177.
    """
    nodes = list(graph)
    if sample is None and len(nodes) > SAMPLE_ABOVE:
        sample = SAMPLE
    sampled = sample is not None and sample < len(nodes)
    how = f"estimated from {sample} source nodes drawn with seed {seed}" if sampled else "exact"
    found: dict[str, float | None] = dict.fromkeys(nodes)
    if len(nodes) > 2:
        count = (len(nodes) - 1) * (len(nodes) - 2) / 2
        carried = through(to_pairs(graph), len(nodes), sample, seed) / count
        found = dict(zip(nodes, map(float, carried), strict=True))
    return scores(
        "betweenness",
        "Betweenness",
        found,
        f"share of the shortest paths between all other pairs that pass through the node, {how}; "
        "undirected, unweighted, divided by (n − 1)(n − 2)/2; pairs in different components have "
        "no path and add nothing",
        "Freeman 1977, Sociometry 40, 35–41; Brandes 2001, J. Math. Sociol. 25, 163–177",
        "fewer than three nodes: nothing can lie between",
    )


def closeness(graph: Graph, known: Reach | None = None) -> Scores:
    """Give the inverse mean distance to the nodes that can be reached, scaled by how many can.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.
    known
        Its `reach`, where it is at hand.

    Returns
    -------
    Scores
        (r / (n − 1)) · (r / sum of distances) with r the nodes reached, from 0 to 1, after
        Wasserman and Faust, so that parts of different size compare. None for a node without
        ties, whose mean distance does not exist.

    References
    ----------
    Wasserman & Faust 1994, Social Network Analysis, formula 5.22 and p. 200.
    """
    nodes = list(graph)
    paths = known or reach(graph)
    reached, total = paths.reached, paths.total
    others = len(nodes) - 1
    return scores(
        "closeness",
        "Closeness",
        {
            node: float(reached[index] ** 2 / (total[index] * others)) if reached[index] else None
            for index, node in enumerate(nodes)
        },
        "(r / (n − 1)) · (r / sum of distances), r the nodes within reach (Wasserman–Faust), so "
        "that a node of a small component scores low; undirected, unweighted",
        "Wasserman & Faust 1994, Social Network Analysis, p. 200",
        "no ties, so no distance",
    )
