"""Name the cells of a workbook as a spreadsheet does: `contracts!I3`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from spacegraph.model.claims import Claim
from spacegraph.model.columns import ByColumn, Column
from spacegraph.tables.catalogue import TABLES


@dataclass(frozen=True, slots=True)
class Grid:
    """The letters of the columns of each sheet; sheets go by `file:sheet!`."""

    letters: Mapping[str, Mapping[str, str]]

    def cell(self, where: str, column: str = "") -> str:
        """Return the cell of a row that is given as `file:sheet!:3`; its first one by default."""
        sheet, _, row = where.rpartition(":")
        known = self.letters.get(sheet)
        return where if known is None else f"{sheet}{known.get(column, 'A')}{row}"

    def text(self, message: str) -> str:
        """Name the cells in a message that names rows."""
        for sheet in self.letters:
            message = re.sub(rf"{re.escape(sheet)}:(\d+)", rf"{sheet}A\1", message)
        return message

    def where(self, claim: Claim, triple: Triple) -> str:
        """Return the cell in which a statement was read; the first one of its row if unsure."""
        sheet, bang, cell = claim.origin.rpartition("!")
        known = self.letters.get(sheet + bang, {})
        for table in TABLES:
            for column in table.columns if table.name == claim.table else ():
                if column.name in known and _states(column, triple):
                    return f"{sheet}{bang}{known[column.name]}{cell.lstrip('A')}"
        return claim.origin


def _states(column: Column, triple: Triple) -> bool:
    """Tell whether a statement may have been read in a column."""
    if isinstance(column.property, ByColumn):
        return triple.predicate in column.property.properties.values()
    if column.property != triple.predicate:
        return False
    if column.convert is None:
        return True
    try:
        return column.convert(getattr(triple.object, "value", "")) == triple.object
    except ValueError:
        return bool(column.refers)


def letters(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
