"""Reading CSV: every defect is told with its line, and sound rows survive their neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from spacegraph.model.findings import Finding
from spacegraph.tables.rows import Row, read_rows

HEADER = ("id", "name", "note")


def read(content: bytes) -> tuple[list[Row], list[str]]:
    findings: list[Finding] = []
    rows = list(read_rows(content, "t.csv", HEADER, findings))
    return rows, [str(finding) for finding in findings]


def test_rows_know_their_line_even_after_line_breaks_in_cells() -> None:
    rows, findings = read(b'id,name,note\r\na,"two\nlines",x\r\nb,y,z\r\n')
    assert not findings
    assert [(row.origin, row.get("id")) for row in rows] == [("t.csv:2", "a"), ("t.csv:4", "b")]


def test_columns_come_in_any_order_and_may_be_missing() -> None:
    rows, findings = read("\ufeffname,id\n微纳,a\n".encode())
    assert not findings
    assert rows[0].get("name") == "微纳"
    assert rows[0].get("note") == ""


def test_defects_carry_line_and_remedy() -> None:
    rows, findings = read(b"id,name,note\na,b\nc,=1+1,x\nd,ok,fine\n")
    assert [row.get("id") for row in rows] == ["d"]
    assert findings[0].startswith("t.csv:2: error: 2 cells where the header has 3")
    assert "t.csv:3" in findings[1]
    assert "formula" in findings[1]


def test_foreign_encoding_names_the_line() -> None:
    rows, findings = read("id,name,note\na,b,c\nd,微纳,e\n".encode("gb18030"))
    assert not rows
    assert findings[0].startswith("t.csv:3: error: byte")
    assert "UTF-8" in findings[0]


def test_header_defects() -> None:
    assert "unknown column nme" in read(b"id,nme\na,b\n")[1][0]
    assert "repeats id" in read(b"id,id\na,b\n")[1][0]
    assert "id is missing" in read(b"name\nb\n")[1][0]
    assert "empty" in read(b"")[1][0]


def test_broken_quotes() -> None:
    assert "quoting is broken" in read(b'id,name,note\na,"b,c\n')[1][0]


def test_control_characters_are_refused() -> None:
    assert "control character" in read(b"id,name,note\na,b\x00c,d\n")[1][0]


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_findings_but_never_a_crash(content: bytes) -> None:
    rows, findings = read(b"id,name,note\n" + content)
    assert all(isinstance(row, Row) for row in rows)
    assert all(finding.startswith("t.csv") for finding in findings)
