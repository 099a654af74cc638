"""Write the graph as files that other tools read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, serialize

from spacegraph.graph.graphml import write_graphml
from spacegraph.namespaces import PREFIXES

Writer = Callable[[Store, BinaryIO], None]


def write_nquads(store: Store, output: BinaryIO) -> None:
    """Write every graph as N-Quads in the order of the lines."""
    for line in sorted(f"{quad} .\n" for quad in store):
        output.write(line.encode())


def write_trig(store: Store, output: BinaryIO) -> None:
    """Write every graph as TriG."""
    _serialize(sorted(store, key=_by_graph), output, RdfFormat.TRIG)


def write_turtle(store: Store, output: BinaryIO) -> None:
    """Write the default graph, what is held true, as Turtle."""
    quads = store.quads_for_pattern(None, None, None, DefaultGraph())
    _serialize(sorted(quads, key=str), output, RdfFormat.TURTLE)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"nq": write_nquads, "trig": write_trig, "ttl": write_turtle, "graphml": write_graphml}
)


def _by_graph(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def _serialize(quads: list[Quad], output: BinaryIO, format: RdfFormat) -> None:
    triples = [quad.triple for quad in quads] if format == RdfFormat.TURTLE else quads
    serialize(triples, output, format=format, prefixes=dict(PREFIXES))
