"""Launch sites and pads of the catalogue, and the states and provinces that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacegraph.gcat.codes import to_code
from spacegraph.gcat.context import Context
from spacegraph.gcat.decisions import CORRECTED
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.names import is_chinese
from spacegraph.gcat.tsv import Record

SITES = "sites.tsv"
PADS = "lp.tsv"
SEA = "sea-launch-area"
_STATE_SOURCES = ("iso-3166-slim-2", "unicode-cldr-territories-zh-hans")


@dataclass(slots=True)
class Grounds:
    """Names sites and pads by code and writes their rows."""

    context: Context
    namer: Namer

    def site(self, code: str) -> str:
        """Return the place id of a launch site."""
        record = self.context.catalogue.keyed(SITES).get(code)
        if record is None and not self.context.decisions.identity("place", code):
            self.context.miss("site", code)
        return self.namer.name(code, (), (_site_name(record) if record else f"gcat-{code}",)).id

    def pad(self, site: str, code: str) -> str:
        """Return the place id of a pad; `site` and `code` as printed, without question marks."""
        key = f"{site} {code}"
        if key not in self.context.catalogue.keyed(PADS):
            self.context.miss("pad", key)
        return self.namer.name(key, (), (f"{self.site(site)}-{code}",)).id

    def rows(self) -> Iterator[Cells]:
        """Yield the rows of all sites and pads that launches use, and of states and provinces."""
        entries: dict[str, Entry] = {}
        for record in self.context.selection.launches.values():
            site = to_code(record.get("Launch_Site")).text
            pad = to_code(record.get("Launch_Pad")).text
            if site:
                entry = entries.setdefault(self.site(site), Entry(self.site(site)))
                self._site(entry, site, record)
            if site and pad:
                identifier = self.pad(site, pad)
                self._pad(entries.setdefault(identifier, Entry(identifier)), site, pad, record)
        for code, state in self.context.decisions.states.items():
            if state.place_id and self._is_wanted(state.place_id):
                self._state(entries.setdefault(state.place_id, Entry(state.place_id)), code)
        for _, entry in sorted(entries.items()):
            yield from entry.rows()

    def _site(self, entry: Entry, code: str, launch: Record) -> None:
        record = self.context.catalogue.keyed(SITES).get(code)
        cited = (record, SITES) if record else (launch, "launch.tsv")
        entry.sources = entry.sources or self.context.sources(*cited)
        entry.say("gcat_code", code)
        entry.remark(record.get(CORRECTED) if record else "")
        if self.namer.given[code].new:
            entry.name("name_en", self._site_label(code))
            entry.name("kind", self._site_kind(code))
            state = self.context.decisions.states.get(record.get("StateCode")) if record else None
            if state and self._site_kind(code) != SEA:
                entry.name("within_id", state.place_id)
        self._position(entry, record)

    def _pad(self, entry: Entry, site: str, code: str, launch: Record) -> None:
        key = f"{site} {code}"
        record = self.context.catalogue.keyed(PADS).get(key)
        cited = (record, PADS) if record else (launch, "launch.tsv")
        entry.sources = entry.sources or self.context.sources(*cited)
        entry.say("gcat_code", key)
        if self.namer.given[key].new:
            at_sea = self._site_kind(site) == SEA
            kind = "point" if at_sea else "pad"
            entry.name("name_en", f"{self._site_label(site)}, {kind} {code}")
            entry.name("kind", SEA if at_sea else "launch-pad")
            entry.say("within_id", self.site(site))
        self._position(entry, record)

    def _site_label(self, code: str) -> str:
        """Return the name of a site: as curated or decided, else as printed."""
        decided = self.context.decisions.identity("place", code)
        curated = self.context.known["places"].labels.get(self.site(code), "")
        record = self.context.catalogue.keyed(SITES).get(code)
        printed = _site_name(record) if record else f"{code} (catalogue code)"
        return (decided.name_en if decided else "") or curated or printed

    def _site_kind(self, code: str) -> str:
        """Return the kind of a site: as curated or decided, else a zone at sea or one on land."""
        identifier = self.site(code)
        for row in self.context.known["places"].curated:
            if row.get("id") == identifier and row.get("kind"):
                return row.get("kind")
        decided = self.context.decisions.identity("place", code)
        record = self.context.catalogue.keyed(SITES).get(code)
        if decided and decided.type:
            return decided.type
        return SEA if record is None or record.get("Type") == "LZ" else "launch-site"

    def _position(self, entry: Entry, record: Record | None) -> None:
        """Give coordinates where no curated row does: one place, one position."""
        known = self.context.known["places"].curated
        if record is None or any(
            row.get("id") == entry.id and row.get("latitude") for row in known
        ):
            return
        entry.name("latitude", record.get("Latitude"))
        entry.name("longitude", record.get("Longitude"))

    def _state(self, entry: Entry, code: str) -> None:
        state = self.context.decisions.states[code]
        record = self.context.catalogue.keyed("orgs.tsv").get(code)
        if record:
            entry.sources.extend(self.context.sources(record, "orgs.tsv"))
        entry.sources.extend(
            row.get("url")
            for row in self.context.known["sources"].curated
            if row.get("id") in _STATE_SOURCES
        )
        entry.say("name_en", state.name_en)
        entry.say("name_zh", state.name_zh)
        entry.say("kind", "country")
        entry.say("iso_code", state.iso_code)

    def _is_wanted(self, place: str) -> bool:
        return place not in self.context.known["places"].ids


def _site_name(record: Record) -> str:
    name = record.get("ShortEName") or record.get("Name")
    if is_chinese(record.get("UName")):
        name = record.get("ShortEName") or record.get("ShortName") or name
    return re.sub(r"\s*\([^)]*\)|,\s*China$", "", name)
