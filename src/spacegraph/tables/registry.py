"""The ids that exist, by kind, and the nearest one to an id that does not."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from spacegraph.model.identifiers import is_slug
from spacegraph.tables.rows import Row
from spacegraph.tables.table import Table


@dataclass(slots=True)
class Registry:
    """Keys of things by kind: an id, a country code, or the address of a source."""

    keys: dict[str, dict[str, NamedNode]] = field(default_factory=dict)

    def add(self, kind: str, key: str, iri: NamedNode) -> None:
        """Let a key name a thing."""
        self.keys.setdefault(kind, {})[key] = iri

    def add_rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Let every row of a table name its subject, and codes and addresses name theirs."""
        for row in rows:
            identifier = row.get(table.key)
            if not is_slug(identifier) or not table.kind:
                continue
            iri = table.subject(identifier)
            self.add(table.kind, identifier, iri)
            if code := row.get("iso_code"):
                self.add("country", code, iri)
            if url := row.get("url"):
                self.add("source", url, iri)

    def find(self, kind: str, key: str) -> NamedNode | None:
        """Return the thing that a key names, if any."""
        return self.keys.get(kind, {}).get(key)

    def nearest(self, kind: str, key: str, count: int = 3) -> tuple[str, ...]:
        """Return the most similar keys of a kind, best first."""
        matches = process.extract(
            key, self.keys.get(kind, {}).keys(), scorer=fuzz.ratio, limit=count, score_cutoff=60
        )
        return tuple(name for name, _, _ in matches)
