"""Workbooks: their cells as text, their sheets as tables, and what is refused of them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

import pytest

from spacegraph.errors import DataError
from spacegraph.gate.submission import Submission
from spacegraph.gate.verdict import Verdict
from spacegraph.gate.xlsx import read_workbook

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
