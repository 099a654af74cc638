"""Write what is held true as one GraphML network of things, for Gephi, Cytoscape and yEd."""

from typing import BinaryIO

import networkx as nx
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from spacegraph.namespaces import BASE, KINDS, SKOS, to_curie

_LEFT_OUT = frozenset({"claim", "source", "exchange-rate"})


def write_graphml(store: Store, output: BinaryIO) -> None:
    """Write every thing as a node and every relation between two things as an edge.

    Claims, sources and concepts are left out. The order of nodes and edges is that of their IRIs.
    """
    names: dict[tuple[str, str], str] = {}
    edges: set[tuple[str, str, str]] = set()
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or not _kind(subject.value):
            continue
        if quad.predicate == SKOS.prefLabel and isinstance(value, Literal):
            names[subject.value, (value.language or "")[:2]] = value.value
        elif isinstance(value, NamedNode) and _kind(value.value):
            edges.add((subject.value, value.value, to_curie(quad.predicate.value)))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    things = {iri for iri, _ in names} | {end for edge in edges for end in edge[:2]}
    for iri in sorted(things):
        label = names.get((iri, "en")) or names.get((iri, "zh")) or iri.rsplit("/", 1)[-1]
        zh = names.get((iri, "zh"), "")
        graph.add_node(to_curie(iri), label=label, label_zh=zh, kind=_kind(iri), iri=iri)
    for source, target, relation in sorted(edges):
        graph.add_edge(to_curie(source), to_curie(target), relation=relation)
    nx.write_graphml(graph, output, named_key_ids=True)


def _kind(iri: str) -> str:
    """Return the kind of a thing; empty for whatever is left out."""
    kind, slash, _ = iri.removeprefix(BASE).partition("/")
    fits = iri.startswith(BASE) and slash and kind in KINDS and kind not in _LEFT_OUT
    return kind if fits and "#" not in iri else ""
