"""Where things are: provinces with what they hold, and launch sites with their coordinates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import NO_LABEL, Label
from spacegraph.graph.facts.links import find_labels
from spacegraph.namespaces import GEO, SCHEMA, SG, concept, thing
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

_WITHIN: Final = to_sparql(GEO.sfWithin)

MEASURES: Final[Mapping[str, str]] = {
    "Organisation": f"?thing a {SG.Organisation} ; {SG.headquarters}/{_WITHIN}* ?province .",
    "CommercialFirm": f"?thing a {SG.CommercialFirm} ; {SG.headquarters}/{_WITHIN}* ?province .",
    "LaunchSite": f"?thing a {SG.LaunchSite} ; {_WITHIN}+ ?province . "
    f"FILTER NOT EXISTS {{ ?thing {SG.placeKind} {concept('place-kind', 'launch-pad')} }}",
    "Contract": f"?thing a {SG.Contract} ; {SG.place}/{_WITHIN}* ?province .",
    "Policy": f"?thing a {SG.Policy} ; {SG.place}/{_WITHIN}* ?province .",
}
"""What is counted for each province, by the class that is counted."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place; degrees north and east, None where unknown."""

    iri: NamedNode
    label: Label
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Province:
    """A province of China, and how many things it holds by the keys of `MEASURES`."""

    spot: Spot
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """The provinces with the most organisations first, and the launch sites from the north."""

    provinces: tuple[Province, ...]
    sites: tuple[Spot, ...]


def find_places(store: Store) -> Places:
    """Return the provinces and launch sites of China, and those at sea."""
    china = to_sparql(thing("place", "china"))
    provinces = _spots(store, f"?place a {SG.Province} ; {_WITHIN}+ {china} .")
    sites = _spots(
        store,
        f"?place a {SG.LaunchSite} . "
        f"FILTER NOT EXISTS {{ ?place {SG.placeKind} {concept('place-kind', 'launch-pad')} }}",
    )
    counts = {name: _counts(store, pattern) for name, pattern in MEASURES.items()}
    held = (
        Province(spot, {name: counted.get(spot.iri, 0) for name, counted in counts.items()})
        for spot in provinces
    )
    return Places(
        tuple(sorted(held, key=lambda each: (-each.counts["Organisation"], each.spot.iri.value))),
        tuple(sorted(sites, key=lambda spot: (-(spot.latitude or -90), spot.iri.value))),
    )


def _spots(store: Store, pattern: str) -> list[Spot]:
    rows = store.select(
        f"SELECT DISTINCT ?place ?latitude ?longitude WHERE {{ {pattern} OPTIONAL {{ "
        f"?place {SCHEMA.latitude} ?latitude ; {SCHEMA.longitude} ?longitude }} }} ORDER BY ?place"
    )
    found = [
        (place, _degrees(latitude), _degrees(longitude))
        for place, latitude, longitude in rows
        if isinstance(place, NamedNode)
    ]
    labels = find_labels(store, [place for place, _, _ in found])
    return [Spot(place, labels.get(place, NO_LABEL), *where) for place, *where in found]


def _counts(store: Store, pattern: str) -> dict[NamedNode, int]:
    rows = store.select(
        "SELECT ?province (COUNT(DISTINCT ?thing) AS ?number) WHERE { "
        f"{pattern} ?province a {SG.Province} }} GROUP BY ?province"
    )
    return {
        province: int(number.value)
        for province, number in rows
        if isinstance(province, NamedNode) and isinstance(number, Literal)
    }


def _degrees(term: Term | None) -> float | None:
    return float(term.value) if isinstance(term, Literal) else None
