"""Organisations of the catalogue: owners, makers, launch providers, and their parents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacegraph.gcat.catalogue import CHINA
from spacegraph.gcat.codes import Code, split_codes
from spacegraph.gcat.context import Context
from spacegraph.gcat.decisions import CORRECTED, Identity
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.names import is_chinese, is_latin, plain_name, tidy
from spacegraph.gcat.tsv import Record
from spacegraph.gcat.whereabouts import Gazetteer

FILE = "orgs.tsv"
CUT = 60
"""Names of this length are cut off in the catalogue."""

_GEOGRAPHY = frozenset({"CY", "CYP"})
_SEGMENTS = {
    "LA": "launch",
    "LV": "launch",
    "E": "engines",
    "PL": "satellite-manufacturing",
    "O": "operations",
}
_UNIVERSITY = re.compile(r"universi|大学|学院|\bU\b|\bU\.|college|institute of technology", re.I)
_INSTITUTE = re.compile(r"inst|acad|cent|lab|院|所|中心|实验室", re.I)


@dataclass(slots=True)
class Bodies:
    """Names organisations by code and writes their rows."""

    context: Context
    namer: Namer
    gazetteer: Gazetteer

    def id(self, code: str) -> str:
        """Return the id of the organisation that a code names; a state is its government."""
        if naming := self.namer.given.get(code):
            return naming.id
        record = self.context.catalogue.keyed(FILE).get(code)
        if record is None:
            if not self.context.decisions.identity("organisation", code):
                self.context.miss("organisation", code)
            return self.namer.name(code, (), (f"gcat-{code}",)).id
        if is_geography(record):
            return self.namer.name(code, (_government(record),), (_government(record),)).id
        return self.namer.name(code, tuple(_spellings(record)), _slugs(record)).id

    def named(self, code: Code) -> Code:
        """Return the id behind a code, and whether both the code and its meaning are sure."""
        decided = self.context.decisions.identity("organisation", code.text)
        if decided and decided.decision == "unknown":
            return Code("")
        return Code(self.id(code.text), code.doubt or self._doubt(code.text))

    def _doubt(self, code: str) -> str:
        decided = self.context.decisions.identity("organisation", code)
        return f"{code}: {decided.why}" if decided and decided.decision == "probable" else ""

    def wanted(self, makers: Iterable[str]) -> list[str]:
        """Return the codes to import: Chinese bodies, those that payloads and launches name, and
        all their parents."""
        records = self.context.catalogue.keyed(FILE)
        codes = {
            code
            for code, record in records.items()
            if record.get("StateCode") in CHINA and not is_geography(record)
        }
        selection = self.context.selection
        for record in selection.payloads.values():
            for column in ("Owner", "Manufacturer"):
                codes.update(code.text for code in split_codes(record.get(column)))
        for record in selection.launches.values():
            codes.update(code.text for code in split_codes(record.get("Agency")))
        codes.update(makers)
        frontier = list(codes)
        while frontier:
            child = records.get(frontier.pop())
            parent = child.get("Parent") if child else ""
            if parent and parent not in codes and not is_geography(records.get(parent)):
                codes.add(parent)
                frontier.append(parent)
        return sorted(codes)

    def rows(self, codes: Iterable[str]) -> Iterator[Cells]:
        """Yield a row for each organisation; one that has several codes gets one row."""
        entries: dict[str, Entry] = {}
        records = self.context.catalogue.keyed(FILE)
        for code in codes:
            if not self.named(Code(code)).text:
                continue
            identifier = self.id(code)
            entry = entries.setdefault(identifier, Entry(identifier))
            entry.say("gcat_code", Code(code, self._doubt(code)))
            for former in self.namer.former(code):
                entry.say("former_ids", former)
            if record := records.get(code):
                entry.sources.extend(self.context.sources(record, FILE))
                self._describe(entry, code, record)
            else:
                self._stub(entry, code)
        for _, entry in sorted(entries.items()):
            yield from entry.rows()

    def _describe(self, entry: Entry, code: str, record: Record) -> None:
        entry.remark(record.get(CORRECTED))
        naming = self.namer.given[code]
        if naming.how.startswith("name: ") or naming.how == "decision":
            entry.remark(f"same body by {naming.how}")
        spellings = [name for name in _spellings(record) if is_chinese(name) or is_latin(name)]
        if naming.new:
            self._introduce(entry, code, record, spellings)
        for name in spellings:
            if not entry.has("name_en", name) and not entry.has("name_zh", name):
                entry.say("aliases", name)

    def _introduce(self, entry: Entry, code: str, record: Record, spellings: list[str]) -> None:
        """Say what a body is that no curated row has, with the names that were decided."""
        decided = self.context.decisions.identity("organisation", code) or Identity("", "")
        country = decided.country or self._country(record)
        english = [name for name in spellings if is_latin(name)]
        chinese = [name for name in spellings if is_chinese(name)]
        entry.name("name_en", decided.name_en or next(iter(english), record.get("Name")))
        entry.name("name_zh", decided.name_zh or next(iter(chinese), ""))
        entry.name("type", decided.type or body_type(record))
        for role in record.get("Type").split("/"):
            entry.say("segments", _SEGMENTS.get(role, ""))
        entry.name("country", country)
        entry.name("hq_place", self.gazetteer.seat(record.get("Location"), country))

    def _country(self, record: Record) -> str:
        state = record.get("StateCode")
        if state not in self.context.decisions.states:
            self.context.miss("state", state)
        return self.context.decisions.country(state)

    def _stub(self, entry: Entry, code: str) -> None:
        entry.sources.extend(self._citing(code))
        if not self.namer.given[code].new:
            return
        entry.remark("the organisations table of the catalogue does not explain this code")
        decided = self.context.decisions.identity("organisation", code)
        if decided is None:
            entry.confidence = "probable"
        entry.name("name_en", decided.name_en if decided else f"{code} (catalogue code)")
        entry.name("type", decided.type if decided else "")
        entry.name("country", decided.country if decided else "")

    def _citing(self, code: str) -> list[str]:
        """Return the sources of the first record that uses a code."""
        selection = self.context.selection
        for record in selection.payloads.values():
            cells = (record.get("Owner"), record.get("Manufacturer"))
            if any(code == each.text for cell in cells for each in split_codes(cell)):
                return self.context.sources(record, "satcat.tsv")
        for record in selection.launches.values():
            if any(code == each.text for each in split_codes(record.get("Agency"))):
                return self.context.sources(record, "launch.tsv")
        return [self.context.provenance.address("orgs", self.context.catalogue.files[FILE].updated)]


def is_geography(record: Record | None) -> bool:
    """Tell whether a record is a country or a province."""
    return record is not None and bool(_GEOGRAPHY & set(record.get("Type").split("/")))


def body_type(record: Record) -> str:
    """Choose the type of an organisation from its class, its state and its name."""
    chinese = record.get("StateCode") in CHINA
    if is_geography(record):
        return "government-agency" if chinese else "foreign-government"
    names = " ".join((record.get("EName"), record.get("UName"), record.get("Name")))
    match record.get("Class"):
        case "A":
            return "university" if _UNIVERSITY.search(names) else "other"
        case "B":
            return "commercial-firm" if chinese else "foreign-firm"
        case "C" if record.get("Type") == "IGO":
            return "intergovernmental"
        case "C" if chinese:
            return "state-institute" if _INSTITUTE.search(names) else "government-agency"
        case "C":
            return "foreign-agency"
        case "D":
            return "military"
    return "other"


def _government(record: Record) -> str:
    return f"Government of {record.get('ShortEName') or record.get('EName')}"


def _spellings(record: Record) -> Iterator[str]:
    """Yield the names of a body, the most telling first; pinyin and cut names are left out."""
    if is_geography(record):
        yield _government(record)
        return
    seen = set()
    for column in ("EName", "ShortEName", "UName"):
        name = tidy(record.get(column))
        cut = len(record.get(column)) >= CUT
        if name and not cut and name not in seen and not name.startswith("[") and "?" not in name:
            seen.add(name)
            yield name


def _slugs(record: Record) -> tuple[str, ...]:
    columns = ("ShortEName", "EName", "UName", "Name", "ShortName")
    names = [plain_name(record.get(column)) for column in columns if record.get(column)]
    words = [name for name in names if is_latin(name) and not name.isupper()]
    return tuple(words)
