"""Who stands between others who are not tied: structural holes and brokers between groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spacegraph.analytics.cohesion import ties_among_partners
from spacegraph.analytics.graphs import Directed, Graph
from spacegraph.analytics.scores import Scores, scores

ROLES: Final[Mapping[str, str]] = {
    "coordinator": "all three in one group",
    "consultant": "the two ends in one group, the broker in another",
    "gatekeeper": "the broker and whom it passes to in one group, the origin in another",
    "representative": "the origin and the broker in one group, the end in another",
    "liaison": "all three in different groups",
}
"""Roles of a broker b on a path a → b → c, by the groups of the three."""

_BURT = "Burt 1992, Structural Holes, ch. 2"


def constraint(graph: Graph) -> Scores:
    """Tell how far a node's ties lead back to the same few partners.

    Parameters
    ----------
    graph
        Undirected and simple, with a `weight` on every edge.

    Returns
    -------
    Scores
        Sum over partners j of (p_ij + Σ_q p_iq p_qj)², p the share of a node's weight that goes
        to each partner; near 0 for a broker, 1 and above (up to 1.125) for one whose partners
        all know each other. None for a node without ties.

    References
    ----------
    Burt 1992, Structural Holes, ch. 2; Burt 2004, Am. J. Sociol. 110, 349–399.
    """
    shares = {
        node: {
            partner: data["weight"] / total
            for partner, data in graph[node].items()
            if (total := sum(tie["weight"] for tie in graph[node].values()))
        }
        for node in graph
    }
    found: dict[str, float | None] = {}
    for node, partners in shares.items():
        reach = dict(partners)
        for between, share in partners.items():
            for end, onward in shares[between].items():
                if end in partners:
                    reach[end] += share * onward
        found[node] = sum(value * value for value in reach.values()) if partners else None
    return scores(
        "constraint",
        "Constraint",
        found,
        "Burt's constraint: sum over partners of the squared share of a node's ties that leads to "
        "them directly or by one other partner; undirected, weighted by the ties' weight, not "
        "normalised; low for brokers",
        _BURT,
        "no ties",
    )


def effective_size(graph: Graph) -> Scores:
    """Count the partners of a node less the mean number of ties among them.

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.

    Returns
    -------
    Scores
        n − 2t / n for n partners with t ties among them, from 1 to n; None without ties.

    References
    ----------
    Burt 1992, Structural Holes, ch. 2; Borgatti 1997, Connections 20, 35–38.
    """
    found: dict[str, float | None] = {}
    for node, among in ties_among_partners(graph).items():
        size = len(graph[node])
        found[node] = size - 2 * among / size if size else None
    return scores(
        "effective_size",
        "Effective size",
        found,
        "number of partners less the mean number of ties that each has to the others; "
        "undirected, unweighted, not normalised",
        f"{_BURT}; Borgatti 1997, Connections 20, 35–38",
        "no ties",
    )


def brokerage(graph: Directed, groups: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Count the roles that each node plays between groups.

    Parameters
    ----------
    graph
        Directed and simple; weights are not used. A relation without direction, which is an arc
        each way, is counted each way.
    groups
        The group of every node.

    Returns
    -------
    dict
        For each node that brokers at all, the number of paths a → node → c with a ≠ c and no
        arc a → c, by role (`ROLES`) and as `total`. Counts are raw: a node with many partners
        has more of them.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19, 89–126.
    """
    found: dict[str, dict[str, int]] = {}
    for node in graph:
        counts = dict.fromkeys((*ROLES, "total"), 0)
        for origin in graph.pred[node]:
            ends = graph.succ[origin]
            for end in graph.succ[node]:
                if end == origin or end in ends or node in (origin, end):
                    continue
                counts[_role(groups[origin], groups[node], groups[end])] += 1
                counts["total"] += 1
        if counts["total"]:
            found[node] = counts
    return found


def broker_scores(
    graph: Directed, groups: Mapping[str, str], known: Mapping[str, Mapping[str, int]] | None = None
) -> Scores:
    """Give the number of brokered paths between different groups of each node.

    Parameters
    ----------
    graph
        As for `brokerage`.
    groups
        The group of every node.
    known
        Its `brokerage`, where it is at hand.

    Returns
    -------
    Scores
        All roles but the coordinator's, not normalised; 0 where a node brokers nothing, which
        is a true count.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19, 89–126.
    """
    roles = brokerage(graph, groups) if known is None else known
    return scores(
        "brokerage",
        "Brokered paths",
        {
            node: float(roles[node]["total"] - roles[node]["coordinator"]) if node in roles else 0.0
            for node in graph
        },
        "Gould–Fernandez: paths a → b → c between sectors with no arc a → c, all roles but "
        "coordinator; directed (a relation without direction counts each way), unweighted, raw "
        "counts",
        "Gould & Fernandez 1989, Sociological Methodology 19, 89–126",
    )


def _role(origin: str, broker: str, end: str) -> str:
    if origin == broker:
        return "coordinator" if broker == end else "representative"
    if broker == end:
        return "gatekeeper"
    return "consultant" if origin == end else "liaison"
