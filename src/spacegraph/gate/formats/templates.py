"""Make empty tables for curators to fill in: CSV, and XLSX with drop-down lists and notes.

The same table gives the same bytes.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from spacegraph.gate.formats.cells import choices_of, describe, may_repeat
from spacegraph.tables.table import META_COLUMNS, Table

ROWS: Final = 10_000
"""How many rows offer the drop-down lists."""

_TEXT: Final = "@"
"""The format of text: a spreadsheet leaves 2018-05 and 00123 as they are typed."""
_EPOCH: Final = datetime(2020, 1, 1)
_STAMP: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_HEAD: Final = PatternFill("solid", fgColor="FFDCE6F1")
_META: Final = PatternFill("solid", fgColor="FFEDEDED")


def to_csv_template(table: Table) -> bytes:
    """Write the header of a table, with the byte order mark by which spreadsheets know UTF-8."""
    output = io.StringIO(newline="")
    csv.writer(output).writerow(table.header)
    return output.getvalue().encode("utf-8-sig")


def to_xlsx_template(table: Table) -> bytes:
    """Write a workbook: the table to fill in, notes on its columns, the lists behind the cells."""
    book = Workbook()
    book.properties.creator = "spacegraph"
    book.properties.created = _EPOCH
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(table.name)
    _head(sheet, table)
    _explain(book.create_sheet("notes"), table)
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    controlled = [name for name in table.header if choices_of(table, name)]
    for number, name in enumerate(controlled, start=1):
        values = choices_of(table, name)
        _list(lists, number, f"list of {name}", values)
        letter = get_column_letter(number)
        named = f"list_of_{name}"
        area = f"lists!${letter}$2:${letter}${len(values) + 1}"
        book.defined_names[named] = DefinedName(named, attr_text=area)
        _offer(sheet, table, name, named)
    output = io.BytesIO()
    book.save(output)
    return _settle(output.getvalue())


def _head(sheet: Worksheet, table: Table) -> None:
    """Write the header and let every cell below it be text."""
    for number, name in enumerate(table.header, start=1):
        cell = sheet.cell(1, number, name)
        cell.font = Font(bold=True)
        cell.fill = _META if name in META_COLUMNS else _HEAD
        cell.number_format = _TEXT
        note = Comment(describe(table, name), "spacegraph", height=90, width=260)
        cell.comment = note
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = max(14, len(name) + 3)
        column.number_format = _TEXT
    sheet.freeze_panes = "B2"


def _explain(sheet: Worksheet, table: Table) -> None:
    """Write what each column holds, and how the file comes to the gate."""
    lines = [
        (table.about, "", ""),
        (f"Then: spacegraph validate {table.name}.xlsx, or the page /submit.", "", ""),
        ("", "", ""),
        ("name of the column", "what a cell holds", "values to choose from"),
        *((name, describe(table, name), _shown(table, name)) for name in table.header),
    ]
    for line in lines:
        sheet.append(line)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for letter, width in (("A", 24), ("B", 70), ("C", 100)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _shown(table: Table, name: str) -> str:
    return ", ".join(choices_of(table, name))


def _list(sheet: Worksheet, column: int, title: str, values: Sequence[str]) -> None:
    for row, text in enumerate((title, *values), start=1):
        sheet.cell(row, column, text).number_format = _TEXT


def _offer(sheet: Worksheet, table: Table, name: str, named: str) -> None:
    """Let the cells of a column be chosen from a list; where several may stand it only offers."""
    letter = get_column_letter(table.header.index(name) + 1)
    offer = DataValidation(type="list", formula1=named, allow_blank=True)
    offer.showErrorMessage = not may_repeat(table, name)
    offer.errorTitle = name
    offer.error = "Choose one of the list; the sheet «notes» shows them all."
    offer.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(offer)


def _settle(content: bytes) -> bytes:
    """Pack a workbook anew without the time at which it was made."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in sorted(_parts(content)):
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    stamp = rb"\g<1>" + f"{_EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            yield name, _STAMP.sub(stamp, part) if name == "docProps/core.xml" else part
