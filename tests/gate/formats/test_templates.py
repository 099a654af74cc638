"""Templates: every table as an empty file to fill in, which the gate reads back as it was filled."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from spacegraph.gate.formats.cells import choices_of, describe, may_repeat
from spacegraph.gate.formats.templates import to_csv_template, to_xlsx_template
from spacegraph.gate.formats.xlsx import read_workbook
from spacegraph.gate.knowledge.effect import normal
from spacegraph.gate.reading.submission import Submission
from spacegraph.model.claims import Claim
from spacegraph.namespaces import BASE
from spacegraph.resources import folder
from spacegraph.tables.catalogue import TABLES, table_named
from spacegraph.tables.table import Table

Read = Callable[..., Submission]
BOOK = Path(__file__).parents[1] / "book"
CONCEPTS = (folder("ontology") / "concepts.ttl").read_text(encoding="utf-8")
ROWS: Mapping[str, Mapping[str, str]] = {
    "launches": {
        "id": "minospace-flight", "name_en": "A flight", "launch_tag": "2025-107",
        "date": "2025-05-18", "time": "04:03:45", "provider_ids": "expace | casic",
        "outcome": "success", "success_percent": "100", "customer": "government | commercial",
        "serial": "007", "source_url": "https://example.org/1",
    },
    "spacecraft": {
        "id": "probe-one", "name_en": "Probe One", "launch_date": "2025-05", "category": "img",
        "mass_kg": "12.5", "norad_id": "00123", "cospar_id": "2025-107A",
        "source_url": "https://example.org/1", "confidence": "probable",
    },
    "doubtful": {
        "thing": "organisation/casic", "possibly_same_as": "organisation/expace",
        "source_url": "https://example.org/1",
    },
    "merges": {
        "kept": "organisation/casic", "merged": "organisation/old-casic",
        "source_url": "https://example.org/1", "note": "Decided by hand",
    },
}  # fmt: skip
"""A row of each table that the small book has no rows of."""


def filled(table: Table) -> list[Mapping[str, str]]:
    """Return rows of a table as a curator would type them."""
    if table.name in ROWS:
        return [ROWS[table.name]]
    with (BOOK / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:5]


def to_csv(table: Table, rows: list[Mapping[str, str]]) -> bytes:
    output = io.StringIO(to_csv_template(table).decode("utf-8-sig"), newline="")
    output.seek(0, io.SEEK_END)
    csv.DictWriter(output, table.header).writerows(rows)
    return output.getvalue().encode()


def to_xlsx(table: Table, rows: list[Mapping[str, str]], *, typed: bool) -> bytes:
    """Fill the template; `typed` lets dates, times and numbers be cells of their kinds."""
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx_template(table)))
    sheet = book[table.name]
    for row, cells in enumerate(rows, start=2):
        for column, name in enumerate(table.header, start=1):
            if text := cells.get(name, ""):
                sheet.cell(row, column, to_cell(text) if typed else text)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def to_cell(text: str) -> object:
    """Make of a text what a spreadsheet makes of it where the cells are not text."""
    for pattern, kind in (
        (r"\d{4}-\d{2}-\d{2}", date.fromisoformat),
        (r"\d{2}:\d{2}(:\d{2})?", time.fromisoformat),
        (r"-?\d+(\.\d+)?", Decimal),
    ):
        if re.fullmatch(pattern, text):
            return kind(text)
    return text


def said(claims: tuple[Claim, ...]) -> set[tuple[object, ...]]:
    return {
        (str(claim.about), tuple(map(str, claim.triples)), claim.sources, claim.confidence)
        for claim in map(normal, claims)
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_filled_template_says_what_the_rows_say(table: Table, read: Read) -> None:
    rows = filled(table)
    wanted = read(to_csv(table, rows), f"{table.name}.csv")
    assert [each for each in wanted.findings if each.severity == "error"] == []
    assert len([each for each in wanted.claims if each.table == table.name]) >= len(rows)
    found = read(to_xlsx(table, rows, typed=False), f"{table.name}.xlsx")
    assert {claim.iri for claim in found.claims} == {claim.iri for claim in wanted.claims}
    assert said(found.claims) == said(wanted.claims)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_cells_of_dates_and_numbers_say_the_same(table: Table, read: Read) -> None:
    # A number has no leading zeros; such ids keep them only as text, which the template makes them.
    rows = [{**row, "serial": "7", "norad_id": "123"} for row in filled(table)]
    rows = [{name: row[name] for name in row if name in table.header} for row in rows]
    wanted = read(to_csv(table, rows), f"{table.name}.csv")
    found = read(to_xlsx(table, rows, typed=True), "filled.xlsx")
    assert [str(each) for each in found.findings if each.severity == "error"] == []
    assert said(found.claims) == said(wanted.claims)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_template_has_no_rows_yet(table: Table, read: Read) -> None:
    for content, suffix in ((to_csv_template(table), "csv"), (to_xlsx_template(table), "xlsx")):
        submission = read(content, f"{table.name}.{suffix}")
        assert submission.claims == ()
        assert [each.message for each in submission.findings] == ["no rows"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_table_gives_the_same_bytes(table: Table) -> None:
    content = to_xlsx_template(table)
    assert content == to_xlsx_template(table)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert b"2020-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_stand_in_order_with_notes_as_text_below_a_frozen_header(table: Table) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx_template(table)))[table.name]
    header = [cell.value for cell in sheet[1]]
    assert tuple(header) == table.header
    assert sheet.freeze_panes == "B2"
    for cell in sheet[1]:
        assert cell.comment and cell.comment.text == describe(table, str(cell.value))
        assert sheet.column_dimensions[cell.column_letter].number_format == "@"


def offered(sheet: Worksheet) -> Iterator[tuple[str, list[str], bool]]:
    """Yield the column of each drop-down list with its values, and whether it insists on them."""
    book = sheet.parent
    assert book
    for each in sheet.data_validations.dataValidation:
        ((name, area),) = book.defined_names[each.formula1].destinations
        values = [str(cell.value) for (cell,) in book[name][area]]
        letter = str(each.sqref).partition("2:")[0]
        yield str(sheet[f"{letter}1"].value), values, bool(each.showErrorMessage)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_controlled_column_has_its_list_and_ids_have_none(table: Table) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx_template(table)))[table.name]
    lists = {name: (values, strict) for name, values, strict in offered(sheet)}
    free = {column.name for column in table.columns if column.refers or column.retires}
    assert not lists.keys() & (free | {table.key, "source_url", "note"})
    assert "confidence" in lists
    for name, (values, strict) in lists.items():
        assert values == list(choices_of(table, name))
        assert strict is not may_repeat(table, name)


@pytest.mark.parametrize(
    ("table", "column", "scheme"),
    [
        ("contracts", "kind", "contract-kind"),
        ("contracts", "amount_qualifier", "amount-qualifier"),
        ("organisations", "type", "organisation-type"),
        ("organisations", "segments", "segment"),
        ("affiliations", "relation", "affiliation-relation"),
        ("spacecraft", "orbit_class", "orbit-class"),
        ("launch_vehicles", "reusable", "reusability"),
        ("places", "kind", "place-kind"),
        ("sources", "kind", "source-kind"),
    ],
)
def test_the_lists_are_those_of_the_concept_schemes(table: str, column: str, scheme: str) -> None:
    defined = set(re.findall(rf"^<{BASE}concept/{scheme}/(.+)>$", CONCEPTS, re.MULTILINE))
    assert set(choices_of(table_named(table), column)) == defined


def test_codes_with_leading_zeros_and_months_stay_text() -> None:
    table = table_named("spacecraft")
    content = to_xlsx(table, [ROWS["spacecraft"]], typed=False)
    sheet = next(each for each in read_workbook(content) if each.name == "spacecraft")
    cells = dict(zip(*sheet.rows, strict=True))
    assert cells["norad_id"] == "00123"
    assert cells["launch_date"] == "2025-05"


def test_a_note_says_what_a_cell_holds() -> None:
    contracts = table_named("contracts")
    assert describe(contracts, "id").startswith("required: the id of the contract")
    assert describe(contracts, "buyer_ids").startswith("the id of a known organisation")
    assert describe(contracts, "buyer_ids").endswith("joined by « | »")
    assert describe(contracts, "date") == "a date; write 2018, 2018-05 or 2018-05-17"
    assert describe(contracts, "kind") == "one of the listed values"
    assert all(describe(table, name) for table in TABLES for name in table.header)
