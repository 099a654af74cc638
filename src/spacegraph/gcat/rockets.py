"""Launch vehicles of the catalogue: types of rocket, their versions joined."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacegraph.gcat.bodies import Bodies
from spacegraph.gcat.codes import split_codes
from spacegraph.gcat.context import Context
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.tsv import Record
from spacegraph.gcat.vague import VagueDate

FILE = "lv.tsv"


@dataclass(slots=True)
class Rockets:
    """Names vehicle types and writes their rows.

    `Chang Zheng 3B/YZ-1` is a Chang Zheng 3B with an upper stage: versions of a type share its id.
    """

    context: Context
    namer: Namer

    def id(self, name: str) -> str:
        """Return the id of a vehicle type as printed."""
        base = name.partition("/")[0]
        explained = self._records(base) or self.context.decisions.identity("vehicle", base)
        if not explained and base not in self.context.known["launch_vehicles"].codes:
            self.context.miss("vehicle", base)
        return self.namer.name(base, (base,), (base,)).id

    def label(self, name: str) -> str:
        """Return the name of a vehicle type: as curated or decided, else as printed."""
        base = name.partition("/")[0]
        decided = self.context.decisions.identity("vehicle", base)
        curated = self.context.known["launch_vehicles"].labels.get(self.id(name), "")
        return curated or (decided.name_en if decided else "") or base

    def makers(self) -> set[str]:
        """Return the organisation codes of the makers of the vehicles that flew."""
        return {
            code.text
            for launch in self.context.selection.launches.values()
            for record in self._records(launch.get("LV_Type").partition("/")[0])
            for code in split_codes(record.get("LV_Manufacturer"))
        }

    def rows(self, bodies: Bodies) -> Iterator[Cells]:
        """Yield a row for each type that flew, with its first flight among these launches."""
        entries: dict[str, Entry] = {}
        first: dict[str, Record] = {}
        for record in self.context.selection.launches.values():
            name = record.get("LV_Type")
            base = name.partition("/")[0]
            identifier = self.id(name)
            entry = entries.setdefault(identifier, Entry(identifier))
            entry.say("gcat_code", base)
            if name != base:
                entry.say("gcat_code", name)
            earlier = first.setdefault(identifier, record)
            if _day(record) < _day(earlier):
                first[identifier] = record
            self._describe(entry, base, bodies)
        for identifier, entry in sorted(entries.items()):
            launch = first[identifier]
            entry.sources.extend(self.context.sources(launch, "launch.tsv"))
            if self._records(launch.get("LV_Type").partition("/")[0]):
                self._fill(entry, launch)
            yield from entry.rows()

    def _fill(self, entry: Entry, launch: Record) -> None:
        """Say when a vehicle first flew, which is known only of Chinese ones, whose launches are
        all chosen; and its capacity where no curated row does (zero stands for unknown).
        """
        entry.say("first_flight", str(VagueDate.parse(launch.get("Launch_Date")).date))
        curated = self.context.known["launch_vehicles"].curated
        if any(row.get("id") == entry.id and row.get("payload_leo_kg") for row in curated):
            return
        capacities = [
            int(record.get("LEO_Capacity"))
            for record in self._records(launch.get("LV_Type").partition("/")[0])
            if record.get("LEO_Capacity").isdigit()
        ]
        if max(capacities, default=0):
            entry.say("payload_leo_kg", str(max(capacities)))

    def _describe(self, entry: Entry, base: str, bodies: Bodies) -> None:
        naming = self.namer.given[base]
        for record in self._records(base):
            if not entry.sources:
                entry.sources.extend(self.context.sources(record, FILE))
            for body in map(bodies.named, split_codes(record.get("LV_Manufacturer"))):
                entry.say("builder_ids", body)
        decided = self.context.decisions.identity("vehicle", base)
        if naming.new:
            entry.name("name_en", self.label(base))
            entry.name("name_zh", decided.name_zh if decided else "")
        if not entry.has("name_en", base):
            entry.say("aliases", base)

    def _records(self, base: str) -> list[Record]:
        return [
            record
            for record in self.context.catalogue.files[FILE].records
            if record.get("LV_Name").partition("/")[0] == base
        ]


def _day(launch: Record) -> str:
    return str(VagueDate.parse(launch.get("Launch_Date")).date)
