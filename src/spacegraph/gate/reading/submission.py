"""A submission: what somebody wants the graph to hold, as claims, and where each fact was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import RdfFormat, Triple

from spacegraph.gate.formats.format import Format
from spacegraph.gate.formats.grid import Grid
from spacegraph.gate.formats.rdf import BASE_IRI
from spacegraph.gate.places.find import find_places
from spacegraph.gate.places.place import Key, Place, to_key
from spacegraph.gate.reading.citations import CITES, CITING
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding


class Locator:
    """Find the place of a statement; the text is only searched once a place is asked for.

    `aliases` leads from statements that reading has renamed to those that the text holds.
    """

    def __init__(
        self,
        name: str,
        text: str = "",
        format: RdfFormat = RdfFormat.TURTLE,
        aliases: Mapping[Triple, Triple] | None = None,
    ):
        self.name = name
        self._text = text
        self._format = format
        self._aliases = aliases or {}

    @cached_property
    def _places(self) -> Mapping[Key, Place]:
        return find_places(self._text, self._format, BASE_IRI) if self._text else {}

    @cached_property
    def _only(self) -> Mapping[tuple[str, str], Place]:
        """The places of properties that a thing has one value of."""
        found: dict[tuple[str, str], list[Place]] = {}
        for (subject, predicate, _), place in self._places.items():
            found.setdefault((subject, predicate), []).append(place)
        return {key: places[0] for key, places in found.items() if len(places) == 1}

    @property
    def cites(self) -> str:
        """How this text would name a source."""
        return CITING.get(self._format, CITES)

    def place(self, triple: Triple) -> Place | None:
        """Return where a statement stands, None where that cannot be known."""
        key = to_key(self._aliases.get(triple, triple))
        return self._places.get(key) or self._only.get(key[:2])

    def where(self, triple: Triple) -> str:
        """Return `file:line`, or the file's name alone."""
        place = self.place(triple)
        return f"{self.name}:{place.line}" if place else self.name

    def pointer(self, triple: Triple) -> str:
        """Return the JSON pointer of a value; empty where the text is no JSON."""
        place = self.place(triple)
        return place.pointer if place else ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was read: sound claims, new sources before the claims that cite them, and findings."""

    name: str
    format: Format | None
    content: bytes
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    locator: Locator = field(default_factory=lambda: Locator(""))
    grid: Grid = field(default_factory=lambda: Grid({}))

    def where(self, claim: Claim, triple: Triple) -> str:
        """Return the place of a statement: `file:line`, `file:sheet!cell`, or as near as known."""
        found = self.locator.where(triple)
        if found != self.locator.name or not claim.origin:
            return found
        return self.grid.where(claim, triple)
