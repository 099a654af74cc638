"""List the things of a kind, narrowed down by facets, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import NO_LABEL, Label
from spacegraph.graph.facts.evidence import to_date, values
from spacegraph.graph.facts.groups import nodes
from spacegraph.graph.facts.links import find_labels
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import DCTERMS, GEO, ORG, RDFS, SCHEMA, SG
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

PAGE: Final = 50
CHOICES: Final = 40
"""How many values of a facet are offered, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property by which a kind is narrowed down; `within` climbs places to those of a class."""

    name: str
    predicate: NamedNode
    within: NamedNode | None = None

    def pattern(self, subject: str, value: str) -> str:
        """Write the pattern that joins a thing to a value of the facet."""
        if self.within is None:
            return f"{subject} {to_sparql(self.predicate)} {value} ."
        path = f"{to_sparql(self.predicate)}/{to_sparql(GEO.sfWithin)}*"
        return f"{subject} {path} {value} . {value} a {to_sparql(self.within)} ."


_STATUS: Final = Facet("status", SG.status)
_MAKER: Final = Facet("manufacturer", SCHEMA.manufacturer)

FACETS: Final[Mapping[NamedNode, tuple[Facet, ...]]] = MappingProxyType(
    {
        SG.Organisation: (
            Facet("type", ORG.classification),
            Facet("segment", SG.segment),
            Facet("province", SG.headquarters, within=SG.Province),
            Facet("country", SG.country),
            _STATUS,
        ),
        SG.Contract: (
            Facet("type", SG.contractKind),
            _STATUS,
            Facet("province", SG.place, within=SG.Province),
        ),
        SG.FundingRound: (Facet("type", SG.fundingKind), Facet("investor", SG.investor)),
        SG.Affiliation: (Facet("type", SG.relation),),
        SG.Cooperation: (Facet("type", SG.cooperationKind), _STATUS, Facet("party", SG.party)),
        SG.Mission: (
            Facet("type", SG.missionKind),
            Facet("outcome", SG.outcome),
            Facet("vehicle", SG.launchVehicle),
            Facet("site", SG.launchSite),
        ),
        SG.Launch: (
            Facet("outcome", SG.outcome),
            Facet("vehicle", SG.launchVehicle),
            Facet("site", SG.launchSite),
            Facet("provider", SG.provider),
        ),
        SG.Spacecraft: (
            _STATUS,
            Facet("orbit", SG.orbitClass),
            Facet("owner", SG.owner),
            _MAKER,
        ),
        SG.LaunchVehicle: (
            Facet("type", SG.vehicleKind),
            _STATUS,
            Facet("reusable", SG.reusability),
            _MAKER,
        ),
        SG.Place: (Facet("type", SG.placeKind), Facet("within", GEO.sfWithin)),
        SG.Policy: (Facet("issuer", DCTERMS.publisher), Facet("place", SG.place)),
        SG.Source: (Facet("type", SG.sourceKind), Facet("reliability", SG.reliability)),
        SG.Claim: (Facet("confidence", SG.confidence),),
    }
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list; years bound the dates of a thing, `link` asks for a property and its value."""

    kind: NamedNode | None = None
    chosen: Mapping[str, NamedNode] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    link: tuple[NamedNode, NamedNode] | None = None
    newest: bool = False

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets of the kind."""
        return FACETS.get(self.kind, ()) if self.kind else ()

    def pattern(self) -> str:
        """Write the graph pattern that ?thing has to meet."""
        parts = [f"?thing a {to_sparql(self.kind)} ."] if self.kind else []
        if self.link:
            predicate, value = self.link
            parts.append(f"?thing {to_sparql(predicate)} {to_sparql(value)} .")
        parts += [
            facet.pattern("?thing", to_sparql(self.chosen[facet.name]))
            for facet in self.facets
            if facet.name in self.chosen
        ]
        if self.first_year or self.last_year:
            earliest, latest = to_sparql(SG.earliest), to_sparql(SG.latest)
            parts.append(f"?thing {earliest}|{latest} ?dated .")
        if self.first_year:
            parts.append(f"FILTER (YEAR(?dated) >= {self.first_year})")
        if self.last_year:
            parts.append(f"FILTER (YEAR(?dated) <= {self.last_year})")
        return " ".join(parts)

    def query(self) -> str:
        """Write the whole list as a query that a reader can take further."""
        return (
            f"SELECT DISTINCT ?thing ?name WHERE {{\n  {self.pattern()}\n"
            f"  OPTIONAL {{ ?thing {to_sparql(RDFS.label)} ?name . "
            'FILTER (LANG(?name) = "en") }\n}\nORDER BY ?thing\n'
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A listed thing; `values` are those of each facet, in the order of the facets."""

    iri: NamedNode
    label: Label
    day: PartialDate | None
    values: tuple[tuple[tuple[Term, Label], ...], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and how many of the listed things have it."""

    value: NamedNode
    label: Label
    number: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, and the values of each facet among the whole of it."""

    rows: tuple[Row, ...]
    total: int
    offset: int
    choices: Mapping[str, tuple[Choice, ...]]


def browse(store: Store, wanted: Filter, words: Vocabulary, offset: int = 0) -> Listing:
    """Return a page of what meets a filter: by English name, or the newest first."""
    pattern = wanted.pattern()
    ((total,),) = store.select(f"SELECT (COUNT(DISTINCT ?thing) AS ?number) WHERE {{ {pattern} }}")
    found = _page(store, wanted, pattern, offset)
    values = _values(store, wanted, tuple(found))
    counts = _counts(store, wanted, pattern)
    mentioned = {*found, *(value for row in values.values() for each in row for value in each)}
    mentioned.update(value for choices in counts.values() for value, _ in choices)
    labels = find_labels(store, nodes(mentioned))

    def label(term: Term) -> Label:
        known = labels.get(term, NO_LABEL) if isinstance(term, NamedNode) else NO_LABEL
        return known or (words.labels.get(term, NO_LABEL) if isinstance(term, NamedNode) else known)

    rows = tuple(
        Row(
            thing,
            label(thing),
            day,
            tuple(tuple((each, label(each)) for each in held) for held in values[thing]),
        )
        for thing, day in found.items()
    )
    choices = {
        name: tuple(Choice(value, label(value), number) for value, number in counted)
        for name, counted in counts.items()
    }
    return Listing(rows, int(total.value) if isinstance(total, Literal) else 0, offset, choices)


def _page(
    store: Store, wanted: Filter, pattern: str, offset: int
) -> dict[NamedNode, PartialDate | None]:
    order = "DESC(?day) ?thing" if wanted.newest else "?name ?thing"
    rows = store.select(
        "SELECT ?thing (MIN(?first) AS ?day) (MIN(LCASE(STR(?label))) AS ?name) WHERE { "
        f"{{ SELECT DISTINCT ?thing WHERE {{ {pattern} }} }} "
        f"OPTIONAL {{ ?thing {to_sparql(SG.earliest)} ?first }} "
        f"OPTIONAL {{ ?thing {to_sparql(RDFS.label)} ?label "
        'FILTER (LANGMATCHES(LANG(?label), "en")) } } '
        f"GROUP BY ?thing ORDER BY {order} LIMIT {PAGE} OFFSET {offset}"
    )
    return {thing: to_date(day) for thing, day, _ in rows if isinstance(thing, NamedNode)}


def _values(
    store: Store, wanted: Filter, things: tuple[NamedNode, ...]
) -> dict[NamedNode, tuple[list[Term], ...]]:
    found: dict[NamedNode, tuple[list[Term], ...]] = {
        thing: tuple([] for _ in wanted.facets) for thing in things
    }
    if not things or not wanted.facets:
        return found
    places = {facet.predicate: place for place, facet in enumerate(wanted.facets)}
    rows = store.select(
        f"SELECT ?thing ?property ?value WHERE {{ {values('thing', things)} "
        f"?thing ?property ?value FILTER (?property IN ({', '.join(map(to_sparql, places))})) }}"
    )
    for thing, property, value in sorted(rows, key=str):
        if isinstance(thing, NamedNode) and isinstance(property, NamedNode) and value:
            found[thing][places[property]].append(value)
    return found


def _counts(
    store: Store, wanted: Filter, pattern: str
) -> dict[str, tuple[tuple[NamedNode, int], ...]]:
    counts: dict[str, tuple[tuple[NamedNode, int], ...]] = {}
    for facet in wanted.facets:
        rows = store.select(
            f"SELECT ?value (COUNT(DISTINCT ?thing) AS ?number) WHERE {{ {pattern} "
            f"{facet.pattern('?thing', '?value')} }} GROUP BY ?value"
        )
        counted = [
            (value, int(number.value))
            for value, number in rows
            if isinstance(value, NamedNode) and isinstance(number, Literal)
        ]
        counts[facet.name] = tuple(sorted(counted, key=_most_first)[:CHOICES])
    return counts


def _most_first(counted: tuple[NamedNode, int]) -> tuple[int, str]:
    return -counted[1], counted[0].value
