"""A SPARQL 1.1 server as the place where the graph is kept.

Its manifest is there too, in a graph that queries do not see, so that all who share the server
know what stands. The files stay the truth, and they are those of one home: a store is rebuilt and
changed from the home that built it, and only read from others.
"""

import secrets
from collections.abc import Mapping, Sequence, Set
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad
from pyoxigraph import Store as Quads

from spacegraph.errors import Refused
from spacegraph.graph.book import Report
from spacegraph.graph.manifest import FORMAT, Manifest
from spacegraph.graph.target import State
from spacegraph.namespaces import RDF, SG
from spacegraph.store.base import Limits
from spacegraph.store.remote.line import Line
from spacegraph.store.remote.probe import probe, refuse_short_answers
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.standing import Standing, read_standing, require_standing
from spacegraph.store.remote.store import RemoteStore
from spacegraph.store.remote.writer import Writer, graphs_of

_IDENTITY = "identity"
"""The file in the home that holds the name by which servers know it."""

_WHOLE = Limits(seconds=600.0, result_bytes=1 << 32)
"""What reading all quads may take."""


@dataclass(frozen=True, slots=True)
class ServerTarget:
    """A server, and the home folder whose files are built there."""

    server: Server
    home: Path
    limits: Limits

    @property
    def place(self) -> str:
        return self.server.place

    def manifest(self) -> Manifest | None:
        with closing(Line(self.server)) as line:
            standing = read_standing(line)
        return _to_manifest(standing) if standing else None

    def stands(self, inputs: str) -> bool:
        """Leave a store that another home built as it is, as long as it can be read."""
        with closing(Line(self.server)) as line:
            standing = read_standing(line)
        manifest = _to_manifest(standing) if standing else None
        if standing is None or manifest is None:
            return False
        return manifest.fits(inputs) or not self._owns(standing)

    def replace(self, quads: Sequence[Quad], manifest: Manifest, report: Report) -> None:
        """Load the settled facts aside and the claims in place, then switch in one request.

        Until then readers see the settled facts of before, and of the claims some that are new;
        afterwards, for a moment, some that are no more. A build that is interrupted leaves the
        manifest of before, which no longer fits the files, so that the next start builds anew.
        """
        settled = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
        stated = sorted(
            (quad for quad in quads if isinstance(quad.graph_name, NamedNode)),
            key=lambda quad: str(quad.graph_name),
        )
        with closing(Line(self.server)) as line:
            report("look at the server")
            writer = probe(line)
            standing = writer.claims()
            done = 0
            for loaded in writer.stage(settled):
                done += loaded
                report(f"load {done:,} of {len(quads):,} quads")
            if writer.virtuoso:
                refuse_short_answers(line, len(quads))
            for loaded in writer.enter(stated, standing):
                done += loaded
                report(f"load {done:,} of {len(quads):,} quads")
            report("switch")
            writer.switch(self._to_facts(manifest, writer))
            writer.drop(standing - graphs_of(stated))

    def change(self, added: Sequence[Quad], removed: Sequence[Quad], state: State) -> Manifest:
        """Change the quads and the manifest in one request, unless it is too long for the server.

        What is then interrupted no longer fits the files, and the next start builds it anew.
        """
        with closing(Line(self.server)) as line:
            standing = require_standing(line)
            before = _to_manifest(standing)
            if before is None or not self._owns(standing):
                raise Refused(
                    f"the store at {self.place} was built from another home",
                    hint="use the SPACEGRAPH_HOME it was built from, or run `spacegraph build`",
                )
            writer = Writer(line, union=standing.union, virtuoso=standing.virtuoso)
            gone, new = set(removed) - set(added), set(added) - set(removed)
            manifest = Manifest(
                state.generation,
                state.inputs,
                claims=before.claims + _growth(writer, _claims(new), _claims(gone)),
                quads=before.quads + _growth(writer, new, gone),
            )
            writer.change(added, removed, self._to_facts(manifest, writer))
        return manifest

    def open(self) -> RemoteStore:
        return RemoteStore(self.server, limits=self.limits)

    def quads(self) -> Quads:
        """Fetch all quads into memory."""
        found = Quads()
        with closing(RemoteStore(self.server, limits=_WHOLE)) as store:
            settled = store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            found.extend(Quad(t.subject, t.predicate, t.object) for t in settled)
            rows = store.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
            found.extend(Quad(*row) for row in rows)  # type: ignore[arg-type]
        return found

    def _owns(self, standing: Standing) -> bool:
        return standing.facts.get("home") == self._identity()

    def _identity(self) -> str:
        """Read the name by which the server knows this home; "" where it has none yet."""
        file = self.home / _IDENTITY
        return file.read_text(encoding="ascii").strip() if file.exists() else ""

    def _to_facts(self, manifest: Manifest, writer: Writer) -> Mapping[str, str]:
        if not self._identity():
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / _IDENTITY).write_text(f"{secrets.token_hex(16)}\n", encoding="ascii")
        kept = {name: str(value) for name, value in asdict(manifest).items() if value != ""}
        flags = {"union": f"{writer.union:d}", "virtuoso": writer.layout}
        return kept | flags | {"home": self._identity()}


def _to_manifest(standing: Standing) -> Manifest | None:
    """Read the manifest of what stands; None where its layout is of another version."""
    facts = standing.facts
    if facts.get("format") != str(FORMAT):
        return None
    return Manifest(
        standing.generation,
        facts.get("inputs", ""),
        claims=int(facts.get("claims", "0")),
        quads=int(facts.get("quads", "0")),
        view=facts.get("view", ""),
        version=facts.get("version", ""),
    )


def _claims(quads: Set[Quad]) -> set[Quad]:
    """Return the quads that say of something that it is a claim."""
    return {quad for quad in quads if quad.predicate == RDF.type and quad.object == SG.Claim}


def _growth(writer: Writer, added: Set[Quad], removed: Set[Quad]) -> int:
    """Count by how much quads of the server become more before they change."""
    return len(added) - writer.count_present(added) - writer.count_present(removed)
