"""Read the sheets of an XLSX workbook as rows of text, and nothing else that it may hold.

A workbook is a ZIP archive of XML (ECMA-376, part 1, §18). It is read with bounds: parts that
unpack to more than is allowed, document types and formulas are refused.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from spacegraph.errors import DataError
from spacegraph.gate.formats.cellformats import PLAIN, Shown, read_format
from spacegraph.gate.formats.grid import letters

_LARGEST: Final = 64 << 20
"""Bytes that one part of a workbook may unpack to."""

_MOST: Final = 256 << 20
"""Bytes that all parts may unpack to together."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DATED: Final[Mapping[Shown, int]] = {Shown.DAY: 10, Shown.MONTH: 7, Shown.YEAR: 4}
"""How many characters of a date a format shows."""

_AS_SHOWN: Final = "format the column as text, and write what is meant"
_ODD: Final = frozenset({Shown.YEARLESS, Shown.LOCAL, Shown.WORDED, Shown.SCALED, Shown.HIDDEN})
"""Looks that are not taken: the cell holds something else than what a person reads there."""

_FAULTS: Final = 10_000
_TRUE: Final = frozenset({"1", "true"})
_NAMED: Final = 10
"""How many hidden rows or columns are named."""

_DIGITS: Final = Context(prec=15)
"""A spreadsheet shows 15 digits of what it stores in binary; beyond stands noise."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be taken as it is, by its row and column, from 1."""

    row: int
    column: int
    message: str
    advice: str


class UnreadableCell(DataError):
    """A cell that does not hold what it shows; `cell` is `sheet!B2`."""

    def __init__(self, cell: str, message: str, *, hint: str) -> None:
        super().__init__(f"{cell} {message}", hint=hint)
        self.cell = cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; `rows` holds every row up to the last one, cells as text.

    `part` is the file of the archive that holds it. `hidden` says in words what of it a reader of
    the workbook does not see.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    part: str = ""
    faults: tuple[CellFault, ...] = ()
    hidden: str = ""


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets that hold anything; a DataError says what cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return tuple(sheet for sheet in _Workbook(archive).sheets() if sheet.rows)
    except (zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError, LookupError) as error:
        raise DataError(f"no workbook: {error}", hint="save it as XLSX, or as CSV UTF-8") from error
    except (NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error) as error:
        raise DataError(
            f"no readable workbook: {error}", hint="save it without password"
        ) from error


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        if sum(entry.file_size for entry in archive.infolist()) > _MOST:
            raise DataError(f"the workbook unpacks to more than {_MOST:,} bytes", hint="split it")
        self._root = self._part("xl/workbook.xml")
        properties = self._root.find(f"{_MAIN}workbookPr")
        flag = "" if properties is None else properties.get("date1904", "")
        self._start = date(1904, 1, 1) if flag in ("1", "true") else date(1899, 12, 30)
        self._texts = self._shared()
        self._formats = self._styles()
        self._sheet = ""
        self._faults: list[CellFault] = []

    def sheets(self) -> Iterator[Sheet]:
        links = {
            link.get("Id"): link.get("Target", "")
            for link in self._part("xl/_rels/workbook.xml.rels")
        }
        for entry in self._root.iter(f"{_MAIN}sheet"):
            target = links[entry.get(f"{_REL}id")]
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            self._sheet, self._faults = entry.get("name", ""), []
            part = self._part(path)
            rows = self._rows(part)
            self._faults += _merged(part, rows)
            hidden = (
                "the sheet" if entry.get("state", "visible") != "visible" else _hidden(part, rows)
            )
            yield Sheet(self._sheet, rows, path, tuple(self._faults), hidden)

    def _rows(self, sheet: ElementTree.Element) -> tuple[tuple[str, ...], ...]:
        rows: dict[int, dict[int, str]] = {}
        for number, row in enumerate(sheet.iter(f"{_MAIN}row"), start=1):
            at = int(row.get("r", number))
            for position, cell in enumerate(row.iter(f"{_MAIN}c"), start=1):
                column = to_column(cell.get("r", ""), position)
                if text := self._text(cell, at, column):
                    rows.setdefault(at, {})[column] = text
        if not rows:
            return ()
        last, width = max(rows), max(max(cells) for cells in rows.values())
        if last * width > 5_000_000:
            raise DataError(f"a sheet of {last:,} rows and {width:,} columns", hint="split it")
        return tuple(
            tuple(rows.get(at, {}).get(column, "") for column in range(1, width + 1))
            for at in range(1, last + 1)
        )

    def _text(self, cell: ElementTree.Element, row: int, column: int) -> str:
        kind, value = cell.get("t", "n"), cell.find(f"{_MAIN}v")
        if cell.find(f"{_MAIN}f") is not None:
            place = f"{self._sheet}!{cell.get('r', 'a cell')}"
            raise UnreadableCell(place, "holds a formula", hint="paste the values instead")
        if kind == "inlineStr":
            return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        text = "" if value is None or value.text is None else value.text
        if kind == "s":
            return self._texts[int(text)] if text else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if kind == "e":
            self._fault(row, column, f"the cell holds the error {text}", "write the value instead")
        if kind == "n" and text:
            style = int(cell.get("s", "0"))
            try:
                return self._number(Decimal(text), style, row, column)
            except InvalidOperation:
                return text
        return text

    def _fault(self, row: int, column: int, message: str, advice: str) -> None:
        self._faults.append(CellFault(row, column, message, advice))

    def _number(self, number: Decimal, style: int, row: int, column: int) -> str:
        """Write a number as a person reads it: as a day, a month, a share, a sum of money."""
        sign = (number > 0) - (number < 0)
        named = self._formats[style] if style < len(self._formats) else None
        look = read_format(*named, sign) if named else PLAIN
        shown = look.shown
        if shown in _DATED and 0 < number < 3_000_000:
            day = (self._start + timedelta(days=int(number))).isoformat()
            return day[: _DATED[shown]]
        if shown is Shown.TIME and 0 <= number < 1:
            passed = timedelta(seconds=round(number * 86_400))
            return (datetime.min + passed).time().isoformat()
        if shown in _ODD or shown is Shown.TIME:
            message = f"the cell holds {_plain(number)} and shows {shown}"
            self._fault(row, column, message, _AS_SHOWN)
        if shown is Shown.PERCENT:
            return f"{_plain(number * 100)}%"
        return f"{look.currency} {_plain(number)}".strip()

    def _shared(self) -> tuple[str, ...]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return ()
        return tuple(
            "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
            for item in self._part("xl/sharedStrings.xml").iter(f"{_MAIN}si")
        )

    def _styles(self) -> tuple[tuple[int, str], ...]:
        """Return for each style of cells the number and the code of its number format."""
        if "xl/styles.xml" not in self._archive.namelist():
            return ()
        styles = self._part("xl/styles.xml")
        codes = {
            int(each.get("numFmtId", "0")): each.get("formatCode", "")
            for each in styles.iter(f"{_MAIN}numFmt")
        }
        formats = styles.find(f"{_MAIN}cellXfs")
        numbers = [int(each.get("numFmtId", "0")) for each in (() if formats is None else formats)]
        return tuple((number, codes.get(number, "")) for number in numbers)

    def _part(self, name: str) -> ElementTree.Element:
        """Parse a part of the archive, within bounds and without a document type."""
        with self._archive.open(name) as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise DataError(f"{name} unpacks to more than {_LARGEST:,} bytes", hint="split it")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise DataError(f"{name} declares a document type", hint="save the workbook anew")
        return ElementTree.fromstring(content)


def _plain(number: Decimal) -> str:
    """Write a number in digits, without the noise of binary fractions."""
    exact = number if number == number.to_integral_value() else _DIGITS.plus(number)
    plain = f"{exact:f}" if abs(exact.adjusted()) < 30 else str(exact)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _merged(sheet: ElementTree.Element, rows: Sequence[Sequence[str]]) -> Iterator[CellFault]:
    """Yield the rows of merged cells that hold anything: it stands in their first cell only."""
    advice = "undo the merge and write the value in every row that it is meant for"
    left = _FAULTS
    for merge in sheet.iter(f"{_MAIN}mergeCell"):
        span = merge.get("ref", "")
        corner, _, end = span.partition(":")
        first, column = _row_of(corner), to_column(corner, 0)
        if not (0 < first <= len(rows) and 0 < column <= len(rows[0])):
            continue
        for row in (
            range(first, min(_row_of(end), len(rows)) + 1) if rows[first - 1][column - 1] else ()
        ):
            if not (left := left - 1):
                raise DataError("the sheet is full of merged cells", hint="undo the merges")
            yield CellFault(row, column, f"the cells {span} are merged", advice)


def _row_of(reference: str) -> int:
    return int(re.sub(r"\D", "", reference) or 0)


def _hidden(sheet: ElementTree.Element, rows: Sequence[Sequence[str]]) -> str:
    """Name the rows and columns that hold anything and are hidden; empty where none is."""
    numbers = [
        int(each.get("r", number))
        for number, each in enumerate(sheet.iter(f"{_MAIN}row"), start=1)
        if each.get("hidden") in _TRUE
    ]
    filled = [str(each) for each in numbers if each <= len(rows) and any(rows[each - 1])]
    columns = (
        [
            letters(column)
            for each in sheet.iter(f"{_MAIN}col")
            if each.get("hidden") in _TRUE
            for column in range(
                int(each.get("min", "1")), min(int(each.get("max", "1")), len(rows[0])) + 1
            )
            if any(row[column - 1] for row in rows)
        ]
        if rows
        else []
    )
    found = (("row", filled), ("column", columns))
    return " and ".join(
        f"{word}{'s' if len(names) > 1 else ''} {', '.join(names[:_NAMED])}"
        f"{', …' if len(names) > _NAMED else ''}"
        for word, names in found
        if names
    )


def to_column(reference: str, otherwise: int) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", reference):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number or otherwise
