"""Find what points to a thing, property by property, and what is worth telling of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import NO_LABEL, Event, Label, Money, Value
from spacegraph.graph.facts.evidence import to_date, values
from spacegraph.graph.facts.vocabulary import Vocabulary, to_label
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import (
    DCTERMS,
    GEO,
    RDFS,
    SCHEMA,
    SG,
    SKOS,
    XSD,
)
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

SHOWN: Final = 40
"""How many values of one incoming property are listed, the newest first."""

_UNSEEN: Final = frozenset({GEO.hasGeometry, SCHEMA.about, DCTERMS.isReplacedBy, DCTERMS.replaces})
_UNSORTED: Final = 3000
"""Of more links than this the engine's first ones are listed: sorting them takes too long."""

_OWN_DATES: Final = frozenset({SCHEMA.foundingDate, SCHEMA.dissolutionDate, SG.firstFlight})
_SUMS: Final = frozenset({SG.amount, SG.currency, SG.amountQualifier, SG.amountUSD})


@dataclass(frozen=True, slots=True)
class Link:
    """A thing that points here by a property, and the claims that say so."""

    subject: NamedNode
    property: NamedNode
    claims: tuple[NamedNode, ...]
    day: PartialDate | None


@dataclass(frozen=True, slots=True)
class Links:
    """The incoming facts: some links of each property, and how many there are in all."""

    links: tuple[Link, ...]
    totals: Mapping[NamedNode, int]


def find_links(store: Store, iri: NamedNode, vocabulary: Vocabulary) -> Links:
    """Return what points to a thing, the most special property of each link only."""
    rows = store.select(
        f"SELECT ?property (COUNT(?subject) AS ?number) WHERE {{ ?subject ?property "
        f"{to_sparql(iri)} }} GROUP BY ?property"
    )
    totals = {
        property: int(number.value)
        for property, number in rows
        if isinstance(property, NamedNode)
        and isinstance(number, Literal)
        and property not in _UNSEEN
    }
    covers = {each: vocabulary.below(each) & totals.keys() for each in totals}
    totals |= _uncovered(store, iri, totals, covers)
    wanted = sorted((each for each, number in totals.items() if number), key=str)
    if not wanted:
        return Links((), {})
    rows = store.select(
        f"SELECT ?property ?subject ?day ?claim WHERE {{ "
        f"{' UNION '.join(_branch(iri, each, covers[each], totals[each]) for each in wanted)} "
        f"OPTIONAL {{ GRAPH ?claim {{ ?subject ?property {to_sparql(iri)} }} }} }}"
    )
    found: dict[tuple[NamedNode, NamedNode], tuple[set[NamedNode], PartialDate | None]] = {}
    for property, subject, day, claim in rows:
        if isinstance(property, NamedNode) and isinstance(subject, NamedNode):
            claims, _ = found.setdefault((property, subject), (set(), to_date(day)))
            if isinstance(claim, NamedNode):
                claims.add(claim)
    links = (
        Link(subject, property, tuple(sorted(claims, key=str)), day)
        for (property, subject), (claims, day) in found.items()
    )
    return Links(tuple(sorted(links, key=_newest_first)), {each: totals[each] for each in wanted})


def find_labels(store: Store, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, Label]:
    """Name things in both languages; a claim by what it is about, a source by its title."""
    wanted = set(nodes)
    if not wanted:
        return {}
    rows = store.select(
        f"SELECT ?thing ?label WHERE {{ {values('thing', wanted)} "
        f"{{ ?thing {to_sparql(RDFS.label)} ?label }} UNION "
        f"{{ ?thing {to_sparql(DCTERMS.title)} ?label }} UNION "
        f"{{ ?thing {to_sparql(SKOS.prefLabel)} ?label }} UNION "
        f"{{ ?thing {to_sparql(SCHEMA.about)} ?subject . "
        f"?subject {to_sparql(RDFS.label)}|{to_sparql(DCTERMS.title)} ?label }} }}"
    )
    names: dict[NamedNode, list[Term]] = {}
    for thing, label in rows:
        if isinstance(thing, NamedNode) and label is not None:
            names.setdefault(thing, []).append(label)
    return {thing: to_label(given) for thing, given in names.items()}


def find_figures(
    store: Store, nodes: Iterable[NamedNode], vocabulary: Vocabulary
) -> Mapping[NamedNode, Mapping[NamedNode, Term]]:
    """Return the dates and the sums of things, by thing and property."""
    wanted = set(nodes)
    if not wanted:
        return {}
    properties = vocabulary.dates | _SUMS
    rows = store.select(
        f"SELECT ?thing ?property ?value WHERE {{ {values('thing', wanted)} "
        f"?thing ?property ?value . FILTER (?property IN ("
        f"{', '.join(sorted(map(to_sparql, properties)))})) }}"
    )
    figures: dict[NamedNode, dict[NamedNode, Term]] = {}
    for thing, property, value in sorted(rows, key=str, reverse=True):
        if isinstance(thing, NamedNode) and isinstance(property, NamedNode) and value:
            figures.setdefault(thing, {})[property] = value
    return figures


def to_events(
    figures: Mapping[NamedNode, Term],
    vocabulary: Vocabulary,
    thing: Value | None = None,
    role: Label = NO_LABEL,
) -> Iterable[Event]:
    """Yield the dates of a thing, each under its most special property.

    When a linked thing began or ended is its own affair: those dates are left out of `thing`.
    """
    telling = vocabulary.dates | (frozenset() if thing else _OWN_DATES)
    dated = {property: to_date(value) for property, value in figures.items()}
    known = {property for property, day in dated.items() if day} & telling
    for property in vocabulary.specific(known):
        day = dated[property]
        if day:
            yield Event(day, vocabulary.label(property), thing, role)


def to_money(
    figures: Mapping[NamedNode, Term], vocabulary: Vocabulary, thing: Value, role: Label
) -> Money | None:
    """Return the sum of a deal or round, None where none is stated."""
    amount, currency = figures.get(SG.amount), figures.get(SG.currency)
    if not isinstance(amount, Literal) or amount.datatype not in (XSD.decimal, XSD.integer):
        return None
    dollars, qualifier = figures.get(SG.amountUSD), figures.get(SG.amountQualifier)
    days = [event.date for event in to_events(figures, vocabulary)]
    return Money(
        thing=thing,
        role=role,
        amount=Decimal(amount.value),
        currency=currency.value if isinstance(currency, Literal) else "",
        qualifier=vocabulary.label(qualifier) if isinstance(qualifier, NamedNode) else Label(),
        dollars=Decimal(dollars.value) if isinstance(dollars, Literal) else None,
        date=min(days, default=None),
    )


def _uncovered(
    store: Store,
    iri: NamedNode,
    totals: Mapping[NamedNode, int],
    covers: Mapping[NamedNode, frozenset[NamedNode]],
) -> dict[NamedNode, int]:
    """Count the links of each property that no special property of the same link covers."""
    above = sorted((each for each in totals if covers[each]), key=str)
    if not above:
        return {}
    branches = (
        f"{{ SELECT ({to_sparql(each)} AS ?property) (COUNT(?subject) AS ?number) WHERE "
        f"{{ {_pattern(iri, each, covers[each])} }} }}"
        for each in above
    )
    rows = store.select(f"SELECT ?property ?number WHERE {{ {' UNION '.join(branches)} }}")
    return {
        property: int(number.value)
        for property, number in rows
        if isinstance(property, NamedNode) and isinstance(number, Literal)
    }


def _branch(iri: NamedNode, property: NamedNode, covers: frozenset[NamedNode], total: int) -> str:
    order = "ORDER BY DESC(?day) ?subject" if total <= _UNSORTED else ""
    return (
        f"{{ SELECT ({to_sparql(property)} AS ?property) ?subject ?day WHERE {{ "
        f"{_pattern(iri, property, covers)} "
        f"OPTIONAL {{ ?subject {to_sparql(SG.earliest)} ?day }} }} "
        f"{order} LIMIT {SHOWN} }}"
    )


def _pattern(iri: NamedNode, property: NamedNode, covers: frozenset[NamedNode]) -> str:
    special = "|".join(sorted(map(to_sparql, covers)))
    without = f"FILTER NOT EXISTS {{ ?subject {special} {to_sparql(iri)} }}" if special else ""
    return f"?subject {to_sparql(property)} {to_sparql(iri)} . {without}"


def _newest_first(link: Link) -> tuple[str, int, str]:
    day = link.day.earliest.toordinal() if link.day else 0
    return link.property.value, -day, link.subject.value
