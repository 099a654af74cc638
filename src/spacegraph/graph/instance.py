"""One installation of the graph: its settings, its files, its store."""

from dataclasses import dataclass

from pyoxigraph import Store as Quads

from spacegraph.graph.book import Report
from spacegraph.graph.build import Sources, build, ensure
from spacegraph.graph.dataset import generation
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import View, look
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

    def build(self, report: Report = lambda stage: None) -> Manifest:
        """Build the store anew."""
        return build(self.sources, self.settings.store_path, report)

    def ensure(self, report: Report = lambda stage: None) -> Manifest:
        """Build the store if it does not fit the files; return what stands."""
        return ensure(self.sources, self.settings.store_path, report)

    def open(self, view: View = View(), report: Report = lambda stage: None) -> EmbeddedStore:  # noqa: B008 - frozen
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
