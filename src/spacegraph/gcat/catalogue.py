"""The catalogue as a whole: its files, put right, and the part of it that concerns China."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spacegraph.errors import DataError
from spacegraph.gcat.codes import LaunchCode, split_codes, to_code
from spacegraph.gcat.decisions import Correction, Decisions, correct
from spacegraph.gcat.tsv import Record, TsvFile, read_tsv
from spacegraph.model.findings import Finding

CHINA = frozenset({"CN", "HK"})
"""State codes whose bodies, launches and payloads are Chinese."""

_SITE = ("Site",)
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "orgs.tsv": ("Code", "StateCode", "Type", "Class", "Parent", "EName", "UName"),
    "satcat.tsv": ("JCAT", "Satcat", "Launch_Tag", "Type", "Name", "Owner", "State", "Status"),
    "psatcat.tsv": ("JCAT", "Program", "Class", "Category"),
    "launch.tsv": ("Launch_Tag", "Launch_Date", "LV_Type", "Launch_Site", "Agency", "LaunchCode"),
    "lv.tsv": ("LV_Name", "LV_Variant", "LV_Manufacturer", "Class"),
    "sites.tsv": ("Site", "StateCode", "Name", "Longitude", "Latitude"),
    "lp.tsv": ("Site", "Code", "Name", "Longitude", "Latitude"),
    "platforms.tsv": ("Code", "Name"),
}
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "auxcat.tsv": _NEEDED["satcat.tsv"],
    "ftocat.tsv": _NEEDED["satcat.tsv"],
    "launch_recent.tsv": ("Launch_Tag", "Launch_Date", "LV_Type", "Agency", "Launch_Code"),
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "orgs.tsv": ("Code",),
    "satcat.tsv": ("JCAT",),
    "auxcat.tsv": ("JCAT",),
    "ftocat.tsv": ("JCAT",),
    "psatcat.tsv": ("JCAT",),
    "launch.tsv": ("Launch_Tag",),
    "launch_recent.tsv": ("Launch_Tag",),
    "lv.tsv": ("LV_Name", "LV_Variant"),
    "sites.tsv": _SITE,
    "lp.tsv": ("Site", "Code"),
    "platforms.tsv": ("Code",),
}


_FAMILY = {
    "auxcat.tsv": "satcat.tsv",
    "ftocat.tsv": "satcat.tsv",
    "launch_recent.tsv": "launch.tsv",
}
"""Files with the same keys as another: corrections of one hold for all."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files by name, put right; `idle` are corrections that the files no longer need."""

    files: Mapping[str, TsvFile]
    idle: tuple[Correction, ...] = ()
    _keyed: dict[str, dict[str, Record]] = field(default_factory=dict, compare=False)

    def keyed(self, name: str) -> dict[str, Record]:
        """Return the records of a file by key, the first of a key where it repeats."""
        if name not in self._keyed:
            file = self.files.get(name)
            found = self._keyed.setdefault(name, {})
            for record in file.records if file else ():
                found.setdefault(_key(record, name), record)
        return self._keyed[name]

    def joined(self, *names: str) -> dict[str, Record]:
        """Return the records of several files by key; the earlier file wins."""
        found: dict[str, Record] = {}
        for name in names:
            for key, record in self.keyed(name).items():
                found.setdefault(key, record)
        return found

    def launches(self) -> dict[str, Record]:
        """Return every launch by tag."""
        return self.joined("launch.tsv", "launch_recent.tsv")

    def objects(self) -> dict[str, Record]:
        """Return every object of the satellite catalogues by JCAT number."""
        return self.joined("satcat.tsv", "auxcat.tsv", "ftocat.tsv")


@dataclass(frozen=True, slots=True)
class Selection:
    """What concerns China: launches by tag, payloads by JCAT; `skipped` are no payloads."""

    launches: Mapping[str, Record]
    payloads: Mapping[str, Record]
    skipped: tuple[Record, ...]


def read_catalogue(folder: Path, decisions: Decisions, findings: list[Finding]) -> Catalogue:
    """Read the files of a folder; a DataError says which are missing."""
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise DataError(
            f"{folder} has no {', '.join(missing)}",
            hint="download the tables of https://planet4589.org/space/gcat into one folder",
        )
    present = {name: columns for name, columns in _OPTIONAL.items() if (folder / name).is_file()}
    printed = {
        name: read_tsv(folder / name, columns, findings)
        for name, columns in (*_NEEDED.items(), *present.items())
    }
    corrected: dict[str, TsvFile] = {}
    fitting: set[Correction] = set()
    for name, file in printed.items():
        family = _FAMILY.get(name, name)
        rules = [each for each in decisions.corrections if each.file == family]
        corrected[name], used = correct(file, _KEYS[name], rules)
        fitting |= used
    idle = tuple(each for each in decisions.corrections if each not in fitting)
    return Catalogue(corrected, idle)


def _key(record: Record, name: str) -> str:
    return " ".join(record.get(part) for part in _KEYS[name]).strip()


def launch_code(record: Record) -> LaunchCode:
    """Return how a launch ended, under whichever header the file has."""
    return LaunchCode.parse(record.get("LaunchCode") or record.get("Launch_Code"))


def select(catalogue: Catalogue) -> Selection:
    """Choose Chinese attempts to orbit, Chinese payloads, all that flew together, and makers'."""
    bodies = catalogue.keyed("orgs.tsv")

    def is_chinese(cells: Iterable[str]) -> bool:
        return any(
            code.text in bodies and bodies[code.text].get("StateCode") in CHINA
            for cell in cells
            for code in split_codes(cell)
        )

    launches = catalogue.launches()
    chinese = {
        tag
        for tag, record in launches.items()
        if launch_code(record).orbital and is_chinese([record.get("Agency")])
    }
    listed = catalogue.keyed("psatcat.tsv")
    payloads: dict[str, Record] = {}
    skipped: list[Record] = []
    for jcat, record in catalogue.objects().items():
        concerns = (
            to_code(record.get("State")).text in CHINA
            or record.get("Launch_Tag") in chinese
            or is_chinese([record.get("Owner"), record.get("Manufacturer")])
        )
        if concerns and record.get("Type").startswith("P"):
            payloads[jcat] = record
        elif concerns and jcat in listed:
            skipped.append(record)
    tags = chinese | {record.get("Launch_Tag") for record in payloads.values()}
    return Selection(
        {tag: record for tag, record in sorted(launches.items()) if tag in tags},
        dict(sorted(payloads.items())),
        tuple(skipped),
    )
