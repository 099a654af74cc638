"""Keep the latest changes of a store beside its quads, for processes that have them in memory.

Each is a file named by its number and the generation that it begins at, so that a reader of any of
the last few generations finds its way to the present one without reading the whole store again.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

FOLDER: Final = "changes"
_KEPT: Final = 32
_LARGEST: Final = 4 << 20
"""Bytes of a change beyond which readers take in the whole store instead."""

_GENERATION: Final = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True, slots=True)
class Step:
    """What leads from one generation to the next; quads as N-Quads."""

    before: str
    after: str
    added: str
    removed: str

    @classmethod
    def of(cls, before: str, after: str, added: Iterable[Quad], removed: Iterable[Quad]) -> "Step":
        return cls(before, after, _to_lines(added), _to_lines(removed))

    def quads(self) -> tuple[list[Quad], list[Quad]]:
        """Return those added and those removed."""
        return _from_lines(self.added), _from_lines(self.removed)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes kept in a store folder."""

    store: Path

    def note(self, step: Step) -> None:
        """Keep a step, whole or not at all, and let the oldest go."""
        folder = self.store / FOLDER
        text = json.dumps(asdict(step))
        if len(text) > _LARGEST or not _GENERATION.fullmatch(step.before):
            return
        folder.mkdir(exist_ok=True)
        kept = sorted(folder.glob("*.json"))
        number = int(kept[-1].name.partition("-")[0]) + 1 if kept else 0
        place = folder / f"{number:012}-{step.before}.json"
        half = place.with_suffix(".half")
        half.write_text(text, encoding="utf-8")
        half.replace(place)
        for old in kept[: -_KEPT + 1]:
            old.unlink(missing_ok=True)

    def after(self, generation: str) -> Step | None:
        """Return the step that begins at a generation, if it is kept."""
        if not _GENERATION.fullmatch(generation):
            return None
        places = sorted((self.store / FOLDER).glob(f"*-{generation}.json"))
        try:
            return Step(**json.loads(places[-1].read_text(encoding="utf-8")))
        except (IndexError, OSError, ValueError, TypeError):
            return None


def _to_lines(quads: Iterable[Quad]) -> str:
    return "".join(f"{quad} .\n" for quad in quads)


def _from_lines(lines: str) -> list[Quad]:
    return list(parse(lines.encode(), format=RdfFormat.N_QUADS))
