"""Payloads of the catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacegraph.gcat.bodies import Bodies
from spacegraph.gcat.codes import (
    CLASS,
    STATUS,
    UNSURE,
    Code,
    split_codes,
    to_categories,
    to_code,
    to_orbit,
)
from spacegraph.gcat.context import Context
from spacegraph.gcat.decisions import CORRECTED
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.series import Series
from spacegraph.gcat.tsv import Record
from spacegraph.gcat.vague import VagueDate
from spacegraph.model.identifiers import slugify

FILE = "satcat.tsv"
EXTRA = "psatcat.tsv"
IDENTITY = 8
"""Place in `Type` of the flag that the catalogue cannot tell which object is which."""

BY_JCAT = "catalogue number read from the JCAT number"
UNIDENTIFIED = "the catalogue cannot tell which object of the launch this is"
_PIECE = re.compile(r"[12]\d{3}-\d{3}[A-Z]{1,3}")


@dataclass(slots=True)
class Payloads:
    """Writes the rows of payloads.

    The id is the slug of the name at the first import and the JCAT number: names repeat and
    change, the number does not.
    """

    context: Context
    bodies: Bodies
    series: Series

    def id(self, jcat: str, record: Record) -> str:
        """Return the id of a payload."""
        earlier = self.context.known["spacecraft"].earlier.get(jcat)
        return earlier or slugify(f"{display_name(record)} {jcat}")

    def cargo(self) -> dict[str, list[str]]:
        """Return the names of the payloads of each launch tag."""
        found: dict[str, list[str]] = {}
        for record in self.context.selection.payloads.values():
            found.setdefault(record.get("Launch_Tag"), []).append(display_name(record))
        return found

    def rows(self) -> Iterator[Cells]:
        """Yield the rows of every payload."""
        for jcat, record in self.context.selection.payloads.items():
            entry = Entry(self.id(jcat, record), self.context.sources(record, FILE))
            entry.remark(record.get(CORRECTED))
            self._name(entry, jcat, record)
            self._describe(entry, record)
            if extra := self.context.catalogue.keyed(EXTRA).get(jcat):
                entry.sources.extend(self.context.sources(extra, EXTRA))
                self._extend(entry, extra)
            self._join_series(entry, record)
            yield from entry.rows()

    def _name(self, entry: Entry, jcat: str, record: Record) -> None:
        name = to_code(record.get("Name"))
        entry.say("name_en", Code(display_name(record), name.doubt))
        for other in (record.get("Name"), record.get("PLName"), *record.get("AltNames").split(",")):
            alias = to_code(other.partition(":")[0].strip(" []"))
            if alias.text != display_name(record):
                entry.say("aliases", Code(alias.text, alias.doubt or name.doubt))
        entry.say("gcat_code", jcat)

    def _describe(self, entry: Entry, record: Record) -> None:
        tag = record.get("Launch_Tag")
        if tag in self.context.selection.launches:
            entry.say("launch_id", tag.lower())
        else:
            self.context.miss("launch tag", f"{record.get('JCAT')} {tag}")
            entry.remark(f"launch tag {tag}: no attempt to reach orbit in the catalogue's launches")
        entry.say("launch_date", str(VagueDate.parse(record.get("LDate")).date or ""))
        for column, cell in (("owner_ids", "Owner"), ("manufacturer_ids", "Manufacturer")):
            for code in split_codes(record.get(cell)):
                body = self.bodies.named(code)
                entry.say(column, body)
                if not body.text:
                    entry.remark(f"{cell.lower()} not known to the catalogue ({code.text})")
        self._nation(entry, record)
        entry.say("bus", to_code(record.get("Bus")))
        entry.say("orbit_class", to_orbit(record.get("OpOrbit")))
        status = record.get("Status")
        if status:
            if status not in STATUS:
                self.context.miss("status", status)
            entry.say("status", STATUS.get(status, "unknown"))
            ended = VagueDate.parse(record.get("DDate"))
            entry.say("status_date", Code(str(ended.date or ""), UNSURE if ended.uncertain else ""))
        entry.say("mass_kg", Code(_mass(record), UNSURE if record.get("MassFlag") else ""))
        self._number(entry, record)

    def _number(self, entry: Entry, record: Record) -> None:
        """Say the designators. An object attached to another stands under the other's number; the
        S numbers of the catalogue are the numbers of the satellite catalogue of the United States.
        """
        which = UNIDENTIFIED if record.get("Type")[IDENTITY : IDENTITY + 1] == "?" else ""
        piece, number, jcat = record.get("Piece"), record.get("Satcat"), record.get("JCAT")
        entry.say("cospar_id", Code(piece if _PIECE.fullmatch(piece) else "", which))
        own = str(int(jcat[1:])) if jcat.startswith("S") and jcat[1:].isdigit() else ""
        if number.isdigit() and str(int(number)) != own:
            entry.remark(f"stands under the catalogue number {int(number)} of another object")
        elif number.isdigit():
            entry.say("norad_id", Code(own, which))
        elif not number and own:
            entry.say("norad_id", Code(own, which or BY_JCAT))

    def _nation(self, entry: Entry, record: Record) -> None:
        """Say the state; one that is marked with a star is open and stays empty."""
        code = to_code(record.get("State"))
        if code.text.endswith("*"):
            entry.remark(f"the catalogue gives the state as {code.text}")
            return
        if code.text and code.text not in self.context.decisions.states:
            self.context.miss("state", code.text)
        entry.say("country", Code(self.context.decisions.country(code.text), code.doubt))

    def _extend(self, entry: Entry, extra: Record) -> None:
        for letter in extra.get("Class"):
            entry.say("class", CLASS.get(letter, ""))
        for category in to_categories(extra.get("Category")):
            entry.say("category", category)

    def _join_series(self, entry: Entry, record: Record) -> None:
        entry.say("series", self.series.printed(record).text)
        if found := self.series.of(record):
            entry.say("programme_id", found)


def display_name(record: Record) -> str:
    """Return the name of a payload without the brackets and marks that the catalogue adds.

    A bare number such as `01` is no name where there is another.
    """
    names = [record.get("Name"), record.get("PLName"), record.get("JCAT")]
    plain = [" ".join(to_code(name).text.strip("[]").split()) for name in names]
    return next(name for name in plain if any(letter.isalpha() for letter in name))


def _mass(record: Record) -> str:
    text = record.get("Mass")
    return text if re.fullmatch(r"\d+(\.\d+)?", text) and float(text) > 0 else ""
