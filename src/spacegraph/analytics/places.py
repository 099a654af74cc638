"""What a province hosts and what rules it: sites with their launches, parks, policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from spacegraph.analytics.nodes import describe, found, values_of
from spacegraph.namespaces import DCTERMS, GEO, SG
from spacegraph.store.base import Store


@dataclass(frozen=True, slots=True)
class Site:
    """A launch site or park, with the launches from it by year."""

    iri: str
    name: str
    label_zh: str
    kind: str
    launches: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Decree:
    """A policy; `day` is the first on which it can have been issued, ISO text, empty if unknown.

    `issuers` are names.
    """

    iri: str
    name: str
    label_zh: str
    day: str
    issuers: tuple[str, ...]


def sites(store: Store, place: NamedNode) -> tuple[Site, ...]:
    """List the launch sites and parks within a place, those with most launches first.

    Pads are not listed: a launch is recorded at the site of its pad.
    """
    whole = f"FILTER NOT EXISTS {{ ?value {GEO.sfWithin} ?whole . ?whole a {SG.LaunchSite} }}"
    iris = [
        iri
        for kind in (SG.LaunchSite, SG.IndustrialPark)
        for iri in found(store, f"?value a {kind} ; {GEO.sfWithin}+ {place} {whole}")
    ]
    launches = values_of(store, iris, f"?value {SG.launchSite} ?node ; a {SG.Launch}")
    flown = sorted({launch.value for group in launches.values() for launch in group})
    days = values_of(store, flown, f"?node {SG.earliest} ?value")
    hosted = [
        Site(
            iri=node.iri,
            name=node.name,
            label_zh=node.label_zh,
            kind=node.kind,
            launches=_by_year(
                [days[launch.value][0].value for launch in launches[node.iri] if days[launch.value]]
            ),
        )
        for node in describe(store, iris).values()
    ]
    return tuple(sorted(hosted, key=lambda site: (-sum(site.launches.values()), site.iri)))


def policies(store: Store, place: NamedNode) -> tuple[Decree, ...]:
    """List the policies for a place or a part of it by their days, those without one last."""
    iris = found(store, f"?value a {SG.Policy} ; {SG.place}/{GEO.sfWithin}* {place}")
    days = values_of(store, iris, f"?node {SG.earliest} ?value")
    issuers = values_of(store, iris, f"?node {DCTERMS.publisher} ?value")
    named = describe(store, sorted({one.value for group in issuers.values() for one in group}))
    decrees = [
        Decree(
            iri=node.iri,
            name=node.name,
            label_zh=node.label_zh,
            day=next((day.value for day in days[node.iri]), ""),
            issuers=tuple(named[one.value].name for one in issuers[node.iri]),
        )
        for node in describe(store, iris).values()
    ]
    return tuple(sorted(decrees, key=lambda decree: (not decree.day, decree.day, decree.iri)))


def _by_year(days: list[str]) -> dict[int, int]:
    return dict(sorted(Counter(int(day[:4]) for day in days).items()))
