"""What stands in the form of a submission: pasted text, or a file that came with the request."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from spacegraph.errors import DataError
from spacegraph.gate.formats.format import XLSX, find_format
from spacegraph.gate.formats.xlsx import read_workbook

TURTLE: Final = ".ttl"
_TABLE: Final = ".csv"


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission before it is one: the name of its file tells the format and the table.

    `table` is empty where the header of the file tells it.
    """

    content: bytes
    suffix: str = TURTLE
    table: str = ""
    file: str = ""

    @classmethod
    def of_text(cls, text: str, suffix: str, table: str) -> "Draft":
        """Take what was pasted; browsers send CR LF."""
        return cls(text.replace("\r\n", "\n").encode(), suffix, table)

    @classmethod
    def of_file(cls, content: bytes, name: str, table: str) -> "Draft":
        """Take what was uploaded."""
        return cls(content, PurePath(name).suffix.lower(), table, PurePath(name).name)

    @property
    def name(self) -> str:
        """The name under which it is judged."""
        if self.suffix == _TABLE and self.table:
            return f"{self.table}{_TABLE}"
        return self.file or f"submission{self.suffix}"

    @property
    def binary(self) -> bool:
        """Tell whether it is no text that could be shown and edited."""
        return find_format(self.name) is XLSX

    @property
    def text(self) -> str:
        """The content as it is shown in the form; empty for a workbook."""
        return "" if self.binary else self.content.decode("utf-8-sig", errors="replace")

    @property
    def packed(self) -> str:
        """The content of a workbook as a field of a form; empty for a text."""
        return b64encode(self.content).decode() if self.binary else ""

    def with_text(self, text: str) -> "Draft":
        """Return the draft with another text."""
        return replace(self, content=text.encode())

    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Return the lines by the place that findings name: the file, or a sheet of it."""
        if not self.binary:
            text = self.text
            return {self.name: tuple(text.split("\n"))} if text else {}
        try:
            sheets = read_workbook(self.content)
        except DataError:
            return {}
        several = len(sheets) > 1
        return {
            f"{self.name}/{sheet.name}" if several else self.name: tuple(_rows(sheet.rows))
            for sheet in sheets
        }


def unpack(packed: str) -> bytes:
    """Read the content of a workbook out of a field of a form."""
    try:
        return b64decode(packed, validate=True)
    except Error as error:
        raise DataError("the workbook was damaged on its way", hint="upload it again") from error


def _rows(rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (" | ".join(row) for row in rows)
