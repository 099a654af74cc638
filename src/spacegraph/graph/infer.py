"""Derive what follows from the settled facts: types, roles, days, relations, dollars."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.graph.schema import Schema
from spacegraph.graph.settle import Subject
from spacegraph.model.dates import PartialDate, to_day
from spacegraph.namespaces import (
    DCTERMS,
    GEO,
    ORG,
    RDF,
    RDFS,
    SCHEMA,
    SG,
    SKOS,
    XSD,
    concept,
)

_STARTS = frozenset({SCHEMA.startDate, SCHEMA.foundingDate, SG.firstFlight})
_ENDS = frozenset({SCHEMA.endDate, SCHEMA.dissolutionDate})
_SUB_ORGANISATION = frozenset(
    concept("affiliation-relation", code) for code in ("subsidiary-of", "majority-owned-by")
)
_UNIT = concept("affiliation-relation", "unit-of")


class Facts:
    """Settled triples, looked up by subject."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Subject, dict[NamedNode, list[object]]] = {}
        for triple in triples:
            values = self._by_subject.setdefault(triple.subject, {})
            values.setdefault(triple.predicate, []).append(triple.object)

    def subjects(self) -> Iterator[Subject]:
        """Yield every subject."""
        yield from self._by_subject

    def typed(self, kind: NamedNode) -> Iterator[NamedNode]:
        """Yield the named subjects stated to be of a class."""
        for subject, values in self._by_subject.items():
            if isinstance(subject, NamedNode) and kind in values.get(RDF.type, ()):
                yield subject

    def nodes(self, subject: Subject | None, predicate: NamedNode) -> list[NamedNode]:
        """Return the IRIs that a property points to."""
        values = self._by_subject.get(subject, {}).get(predicate, []) if subject else []
        return [value for value in values if isinstance(value, NamedNode)]

    def node(self, subject: Subject | None, predicate: NamedNode) -> NamedNode | None:
        """Return the one IRI that a property points to; None when there is not exactly one."""
        found = self.nodes(subject, predicate)
        return found[0] if len(found) == 1 else None

    def text(self, subject: Subject | None, predicate: NamedNode, language: str = "") -> str:
        """Return the first literal of a property in a language, in lexical order; else empty."""
        values = self._by_subject.get(subject, {}).get(predicate, []) if subject else []
        return min(
            (
                value.value
                for value in values
                if isinstance(value, Literal) and (value.language or "") == language
            ),
            default="",
        )

    def number(self, subject: Subject, predicate: NamedNode) -> Decimal | None:
        """Return the number above zero that a property holds, if it holds one."""
        try:
            value = Decimal(self.text(subject, predicate))
        except InvalidOperation:
            return None
        return value if value.is_finite() and value > 0 else None

    def dates(self, subject: Subject) -> Iterator[tuple[NamedNode, PartialDate]]:
        """Yield the dates of a subject with their properties."""
        for predicate, values in self._by_subject.get(subject, {}).items():
            if predicate == DCTERMS.created:
                continue
            for value in values:
                day = PartialDate.from_literal(value) if isinstance(value, Literal) else None
                if day and predicate != SG.year:
                    yield predicate, day

    def name(self, subject: NamedNode) -> str:
        """Return an English name, else a Chinese one, else the id."""
        return (
            self.text(subject, SKOS.prefLabel, "en")
            or self.text(subject, SKOS.prefLabel, "zh-hans")
            or subject.value.rsplit("/", 1)[-1]
        )


def infer(settled: Iterable[Triple], schema: Schema) -> Iterator[Triple]:
    """Yield derived triples; some may be among the settled ones already."""
    triples = tuple(settled)
    facts = Facts(triples)
    for triple in triples:
        yield from _climb(triple, schema)
    for subject in facts.subjects():
        yield from _span(subject, facts)
    yield from _relations(facts)
    yield from _payloads(facts)
    named = (*triples, *_round_names(facts), *_affiliation_names(facts))
    for triple in named:
        if triple.predicate == SKOS.prefLabel:
            yield triple
            yield Triple(triple.subject, RDFS.label, triple.object)
    yield from _dollars(facts)
    yield from _geometries(facts)


def _climb(triple: Triple, schema: Schema) -> Iterator[Triple]:
    """Follow subclasses and subproperties up."""
    if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
        for ancestor in schema.superclasses.get(triple.object, ()):
            yield Triple(triple.subject, RDF.type, ancestor)
    elif triple.predicate == DCTERMS.replaces and isinstance(triple.object, NamedNode):
        yield Triple(triple.object, DCTERMS.isReplacedBy, triple.subject)
    if triple.predicate != SKOS.prefLabel:
        for ancestor in schema.superproperties.get(triple.predicate, ()):
            yield Triple(triple.subject, ancestor, triple.object)


def _span(subject: Subject, facts: Facts) -> Iterator[Triple]:
    """Give the first and last day that the dates of a thing can mean; none while it lasts."""
    dated = list(facts.dates(subject))
    if not dated:
        return
    predicates = {predicate for predicate, _ in dated}
    ended, begun = bool(predicates & _ENDS), bool(predicates & _STARTS)
    if begun or not ended:
        earliest = min(day.earliest for _, day in dated)
        yield Triple(subject, SG.earliest, to_day(earliest))
    if ended or not begun:
        yield Triple(subject, SG.latest, to_day(max(day.latest for _, day in dated)))


def _relations(facts: Facts) -> Iterator[Triple]:
    """Say plainly which organisation now belongs to which."""
    for affiliation in facts.typed(SG.Affiliation):
        relation = facts.node(affiliation, SG.relation)
        child, parent = facts.node(affiliation, SG.child), facts.node(affiliation, SG.parent)
        over = any(predicate in _ENDS for predicate, _ in facts.dates(affiliation))
        dissolved = parent and any(predicate in _ENDS for predicate, _ in facts.dates(parent))
        if not child or not parent or over or dissolved:
            continue
        if relation in _SUB_ORGANISATION:
            yield Triple(child, ORG.subOrganizationOf, parent)
        elif relation == _UNIT:
            yield Triple(child, ORG.unitOf, parent)


def _payloads(facts: Facts) -> Iterator[Triple]:
    """Let each launch name the spacecraft that flew on it."""
    for spacecraft in facts.typed(SG.Spacecraft):
        for launch in facts.nodes(spacecraft, SG.launch):
            yield Triple(launch, SG.payload, spacecraft)


def _round_names(facts: Facts) -> Iterator[Triple]:
    for funding in facts.typed(SG.FundingRound):
        firm = facts.node(funding, SG.recipient)
        if firm and not facts.text(funding, SKOS.prefLabel, "en"):
            kind = facts.text(funding, SG.round) or "funding"
            yield _english(funding, f"{facts.name(firm)}: {kind}")


def _affiliation_names(facts: Facts) -> Iterator[Triple]:
    for affiliation in facts.typed(SG.Affiliation):
        child, parent = facts.node(affiliation, SG.child), facts.node(affiliation, SG.parent)
        relation = facts.node(affiliation, SG.relation)
        if child and parent and relation:
            words = relation.value.rsplit("/", 1)[-1].replace("-", " ")
            yield _english(affiliation, f"{facts.name(child)} {words} {facts.name(parent)}")


def _english(subject: NamedNode, name: str) -> Triple:
    return Triple(subject, SKOS.prefLabel, Literal(name, language="en"))


def _dollars(facts: Facts) -> Iterator[Triple]:
    """Convert amounts by the average rate of the year; nothing where the year has no rate."""
    rates = {
        (facts.text(rate, SG.currency), facts.text(rate, SG.year)): facts.number(
            rate, SG.unitsPerUSD
        )
        for rate in facts.typed(SG.ExchangeRate)
    }
    for subject in facts.subjects():
        amount, currency = facts.number(subject, SG.amount), facts.text(subject, SG.currency)
        days = [day for _, day in facts.dates(subject)]
        if not amount or not currency or not days:
            continue
        year = f"{min(days).year:04}"
        rate = Decimal(1) if currency == "USD" else rates.get((currency, year))
        if rate:
            dollars = (amount / rate).quantize(Decimal(1), ROUND_HALF_UP)
            yield Triple(subject, SG.amountUSD, Literal(str(dollars), datatype=XSD.decimal))


def _geometries(facts: Facts) -> Iterator[Triple]:
    """Give places with coordinates a GeoSPARQL geometry (longitude first, CRS84)."""
    for place in facts.typed(SG.Place):
        latitude = facts.text(place, SCHEMA.latitude)
        longitude = facts.text(place, SCHEMA.longitude)
        if latitude and longitude:
            geometry = NamedNode(f"{place.value}#geometry")
            point = Literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)
            yield Triple(place, GEO.hasGeometry, geometry)
            yield Triple(geometry, RDF.type, GEO.Geometry)
            yield Triple(geometry, GEO.asWKT, point)
