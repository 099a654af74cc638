"""Read cells of a workbook by what a person sees there, as far as the column expects it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from spacegraph.gate.formats.xlsx import Sheet
from spacegraph.gate.vocabulary.currencies import find_currency
from spacegraph.model.findings import Finding, Severity

BESIDE: Final[Mapping[str, str]] = {"amount": "currency", "valuation": "valuation_currency"}
"""The columns of sums, and those that hold their currency."""

_PERCENT: Final = re.compile(r"(-?[0-9.]+)\s*[%％]")
_SUM: Final = re.compile(r"([A-Z]{3}) (-?[0-9.]+)")


def plain_percent(column: str, text: str) -> str:
    """Return a share without its sign where the column counts in per cent; else as it is.

    >>> plain_percent("share_percent", "26.49%"), plain_percent("amount", "26.49%")
    ('26.49', '26.49%')
    """
    match = _PERCENT.fullmatch(text.strip()) if column.endswith("_percent") else None
    return match[1] if match else text


def settle(sheet: Sheet) -> Sheet:
    """Drop the signs of per cent and of money from cells whose columns say the same."""
    if not sheet.rows:
        return sheet
    names = [name.strip() for name in sheet.rows[0]]
    rows = (tuple(_row(names, row)) for row in sheet.rows[1:])
    return replace(sheet, rows=(sheet.rows[0], *rows))


def _row(names: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    said = dict(zip(names, cells, strict=True))
    for name, cell in zip(names, cells, strict=True):
        match = _SUM.fullmatch(cell) if name in BESIDE else None
        if match and match[1] == find_currency(said.get(BESIDE[name], "")):
            yield match[2]
        else:
            yield plain_percent(name, cell)


def find_faults(sheet: Sheet, where: str) -> Iterator[Finding]:
    """Yield the cells that cannot be taken, and what of the sheet is hidden."""
    names = [name.strip() for name in sheet.rows[0]] if sheet.rows else []
    if sheet.hidden:
        verb = "are" if " and " in sheet.hidden or re.match(r"\w+s ", sheet.hidden) else "is"
        yield Finding(
            Severity.WARNING,
            f"{sheet.hidden} {verb} hidden, and what stands there is taken as well",
            f"{where}:1",
            advice="show it, or delete what is not meant",
        )
    for fault in sheet.faults:
        name = names[fault.column - 1] if fault.column <= len(names) else ""
        yield Finding(
            Severity.ERROR,
            fault.message,
            f"{where}:{fault.row}",
            path=name,
            advice=fault.advice,
        )
