"""Where the graph is kept: a place that a build fills, commits change and readers open."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyoxigraph import DefaultGraph, Quad
from pyoxigraph import Store as Quads

from spacegraph.errors import StoreError
from spacegraph.graph.book import Report
from spacegraph.graph.changes import Changes, Step
from spacegraph.graph.manifest import Manifest
from spacegraph.namespaces import RDF, SG
from spacegraph.store.base import Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.manifest import MANIFEST, quads_folder, read_generation


@dataclass(frozen=True, slots=True)
class State:
    """What the graph is after a change, and the files that it then comes from."""

    generation: str
    inputs: str


class Target(Protocol):
    """A place that holds the graph or nothing."""

    @property
    def place(self) -> str:
        """Where it is, for people."""
        ...

    def manifest(self) -> Manifest | None:
        """Say what stands there; None where there is no store, or one of another shape."""
        ...

    def stands(self, inputs: str) -> bool:
        """Tell whether what is there need not be built anew from files of this fingerprint."""
        ...

    def replace(self, quads: Sequence[Quad], manifest: Manifest, report: Report) -> None:
        """Put a graph, its quads sorted, in the place of what is there."""
        ...

    def change(self, added: Sequence[Quad], removed: Sequence[Quad], state: State) -> Manifest:
        """Change some quads; the manifest, which is returned, comes last."""
        ...

    def open(self) -> Store:
        """Open it for reading."""
        ...

    def quads(self) -> Quads:
        """Open its quads, to write them elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine with a store of the engine."""

    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    def manifest(self) -> Manifest | None:
        return Manifest.read(self.path)

    def stands(self, inputs: str) -> bool:
        manifest = self.manifest()
        return manifest is not None and manifest.fits(inputs) and (self.path / "quads").is_dir()

    def replace(self, quads: Sequence[Quad], manifest: Manifest, report: Report) -> None:
        """Write a fresh store beside the folder, then put it in the folder's place."""
        fresh = self.path.with_name(f"{self.path.name}.building-{os.getpid()}")
        report(f"write {len(quads):,} quads")
        try:
            fresh.mkdir(parents=True)
            store = Quads(str(fresh / "quads"))
            store.bulk_extend(quads)
            store.flush()
            del store
            manifest.write(fresh)
            self._swap(fresh)
        except OSError as error:
            raise StoreError(
                "the store cannot be written", where=f"{self.path}: {error}"
            ) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def change(self, added: Sequence[Quad], removed: Sequence[Quad], state: State) -> Manifest:
        """Change the quads in one transaction.

        When the process ends before the manifest is written, the store no longer fits the files,
        and the next start builds it anew. So it does when only the manifest cannot be written: the
        record is then withdrawn, and with the old manifest the store would pass for a sound one.
        """
        gone, new = " ".join(map(_statement, removed)), " ".join(map(_statement, added))
        before = read_generation(self.path)
        try:
            quads = Quads(str(quads_folder(self.path)))
            quads.update(f"DELETE DATA {{ {gone} }} ; INSERT DATA {{ {new} }}")
            quads.flush()
            claims = quads.quads_for_pattern(None, RDF.type, SG.Claim, DefaultGraph())
            manifest = Manifest(
                state.generation, state.inputs, claims=sum(1 for _ in claims), quads=len(quads)
            )
            Changes(self.path).note(Step.of(before, state.generation, added, removed))
            manifest.write(self.path)
        except OSError as error:
            (self.path / MANIFEST).unlink(missing_ok=True)
            raise StoreError(
                f"the store cannot be changed: {error.strerror or 'the engine failed'}",
                hint="nothing was recorded; is the disk full?",
                where=f"{self.path}: {error}",
            ) from error
        return manifest

    def open(self) -> EmbeddedStore:
        return EmbeddedStore.open(self.path)

    def quads(self) -> Quads:
        return Quads.read_only(str(quads_folder(self.path)))

    def _swap(self, fresh: Path) -> None:
        """Swap folders; a crash in between leaves no store, which the next start rebuilds."""
        old = self.path.with_name(f"{self.path.name}.old-{os.getpid()}")
        if self.path.exists():
            self.path.rename(old)
        fresh.rename(self.path)
        shutil.rmtree(old, ignore_errors=True)


def _statement(quad: Quad) -> str:
    """Write a quad as SPARQL quad data (SPARQL 1.1 Update, 3.1.1)."""
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    graph = quad.graph_name
    return triple if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{ {triple} }}"
