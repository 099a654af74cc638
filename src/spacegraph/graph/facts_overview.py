"""What the graph holds at a glance: how many things of each kind, and the newest pages."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts import NO_LABEL, Label, Source
from spacegraph.graph.facts_evidence import find_sources
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
    source, about = to_sparql(PROV.wasDerivedFrom), to_sparql(SCHEMA.about)
    rows = store.select(
        f"SELECT ?source ?thing WHERE {{ {{ SELECT ?source ?day WHERE {{ "
        f"?source a {to_sparql(SG.Source)} ; {to_sparql(SG.earliest)} ?day . "
        f"FILTER EXISTS {{ ?claim {source} ?source ; {about} ?any FILTER (?any != ?source) }} }} "
        f"ORDER BY DESC(?day) ?source LIMIT {NEWEST} }} "
        f"?claim {source} ?source ; {about} ?thing FILTER (?thing != ?source) }}"
    )
    about_what: dict[NamedNode, set[NamedNode]] = {}
    for node, thing in rows:
        if isinstance(node, NamedNode) and isinstance(thing, NamedNode):
            about_what.setdefault(node, set()).add(thing)
    sources = find_sources(store, about_what)
    labels = find_labels(store, {thing for things in about_what.values() for thing in things})
    ordered = sorted(about_what, key=lambda node: _newest_first(sources[node]))
    return tuple(
        (
            sources[node],
            tuple((each, labels.get(each, NO_LABEL)) for each in _few(about_what[node])),
        )
        for node in ordered
    )


def _few(things: set[NamedNode]) -> list[NamedNode]:
    return sorted(things, key=str)[:3]


def _newest_first(source: Source) -> tuple[int, str]:
    return -(source.issued.earliest.toordinal() if source.issued else 0), source.iri.value
