"""Places for the nodes of a picture: distance on paper follows distance in the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

from spacegraph.analytics.graphs import Graph
from spacegraph.analytics.spectra import adjacency

SEED: Final = 20260521
_ROUNDS: Final = 300
_SMALL: Final = 1e-9

Places = NDArray[np.float64]


def layout(graph: Graph, nodes: Sequence[str], seed: int = SEED) -> dict[str, tuple[float, float]]:
    """Place some nodes of one component of a graph, the same way every time.

    Stress majorisation (Gansner, Koren & North 2005, Graph Drawing, LNCS 3383, 239–250) of the
    shortest paths in the whole graph. It starts from classical scaling; `seed` only parts nodes
    that would start in one point. The result fills the unit square, the widest spread from left to
    right.
    """
    if len(nodes) < 2:
        return dict.fromkeys(nodes, (0.5, 0.5))
    names = list(graph)
    index = {name: place for place, name in enumerate(names)}
    wanted = [index[node] for node in nodes]
    lengths = shortest_path(
        adjacency(graph, names, weight=""), directed=False, unweighted=True, indices=wanted
    )[:, wanted]
    places = _fit(lengths, _start(lengths, seed))
    places -= places.mean(axis=0)
    places = _turn(places @ np.linalg.svd(places)[2].T)
    places -= places.min(axis=0)
    places /= np.maximum(places.max(axis=0), _SMALL)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, places, strict=True)}


def _start(lengths: Places, seed: int) -> Places:
    """Classical scaling into the plane."""
    size = len(lengths)
    squares = lengths**2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0))
    places: Places = np.zeros((size, 2))
    places[:, : axes.shape[1]] = _turn(axes)
    return places + np.random.default_rng(seed).normal(scale=0.01, size=(size, 2))


def _turn(places: Places) -> Places:
    """Point each axis so that its entry farthest from 0 is positive."""
    farthest = np.abs(places).argmax(axis=0)
    turned: Places = places * np.sign(places[farthest, np.arange(places.shape[1])])
    return turned


def _fit(lengths: Places, places: Places) -> Places:
    """Move every node to where its distances to the others fit best on average."""
    with np.errstate(divide="ignore"):
        weights = np.where(lengths > 0, lengths**-2.0, 0.0)
    total = weights.sum(axis=1)[:, None]
    for _ in range(_ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), _SMALL)
        pull = weights * lengths / distance
        places = (weights @ places + (pull[:, :, None] * apart).sum(axis=1)) / total
    return places
