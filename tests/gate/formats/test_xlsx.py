"""Workbooks: their cells as text, their sheets as tables, and what is refused of them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

import pytest

from spacegraph.errors import DataError
from spacegraph.gate.formats.xlsx import read_workbook
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reading.submission import Submission

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = ("id", "title", "date", "date_kind", "kind", "status", "buyer_ids", "supplier_ids",
          "amount", "currency", "source_url")  # fmt: skip
ROW = ("new", "New", "2025-05-18", "award", "launch-service", "signed", "minospace", "landspace",
       "804000000", "CNY", "https://example.org/1")  # fmt: skip


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def rows(*lines: tuple[str, ...]) -> str:
    return "".join(f"<row>{''.join(map(cell, line))}</row>" for line in lines)


def workbook(
    sheets: Mapping[str, str], more: Mapping[str, str] | None = None, flag: str = ""
) -> bytes:
    """Make a workbook of sheets given by the XML of their rows."""
    names = list(sheets)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr {flag}/><sheets>'
        + "".join(f'<sheet name="{name}" r:id="r{n}"/>' for n, name in enumerate(names))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>' for n in range(len(names))
        )
        + "</Relationships>",
        **{
            f"xl/worksheets/s{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheets[name]}'
            "</sheetData></worksheet>"
            for n, name in enumerate(names)
        },
        **(more or {}),
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def only(content: bytes) -> tuple[tuple[str, ...], ...]:
    (sheet,) = read_workbook(content)
    return sheet.rows


def test_cells_come_out_as_text_where_they_stand() -> None:
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r></si></sst>'
    )
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="B3"><v>8.04E8</v></c><c r="C3"><v>1.50</v></c></row>'
    )
    content = workbook({"a": sheet}, {"xl/sharedStrings.xml": shared})
    assert only(content) == (("one", "", "two"), ("", "", ""), ("", "804000000", "1.5"))


@pytest.mark.parametrize(("flag", "day"), [("", "2025-05-18"), ('date1904="1"', "2029-05-19")])
def test_days_are_known_by_their_format(flag: str, day: str) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/>'
        '<numFmt numFmtId="165" formatCode="[Red]0.00"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<c s="{style}"><v>45795</v></c>' for style in range(4))
    sheet = f"<row>{cells}</row>"
    content = workbook({"a": sheet}, {"xl/styles.xml": styles}, flag)
    assert only(content) == (("45795", day, day, "45795"),)


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy"/><numFmt numFmtId="166" formatCode="0.00%"/>'
    '<numFmt numFmtId="167" formatCode="0&quot; million&quot;"/>'
    '<numFmt numFmtId="168" formatCode="#,##0,,"/>'
    '<numFmt numFmtId="169" formatCode="&quot;¥&quot;#,##0.00"/></numFmts><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 17, 164, 165, 10, 166, 167, 168, 169))
    + "</cellXfs></styleSheet>"
)


@pytest.mark.parametrize(
    ("style", "stored", "shown"),
    [
        (1, "45778", "2025-05"),
        (2, "45778", "2025-05"),
        (3, "45658", "2025"),
        (4, "0.2649", "26.49%"),
        (5, "0.26490000000000002", "26.49%"),
        (8, "804", "CNY 804"),
        (0, "0.30000000000000004", "0.3"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(style: int, stored: str, shown: str) -> None:
    sheet = f'<row><c s="{style}"><v>{stored}</v></c></row>'
    assert only(workbook({"a": sheet}, {"xl/styles.xml": STYLES})) == ((shown,),)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('<c r="B2" s="6"><v>804</v></c>', "the number with a unit"),
        ('<c r="B2" s="7"><v>804000000</v></c>', "in thousands or millions"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', "a formula"),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_named(
    read: Callable[..., Submission], cell: str, reason: str
) -> None:
    sheet = f'<row r="1"><c t="str"><v>id</v></c></row><row r="2">{cell}</row>'
    content = workbook({"contracts": sheet}, {"xl/styles.xml": STYLES})
    (finding, *_) = read(content, "facts.xlsx").findings
    assert finding.where == "facts.xlsx:contracts!B2"
    assert reason in finding.message


SHARES = ("id", "child_id", "parent_id", "relation", "share_percent", "source_url")


def numbers(header: tuple[str, ...], row: tuple[str, ...], style: int, stored: str) -> str:
    """Make a sheet of one row, a cell of which (written #) holds a number of some style."""
    cells = "".join(
        f'<c s="{style}"><v>{stored}</v></c>' if text == "#" else cell(text) for text in row
    )
    return f"{rows(header)}<row>{cells}</row>"


def test_a_share_is_what_its_cell_shows(judge: Callable[..., Verdict]) -> None:
    row = ("x", "landspace", "minospace", "minority-owned-by", "#", "https://example.org/1")
    sheet = numbers(SHARES, row, 5, "0.2649")
    verdict = judge(workbook({"affiliations": sheet}, {"xl/styles.xml": STYLES}), "facts.xlsx")
    stated = {str(t.object) for claim in verdict.claims for t in claim.triples}
    assert '"26.49"^^<http://www.w3.org/2001/XMLSchema#decimal>' in stated


@pytest.mark.parametrize(
    ("style", "stored", "currency", "sound"),
    [(8, "804", "CNY", True), (8, "804", "USD", False), (5, "0.2649", "CNY", False)],
)
def test_a_sum_is_taken_where_its_cell_shows_the_currency_of_the_row(
    judge: Callable[..., Verdict], style: int, stored: str, currency: str, *, sound: bool
) -> None:
    sheet = numbers(HEADER, (*ROW[:8], "#", currency, ROW[10]), style, stored)
    verdict = judge(workbook({"contracts": sheet}, {"xl/styles.xml": STYLES}), "facts.xlsx")
    assert verdict.accepted == sound
    if not sound:
        assert {each.where for each in verdict.findings if each.severity == "error"} == {
            "facts.xlsx:contracts!I2"
        }


def altered(content: bytes, old: str, new: str) -> bytes:
    """Change the text of every part of a workbook."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(output, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).decode().replace(old, new))
    return output.getvalue()


def test_merged_cells_are_refused_in_every_row_they_span(judge: Callable[..., Verdict]) -> None:
    blank = ("two", *ROW[1:6], "", *ROW[7:])
    content = workbook({"contracts": rows(HEADER, ROW, blank, ("three", *ROW[1:]))})
    merges = '</sheetData><mergeCells><mergeCell ref="G2:G3"/></mergeCells>'
    verdict = judge(altered(content, "</sheetData>", merges), "facts.xlsx")
    errors = {each.where: each.message for each in verdict.findings if each.severity == "error"}
    assert errors == dict.fromkeys(
        ("facts.xlsx:contracts!G2", "facts.xlsx:contracts!G3"), "the cells G2:G3 are merged"
    )
    tables = [claim.origin for claim in verdict.claims if claim.table == "contracts"]
    assert tables == ["facts.xlsx:contracts!A4"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<sheet name="contracts"', '<sheet state="hidden" name="contracts"', "the sheet is"),
        ("<row><c t=\"inlineStr\"><is><t>new", '<row hidden="1"><c t="inlineStr"><is><t>new',
         "row 2 is"),
        ("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>', "column B is"),
        ("<sheetData>", '<cols><col min="12" max="16384" hidden="1"/></cols><sheetData>', ""),
    ],
)  # fmt: skip
def test_what_is_hidden_is_told(
    judge: Callable[..., Verdict], old: str, new: str, said: str
) -> None:
    content = altered(workbook({"contracts": rows(HEADER, ROW)}), old, new)
    verdict = judge(content, "facts.xlsx")
    assert verdict.accepted
    told = [each.message for each in verdict.findings if "hidden" in each.message]
    assert told == ([f"{said} hidden, and what stands there is taken as well"] if said else [])


def test_a_workbook_is_judged_as_its_tables(judge: Callable[..., Verdict]) -> None:
    fresh = ("fresh", "Fresh", "commercial-firm", "https://example.org/1")
    content = workbook(
        {
            "organisations": rows(("id", "name_en", "type", "source_url"), fresh),
            "contracts": rows(HEADER, (*ROW[:6], "fresh", *ROW[7:])),
            "notes": rows(("anything", "goes")),
        }
    )
    verdict = judge(content, "facts.xlsx")
    assert verdict.accepted, [str(finding) for finding in verdict.findings]
    assert sorted(claim.table for claim in verdict.claims) == [
        "contracts",
        "organisations",
        "sources",
    ]


def test_a_fault_names_sheet_and_cell(read: Callable[..., Submission]) -> None:
    bad = rows(HEADER, ROW, ("two", *ROW[1:8], "many", *ROW[9:]))
    submission = read(workbook({"contracts": bad, "other": rows(("a", "b"))}), "facts.xlsx")
    wheres = [finding.where for finding in submission.findings if finding.path == "amount"]
    assert wheres == ["facts.xlsx:contracts!I3"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no archive", "no workbook"),
        (workbook({"a": "<row><c><f>1+1</f><v>2</v></c></row>"}), "a formula"),
        (workbook({"a": "<row>"}), "no workbook"),
        (workbook({"a": ""}, {"xl/worksheets/s0.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
         "a document type"),
        (workbook({"a": "<row><c>" + " " * (70 << 20) + "</c></row>"}), "unpacks to more than"),
        (workbook({"a": '<row r="9999999"><c r="ZZ1" t="str"><v>x</v></c></row>'}), "split it"),
    ],
)  # fmt: skip
def test_what_is_refused_of_a_workbook(content: bytes, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        read_workbook(content)
    assert reason in str(caught.value)
