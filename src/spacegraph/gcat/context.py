"""What every part of an import works from."""

from dataclasses import dataclass, field

from spacegraph.gcat.catalogue import Catalogue, Selection
from spacegraph.gcat.decisions import Decisions
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.known import Known
from spacegraph.gcat.provenance import Provenance
from spacegraph.gcat.tsv import Record


@dataclass(slots=True)
class Context:
    """The catalogue, what was decided about it, and what our tables know, by table name."""

    catalogue: Catalogue
    selection: Selection
    decisions: Decisions
    known: dict[str, Known]
    provenance: Provenance = field(default_factory=Provenance)
    unknown: dict[str, set[str]] = field(default_factory=dict)

    def sources(self, record: Record, file: str) -> list[str]:
        """Return the addresses behind a record of a file."""
        return self.provenance.of(record, self.catalogue.files[file])

    def miss(self, kind: str, code: str) -> None:
        """Note a code that no table of the catalogue explains."""
        self.unknown.setdefault(kind, set()).add(code)

    def namer(self, kind: str, table: str, *apart_from: str) -> Namer:
        """Make a namer whose new ids differ from all ids of these tables."""
        taken = {
            identifier
            for name in (table, *apart_from)
            if name in self.known
            for identifier in self.known[name].all_ids
        }
        return Namer(kind, self.known[table], self.decisions, taken)
