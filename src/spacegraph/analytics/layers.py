"""Layers of relation: each a query file that says how two things are joined, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from spacegraph.errors import NotFound, QueryError
from spacegraph.model.queryfile import QueryFile, read_folder
from spacegraph.resources import folder

DEFAULT = ("contract", "cooperation", "affiliation", "funding")
"""The layers of a report that names none."""

_MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """One relation; its query yields source, target, weight, earliest, latest, event, claim.

    `title_zh` is empty where nobody has written it. `reads` joins source to target in a sentence.
    `weight` says what the query's weight measures and `unit` in what (empty where it measures
    nothing). A `moment` happens once (a contract); a `span` holds from a day to a day (an
    affiliation). `two_mode` is true where sources and targets are things of different kinds.
    """

    name: str
    title: str
    title_zh: str
    summary: str
    directed: bool
    reads: str
    weight: str
    unit: str
    time: Literal["moment", "span"]
    two_mode: bool
    query: str

    @classmethod
    def from_file(cls, file: QueryFile) -> "Layer":
        """Take a query file with its header; refuse a header that lacks a field."""
        return cls(
            name=file.name,
            title=file.require("title"),
            title_zh=str(file.header.get("title_zh") or ""),
            summary=file.require("summary"),
            directed=bool(file.header.get("directed")),
            reads=file.require("reads"),
            weight=file.require("weight"),
            unit=str(file.header.get("unit") or ""),
            time="span" if file.require("time") == "span" else "moment",
            two_mode=file.require("modes") == "two",
            query=file.text,
        )


@cache
def layers(directory: Path | None = None) -> Mapping[str, Layer]:
    """Return every layer of a folder (the shipped one unless told) by name, in order of names."""
    found = directory or folder("queries") / "relations"
    return {file.name: Layer.from_file(file) for file in read_folder(found)}


def choose(names: Iterable[str]) -> tuple[Layer, ...]:
    """Return the layers of these names, each once and sorted; name the nearest to one unknown."""
    known = layers()
    wanted = sorted(set(names))
    for name in wanted:
        require(name, known, "layer")
    if not wanted:
        raise QueryError("no layer is named", hint=f"name some of {', '.join(known)}")
    return tuple(known[name] for name in wanted)


def require(name: str, known: Iterable[str], noun: str) -> None:
    """Refuse a name that is not known, and say which known ones are nearest to it."""
    choices = sorted(known)
    if name in choices:
        return
    found = process.extract(name, choices, scorer=fuzz.ratio, limit=3, score_cutoff=60)
    near = tuple(match[0] for match in found)
    hint = f"did you mean {' or '.join(near)}?" if near else _listed(choices, noun)
    raise NotFound(f"no {noun} {name[:100]!r} here", hint=hint, nearest=near)


def _listed(choices: Sequence[str], noun: str) -> str:
    """Say which there are, or where to look them up where these are too many to read."""
    if len(choices) > _MOST_LISTED:
        return f"look it up among {len(choices):,}: `spacegraph search NAME`, /search?q=NAME"
    return f"there are {', '.join(choices)}" if choices else f"there is no {noun} at all"
