"""What an import changes in a file: rows that come, rows that go, cells that differ."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spacegraph.gcat.entry import Cells
from spacegraph.model.columns import split_cell
from spacegraph.tables.rows import Row
from spacegraph.tables.table import CONFIDENCE, RECORDED, SOURCE, Table

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs; empty stands for no value."""

    id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of the import: its new content, and how it differs from the old one."""

    name: str
    rows: tuple[Cells, ...]
    content: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[CellChange, ...]

    def addresses(self) -> Iterator[str]:
        """Yield the addresses that its rows cite."""
        for row in self.rows:
            yield from split_cell(row.get(SOURCE, ""))

    @property
    def differs(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.added or self.removed or self.changed)


def file_change(
    table: Table, name: str, before: Iterable[Row], after: Iterable[Cells], today: date
) -> FileChange:
    """Compare rows with those of the last import.

    Rows that say the same keep their day of record and the source they cited first, though a
    newer state of the catalogue repeats them.
    """
    old = _keyed(table, ({**row.cells} for row in before))
    new = _keyed(table, after)
    columns = tuple(column for column in table.header if column not in (RECORDED, SOURCE))
    changed: list[CellChange] = []
    for key in sorted(old.keys() & new.keys()):
        differences = [
            CellChange(key[0], column, old[key].get(column, ""), new[key].get(column, ""))
            for column in columns
            if old[key].get(column, "") != new[key].get(column, "")
        ]
        changed.extend(differences)
        new[key] = {**new[key], RECORDED: today.isoformat()} if differences else old[key]
    for key in new.keys() - old.keys():
        new[key][RECORDED] = today.isoformat()
    rows = tuple(new[key] for key in sorted(new))
    return FileChange(
        name,
        rows,
        to_csv(table.header, rows),
        tuple(" ".join(filter(None, key)) for key in sorted(new.keys() - old.keys())),
        tuple(" ".join(filter(None, key)) for key in sorted(old.keys() - new.keys())),
        tuple(changed),
    )


def to_csv(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows under the columns that at least one of them fills."""
    known = list(rows)
    columns = [name for name in header if any(row.get(name) for row in known)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns or header[:1])
    writer.writerows([row.get(name, "") for name in columns] for row in known)
    return text.getvalue()


def _keyed(table: Table, rows: Iterable[Cells]) -> dict[Key, Cells]:
    """Key rows by subject and confidence, pairs by both ends."""
    second = "possibly_same_as" if table.key == "thing" else CONFIDENCE
    return {(row[table.key], row.get(second, "")): row for row in rows}
