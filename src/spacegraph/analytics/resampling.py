"""How firm a rank is: redraw the network from halves of the sources, and from all but one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from spacegraph.analytics.brandes import through
from spacegraph.analytics.graphs import Network
from spacegraph.analytics.incidence import Incidence, Matrix, Truth
from spacegraph.analytics.scores import DIGITS
from spacegraph.analytics.spectra import DAMPING

SEED: Final = 20260521
REPLICATES: Final = 200
LEVEL: Final = 0.95
LEFT_OUT: Final = 300
"""Sources left out one at a time, at most."""
_ROUNDS: Final = 200
_CLOSE: Final = 1e-10
_CELLS: Final = 8_000_000
"""Draws × edges in memory at once."""
_AT_ONCE: Final = 2_000_000
"""Arcs walked along at once, of several networks together."""


@dataclass(frozen=True, slots=True)
class Firmness:
    """The rank of one node in one measure, and what it rests on.

    `low` and `high` bound the middle 95 % of its ranks over the redrawn networks; where it ties
    there, the places that it shares all count. Without `source` its rank would be `without`, the
    farthest that leaving out one source moves it; `source` is empty where no single source
    moves it.
    """

    rank: int
    low: int
    high: int
    source: str = ""
    without: int = 0


Scorer = Callable[[Incidence, Truth], Matrix]


def firmness(
    network: Network,
    measure: str,
    *,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> dict[str, Firmness]:
    """Give the firmness of every node's rank.

    Parameters
    ----------
    network
        As drawn by `network`; its edges carry their sources.
    measure
        One of `RANKERS`; the others would take minutes.
    replicates
        Networks redrawn, each from a random half of the sources; an edge lives while any of its
        sources is drawn.
    seed
        Of the draws; the same seed gives the same intervals.

    Returns
    -------
    dict
        In the network's order; empty for a network without edges. The interval is of
        percentiles (2.5 to 97.5) and always includes the rank itself. One at a time are left
        out the sources that are the only evidence of an edge: the `LEFT_OUT` with most of them.

    Notes
    -----
    Half of the sources, and not as many as there are with replacement: an edge that is there
    however often its sources are drawn varies too little under the bootstrap. Where half of the
    planted ties were unseen and most others had one source, as here, its intervals held 92 % of
    the true ranks, those of half-samples 96 % (degree and betweenness alike). At 2,500 nodes they
    held 95 % in degree and 93 % in PageRank. A true rank is one among the nodes that were seen: an
    interval knows nothing of those that no source names.

    References
    ----------
    McCarthy 1969, Rev. Int. Stat. Inst. 37, 239–264 (half-samples); Politis & Romano 1994, Ann.
    Stat. 22, 2031–2050 (subsampling). Sources are drawn, and not edges, since the edges of one
    source stand or fall together.
    """
    if not network.number_of_edges():
        return {}
    parts = Incidence.of(network)
    score = RANKERS[measure]
    everything = np.ones((1, len(parts.sources)), dtype=bool)
    now = _ranks(score(parts, parts.alive(everything)), "best")[0]
    redrawn = _scored(parts, score, _halves(replicates, len(parts.sources), seed))
    tail = (1 - LEVEL) / 2
    low = np.minimum(now, np.quantile(_ranks(redrawn, "best"), tail, axis=0, method="lower"))
    high = np.maximum(now, np.quantile(_ranks(redrawn, "worst"), 1 - tail, axis=0, method="higher"))
    critical = sole_sources(parts)
    absent = ~np.eye(len(parts.sources), dtype=bool)[critical]
    without = _ranks(_scored(parts, score, absent), "best")
    return {
        node: _firmness(index, now, low, high, without, [parts.sources[i] for i in critical])
        for index, node in enumerate(parts.nodes)
    }


def _scored(parts: Incidence, score: Scorer, drawn: Truth) -> Matrix:
    """Score the networks of some draws, no more of them at once than memory should hold."""
    together = max(1, _CELLS // max(1, len(parts.weights)))
    found = np.zeros((len(drawn), len(parts.nodes)))
    for start in range(0, len(drawn), together):
        block = slice(start, start + together)
        found[block] = score(parts, parts.alive(drawn[block]))
    return found


def _halves(draws: int, size: int, seed: int) -> Truth:
    """Draw half of the sources, at least one, some times over."""
    order = np.random.default_rng(seed).random((draws, size)).argsort(axis=1)
    drawn = np.zeros((draws, size), dtype=bool)
    np.put_along_axis(drawn, order[:, : max(1, size // 2)], True, axis=1)
    return drawn


def sole_sources(parts: Incidence, most: int = LEFT_OUT) -> NDArray[np.intp]:
    """Find the sources that are the only evidence of an edge, in order of their names.

    Of more than `most`, give those with most such edges.
    """
    alone = np.asarray(parts.edge_source.sum(axis=1)).ravel() == 1
    counts = np.asarray(parts.edge_source[alone].sum(axis=0)).ravel()
    order = np.argsort(-counts, kind="stable")[:most]
    return np.sort(order[counts[order] > 0])


def _firmness(
    index: int,
    now: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    without: NDArray[np.int64],
    names: Sequence[str],
) -> Firmness:
    rank = int(now[index])
    moves = np.abs(without[:, index] - rank)
    source, other = "", 0
    if len(moves) and moves.max():
        farthest = int(moves.argmax())
        source, other = names[farthest], int(without[farthest, index])
    return Firmness(rank, int(low[index]), int(high[index]), source, other)


def _by_degree(parts: Incidence, alive: Truth) -> Matrix:
    return _spread((parts.pair_weights(alive) > 0).astype(float), parts)


def _by_weighted_degree(parts: Incidence, alive: Truth) -> Matrix:
    return _spread(parts.pair_weights(alive), parts)


def _by_pagerank(parts: Incidence, alive: Truth) -> Matrix:
    found = np.zeros((len(alive), len(parts.nodes)))
    together = max(1, _AT_ONCE // max(1, len(parts.arcs)))
    for start in range(0, len(alive), together):
        weights = parts.arc_weights(alive[start : start + together])
        found[start : start + together] = _walks(parts, weights)
    return found


def _by_betweenness(parts: Incidence, alive: Truth) -> Matrix:
    # Without one source often no pair is lost, so that many of the networks are the same.
    drawn, same = np.unique(parts.pair_weights(alive) > 0, axis=0, return_inverse=True)
    found = np.zeros((len(drawn), len(parts.nodes)))
    for place, row in enumerate(drawn):
        found[place] = through(parts.pairs[row], len(parts.nodes))
    return found[same.ravel()]


RANKERS: Final[Mapping[str, Scorer]] = {
    "degree": _by_degree,
    "weighted_degree": _by_weighted_degree,
    "betweenness": _by_betweenness,
    "pagerank": _by_pagerank,
}
"""Measures that can be recomputed some hundred times in seconds."""


def _spread(ties: Matrix, parts: Incidence) -> Matrix:
    """Add the weight of each pair to both of its nodes."""
    rows = np.arange(len(parts.pairs))
    shape = (len(parts.pairs), len(parts.nodes))
    both = csr_array(
        (
            np.ones(2 * len(rows)),
            (np.concatenate([rows, rows]), np.concatenate([parts.pairs[:, 0], parts.pairs[:, 1]])),
        ),
        shape=shape,
    )
    found: Matrix = ties @ both
    return found


def _walks(parts: Incidence, weights: Matrix) -> Matrix:
    """Give the PageRank of several networks (draws × arcs) at once, as parts of one matrix."""
    draws, size = len(weights), len(parts.nodes)
    first = size * np.arange(draws)[:, None]
    source, target = (first + parts.arcs[:, 0]).ravel(), (first + parts.arcs[:, 1]).ravel()
    out = np.bincount(source, weights.ravel(), draws * size)
    scale = np.divide(1.0, out, out=np.zeros_like(out), where=out > 0)
    onward = csr_array(
        (weights.ravel() * scale[source], (target, source)), shape=(draws * size, draws * size)
    )
    stuck = (out == 0).reshape(draws, size)
    score = np.full((draws, size), 1 / size)
    for _ in range(_ROUNDS):
        lost = np.where(stuck, score, 0.0).sum(axis=1, keepdims=True)
        walked = (onward @ score.ravel()).reshape(draws, size)
        after = DAMPING * (walked + lost / size) + (1 - DAMPING) / size
        moved = float(np.abs(after - score).sum(axis=1).max())
        score = after
        if moved < _CLOSE:
            break
    return score


def _ranks(values: Matrix, ties: Literal["best", "worst"]) -> NDArray[np.int64]:
    """Rank each row from 1 for the largest; equal values get the best or the worst place."""
    found = np.zeros(values.shape, dtype=np.int64)
    for place, row in enumerate(-np.round(values, DIGITS)):
        ordered = np.sort(row)
        if ties == "best":
            found[place] = np.searchsorted(ordered, row, side="left") + 1
        else:
            found[place] = np.searchsorted(ordered, row, side="right")
    return found
