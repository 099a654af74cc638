"""What the graph holds at a glance: how many things of each kind, and the newest claims."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import NO_LABEL, Label, Source
from spacegraph.graph.facts.evidence import find_sources
from spacegraph.graph.facts.links import find_labels
from spacegraph.namespaces import DCTERMS, PROV, SCHEMA, SG
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
"""How many of the newest claims are named."""

_LOOKED_AT: Final = 600
_OF_ONE_SOURCE: Final = 2


@dataclass(frozen=True, slots=True)
class News:
    """A claim, what it is about, and the best known of its sources."""

    claim: NamedNode
    thing: NamedNode
    label: Label
    source: Source


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts by class, without the empty ones, and the newest claims."""

    counts: tuple[tuple[NamedNode, int], ...]
    newest: tuple[News, ...]


def survey(store: Store) -> Overview:
    """Count the things and find the claims recorded last, of those the ones published last."""
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


def _newest(store: Store) -> tuple[News, ...]:
    """Choose claims of different things, few of one source."""
    rows = store.select(
        f"SELECT ?claim ?thing ?source ?recorded ?day WHERE {{ ?claim a {to_sparql(SG.Claim)} ; "
        f"{to_sparql(DCTERMS.created)} ?recorded ; {to_sparql(SCHEMA.about)} ?thing ; "
        f"{to_sparql(PROV.wasDerivedFrom)} ?source . FILTER (?thing != ?source) "
        f"OPTIONAL {{ ?source {to_sparql(SG.earliest)} ?day }} }} "
        f"ORDER BY DESC(?recorded) DESC(?day) ?claim ?thing ?source LIMIT {_LOOKED_AT}"
    )
    chosen: dict[NamedNode, tuple[NamedNode, NamedNode]] = {}
    cited: Counter[NamedNode] = Counter()
    for claim, thing, source, *_ in rows:
        if not (
            isinstance(claim, NamedNode)
            and isinstance(thing, NamedNode)
            and isinstance(source, NamedNode)
        ):
            continue
        if thing not in chosen and cited[source] < _OF_ONE_SOURCE and len(chosen) < NEWEST:
            cited[source] += 1
            chosen[thing] = claim, source
    sources = find_sources(store, cited)
    labels = find_labels(store, chosen)
    return tuple(
        News(claim, thing, labels.get(thing, NO_LABEL), sources[source])
        for thing, (claim, source) in chosen.items()
    )
