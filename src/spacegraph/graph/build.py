"""Build the store from the files: all of it, or nothing."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from spacegraph.errors import StoreError
from spacegraph.graph.book import Book, Report
from spacegraph.graph.dataset import generation
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.schema import Schema
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
    target: Path,
    report: Report = lambda stage: None,
    view: View = EVERYTHING,
) -> Manifest:
    """Write a fresh store beside the target, then put it in the target's place.

    A DataError leaves the previous store in service.
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
    fresh = target.with_name(f"{target.name}.building-{os.getpid()}")
    report(f"write {len(quads):,} quads")
    try:
        fresh.mkdir(parents=True)
        store = Store(str(fresh / "quads"))
        store.bulk_extend(quads)
        store.flush()
        del store
        manifest.write(fresh)
        _replace(target, fresh)
    except OSError as error:
        raise StoreError(f"cannot write the store {target}: {error}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def ensure(sources: Sources, target: Path, report: Report = lambda stage: None) -> Manifest:
    """Build only when the store is missing, from other files, or by another version."""
    manifest = Manifest.read(target)
    if manifest and manifest.fits(sources.fingerprint()) and (target / "quads").is_dir():
        return manifest
    return build(sources, target, report)


def _replace(target: Path, fresh: Path) -> None:
    """Swap folders; a crash in between leaves no store, which the next start rebuilds."""
    old = target.with_name(f"{target.name}.old-{os.getpid()}")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
