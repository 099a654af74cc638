"""What our tables say already: ids, codes and names, curated and from the last import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spacegraph.gcat.names import name_key
from spacegraph.model.columns import split_cell
from spacegraph.model.findings import Finding
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.rows import Row, read_file

ORIGIN = "gcat"
"""Middle part of the names of files that the import writes: `organisations.gcat.csv`."""

_NAMES = ("name_en", "name_zh", "legal_name_en", "legal_name_zh", "aliases")


@dataclass(slots=True)
class Known:
    """What is known of one table: rows by curators, and rows of the last import.

    `codes`, `names` (in the form of `name_key`) and `labels` come from curated rows alone, so that
    a second import of the same files finds the same; `earlier` keeps the ids given
    before, `former` the ids that those replaced.
    """

    curated: tuple[Row, ...]
    imported: tuple[Row, ...]
    codes: dict[str, list[str]] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    former: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ids(self) -> set[str]:
        """Ids that curators have given."""
        return {row.get("id") for row in self.curated}

    @property
    def all_ids(self) -> set[str]:
        """Ids in use, by curators or by the last import."""
        return self.ids | {row.get("id") for row in self.imported}


def read_known(data: Path, table: str, findings: list[Finding]) -> Known:
    """Read every file of a table and index ids by code and by name."""
    curated: list[Row] = []
    imported: list[Row] = []
    header = table_named(table).header
    for path in sorted(data.glob("*.csv")):
        stem, _, origin = path.name.removesuffix(".csv").partition(".")
        if stem == table:
            (imported if origin == ORIGIN else curated).extend(read_file(path, header, findings))
    known = Known(tuple(curated), tuple(imported))
    for row in curated:
        for code in split_cell(row.get("gcat_code")):
            ids = known.codes.setdefault(code, [])
            if row.get("id") not in ids:
                ids.append(row.get("id"))
        for name in _names(row):
            known.names.setdefault(name, set()).add(row.get("id"))
        if row.get("name_en"):
            known.labels.setdefault(row.get("id"), row.get("name_en"))
    for row in imported:
        for code in split_cell(row.get("gcat_code")):
            known.earlier.setdefault(code, row.get("id"))
        known.former.setdefault(row.get("id"), []).extend(split_cell(row.get("former_ids")))
    return known


def spellings(row: Mapping[str, str]) -> Iterator[str]:
    """Yield the names that the cells of a row give."""
    for column in _NAMES:
        yield from split_cell(row.get(column, ""))


def _names(row: Row) -> Iterator[str]:
    for name in spellings(row.cells):
        if key := name_key(name):
            yield key
