"""How much the graph knows: for each class how many things, and how many with what."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from spacegraph.namespaces import DCTERMS, GEO, ORG, SCHEMA, SG, SKOS, to_curie
from spacegraph.store.base import Store

KEY_PROPERTIES: tuple[tuple[NamedNode, tuple[NamedNode, ...]], ...] = (
    (
        SG.Organisation,
        (ORG.classification, SG.country, SG.headquarters, SCHEMA.foundingDate, SCHEMA.legalName),
    ),
    (SG.Affiliation, (SG.relation, SG.share, SCHEMA.startDate)),
    (SG.FundingRound, (DCTERMS.date, SG.amount, SG.investor, SG.leadInvestor)),
    (SG.Contract, (DCTERMS.date, SG.buyer, SG.supplier, SG.amount, SG.place)),
    (SG.Cooperation, (SCHEMA.startDate, SG.party, SG.status)),
    (SG.Mission, (SG.launchDate, SG.operator, SG.launchVehicle, SG.launchSite, SG.outcome)),
    (SG.Launch, (SG.launchDate, SG.launchVehicle, SG.launchSite, SG.provider, SG.outcome)),
    (SG.Spacecraft, (SG.owner, SCHEMA.manufacturer, SG.bus, SG.cosparId, SG.noradId)),
    (SG.LaunchVehicle, (SCHEMA.manufacturer, SG.firstFlight, SG.payloadToLEO)),
    (SG.Place, (GEO.sfWithin, SCHEMA.latitude)),
    (SG.Policy, (DCTERMS.issued, DCTERMS.publisher)),
    (SG.Source, (DCTERMS.issued, DCTERMS.title, SG.reliability)),
)
"""The properties that one expects of each class; what is empty is unknown, never "none"."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One class: its things, the share (0 to 1) of them with each property, and their sources."""

    kind: NamedNode
    things: int
    with_chinese_name: float
    with_two_sources: float
    newest_source: str
    properties: tuple[tuple[str, float], ...]


def measure(store: Store) -> tuple[Coverage, ...]:
    """Measure every class of `KEY_PROPERTIES` that has at least one thing."""
    found = (_measure(store, kind, properties) for kind, properties in KEY_PROPERTIES)
    return tuple(each for each in found if each.things)


def to_markdown(rows: tuple[Coverage, ...]) -> str:
    """Write the measures as a Markdown table, shares in per cent."""
    lines = [
        "| class | things | Chinese name | two sources or more | newest source | key properties |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    for row in rows:
        shares = ", ".join(f"{name} {share:.0%}" for name, share in row.properties)
        lines.append(
            f"| {to_curie(row.kind.value)} | {row.things:,} | {row.with_chinese_name:.0%} "
            f"| {row.with_two_sources:.0%} | {row.newest_source} | {shares} |"
        )
    return "\n".join(lines) + "\n"


def _measure(store: Store, kind: NamedNode, properties: tuple[NamedNode, ...]) -> Coverage:
    things = _count(store, f"?thing a {kind}")
    counts = (
        (to_curie(each.value), _count(store, f"?thing a {kind} ; {each} ?value"))
        for each in properties
    )
    named = f'?thing a {kind} ; {SKOS.prefLabel} ?name . FILTER (LANGMATCHES(LANG(?name), "zh"))'
    ((sourced, newest),) = store.select(_SOURCES.replace("?kind", str(kind)))
    return Coverage(
        kind=kind,
        things=things,
        with_chinese_name=_count(store, named) / max(things, 1),
        with_two_sources=_number(sourced) / max(things, 1),
        newest_source=newest.value if isinstance(newest, Literal) else "",
        properties=tuple((name, count / max(things, 1)) for name, count in counts),
    )


_SOURCES = """
PREFIX sg: <https://w3id.org/spacegraph/ontology/>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT (SUM(?two) AS ?sourced) (MAX(?last) AS ?newest)
WHERE {
  SELECT ?thing
         (IF(COUNT(DISTINCT ?source) > 1, 1, 0) AS ?two)
         (MAX(COALESCE(STR(?day), "")) AS ?last)
  WHERE {
    ?thing a ?kind .
    ?claim a sg:Claim ; schema:about ?thing ; prov:wasDerivedFrom ?source .
    OPTIONAL { ?source sg:earliest ?day }
  }
  GROUP BY ?thing
}
"""


def _count(store: Store, pattern: str) -> int:
    ((count,),) = store.select(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }}")
    return _number(count)


def _number(term: object) -> int:
    return int(term.value) if isinstance(term, Literal) else 0
