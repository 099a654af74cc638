"""What curators decided about the catalogue: mistakes put right, and which codes name what.

The decisions are files of `data/gcat/`; taking a row away takes the decision back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacegraph.gcat.tsv import Record, TsvFile
from spacegraph.model.columns import split_cell
from spacegraph.model.findings import Finding
from spacegraph.tables.rows import Row, read_file

CORRECTIONS = ("file", "key", "column", "printed", "value", "when", "why", "source")
IDENTITIES = (
    *("kind", "code", "decision", "id"),
    *("name_en", "name_zh", "type", "country"),
    *("why", "decided"),
)
FORMER = "former key"
"""Cell that keeps the key that a correction replaced."""

CORRECTED = "corrected"
"""Cell that tells which cells of a record a correction replaced, and why."""

_SEPARATE = frozenset({"apart", "doubtful"})
STATES = ("code", "iso_code", "place_id", "name_en", "name_zh")


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell of the catalogue that is replaced where it still prints what was seen.

    `when` names a second cell that must agree (`Launch_Date=2025 Mar  1`), or is empty.
    """

    origin: str
    file: str
    key: str
    column: str
    printed: str
    value: str
    when: str = ""
    why: str = ""

    def fits(self, record: Record) -> bool:
        """Tell whether the record still prints the mistake."""
        column, _, expected = self.when.partition("=")
        return record.get(self.column) == self.printed and (
            not self.when or " ".join(record.get(column).split()).startswith(expected)
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """What a code names by decision.

    It names `id` (`same`, or `probable`), or whatever its name does not (`apart`; `doubtful` where
    the two are to be listed as perhaps the same), or it names nobody (`unknown`). The other cells
    describe a thing that no table of ours has and the catalogue names badly.
    """

    decision: str
    id: str
    name_en: str = ""
    name_zh: str = ""
    type: str = ""
    country: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A state of the catalogue: its ISO 3166-1 code and place, empty where it has none."""

    iso_code: str
    place_id: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions; `identities` is keyed by kind (`organisation`, `place` …) and code."""

    corrections: tuple[Correction, ...] = ()
    identities: Mapping[tuple[str, str], Identity] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)

    def identity(self, kind: str, code: str) -> Identity | None:
        """Return what a code was decided to name; None where nothing was decided."""
        found = self.identities.get((kind, code))
        return found if found and found.decision not in _SEPARATE else None

    def by_name(self, kind: str, name: str) -> Identity | None:
        """Return what things of this name are: the decision on its longest beginning."""
        fitting = [
            (code, identity)
            for (each, code), identity in self.identities.items()
            if each == kind and name.casefold().startswith(code.casefold())
        ]
        return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None

    def doubtful(self, kind: str) -> dict[str, Identity]:
        """Return the codes that may name what a decision keeps apart, with that decision."""
        return {
            code: identity
            for (each, code), identity in sorted(self.identities.items())
            if each == kind and identity.decision == "doubtful"
        }

    def apart(self, kind: str, code: str) -> frozenset[str]:
        """Return the ids that a code was decided not to name."""
        found = self.identities.get((kind, code))
        return frozenset(split_cell(found.id) if found and found.decision in _SEPARATE else ())

    def country(self, code: str) -> str:
        """Return the ISO 3166-1 code of a state; empty where it is not one."""
        state = self.states.get(code)
        return state.iso_code if state else ""


def read_decisions(folder: Path, findings: list[Finding]) -> Decisions:
    """Read the decisions of a folder; files that are not there decide nothing."""
    return Decisions(
        corrections=tuple(
            Correction(row.origin, *(row.get(name) for name in CORRECTIONS[:7]))
            for row in _rows(folder / "corrections.csv", CORRECTIONS, findings)
        ),
        identities={
            (row.get("kind"), row.get("code")): Identity(
                *(row.get(name) for name in IDENTITIES[2:9])
            )
            for row in _rows(folder / "identities.csv", IDENTITIES, findings)
        },
        states={
            row.get("code"): State(*(row.get(name) for name in STATES[1:]))
            for row in _rows(folder / "states.csv", STATES, findings)
        },
    )


def correct(
    file: TsvFile, key: tuple[str, ...], corrections: Iterable[Correction]
) -> tuple[TsvFile, frozenset[Correction]]:
    """Put right what the corrections name, and return those that fitted.

    `key` are the columns of a record's key.
    """
    by_key: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_key.setdefault(correction.key, []).append(correction)
    used: set[Correction] = set()
    records = []
    for record in file.records:
        found = by_key.get(" ".join(record.get(name) for name in key), ())
        fitting = [correction for correction in found if correction.fits(record)]
        used.update(fitting)
        records.append(_corrected(record, key, fitting) if fitting else record)
    return replace(file, records=tuple(records)), frozenset(used)


def _corrected(record: Record, key: tuple[str, ...], corrections: Iterable[Correction]) -> Record:
    cells = dict(record.cells)
    for each in corrections:
        cells[each.column] = each.value
        told = f"{each.column} {each.printed} corrected: {each.why}"
        cells[CORRECTED] = "; ".join(filter(None, (cells.get(CORRECTED), told)))
        if each.column in key:
            cells[FORMER] = each.printed
    return replace(record, cells=cells)


def _rows(path: Path, header: tuple[str, ...], findings: list[Finding]) -> list[Row]:
    return list(read_file(path, header, findings)) if path.is_file() else []
