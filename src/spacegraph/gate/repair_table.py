"""Mend a submitted table cell by cell."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from pyoxigraph import NamedNode

from spacegraph.gate.currencies import CURRENCIES, find_currency
from spacegraph.gate.edits import Change
from spacegraph.gate.guess import best, guess_concept, guess_named, guess_thing
from spacegraph.gate.known import Known
from spacegraph.gate.mending import mend_amount, mend_date
from spacegraph.gate.sheets import find_table
from spacegraph.gate.submission import Submission
from spacegraph.model.columns import SEPARATOR, Column, partial_date, split_cell
from spacegraph.namespaces import thing
from spacegraph.tables.money import amount, currency
from spacegraph.tables.table import Table

_LISTING = re.compile(r"\s*[;；、|,]\s*")


def mend_table(submission: Submission, known: Known) -> tuple[bytes, Sequence[Change]]:
    """Return the repaired file and what was changed in it."""
    table = find_table(submission.name, submission.content)
    try:
        text = submission.content.decode("utf-8-sig")
        records = list(_records(text))
    except (UnicodeDecodeError, csv.Error):
        return submission.content, ()
    if table is None or not records:
        return submission.content, ()
    mender = _Mender(table, known, PurePath(submission.name).name)
    (_, header), *rows = records
    names = [mender.heading(name.strip()) for name in header]
    mended = [names]
    for line, cells in rows:
        mended.append(
            [mender.cell(names[at], cell, line) for at, cell in enumerate(cells)]
            if len(cells) == len(names)
            else cells
        )
    if not mender.changes:
        return submission.content, ()
    output = io.StringIO(newline="")
    ending = "\r\n" if "\r\n" in text else "\n"
    csv.writer(output, lineterminator=ending).writerows(mended)
    return output.getvalue().encode(), mender.changes


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a file, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    last = 0
    for record in reader:
        yield last + 1, record
        last = reader.line_num


class _Mender:
    def __init__(self, table: Table, known: Known, file: str) -> None:
        self._table = table
        self._known = known
        self._file = file
        self._columns = {column.name: column for column in table.columns}
        self.changes: list[Change] = []

    def heading(self, name: str) -> str:
        """Mend the name of a column."""
        if name in self._table.header:
            return name
        found = best(name, {each: each for each in self._table.header})
        if found:
            self._note(1, name, found, "the column is called so")
        return found or name

    def cell(self, name: str, cell: str, line: int) -> str:
        """Mend a cell; one that is sound or unclear comes back as it is."""
        column, text = self._columns.get(name), cell.strip()
        if column is None or not text:
            return cell
        pieces = self._pieces(column, text)
        mended = [self._piece(column, piece) or piece for piece in pieces]
        joined = SEPARATOR.join(mended)
        if joined == text or (len(pieces) == 1 and mended == pieces):
            return cell
        self._note(line, text, joined, _reason(column))
        return joined

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
            return "" if self._exists(column, piece) else self._reference(column, piece)
        if column.convert is partial_date:
            return "" if _accepts(column, piece) else mend_date(piece)
        if column.convert is amount:
            return "" if _accepts(column, piece) else mend_amount(piece)
        if column.convert is currency:
            return "" if piece in CURRENCIES else find_currency(piece)
        codes = _codes(column)
        if codes and piece not in codes:
            concepts = {NamedNode(f"urn:code/{code}"): code for code in codes}
            found = guess_concept(piece, concepts, {})
            return concepts.get(found, "") if found else ""
        return ""

    def _exists(self, column: Column, piece: str) -> bool:
        if column.refers in ("country", "source") or re.search(r"[^a-z0-9-]", piece):
            return column.refers == "country" and piece in self._known.countries()
        return bool(self._known.things([thing(column.refers, piece)]))

    def _reference(self, column: Column, piece: str) -> str:
        if column.refers in ("country", "source"):
            return piece.upper() if piece.upper() in self._known.countries() else ""
        named = guess_named(column.refers, piece, self._known)
        if named is None and re.fullmatch(r"[a-z0-9-]+", piece):
            named = guess_thing(thing(column.refers, piece), self._known)
        return named.value.rsplit("/", 1)[-1] if named else ""

    def _note(self, line: int, old: str, new: str, why: str) -> None:
        self.changes.append((f"{self._file}:{line}", old, new, why))


def _accepts(column: Column, piece: str) -> bool:
    try:
        return column.convert is None or bool(column.convert(piece))
    except ValueError:
        return False


def _codes(column: Column) -> Sequence[str]:
    """Return the controlled values of a column; a converter tells them when it refuses."""
    if column.convert is None:
        return ()
    try:
        column.convert("\0")
    except ValueError as error:
        _, found, listed = str(error).partition("choose one of: ")
        return listed.split(", ") if found else ()
    return ()


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
