"""A table as a declaration: which kind of thing its rows are about, and its columns."""

from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from spacegraph.model.columns import ByColumn, Column
from spacegraph.namespaces import thing

SOURCE = "source_url"
RECORDED = "recorded"
CONFIDENCE = "confidence"
NOTE = "note"
META_COLUMNS = (SOURCE, RECORDED, CONFIDENCE, NOTE)
"""Columns that every table has: they speak about the claim, not about its subject."""


@dataclass(frozen=True)
class Table:
    """One fact table: `name` is the file's stem, `kind` the path segment of its things.

    `types` are stated of every subject. An empty `kind` means that the id cell
    holds a path such as `organisation/casc`.
    """

    name: str
    kind: str
    types: tuple[NamedNode, ...]
    columns: tuple[Column, ...]
    about: str
    key: str = "id"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The file's columns in order, without repeats."""
        names = [self.key]
        for column in self.columns:
            names.append(column.name)
            if isinstance(column.property, ByColumn):
                names.append(column.property.column)
        return tuple(dict.fromkeys((*names, *META_COLUMNS)))

    def subject(self, identifier: str) -> NamedNode:
        """Mint the IRI of the thing that a row with this id is about."""
        kind, local = (self.kind, identifier) if self.kind else identifier.split("/", 1)
        return thing(kind, local)
