"""Views of the graph in time: what held on a day, and what was known by a day.

The two clocks are independent. `known_by` leaves out claims of which no source was published by
then, and settles anew. `as_of` leaves out what had not yet happened or no longer held: events
dated after the day, relations that had not begun or were over, organisations not yet founded, and
the ends of what still lasted. What bears no date is kept: nothing speaks against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from spacegraph.graph.authority import Policy
from spacegraph.graph.dataset import default_graph, settled_facts
from spacegraph.graph.schema import Schema
from spacegraph.model.claims import Claim
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import DCTERMS, RDF, SCHEMA, SG

_STATES = frozenset({SG.Affiliation, SG.Cooperation})
_ENDS = frozenset({SCHEMA.endDate, SCHEMA.dissolutionDate})
_EXEMPT = frozenset({SG.Source, SG.Claim, SG.ExchangeRate, SG.Policy, SG.LaunchVehicle})


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the claims to look at; the empty view is everything."""

    as_of: PartialDate | None = None
    known_by: PartialDate | None = None
    policy: Policy = Policy.MOST_RELIABLE

    def __bool__(self) -> bool:
        return bool(self.as_of or self.known_by or self.policy != Policy.MOST_RELIABLE)

    def options(self) -> str:
        """Give the command line options that ask for this view."""
        policy = "" if self.policy == Policy.MOST_RELIABLE else self.policy.value
        pairs = (("as-of", self.as_of), ("known-by", self.known_by), ("settle", policy))
        return "".join(f" --{name} {value}" for name, value in pairs if value)

    def __str__(self) -> str:
        parts = [
            f"as of {self.as_of}" if self.as_of else "",
            f"known by {self.known_by}" if self.known_by else "",
            f"settled by {self.policy}" if self.policy != Policy.MOST_RELIABLE else "",
        ]
        return ", ".join(filter(None, parts)) or "everything"


EVERYTHING = View()
"""All claims, settled by the most reliable: the graph itself."""


def look(claims: Sequence[Claim], schema: Schema, view: View = EVERYTHING) -> list[Quad]:
    """Return the quads of a view, in the order of their lines."""
    kept = known(claims, view.known_by) if view.known_by else tuple(claims)
    settled = settled_facts(kept, schema, view.policy)
    gone: set[object] = set()
    if view.as_of:
        gone = _gone(default_graph(settled, kept, schema), view.as_of)
        settled = {triple for triple in settled if _held(triple, gone, view.as_of)}
    stated = {quad for claim in kept for quad in claim.quads()}
    quads = {quad for quad in stated if quad.subject not in gone and quad.object not in gone}
    for triple in default_graph(settled, kept, schema):
        quads.add(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()))
    return sorted(quads, key=str)


def known(claims: Sequence[Claim], day: PartialDate) -> tuple[Claim, ...]:
    """Return the claims of which a source was published by the end of a day, month or year.

    A source without a date counts from the day on which the claim was recorded. Sources and
    exchange rates, which are no news of the sector, are always known.
    """
    published = publications(claims)
    return tuple(
        claim
        for claim in claims
        if claim.table in ("sources", "exchange_rates")
        or min(published.get(source, claim.recorded) for source in claim.sources) <= day.latest
    )


def publications(claims: Iterable[Claim]) -> Mapping[NamedNode, date]:
    """Return the first day on which each dated source can have been published."""
    days: dict[NamedNode, date] = {}
    for claim in claims:
        for triple in claim.triples:
            source, issued = triple.subject, triple.object
            if triple.predicate != DCTERMS.issued or claim.table != "sources":
                continue
            day = PartialDate.from_literal(issued) if isinstance(issued, Literal) else None
            if day and isinstance(source, NamedNode):
                days[source] = day.earliest
    return days


def _held(triple: Triple, gone: set[object], as_of: PartialDate) -> bool:
    """Tell whether a fact stands at a time: neither gone nor an end still to come."""
    if triple.subject in gone or triple.object in gone:
        return False
    if triple.predicate not in _ENDS or not isinstance(triple.object, Literal):
        return True
    end = PartialDate.from_literal(triple.object)
    return end is None or end.earliest <= as_of.latest


def _gone(held: Iterable[Triple], as_of: PartialDate) -> set[object]:
    """Return the things that had not begun, or were over, at a time."""
    types: dict[object, set[object]] = {}
    first: dict[object, date] = {}
    last: dict[object, date] = {}
    dissolved: dict[object, date] = {}
    parents: dict[object, object] = {}
    for triple in held:
        if triple.predicate == RDF.type:
            types.setdefault(triple.subject, set()).add(triple.object)
        elif triple.predicate == SG.parent:
            parents[triple.subject] = triple.object
        elif isinstance(triple.object, Literal):
            if triple.predicate == SG.earliest:
                first[triple.subject] = date.fromisoformat(triple.object.value)
            elif triple.predicate == SG.latest:
                last[triple.subject] = date.fromisoformat(triple.object.value)
            elif triple.predicate == SCHEMA.dissolutionDate:
                day = PartialDate.from_literal(triple.object)
                dissolved[triple.subject] = day.latest if day else date.max
    gone: set[object] = set()
    for thing, kinds in types.items():
        if kinds & _EXEMPT:
            continue
        end = min(
            last.get(thing, date.max) if kinds & _STATES else date.max,
            dissolved.get(parents.get(thing), date.max),
        )
        if first.get(thing, date.min) > as_of.latest or end < as_of.earliest:
            gone.add(thing)
    return gone
