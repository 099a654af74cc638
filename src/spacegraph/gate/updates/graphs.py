"""Write the graph of a claim as a whole: what the Graph Store Protocol asks for, as a difference.

A graph is named by its claim, or by any claim that it has superseded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple
from pyoxigraph import Store as Quads

from spacegraph.errors import DataError, NotFound
from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.formats.format import FORMATS, Format, find_format
from spacegraph.gate.formats.rdf import read_quads
from spacegraph.gate.formats.screen import screen
from spacegraph.gate.knowledge.stated import whole_claims
from spacegraph.gate.reading.grouping import DOCUMENT
from spacegraph.gate.updates.difference import SAID
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.graph.ledger import Withdrawal, follow
from spacegraph.store.base import Difference, Store

READABLE: Final = tuple(format for format in FORMATS if format.rdf)
"""The formats in which a graph can be sent."""


class Manner(StrEnum):
    """What is to be done with a graph (SPARQL 1.1 Graph Store HTTP Protocol §5.3 to §5.5)."""

    REPLACE = "PUT"
    MERGE = "POST"
    REMOVE = "DELETE"


@dataclass(frozen=True, slots=True)
class GraphChange:
    """What somebody wants of the graph of one name; `triples` are those that were sent."""

    manner: Manner
    graph: NamedNode
    triples: frozenset[Triple] = frozenset()

    def difference(self, store: Store, withdrawals: Sequence[Withdrawal]) -> Difference:
        """Compare what was sent with the graph as it is now, or with its latest revision."""
        graph, _ = follow(self.graph, withdrawals)
        held = whole_claims(store, [graph])
        if self.manner is Manner.REMOVE and not held:
            raise NotFound(f"there is no claim {show(self.graph)}", hint="GET /sparql lists them")
        sent = {self._within(graph, triple) for triple in self.triples}
        was = {quad for claim in held for quad in claim.quads()}
        if self.manner is Manner.MERGE:
            return Difference(frozenset(sent - was), frozenset())
        restated = {quad.predicate for quad in sent if _is_saying(quad, graph)}
        unsaid = {
            Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
            for claim in held
            for triple in claim.metadata()
            if triple.predicate in restated
        }
        return Difference(frozenset(sent - was), frozenset(was - sent | unsaid))

    def _within(self, graph: NamedNode, triple: Triple) -> Quad:
        """Put a statement into its graph; one about the document is about the graph."""
        about = triple.subject in (DOCUMENT, self.graph)
        subject = graph if about else triple.subject
        return Quad(subject, triple.predicate, triple.object, graph)


def read_graph(content: bytes, media_type: str, name: str, bounds: Bounds) -> frozenset[Triple]:
    """Read the one graph that a document holds; a DataError says what and where is wrong."""
    format = find_graph_format(media_type)
    if format is None:
        raise DataError(f"{media_type} is no RDF format", hint="send Turtle")
    finding = screen(content, format, name, bounds) if content.strip() else None
    quads: list[Quad] = []
    if finding is None:
        quads, finding = read_quads(content, format, name, bounds)
    if finding:
        raise DataError(
            f"{finding.where}: {finding.message}", hint=finding.advice, findings=(str(finding),)
        )
    if any(not isinstance(quad.graph_name, DefaultGraph) for quad in quads):
        raise DataError(
            "the document names graphs, and the request names the graph already",
            hint="send one graph, or the document to POST /claims",
        )
    return frozenset(_normal(quads))


def find_graph_format(media_type: str) -> Format | None:
    """Find the RDF format of a media type."""
    format = find_format("", media_type)
    return format if format in READABLE else None


def _normal(quads: Iterable[Quad]) -> Iterable[Triple]:
    """Write literals as the store does, so that they can be compared."""
    store = Quads()
    store.extend(quads)
    return (quad.triple for quad in store)


def _is_saying(quad: Quad, graph: NamedNode) -> bool:
    return quad.subject == graph and quad.predicate in SAID
