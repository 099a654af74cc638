"""Launches of the catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacegraph.gcat.bodies import Bodies
from spacegraph.gcat.catalogue import launch_code
from spacegraph.gcat.codes import (
    UNSURE,
    Code,
    split_codes,
    to_code,
    to_customers,
    to_service,
)
from spacegraph.gcat.context import Context
from spacegraph.gcat.decisions import CORRECTED, FORMER
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.grounds import Grounds
from spacegraph.gcat.rockets import Rockets
from spacegraph.gcat.tsv import Record
from spacegraph.gcat.vague import VagueDate

FILE = "launch.tsv"
NAMED = 3
"""How many payloads the name of a launch lists."""

_UNKNOWN = frozenset({"Unknown", "Unk", "Unknown payload"})


@dataclass(slots=True)
class Flights:
    """Writes the rows of launches. The id of a launch is its tag in lower case."""

    context: Context
    bodies: Bodies
    rockets: Rockets
    grounds: Grounds
    cargo: Mapping[str, list[str]]

    def rows(self) -> Iterator[Cells]:
        """Yield the rows of every launch."""
        for tag, record in self.context.selection.launches.items():
            entry = Entry(tag.lower(), self.context.sources(record, FILE))
            self._describe(entry, tag, record)
            yield from entry.rows()

    def _describe(self, entry: Entry, tag: str, record: Record) -> None:
        entry.remark(record.get(CORRECTED))
        moment = VagueDate.parse(record.get("Launch_Date"))
        code = launch_code(record)
        entry.say("name_en", self._name(tag, record))
        entry.say("launch_tag", tag)
        entry.say("former_tags", record.get(FORMER))
        entry.say("date", str(moment.date or ""))
        entry.say("time", Code(moment.clock, UNSURE if moment.uncertain else ""))
        entry.say("launch_vehicle", self.rockets.id(record.get("LV_Type")))
        variant = to_code(record.get("Variant"))
        version = f"{record.get('LV_Type')} {variant.text}".strip()
        entry.say("vehicle_variant", Code(version, variant.doubt))
        entry.say("serial", record.get("Flight_ID").rstrip("? "))
        self._place(entry, record)
        *sellers, provider = split_codes(record.get("Agency"))
        entry.say("provider_ids", self.bodies.named(provider))
        for seller in sellers:
            entry.say("seller_ids", self.bodies.named(seller))
        entry.say("outcome", code.outcome)
        entry.say("success_percent", code.percent)
        entry.say("failure_code", to_code(record.get("FailCode")))
        if code.outcome in ("failure", "partial"):
            entry.say("failure_cause", record.get("Notes").rstrip("?"))
        entry.say("service", to_service(record.get("Group")))
        for customer in to_customers(record.get("Group")):
            entry.say("customer", customer)
        target = record.get("Category").split()
        entry.say("target_orbit", target[1] if len(target) > 1 else "")
        if mass := record.get("OrbPay"):
            entry.say("payload_mass_kg", kilograms(mass))

    def _place(self, entry: Entry, record: Record) -> None:
        site, pad = to_code(record.get("Launch_Site")), to_code(record.get("Launch_Pad"))
        if site.text:
            entry.say("launch_site", Code(self.grounds.site(site.text), site.doubt))
        if site.text and pad.text:
            entry.say("launch_pad", Code(self.grounds.pad(site.text, pad.text), pad.doubt))
        if platform := record.get("Platform"):
            ship = self.context.catalogue.keyed("platforms.tsv").get(platform)
            if ship is None:
                self.context.miss("platform", platform)
            entry.say("platform", ship.get("Name") if ship else platform)

    def _name(self, tag: str, record: Record) -> str:
        label = self.rockets.label(record.get("LV_Type"))
        flight = record.get("Flight").rstrip("? ") or record.get("Mission").rstrip("? ")
        if not flight or flight in _UNKNOWN:
            names = self.cargo.get(tag, [])
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            flight = ", ".join(names[:NAMED]) + more
        return f"Launch {tag}: {flight} on {label}" if flight else f"Launch {tag} of {label}"


def kilograms(tonnes: str) -> str:
    """Turn tonnes, as printed, into kilograms; empty for zero and for what is no number."""
    try:
        mass = round(float(tonnes.strip()) * 1000, 3)
    except ValueError:
        return ""
    return f"{mass:g}" if mass > 0 else ""
