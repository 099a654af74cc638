"""How far a node depends on few partners: the Herfindahl–Hirschman index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from spacegraph.analytics.graphs import Network
from spacegraph.errors import QueryError


@dataclass(frozen=True, slots=True)
class Concentration:
    """How the weight of one node's ties in one layer falls on its partners.

    `hhi` is the sum of squared shares, from 1 / partners (even) to 1 (a single partner);
    `largest` is the partner with the largest share, the lowest IRI among equals.
    """

    node: str
    total: float
    partners: int
    hhi: float
    largest: str
    share: float


def concentration(
    network: Network, layer: str, of: Literal["source", "target"] = "source", at_least: int = 3
) -> tuple[Concentration, ...]:
    """Measure the concentration of each source over its targets, or of each target over sources.

    Parameters
    ----------
    network
        As drawn by `network`; the shares are of its edges' `weight`.
    layer
        A directed layer: in `contract` the suppliers of each buyer (`of="source"`) or the
        buyers of each supplier (`of="target"`).
    of
        Which end the figures are about.
    at_least
        Leave out nodes with fewer events, whose index says nothing about dependence.

    Returns
    -------
    tuple of Concentration
        By total weight, largest first, then by IRI; empty where the layer has no such node.

    References
    ----------
    Rhoades 1993, Fed. Reserve Bull. 79, 188–189 (there times 10,000).
    """
    weights: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    events: defaultdict[str, set[str]] = defaultdict(set)
    for source, target, data in network.edges(data=True):
        if data["layer"] != layer:
            continue
        if not data["directed"]:
            raise QueryError(f"layer {layer} has no direction, so nobody depends on anybody in it")
        node, partner = (source, target) if of == "source" else (target, source)
        weights[node][partner] += data["weight"]
        events[node].add(data["event"])
    found = [
        _concentration(node, partners)
        for node, partners in weights.items()
        if len(events[node]) >= at_least and any(partners.values())
    ]
    return tuple(sorted(found, key=lambda one: (-one.total, one.node)))


def _concentration(node: str, partners: dict[str, float]) -> Concentration:
    total = sum(partners.values())
    largest = min(partners, key=lambda partner: (-partners[partner], partner))
    return Concentration(
        node=node,
        total=total,
        partners=len(partners),
        hhi=sum((weight / total) ** 2 for weight in partners.values()),
        largest=largest,
        share=partners[largest] / total,
    )
