"""A submission: what somebody wants the graph to hold, as claims, and where each fact was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Triple

from spacegraph.gate.formats import Format
from spacegraph.gate.places import Key, Place, find_places, to_key
from spacegraph.gate.rdf import BASE_IRI
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding


class Locator:
    """Find the place of a statement; the text is only searched once a place is asked for.

    `aliases` leads from statements that reading has renamed to those that the text holds.
    """

    def __init__(self, name: str, text: str = "", aliases: Mapping[Triple, Triple] | None = None):
        self.name = name
        self._text = text
        self._aliases = aliases or {}
        self._places: Mapping[Key, Place] | None = None

    def place(self, triple: Triple) -> Place | None:
        """Return where a statement stands, None where that cannot be known."""
        if self._places is None:
            self._places = find_places(self._text, BASE_IRI) if self._text else {}
        return self._places.get(to_key(self._aliases.get(triple, triple)))

    def where(self, triple: Triple) -> str:
        """Return `file:line`, or the file's name alone."""
        place = self.place(triple)
        return f"{self.name}:{place.line}" if place else self.name


@dataclass(frozen=True, slots=True)
class Submission:
    """What was read: sound claims, new sources before the claims that cite them, and findings."""

    name: str
    format: Format | None
    content: bytes
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    locator: Locator = field(default_factory=lambda: Locator(""))

    def where(self, claim: Claim, triple: Triple) -> str:
        """Return the place of a statement of a claim: `file:line`, or as near as is known."""
        found = self.locator.where(triple)
        return claim.origin if found == self.locator.name and claim.origin else found
