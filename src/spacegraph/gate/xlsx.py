"""Read the sheets of an XLSX workbook as rows of text, and nothing else that it may hold.

A workbook is a ZIP archive of XML (ECMA-376, part 1, §18). It is read with bounds: parts that
unpack to more than is allowed, document types and formulas are refused.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from spacegraph.errors import DataError

_LARGEST: Final = 64 << 20
"""Bytes that one part of a workbook may unpack to."""

_MOST: Final = 256 << 20
"""Bytes that all parts may unpack to together."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_TIMES: Final = frozenset({*range(18, 22), *range(32, 36), *range(45, 48)})
"""Number formats that show a date or a time (§18.8.30); others are told by their letters."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; `rows` holds every row up to the last one, cells as text.

    `part` is the file of the archive that holds it.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    part: str = ""


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
        self._dated = self._styles(_DATES, "[dy]")
        self._timed = self._styles(_TIMES, "[hs]") - self._dated

    def sheets(self) -> Iterator[Sheet]:
        links = {
            link.get("Id"): link.get("Target", "")
            for link in self._part("xl/_rels/workbook.xml.rels")
        }
        for entry in self._root.iter(f"{_MAIN}sheet"):
            target = links[entry.get(f"{_REL}id")]
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            yield Sheet(entry.get("name", ""), self._rows(self._part(path)), path)

    def _rows(self, sheet: ElementTree.Element) -> tuple[tuple[str, ...], ...]:
        rows: dict[int, dict[int, str]] = {}
        for number, row in enumerate(sheet.iter(f"{_MAIN}row"), start=1):
            at = int(row.get("r", number))
            for position, cell in enumerate(row.iter(f"{_MAIN}c"), start=1):
                text = self._text(cell)
                if text:
                    rows.setdefault(at, {})[to_column(cell.get("r", ""), position)] = text
        if not rows:
            return ()
        last, width = max(rows), max(max(cells) for cells in rows.values())
        if last * width > 5_000_000:
            raise DataError(f"a sheet of {last:,} rows and {width:,} columns", hint="split it")
        return tuple(
            tuple(rows.get(at, {}).get(column, "") for column in range(1, width + 1))
            for at in range(1, last + 1)
        )

    def _text(self, cell: ElementTree.Element) -> str:
        kind, value = cell.get("t", "n"), cell.find(f"{_MAIN}v")
        if cell.find(f"{_MAIN}f") is not None:
            place = cell.get("r", "a cell")
            raise DataError(f"{place} holds a formula", hint="paste the values instead")
        if kind == "inlineStr":
            return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        text = "" if value is None or value.text is None else value.text
        if kind == "s":
            return self._texts[int(text)] if text else ""
        if kind == "n" and text:
            return self._number(text, int(cell.get("s", "0")))
        return text

    def _number(self, text: str, style: int) -> str:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if style in self._dated and 0 < number < 3_000_000:
            return (self._start + timedelta(days=int(number))).isoformat()
        if style in self._timed and 0 <= number < 1:
            passed = timedelta(seconds=round(number * 86_400))
            return (datetime.min + passed).time().isoformat()
        plain = f"{number:f}" if abs(number.adjusted()) < 30 else text
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def _shared(self) -> tuple[str, ...]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return ()
        return tuple(
            "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
            for item in self._part("xl/sharedStrings.xml").iter(f"{_MAIN}si")
        )

    def _styles(self, numbers: frozenset[int], letters: str) -> frozenset[int]:
        """Return the styles of cells that show a number by one of some formats."""
        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        styles = self._part("xl/styles.xml")
        codes = {
            int(each.get("numFmtId", "0")): each.get("formatCode", "")
            for each in styles.iter(f"{_MAIN}numFmt")
        }
        formats = styles.find(f"{_MAIN}cellXfs")
        return frozenset(
            index
            for index, each in enumerate(() if formats is None else formats)
            if _shows(int(each.get("numFmtId", "0")), codes, numbers, letters)
        )

    def _part(self, name: str) -> ElementTree.Element:
        """Parse a part of the archive, within bounds and without a document type."""
        with self._archive.open(name) as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise DataError(f"{name} unpacks to more than {_LARGEST:,} bytes", hint="split it")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise DataError(f"{name} declares a document type", hint="save the workbook anew")
        return ElementTree.fromstring(content)


def _shows(format: int, codes: Mapping[int, str], numbers: frozenset[int], letters: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", codes.get(format, ""))
    return format in numbers or bool(re.search(letters, plain, re.IGNORECASE))


def to_column(reference: str, otherwise: int) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", reference):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number or otherwise
