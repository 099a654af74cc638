"""One installation of the graph: its settings, its files, its store."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad
from pyoxigraph import Store as Quads

from spacegraph.errors import Refused
from spacegraph.graph.book import Report
from spacegraph.graph.build import Sources, build, ensure
from spacegraph.graph.dataset import generation
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import EVERYTHING, View, look
from spacegraph.namespaces import RDF, SG
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.manifest import quads_folder


@dataclass(frozen=True, slots=True)
class Instance:
    """Where the facts of this installation come from and where its store lies."""

    settings: Settings
    sources: Sources

    @classmethod
    def of(cls, settings: Settings) -> "Instance":
        """Take the shipped files and what this home has accepted."""
        return cls(settings, Sources.of(settings))

    def build(self, report: Report = lambda stage: None, view: View = EVERYTHING) -> Manifest:
        """Build the store anew, of all claims or of a view of them."""
        return build(self.sources, self.settings.store_path, report, view)

    def ensure(self, report: Report = lambda stage: None) -> Manifest:
        """Build the store if it does not fit the files; return what stands."""
        return ensure(self.sources, self.settings.store_path, report)

    def open(self, view: View = EVERYTHING, report: Report = lambda stage: None) -> EmbeddedStore:
        """Open the store in this process; a view in time or by policy is drawn in memory."""
        if not view:
            self.ensure(report)
            return EmbeddedStore.open(self.settings.store_path)
        claims = self.sources.book.claims(report)
        report("draw the view")
        quads = look(claims, Schema.read(self.sources.ontology), view)
        store = Quads()
        store.bulk_extend(quads)
        return EmbeddedStore(store, generation=generation(quads))

    def quads(self, report: Report = lambda stage: None) -> Quads:
        """Open the quads of the store for reading, to write them elsewhere."""
        self.ensure(report)
        return Quads.read_only(str(quads_folder(self.settings.store_path)))

    def apply(self, added: Iterable[Quad], removed: Iterable[Quad]) -> Manifest:
        """Bring a change into the store on disk and return its new manifest.

        The change is one transaction. When the process ends before the manifest is written, the
        store no longer fits the files, and the next start builds it anew.
        """
        before = self.standing()
        if before.view:
            raise Refused(
                f"the store shows a view ({before.view})", hint="run `spacegraph build` first"
            )
        gone, new = sorted(map(_statement, removed)), sorted(map(_statement, added))
        quads = Quads(str(quads_folder(self.settings.store_path)))
        quads.update(f"DELETE DATA {{ {' '.join(gone)} }} ; INSERT DATA {{ {' '.join(new)} }}")
        quads.flush()
        digest = hashlib.sha256("\n".join((before.generation, *gone, "", *new)).encode())
        manifest = Manifest(
            generation=digest.hexdigest()[:16],
            inputs=self.sources.fingerprint(),
            claims=_claims(quads),
            quads=len(quads),
        )
        manifest.write(self.settings.store_path)
        return manifest

    def standing(self) -> Manifest:
        """Return the manifest of the store that stands, whatever files it was built from."""
        return Manifest.read(self.settings.store_path) or self.build()


def _statement(quad: Quad) -> str:
    """Write a quad as SPARQL quad data (SPARQL 1.1 Update, 3.1.1)."""
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    graph = quad.graph_name
    return triple if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{ {triple} }}"


def _claims(quads: Quads) -> int:
    return sum(1 for _ in quads.quads_for_pattern(None, RDF.type, SG.Claim, DefaultGraph()))
