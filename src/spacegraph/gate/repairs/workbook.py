"""Write texts into single cells of an XLSX workbook; everything else stays byte for byte."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape

from spacegraph.gate.formats.grid import letters
from spacegraph.gate.formats.xlsx import to_column

Cells = Mapping[str, str]
"""The new texts of cells by their names: `I3`."""


def write_cells(content: bytes, sheets: Mapping[str, Cells]) -> bytes:
    """Return a workbook with new texts in cells; `sheets` goes by the parts that hold them."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in archive.infolist():
            part = archive.read(entry)
            cells = sheets.get(entry.filename)
            copy.writestr(entry, _Writer(part, cells).write() if cells else part)
    return output.getvalue()


class _Writer:
    """Finds the cells in the XML of a sheet (ECMA-376 part 1 §18.3.1.4) and replaces them."""

    def __init__(self, part: bytes, cells: Cells) -> None:
        self._part = part
        self._cells = cells
        self._row = 0
        self._place = 0
        self._open: tuple[str, int, str] | None = None
        self._edits: list[tuple[int, int, bytes]] = []

    def write(self) -> bytes:
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, more: self._start(parser, name, more)
        parser.EndElementHandler = lambda name: self._end(parser, name)
        parser.Parse(self._part, True)
        written = self._part
        for start, end, cell in reversed(self._edits):
            written = written[:start] + cell + written[end:]
        return written

    def _start(self, parser: expat.XMLParserType, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._place = 0
        elif local == "c":
            self._place += 1
            column = to_column(attributes.get("r", ""), self._place)
            named = f"{letters(column)}{self._row}"
            if named in self._cells:
                style = attributes.get("s", "")
                self._open = (named, parser.CurrentByteIndex, style)

    def _end(self, parser: expat.XMLParserType, name: str) -> None:
        prefix, _, local = name.rpartition(":")
        if local != "c" or self._open is None:
            return
        named, start, style = self._open
        at = parser.CurrentByteIndex
        # Of an element without content (<c/>) expat tells where it ends, of others the end tag.
        end = self._part.index(b">", at) + 1 if self._part.startswith(b"</", at) else at
        before = f"{prefix}:" if prefix else ""
        shown = f' s="{style}"' if re.fullmatch(r"\d+", style) else ""
        text = f'<{before}t xml:space="preserve">{escape(self._cells[named])}</{before}t>'
        self._edits.append(
            (
                start,
                end,
                f'<{before}c r="{named}"{shown} t="inlineStr"><{before}is>{text}</{before}is>'
                f"</{before}c>".encode(),
            )
        )
        self._open = None
