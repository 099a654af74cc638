"""One installation of the graph: its settings, its files, its store."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Quad
from pyoxigraph import Store as Quads

from spacegraph.errors import Refused
from spacegraph.graph.book import Report
from spacegraph.graph.build import Sources, build, ensure
from spacegraph.graph.dataset import generation
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.schema import Schema
from spacegraph.graph.server import ServerTarget
from spacegraph.graph.target import Folder, State, Target
from spacegraph.graph.turn import turn
from spacegraph.graph.view import EVERYTHING, View, look
from spacegraph.settings import Settings
from spacegraph.store.base import Limits, Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.remote.server import Server


@dataclass(frozen=True, slots=True)
class Instance:
    """Where the facts of this installation come from and where its store lies."""

    settings: Settings
    sources: Sources

    @classmethod
    def of(cls, settings: Settings) -> "Instance":
        """Take the shipped files and what this home has accepted."""
        return cls(settings, Sources.of(settings))

    @property
    def target(self) -> Target:
        """Where the graph is kept: a folder, or a SPARQL server."""
        settings = self.settings
        if not settings.remote:
            return Folder(settings.store_path)
        return ServerTarget(Server.of(settings), settings.home, limits_of(settings))

    def build(self, report: Report = lambda stage: None, view: View = EVERYTHING) -> Manifest:
        """Build the store anew, of all claims or of a view of them.

        Nobody else writes meanwhile; a view that is drawn beside the store of this home is no
        concern of theirs.
        """
        if view and self.settings.store_path != self.settings.home / "store":
            return build(self.sources, self.target, report, view)
        with turn(self.sources.book.accepted):
            return build(self.sources, self.target, report, view)

    def ensure(self, report: Report = lambda stage: None) -> Manifest:
        """Build the store if it does not fit the files; return what stands.

        A record that is not in the store yet may be one that another process is about to commit,
        so it is looked at again when nobody writes.
        """
        manifest = self.target.manifest()
        if manifest and self.target.stands(self.sources.fingerprint()):
            return manifest
        with turn(self.sources.book.accepted):
            return ensure(self.sources, self.target, report)

    def open(self, view: View = EVERYTHING, report: Report = lambda stage: None) -> Store:
        """Open the store for ourselves; a view in time or by policy is drawn in memory."""
        if not view:
            self.ensure(report)
            return self.target.open()
        claims = self.sources.book.claims(report)
        report("draw the view")
        quads = look(claims, Schema.read(self.sources.ontology), view)
        store = Quads()
        store.bulk_extend(quads)
        return EmbeddedStore(store, generation=generation(quads))

    def quads(self, report: Report = lambda stage: None) -> Quads:
        """Open the quads of the store for reading, to write them elsewhere."""
        self.ensure(report)
        return self.target.quads()

    def apply(self, added: Iterable[Quad], removed: Iterable[Quad]) -> Manifest:
        """Bring a change into the store, whole or not at all, and return its new manifest."""
        before = self.standing()
        if before.view:
            raise Refused(
                f"the store shows a view ({before.view})", hint="run `spacegraph build` first"
            )
        gone, new = sorted(removed, key=str), sorted(added, key=str)
        lines = (before.generation, *map(str, gone), "", *map(str, new))
        digest = hashlib.sha256("\n".join(lines).encode())
        state = State(digest.hexdigest()[:16], self.sources.fingerprint())
        return self.target.change(new, gone, state)

    def standing(self) -> Manifest:
        """Return the manifest of the store that stands, whatever files it was built from."""
        return self.target.manifest() or self.build()


def limits_of(settings: Settings) -> Limits:
    """Return what one query may use."""
    return Limits(
        seconds=settings.query_seconds,
        memory_bytes=settings.query_memory_mb << 20,
        result_bytes=settings.result_mb << 20,
    )
