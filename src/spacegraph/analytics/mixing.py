"""Who deals with whom by group: mixing matrices, the E-I index and assortativity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacegraph.analytics.graphs import Directed, Graph
from spacegraph.analytics.scores import Scores, scores


@dataclass(frozen=True, slots=True)
class Mixing:
    """Ties between groups: `counts[i][j]` from group i to group j.

    Of an undirected graph the matrix is symmetric, and a tie within a group counts once on the
    diagonal. `ei` is (external − internal) / (external + internal) ties, from −1 (all within)
    to +1 (all across). `assortativity` is Newman's r: 1 all within, 0 as by chance. Both are
    None where they do not exist.
    """

    groups: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    ei: float | None
    assortativity: float | None
    directed: bool


def mixing(graph: Graph | Directed, groups: Mapping[str, str], order: Sequence[str] = ()) -> Mixing:
    """Count the ties between groups.

    Parameters
    ----------
    graph
        Simple, directed or not; weights are not used.
    groups
        The group of every node; nodes of the empty group are left out with their ties.
    order
        Groups in the order wanted; others follow in order of their names.

    References
    ----------
    Krackhardt & Stern 1988, Soc. Psychol. Q. 51, 123–140 (E-I index); Newman 2003, Phys. Rev. E
    67, 026126 (assortativity).
    """
    arrows = graph.is_directed()
    pairs: Counter[tuple[str, str]] = Counter()
    for source, target in graph.edges:
        one, other = groups[source], groups[target]
        if one and other:
            pairs[one, other] += 1
            if not arrows and one != other:
                pairs[other, one] += 1
    present = {group for pair in pairs for group in pair}
    names = tuple([*(g for g in order if g in present), *sorted(present - set(order))])
    counts = tuple(tuple(pairs[one, other] for other in names) for one in names)
    internal = sum(counts[i][i] for i in range(len(names)))
    external = sum(map(sum, counts)) - internal
    if not arrows:
        external //= 2
    total = internal + external
    return Mixing(
        groups=names,
        counts=counts,
        ei=(external - internal) / total if total else None,
        assortativity=_newman(counts, arrows),
        directed=arrows,
    )


def ei_index(graph: Graph, groups: Mapping[str, str]) -> Scores:
    """Tell for each node whether it deals more across groups (+1) or within its own (−1).

    Parameters
    ----------
    graph
        Undirected and simple; weights are not used.
    groups
        The group of every node.

    Returns
    -------
    Scores
        (external − internal) / all partners; None for a node without ties.

    References
    ----------
    Krackhardt & Stern 1988, Soc. Psychol. Q. 51, 123–140.
    """
    found: dict[str, float | None] = {}
    for node in graph:
        across = sum(groups[partner] != groups[node] for partner in graph[node])
        size = len(graph[node])
        found[node] = (2 * across - size) / size if size else None
    return scores(
        "ei_index",
        "E-I index",
        found,
        "(partners in other sectors − partners in the own sector) / partners; undirected, "
        "unweighted, from −1 to +1",
        "Krackhardt & Stern 1988, Soc. Psychol. Q. 51, 123–140",
        "no ties",
    )


def degree_assortativity(graph: Graph) -> float | None:
    """Give the correlation of the degrees at the two ends of a tie; None where all are equal.

    Undirected, unweighted; each tie counts both ways (Newman 2002, Phys. Rev. Lett. 89, 208701).
    """
    ends = [
        (len(graph[one]), len(graph[other]))
        for source, target in graph.edges
        for one, other in ((source, target), (target, source))
    ]
    if not ends:
        return None
    mean = sum(one for one, _ in ends) / len(ends)
    variance = sum((one - mean) ** 2 for one, _ in ends)
    if not variance:
        return None
    return sum((one - mean) * (other - mean) for one, other in ends) / variance


def _newman(counts: tuple[tuple[int, ...], ...], arrows: bool) -> float | None:
    """Newman's r of a matrix of counts; an undirected tie is an arc each way."""
    size = range(len(counts))
    both = [[counts[i][j] * (1 if arrows or i != j else 2) for j in size] for i in size]
    total = sum(map(sum, both))
    if not total:
        return None
    within = sum(both[i][i] for i in size) / total
    chance = sum(sum(both[i]) * sum(row[i] for row in both) for i in size) / total**2
    return (within - chance) / (1 - chance) if chance < 1 else None
