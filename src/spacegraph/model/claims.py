"""A claim: what one row or one submission says, and on whose word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from spacegraph.model.dates import to_day
from spacegraph.namespaces import DCTERMS, PROV, RDF, SCHEMA, SG, SKOS


@dataclass(frozen=True, slots=True)
class Claim:
    """A small named graph with its sources.

    `about` names the things it is filed under; `triples` are sorted and unique; `sources` holds
    at least one source; `origin` says where it was read (`contracts.csv:12`).
    """

    iri: NamedNode
    about: tuple[NamedNode, ...]
    triples: tuple[Triple, ...]
    sources: tuple[NamedNode, ...]
    recorded: date
    table: str
    confidence: NamedNode | None = None
    note: str = ""
    origin: str = ""

    def quads(self) -> Iterator[Quad]:
        """Yield what it states, in its own named graph."""
        for triple in self.triples:
            yield Quad(triple.subject, triple.predicate, triple.object, self.iri)

    def metadata(self) -> Iterator[Triple]:
        """Yield what is known about the claim itself; this belongs in the default graph."""
        yield Triple(self.iri, RDF.type, SG.Claim)
        yield Triple(self.iri, DCTERMS.created, to_day(self.recorded))
        yield Triple(self.iri, SG.table, Literal(self.table))
        for subject in self.about:
            yield Triple(self.iri, SCHEMA.about, subject)
        for source in self.sources:
            yield Triple(self.iri, PROV.wasDerivedFrom, source)
        if self.confidence:
            yield Triple(self.iri, SG.confidence, self.confidence)
        if self.note:
            yield Triple(self.iri, SKOS.editorialNote, Literal(self.note, language="en"))
