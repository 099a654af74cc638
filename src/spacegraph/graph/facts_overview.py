"""What the graph holds at a glance: how many things of each kind, and the newest pages."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts import NO_LABEL, Label, Source
from spacegraph.graph.facts_evidence import find_sources
from spacegraph.graph.facts_groups import nodes
from spacegraph.graph.facts_links import find_labels
from spacegraph.namespaces import PROV, SCHEMA, SG
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

CLASSES: Final = (
    SG.Organisation,
    SG.Contract,
    SG.FundingRound,
    SG.Affiliation,
    SG.Cooperation,
    SG.Mission,
    SG.Programme,
    SG.Launch,
    SG.Spacecraft,
    SG.LaunchVehicle,
    SG.Place,
    SG.Policy,
    SG.Source,
    SG.Claim,
)
"""The classes that a reader can browse, in the order of the home page."""

NEWEST: Final = 12
"""How many of the newest sources are named."""

_LOOKED_AT: Final = 4 * NEWEST
_THINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts by class, without the empty ones, and the newest sources with what they tell of."""

    counts: tuple[tuple[NamedNode, int], ...]
    newest: tuple[tuple[Source, tuple[tuple[NamedNode, Label], ...]], ...]


def survey(store: Store) -> Overview:
    """Count the things and find the newest sources that a claim about something cites."""
    listed = " ".join(map(to_sparql, CLASSES))
    rows = store.select(
        f"SELECT ?class (COUNT(?thing) AS ?number) WHERE {{ VALUES ?class {{ {listed} }} "
        "?thing a ?class } GROUP BY ?class"
    )
    counts = {
        node: int(number.value)
        for node, number in rows
        if isinstance(node, NamedNode) and isinstance(number, Literal)
    }
    return Overview(
        tuple((each, counts[each]) for each in CLASSES if counts.get(each)), _newest(store)
    )


def _newest(store: Store) -> tuple[tuple[Source, tuple[tuple[NamedNode, Label], ...]], ...]:
    rows = store.select(
        f"SELECT ?source ?day WHERE {{ ?source a {to_sparql(SG.Source)} ; "
        f"{to_sparql(SG.earliest)} ?day }} ORDER BY DESC(?day) ?source LIMIT {_LOOKED_AT}"
    )
    branches = " UNION ".join(_branch(node) for node in nodes(row[0] for row in rows))
    told: dict[NamedNode, list[NamedNode]] = {}
    for node, thing in store.select(f"SELECT ?source ?thing WHERE {{ {branches or '{}'} }}"):
        if isinstance(node, NamedNode) and isinstance(thing, NamedNode):
            told.setdefault(node, []).append(thing)
    sources = find_sources(store, told)
    ordered = sorted(told, key=lambda node: _newest_first(sources[node]))[:NEWEST]
    labels = find_labels(store, {thing for node in ordered for thing in told[node]})
    return tuple(
        (
            sources[node],
            tuple((each, labels.get(each, NO_LABEL)) for each in sorted(told[node], key=str)),
        )
        for node in ordered
    )


def _branch(source: NamedNode) -> str:
    """Write the pattern of a few things that the claims of a source are about."""
    node, about = to_sparql(source), to_sparql(SCHEMA.about)
    return (
        f"{{ SELECT DISTINCT ({node} AS ?source) ?thing WHERE {{ "
        f"?claim {to_sparql(PROV.wasDerivedFrom)} {node} ; {about} ?thing "
        f"FILTER (?thing != {node}) }} ORDER BY ?thing LIMIT {_THINGS} }}"
    )


def _newest_first(source: Source) -> tuple[int, str]:
    return -(source.issued.earliest.toordinal() if source.issued else 0), source.iri.value
