"""Read rows from a CSV file, each with the place it stands at."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacegraph.model.findings import Finding, Severity

_QUOTES = 'close every quote and double the quotes inside a cell ("")'
_FORMULA = ("=", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record by column name, trimmed; `origin` is `file.csv:line`."""

    origin: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return a cell; empty where the file has no such column."""
        return self.cells.get(column, "")


def read_rows(
    content: bytes, name: str, header: tuple[str, ...], findings: list[Finding]
) -> Iterator[Row]:
    """Yield the sound rows of a CSV file; add a finding for each thing wrong with it.

    UTF-8 with or without byte order mark, RFC 4180 quoting, any of the columns in any order.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.append(
            _error(
                f"{name}:{line}",
                f"byte {content[error.start]:#04x} is not UTF-8",
                "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)",
            )
        )
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(reader, [])
    except csv.Error as error:
        findings.append(_error(f"{name}:1", f"the header cannot be read: {error}", _QUOTES))
        return
    if problem := _header_problem(names, header):
        findings.append(_error(f"{name}:1", *problem))
        return
    last = reader.line_num
    try:
        for record in reader:
            origin, last = f"{name}:{last + 1}", reader.line_num
            if not any(cell.strip() for cell in record):
                continue
            if len(record) != len(names):
                findings.append(
                    _error(
                        origin,
                        f"{len(record)} cells where the header has {len(names)}",
                        "put cells that hold commas or quotes in double quotes",
                    )
                )
                continue
            yield from _sound(
                Row(origin, dict(zip(names, map(str.strip, record), strict=True))), findings
            )
    except csv.Error as error:
        findings.append(_error(f"{name}:{last + 1}", *_broken(str(error))))


def _broken(error: str) -> tuple[str, str]:
    """Say what is wrong with the record that cannot be read, and what to do."""
    if "field limit" in error:
        limit = f"{csv.field_size_limit():,}"
        return f"a cell of more than {limit} characters", "shorten it, or close the quote it begins"
    return f"the quoting is broken from here on: {error}", _QUOTES


def read_file(path: Path, header: tuple[str, ...], findings: list[Finding]) -> Iterator[Row]:
    """Yield the sound rows of a CSV file on disk."""
    try:
        content = path.read_bytes()
    except OSError as error:
        findings.append(_error(path.name, f"cannot be read: {error.strerror}", "check the path"))
        return
    yield from read_rows(content, path.name, header, findings)


def _header_problem(names: list[str], header: tuple[str, ...]) -> tuple[str, str] | None:
    if not names:
        return "the file is empty", f"begin with the header {','.join(header)}"
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        return f"the header repeats {', '.join(repeated)}", "name each column once"
    if unknown := [name for name in names if name not in header]:
        return f"unknown column {', '.join(unknown)}", f"columns here: {', '.join(header)}"
    if header[0] not in names:
        return f"the column {header[0]} is missing", f"columns here: {', '.join(header)}"
    return None


def _sound(row: Row, findings: list[Finding]) -> Iterator[Row]:
    suspicious = [(name, cell) for name, cell in row.cells.items() if cell.startswith(_FORMULA)]
    control = [
        (name, cell)
        for name, cell in row.cells.items()
        if any(ord(character) < 32 and character not in "\n\r\t" for character in cell)
    ]
    for name, cell in suspicious:
        findings.append(
            _error(
                row.origin,
                "a cell that begins like a spreadsheet formula",
                "begin the text with a letter or digit",
                name,
                cell,
            )
        )
    for name, cell in control:
        findings.append(_error(row.origin, "a control character", "remove it", name, cell))
    if not suspicious and not control:
        yield row


def _error(where: str, message: str, advice: str, path: str = "", value: str = "") -> Finding:
    return Finding(Severity.ERROR, message, where, path=path, value=value[:200], advice=advice)
