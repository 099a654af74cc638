"""Build the store from the files: all of it, or nothing."""

from dataclasses import dataclass
from pathlib import Path

from spacegraph.graph.book import Book, Report
from spacegraph.graph.dataset import generation
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.schema import Schema
from spacegraph.graph.target import Target
from spacegraph.graph.view import EVERYTHING, View, look
from spacegraph.namespaces import RDF, SG
from spacegraph.resources import folder
from spacegraph.settings import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a store is made from."""

    book: Book
    ontology: Path

    @classmethod
    def of(cls, settings: Settings) -> "Sources":
        """Take the shipped files and the instance's accepted claims."""
        book = Book(data=folder("data"), accepted=settings.home / "accepted")
        return cls(book=book, ontology=folder("ontology"))

    def fingerprint(self) -> str:
        """Hash everything that a build reads."""
        return f"{self.book.fingerprint()}-{Schema.read(self.ontology).fingerprint()}"


def build(
    sources: Sources,
    target: Target,
    report: Report = lambda stage: None,
    view: View = EVERYTHING,
) -> Manifest:
    """Draw the graph from the files and put it in the target's place.

    A DataError leaves what stood there in service.
    """
    inputs = sources.fingerprint()
    claims = sources.book.claims(report)
    schema = Schema.read(sources.ontology)
    report("settle and infer")
    quads = look(claims, schema, view)
    manifest = Manifest(
        generation(quads),
        inputs,
        claims=sum(quad.predicate == RDF.type and quad.object == SG.Claim for quad in quads),
        quads=len(quads),
        view=str(view) if view else "",
    )
    target.replace(quads, manifest, report)
    return manifest


def ensure(sources: Sources, target: Target, report: Report = lambda stage: None) -> Manifest:
    """Build only when the store is missing, from other files, or by another version."""
    manifest = target.manifest()
    if manifest and target.stands(sources.fingerprint()):
        return manifest
    return build(sources, target, report)
