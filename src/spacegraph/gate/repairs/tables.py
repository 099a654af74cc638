"""Mend a submitted table cell by cell: CSV, or the sheets of a workbook."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pyoxigraph import NamedNode

from spacegraph.errors import DataError
from spacegraph.gate.formats.cells import choices_of, list_choices
from spacegraph.gate.formats.grid import letters
from spacegraph.gate.formats.seen import BESIDE, plain_percent
from spacegraph.gate.formats.xlsx import read_workbook
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.sheets import find_table, list_tables, to_csv
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.reading.values import mend_amount, mend_date, name_currency
from spacegraph.gate.repairs.edits import Change
from spacegraph.gate.repairs.guess import best, guess_concept, guess_named, guess_thing
from spacegraph.gate.repairs.workbook import write_cells
from spacegraph.gate.vocabulary.currencies import CURRENCIES, find_currency
from spacegraph.model.columns import SEPARATOR, Column, partial_date, split_cell
from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import thing
from spacegraph.tables.money import amount, currency
from spacegraph.tables.table import Table

Twins = Mapping[NamedNode, NamedNode]
"""New things that are surely known ones."""

_LISTING = re.compile(r"\s*[;；、|,]\s*")


def mend_csv(submission: Submission, known: Known, twins: Twins) -> tuple[bytes, Sequence[Change]]:
    """Return the repaired file and what was changed in it."""
    table = find_table(submission.name, submission.content)
    try:
        text = submission.content.decode("utf-8-sig")
        records = list(_records(text))
    except (UnicodeDecodeError, csv.Error):
        return submission.content, ()
    if table is None or not records:
        return submission.content, ()
    mender = _Mender(table, known, twins, _subjects(submission))
    file = PurePath(submission.name).name
    (_, header), *rows = records
    names = [mender.heading(name.strip(), f"{file}:1") for name in header]
    mended = [names]
    for line, cells in rows:
        mended.append(
            mender.row(names, cells, [f"{file}:{line}"] * len(cells))
            if len(cells) == len(names)
            else cells
        )
    if not mender.changes:
        return submission.content, ()
    output = io.StringIO(newline="")
    ending = "\r\n" if "\r\n" in text else "\n"
    csv.writer(output, lineterminator=ending).writerows(mended)
    return output.getvalue().encode(), mender.changes


def mend_workbook(
    submission: Submission, known: Known, twins: Twins
) -> tuple[bytes, Sequence[Change]]:
    """Return the workbook with single cells written anew, and what was changed in them."""
    try:
        sheets = list_tables(read_workbook(submission.content))
    except DataError:
        return submission.content, ()
    changes: list[Change] = []
    written: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        table = find_table(sheet.name, to_csv(sheet))
        if table is None:
            continue
        mender = _Mender(table, known, twins, _subjects(submission))
        cells = written.setdefault(sheet.part, {})
        names: list[str] = []
        for number, row in enumerate(sheet.rows, start=1):
            refs = [f"{letters(place)}{number}" for place in range(1, len(row) + 1)]
            wheres = [f"{PurePath(submission.name).name}:{sheet.name}!{ref}" for ref in refs]
            if number == 1:
                mended = [
                    mender.heading(cell.strip(), where)
                    for cell, where in zip(row, wheres, strict=True)
                ]
                names = mended
            else:
                mended = mender.row(names, row, wheres)
            cells |= {
                ref: new for ref, new, old in zip(refs, mended, row, strict=True) if new != old
            }
        changes += mender.changes
    if not changes:
        return submission.content, ()
    return write_cells(submission.content, written), changes


def _subjects(submission: Submission) -> frozenset[NamedNode]:
    """Return the things that the submission itself tells of."""
    return frozenset(each for claim in submission.claims for each in claim.about)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a file, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    last = 0
    for record in reader:
        yield last + 1, record
        last = reader.line_num


class _Mender:
    def __init__(
        self, table: Table, known: Known, twins: Twins, here: frozenset[NamedNode]
    ) -> None:
        self._table = table
        self._known = known
        self._twins = twins
        self._here = here
        self._columns = {column.name: column for column in table.columns}
        self.changes: list[Change] = []

    def heading(self, name: str, where: str) -> str:
        """Mend the name of a column."""
        if name in self._table.header:
            return name
        found = best(name, {each: each for each in self._table.header})
        if found:
            self.changes.append((where, name, found, "the column is called so"))
        return found or name

    def row(self, names: Sequence[str], cells: Sequence[str], wheres: Sequence[str]) -> list[str]:
        """Mend the cells of a row, save a sum that names another currency than the row does."""
        said = dict(zip(names, cells, strict=True))
        return [
            cell if _clashes(name, said) else self.cell(name, cell, where)
            for name, cell, where in zip(names, cells, wheres, strict=True)
        ]

    def cell(self, name: str, cell: str, where: str) -> str:
        """Mend a cell; one that is sound or unclear comes back as it is."""
        column, text = self._columns.get(name), cell.strip()
        if name == self._table.key and self._table.kind:
            return self._id(text, where) or cell
        if column is None and text:
            return self._choice(name, text, where) or cell
        if column is None or not text:
            return cell
        pieces = self._pieces(column, text)
        mended = [self._piece(column, piece) or piece for piece in pieces]
        joined = SEPARATOR.join(mended)
        if joined == text or (len(pieces) == 1 and mended == pieces):
            return cell
        self.changes.append((where, text, joined, _reason(column)))
        return joined

    def _choice(self, name: str, text: str, where: str) -> str:
        """Return the controlled value of a column that only chooses the property of another."""
        codes = choices_of(self._table, name)
        if not codes or text in codes:
            return ""
        concepts = {NamedNode(f"urn:code/{code}"): code for code in codes}
        found = concepts.get(guess_concept(text, concepts, {}) or NamedNode("urn:none"), "")
        if found:
            self.changes.append((where, text, found, "the controlled value"))
        return found

    def _id(self, text: str, where: str) -> str:
        """Return the id of the known thing that a new one surely is; empty where there is none."""
        twin = self._twins.get(thing(self._table.kind, text)) if is_slug(text) else None
        if twin is None:
            return ""
        found = twin.value.rsplit("/", 1)[-1]
        self.changes.append((where, text, found, "the graph knows it by this id"))
        return found

    def _pieces(self, column: Column, text: str) -> list[str]:
        if not column.many:
            return [text]
        pieces = list(split_cell(text))
        if len(pieces) == 1 and column.refers and _LISTING.search(text):
            parts = [part for part in _LISTING.split(text) if part]
            if all(self._exists(column, part) for part in parts):
                return parts
        return pieces

    def _piece(self, column: Column, piece: str) -> str:
        """Return the mended value; empty where it is sound or nothing plain can be said."""
        if column.refers:
            if is_slug(piece) and (twin := self._twins.get(thing(column.refers, piece))):
                return twin.value.rsplit("/", 1)[-1]
            return "" if self._exists(column, piece) else self._reference(column, piece)
        if column.convert is partial_date:
            return "" if _accepts(column, piece) else mend_date(piece)
        if column.convert is amount:
            return "" if _accepts(column, piece) else mend_amount(piece)
        if (share := plain_percent(column.name, piece)) != piece:
            return share if _accepts(column, share) else ""
        if column.convert is currency:
            return "" if piece in CURRENCIES else find_currency(piece)
        codes = list_choices(column)
        if codes and piece not in codes:
            concepts = {NamedNode(f"urn:code/{code}"): code for code in codes}
            found = guess_concept(piece, concepts, {})
            return concepts.get(found, "") if found else ""
        return ""

    def _exists(self, column: Column, piece: str) -> bool:
        if column.refers in ("country", "source") or re.search(r"[^a-z0-9-]", piece):
            return column.refers == "country" and piece in self._known.countries()
        node = thing(column.refers, piece)
        return node in self._here or bool(self._known.things([node]))

    def _reference(self, column: Column, piece: str) -> str:
        if column.refers in ("country", "source"):
            return piece.upper() if piece.upper() in self._known.countries() else ""
        named = guess_named(column.refers, piece, self._known)
        if named is None and re.fullmatch(r"[a-z0-9-]+", piece):
            named = guess_thing(thing(column.refers, piece), self._known)
        return named.value.rsplit("/", 1)[-1] if named else ""


def _clashes(name: str, said: Mapping[str, str]) -> bool:
    """Tell whether a sum names a currency, and the row another one or none."""
    beside = BESIDE.get(name)
    named = name_currency(said[name]) if beside else ""
    return bool(named and beside) and find_currency(said.get(beside or "", "")) != named


def _accepts(column: Column, piece: str) -> bool:
    try:
        return column.convert is None or bool(column.convert(piece))
    except ValueError:
        return False


def _reason(column: Column) -> str:
    if column.refers:
        return f"the {column.refers} has this id"
    if column.convert is partial_date:
        return "a date is written 2018-05-17, 2018-05 or 2018"
    if column.convert is amount:
        return "a sum is a plain number"
    if column.convert is currency:
        return "the code of ISO 4217"
    return "the controlled value"
