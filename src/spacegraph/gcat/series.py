"""Programmes of payloads: the series that the catalogue names, joined with ours."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacegraph.gcat.codes import Code, to_code
from spacegraph.gcat.context import Context
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.tsv import Record

FILE = "psatcat.tsv"
BY_NAME = "programme read from the name"
LEAST = 2
"""A series of fewer payloads is a programme only by decision."""


@dataclass(slots=True)
class Series:
    """Names the series of payloads and writes their rows."""

    context: Context
    namer: Namer
    sizes: Counter[str] = field(default_factory=Counter)
    by_name: dict[str, str] = field(default_factory=dict)

    def of(self, record: Record) -> Code | None:
        """Return the programme id of a payload, if its series is known."""
        series = self.printed(record)
        if not series.text:
            return self._read_from(record)
        decided = self.context.decisions.identity("programme", series.text)
        if decided or self._size().get(series.text, 0) >= LEAST:
            return Code(self.id(series.text), series.doubt)
        return None

    def _read_from(self, record: Record) -> Code | None:
        """Read the series from the name, for payloads that the payload catalog does not reach."""
        name = record.get("Name").strip("[] ")
        decided = self.context.decisions.by_name("programme-name", name)
        if decided is None:
            return None
        self.by_name.setdefault(decided.id, decided.name_en)
        return Code(decided.id, BY_NAME)

    def printed(self, record: Record) -> Code:
        """Return the series of a payload as the catalogue prints it; empty where it names none."""
        extra = self.context.catalogue.keyed(FILE).get(record.get("JCAT"))
        return to_code(extra.get("Program")) if extra else Code("")

    def _size(self) -> Counter[str]:
        if not self.sizes:
            self.sizes.update(
                self.printed(record).text for record in self.context.selection.payloads.values()
            )
        return self.sizes

    def id(self, code: str) -> str:
        """Return the programme id of a series."""
        return self.namer.name(code, (code,), (code,)).id

    def rows(self) -> Iterator[Cells]:
        """Yield a row for each series that no curated row has."""
        entries: dict[str, Entry] = {}
        source = self.context.provenance.address(
            "psatcat", self.context.catalogue.files[FILE].updated
        )
        for code, naming in sorted(self.namer.given.items()):
            entry = entries.setdefault(naming.id, Entry(naming.id, [source]))
            if naming.new:
                decided = self.context.decisions.identity("programme", code)
                entry.name("name_en", decided.name_en if decided else code)
            entry.say("gcat_code", code)
        for identifier, name in self.by_name.items():
            if identifier not in self.context.known["programmes"].ids:
                entry = entries.setdefault(identifier, Entry(identifier, [source]))
                entry.name("name_en", name)
        for _, entry in sorted(entries.items()):
            yield from entry.rows()
