"""Read the files of the catalogue: tab-separated, the header and comments behind a `#`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spacegraph.gcat.vague import VagueDate
from spacegraph.model.findings import Finding, Severity

_EMPTY = re.compile(r"[-\s]*")
_UPDATED = re.compile(r"# Updated (\d{4} [A-Z][a-z]{2} [ \d]\d)")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file: cells by column name, trimmed, empty where the file prints `-`."""

    origin: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return a cell; empty where there is no value or no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class TsvFile:
    """The records of one file; `updated` is the day the file gives as its state, or empty."""

    name: str
    updated: str
    records: tuple[Record, ...]


def read_tsv(path: Path, needed: tuple[str, ...], findings: list[Finding]) -> TsvFile:
    """Read a file; add a finding for each thing wrong with it, and skip what is wrong.

    `needed` are the columns without which the file cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        findings.append(_error(path.name, f"cannot be read: {error.strerror}", "check the folder"))
        return TsvFile(path.name, "", ())
    except UnicodeDecodeError as error:
        findings.append(
            _error(path.name, f"byte {error.start} is not UTF-8", "download the file again")
        )
        return TsvFile(path.name, "", ())
    lines = text.splitlines()
    header = tuple(name.strip() for name in lines[0].lstrip("#").split("\t")) if lines else ()
    if missing := [name for name in needed if name not in header]:
        findings.append(
            _error(
                f"{path.name}:1",
                f"no column {', '.join(missing)}",
                "the first line must be the catalogue's header",
            )
        )
        return TsvFile(path.name, "", ())
    records = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(header):
            message = f"{len(cells)} cells where the header has {len(header)}"
            findings.append(_error(f"{path.name}:{number}", message, "restore the tabs"))
            continue
        values = ("" if _EMPTY.fullmatch(cell) else cell for cell in cells)
        records.append(Record(f"{path.name}:{number}", dict(zip(header, values, strict=True))))
    return TsvFile(path.name, _updated(lines), tuple(records))


def _updated(lines: list[str]) -> str:
    for line in lines[1:4]:
        if match := _UPDATED.match(line):
            return str(VagueDate.parse(match[1]).date or "")
    return ""


def _error(where: str, message: str, advice: str) -> Finding:
    return Finding(Severity.ERROR, message, where, advice=advice)
