"""Reading catalogue files: every defect is told with its line, and sound lines survive."""

from pathlib import Path

from spacegraph.gcat.tsv import TsvFile, read_tsv
from spacegraph.model.findings import Finding


def read(path: Path, content: bytes) -> tuple[TsvFile, list[str]]:
    file = path / "t.tsv"
    file.write_bytes(content)
    findings: list[Finding] = []
    return read_tsv(file, ("A", "B"), findings), [str(finding) for finding in findings]


def test_comments_blanks_and_dashes(tmp_path: Path) -> None:
    file, findings = read(
        tmp_path, b"#A\tB\tC\n# Updated 2025 Dec  1 0108:57\n# more\nx \t -    -\ty-z\n\n"
    )
    assert not findings
    assert file.updated == "2025-12-01"
    assert [dict(record.cells) for record in file.records] == [{"A": "x", "B": "", "C": "y-z"}]
    assert file.records[0].origin == "t.tsv:4"
    assert file.records[0].get("missing") == ""


def test_missing_column(tmp_path: Path) -> None:
    file, findings = read(tmp_path, b"#A\tC\n1\t2\n")
    assert file.records == ()
    assert findings[0].startswith("t.tsv:1: error: no column B")


def test_wrong_number_of_cells(tmp_path: Path) -> None:
    file, findings = read(tmp_path, b"#A\tB\n1\n1\t2\n")
    assert len(file.records) == 1
    assert "t.tsv:2: error: 1 cells where the header has 2 (restore the tabs)" in findings


def test_foreign_encoding_empty_and_absent_files(tmp_path: Path) -> None:
    assert "byte 5 is not UTF-8" in read(tmp_path, b"#A\tB\n\xff\n")[1][0]
    assert "no column A, B" in read(tmp_path, b"")[1][0]
    findings: list[Finding] = []
    read_tsv(tmp_path / "absent.tsv", (), findings)
    assert "cannot be read" in str(findings[0])
