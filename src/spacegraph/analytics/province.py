"""One province in the network: who sits there, what it hosts, buys and funds, and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import Layer, require
from spacegraph.analytics.measures import measure
from spacegraph.analytics.network import network as draw
from spacegraph.analytics.nodes import Node, codes, describe, found
from spacegraph.analytics.places import Decree, Site, policies, sites
from spacegraph.analytics.profile import RELATIONS, Partner, by_day, partners, profile_command
from spacegraph.analytics.rows import Edge, pages_of, to_edges
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.namespaces import BASE, GEO, SG
from spacegraph.store.base import Store


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation seated in the province; `rank` is in betweenness, None outside the network.

    `inside` and `outside` count its partners within the province and beyond.
    """

    iri: str
    name: str
    label: str
    label_zh: str
    kind: str
    sector: str
    acronym: str
    founded: str
    inside: int
    outside: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its bodies, sites, policies and relations.

    `bodies` come by partners, `partners` (bodies elsewhere) by relations, `timeline` (relations
    with an end in the province) by first days. `within` counts the ties among the bodies and
    `elsewhere` those to each other province by its name; ties to bodies without a known province
    are under the empty name.
    """

    iri: str
    name: str
    label_zh: str
    layers: tuple[Layer, ...]
    generation: str
    bodies: tuple[Body, ...]
    sites: tuple[Site, ...]
    policies: tuple[Decree, ...]
    partners: tuple[Partner, ...]
    timeline: tuple[Edge, ...]
    within: int
    elsewhere: Mapping[str, int]
    names: Mapping[str, str]
    size: int
    addresses: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    view: View = EVERYTHING

    def out(self, *layers: str) -> tuple[Edge, ...]:
        """Give the relations of some layers that begin at a body of the province."""
        own = {body.iri for body in self.bodies}
        return tuple(e for e in self.timeline if e.layer in layers and e.source in own)

    @property
    def launches(self) -> dict[int, int]:
        """The launches from all sites, by year."""
        total: Counter[int] = Counter()
        for site in self.sites:
            total.update(site.launches)
        return dict(sorted(total.items()))

    @property
    def command(self) -> str:
        """The command that makes this profile again from the same facts."""
        return profile_command("province", self.iri, self.layers, self.view)


def province(
    store: Store,
    place: str,
    names: Iterable[str] | None = None,
    *,
    view: View = EVERYTHING,
) -> Province:
    """Describe one province from its bodies, sites, policies and relations.

    Parameters
    ----------
    store
        Anything that answers SELECT queries.
    place
        An IRI, or the id at its end (`sichuan`).
    names
        Layers; `RELATIONS` unless given.
    view
        What the store shows, for the record: the profile names it in its command.

    Returns
    -------
    Province
        Of a province where nobody is seated too: its tables are then empty.

    Raises
    ------
    NotFound
        No province of this id, with the nearest ones.
    """
    code = place.removeprefix(f"{BASE}place/")
    require(code, codes(store, f"?value a {SG.Province}"), "province")
    node = NamedNode(f"{BASE}place/{code}")
    whole = draw(store, RELATIONS if names is None else names)
    seated = found(store, f"?value a {SG.Organisation} ; {SG.headquarters}/{GEO.sfWithin}* {node}")
    own = set(seated)
    timeline = by_day(edge for edge in to_edges(whole) if edge.source in own or edge.target in own)
    others = partners(own, timeline, whole)
    near = own | {partner.iri for partner in others}
    ties = {frozenset((edge.source, edge.target)) for edge in timeline}
    addresses, titles = pages_of(whole, timeline)
    mine = describe(store, [node.value])[node.value]
    return Province(
        iri=node.value,
        name=mine.name,
        label_zh=mine.label_zh,
        layers=whole.graph["layers"],
        generation=whole.graph["generation"],
        bodies=_bodies(describe(store, seated), ties, whole),
        sites=sites(store, node),
        policies=policies(store, node),
        partners=others,
        timeline=timeline,
        within=sum(tie <= own for tie in ties),
        elsewhere=_elsewhere(store, ties, own, whole),
        names={iri: str(name) for iri, name in whole.nodes(data="name") if iri in near},
        size=len(whole),
        addresses=addresses,
        titles=titles,
        view=view,
    )


def _bodies(
    known: Mapping[str, Node], ties: set[frozenset[str]], whole: Network
) -> tuple[Body, ...]:
    own = set(known)
    inside = Counter(iri for tie in ties if tie <= own for iri in tie)
    outside = Counter(iri for tie in ties if not tie <= own for iri in tie & own)
    ranks = measure(whole, ["betweenness"])["betweenness"].ranks()
    bodies = [
        Body(
            iri=node.iri,
            name=node.name,
            label=node.label,
            label_zh=node.label_zh,
            kind=node.kind,
            sector=node.sector,
            acronym=node.acronym,
            founded=node.founded,
            inside=inside[node.iri],
            outside=outside[node.iri],
            rank=ranks.get(node.iri),
        )
        for node in known.values()
    ]
    return tuple(sorted(bodies, key=lambda body: (-body.inside - body.outside, body.iri)))


def _elsewhere(
    store: Store, ties: set[frozenset[str]], own: set[str], whole: Network
) -> dict[str, int]:
    """Count the ties that leave the province, most first."""
    counts = Counter(
        str(whole.nodes[other]["province"]) for tie in ties if not tie <= own for other in tie - own
    )
    named = describe(store, [f"{BASE}place/{code}" for code in sorted(counts) if code])
    by_name = {
        named[f"{BASE}place/{code}"].name if code else "": count for code, count in counts.items()
    }
    return dict(sorted(by_name.items(), key=lambda pair: (-pair[1], pair[0])))
