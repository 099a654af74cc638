"""What the explorer of networks draws: things with their measures, ties with their evidence."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.analytics.communities import communities
from spacegraph.analytics.graphs import Network
from spacegraph.analytics.measures import measure
from spacegraph.analytics.projection import undirected
from spacegraph.graph.facts.entity import NO_LABEL
from spacegraph.graph.facts.links import find_labels
from spacegraph.namespaces import BASE
from spacegraph.store.base import Store

SIZES: Final = ("degree", "weighted_degree", "betweenness", "closeness", "eigenvector", "pagerank")
"""The measures that a thing can be drawn by."""

COLOURS: Final = 8
"""Communities with a colour of their own, the largest; the others share one."""

_DIGITS: Final = 6


def groups(network: Network) -> Mapping[str, int]:
    """Number the community of each thing, from 1 for the largest."""
    return communities(undirected(network)).number()


def to_json(store: Store, network: Network) -> bytes:
    """Write a network for the script: IRIs without the base, things by their place in `nodes`."""
    scores = measure(network, SIZES)
    ranks = {name: found.ranks() for name, found in scores.items()}
    group = groups(network)
    place = {iri: at for at, iri in enumerate(network)}
    edges = list(network.edges(data=True))
    labels = find_labels(store, [NamedNode(event) for event in _events(network)])
    sources = sorted({source for *_, said in edges for source in said["sources"]})
    content = {
        "generation": network.graph["generation"],
        "left_out": network.graph["left_out"],
        "layers": {
            layer.name: {
                "title": layer.title,
                "title_zh": layer.title_zh,
                "reads": layer.reads,
                "directed": layer.directed,
            }
            for layer in network.graph["layers"]
        },
        "measures": {
            name: {"title": found.title, "method": found.method} for name, found in scores.items()
        },
        "nodes": [
            {
                "id": _local(iri),
                "label": said["label"],
                "label_zh": said["label_zh"],
                "kind": said["kind"],
                "sector": said["sector"],
                "community": group[iri],
                "scores": [_short(scores[name].values[iri]) for name in SIZES],
                "ranks": [ranks[name][iri] for name in SIZES],
            }
            for iri, said in network.nodes(data=True)
        ],
        "ties": [
            {
                "from": place[source],
                "to": place[target],
                "layer": said["layer"],
                "event": _local(said["event"]),
                "name": labels.get(NamedNode(said["event"]), NO_LABEL).en,
                "name_zh": labels.get(NamedNode(said["event"]), NO_LABEL).zh,
                "earliest": said["earliest"],
                "latest": said["latest"],
                "claims": [_local(claim) for claim in said["claims"]],
                "sources": [_local(each) for each in said["sources"]],
            }
            for source, target, said in edges
        ],
        "sources": {
            _local(source): {
                "title": network.graph["titles"].get(source, ""),
                "address": next(iter(network.graph["addresses"].get(source, ())), ""),
            }
            for source in sources
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _events(network: Network) -> Iterable[str]:
    return sorted({str(said["event"]) for *_, said in network.edges(data=True)})


def _local(iri: str) -> str:
    return iri.removeprefix(BASE)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
