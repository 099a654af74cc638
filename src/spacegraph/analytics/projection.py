"""Simple graphs made from a network, each saying in words what was merged or dropped."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any, Literal

import networkx as nx

from spacegraph.analytics.graphs import Directed, Graph, Network


def directed(network: Network) -> Directed:
    """Merge parallel edges into one arc; a relation without direction becomes two arcs.

    Each arc carries the summed `weight`, the number of `events`, and the sorted tuples
    `layers`, `claims` and `sources`; nodes and graph attributes are kept.
    """
    merged = sum(not data["directed"] for *_, data in network.edges(data=True))
    graph: Directed = nx.DiGraph(
        **{
            **network.graph,
            "projection": "simple directed: parallel edges merged into one arc, weights summed; "
            f"{merged} edges without direction count as an arc each way",
        }
    )
    _merge(network, graph, both=True)
    return graph


def undirected(network: Network) -> Graph:
    """Merge all edges between two nodes, of whatever direction, into one; else as `directed`."""
    graph: Graph = nx.Graph(
        **{
            **network.graph,
            "projection": "simple undirected: directions dropped, all edges between two nodes "
            "merged into one, weights summed",
        }
    )
    _merge(network, graph, both=False)
    return graph


def one_mode(network: Network, side: Literal["source", "target"] = "target") -> Graph:
    """Join the targets that share a source (or the sources that share a target).

    The weight of an edge is the number of nodes shared; `shared` names them; claims and sources
    are those of the two ties to each shared node. Nodes of the other mode are dropped, and so
    is whoever shares nothing.
    """
    ties: defaultdict[str, dict[str, tuple[set[str], set[str]]]] = defaultdict(dict)
    for source, target, data in network.edges(data=True):
        kept, shared = (target, source) if side == "target" else (source, target)
        claims, sources = ties[shared].setdefault(kept, (set(), set()))
        claims.update(data["claims"])
        sources.update(data["sources"])
    found: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
    for shared, members in sorted(ties.items()):
        for one, other in combinations(sorted(members), 2):
            names, claims, sources = found.setdefault((one, other), (set(), set(), set()))
            names.add(shared)
            claims.update(members[one][0] | members[other][0])
            sources.update(members[one][1] | members[other][1])
    other_side = "source" if side == "target" else "target"
    graph: Graph = nx.Graph(
        **{
            **network.graph,
            "projection": f"one-mode on {side}s: two {side}s are joined when they share a "
            f"{other_side}; the weight counts the {other_side}s shared",
        }
    )
    for iri in sorted({end for pair in found for end in pair}):
        graph.add_node(iri, **network.nodes[iri])
    for (one, other), (names, claims, sources) in sorted(found.items()):
        graph.add_edge(
            one,
            other,
            weight=float(len(names)),
            events=len(names),
            shared=tuple(sorted(names)),
            layers=(),
            claims=tuple(sorted(claims)),
            sources=tuple(sorted(sources)),
        )
    return graph


def _merge(network: Network, graph: Graph, *, both: bool) -> None:
    """Fill a simple graph from a network, nodes and edges in the network's order."""
    graph.add_nodes_from(network.nodes(data=True))
    for source, target, data in network.edges(data=True):
        _add(graph, source, target, data)
        if both and not data["directed"]:
            _add(graph, target, source, data)


def _add(graph: Graph, source: str, target: str, data: dict[str, Any]) -> None:
    if not graph.has_edge(source, target):
        graph.add_edge(source, target, weight=0.0, events=0, layers=(), claims=(), sources=())
    edge = graph.edges[source, target]
    edge["weight"] += data["weight"]
    edge["events"] += 1
    edge["layers"] = tuple(sorted({*edge["layers"], data["layer"]}))
    edge["claims"] = tuple(sorted({*edge["claims"], *data["claims"]}))
    edge["sources"] = tuple(sorted({*edge["sources"], *data["sources"]}))
