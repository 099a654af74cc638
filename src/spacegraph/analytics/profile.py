"""One organisation in the network: its partners, its relations in time, and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import Layer, require
from spacegraph.analytics.measures import measure
from spacegraph.analytics.network import network as draw
from spacegraph.analytics.report import RANKED
from spacegraph.analytics.rows import Edge, pages_of, to_edges
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.namespaces import BASE
from spacegraph.store.base import Store

RELATIONS: Final = (
    "affiliation",
    "contract",
    "cooperation",
    "finance",
    "founding",
    "funding",
    "mission-partnership",
    "owner-manufacturer",
    "service",
    "spin-off",
    "succession",
)
"""Every layer that joins organisations, but those that show the relations of another anew."""

OWNERSHIP: Final = ("affiliation", "founding", "spin-off", "succession")


@dataclass(frozen=True, slots=True)
class Partner:
    """Another organisation and all that joins the two.

    `layers` are names; `first` and `last` the first and last known days of the relations, ISO
    text, empty where none is known; `value` the dollars that pass either way, None where none
    are disclosed.
    """

    iri: str
    name: str
    label: str
    label_zh: str
    sector: str
    acronym: str
    layers: tuple[str, ...]
    relations: int
    first: str
    last: str
    value: float | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """An organisation with its partners, its relations by day, and its place in the network.

    `timeline` is in order of first days, relations without one last. `around` are the relations
    among it and its partners. `values` and `ranks` are those within the whole network of the
    layers, `size` its number of organisations. `ego` is the number of ties among its partners,
    and `open` the share of pairs of partners without one: 1 for a pure broker, None with fewer
    than two partners.
    """

    iri: str
    name: str
    label: str
    label_zh: str
    kind: str
    sector: str
    province: str
    acronym: str
    layers: tuple[Layer, ...]
    generation: str
    partners: tuple[Partner, ...]
    timeline: tuple[Edge, ...]
    around: tuple[Edge, ...]
    values: Mapping[str, float | None]
    ranks: Mapping[str, int | None]
    size: int
    ego: int
    open: float | None
    addresses: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    view: View = EVERYTHING

    @property
    def ownership(self) -> tuple[Edge, ...]:
        """Who stands above it, below it, before it and after it."""
        return tuple(edge for edge in self.timeline if edge.layer in OWNERSHIP)

    @property
    def money(self) -> tuple[Edge, ...]:
        """The contracts and rounds, with dollars (`value`) where disclosed."""
        return tuple(edge for edge in self.timeline if edge.layer in dollar_layers(self.layers))

    @property
    def command(self) -> str:
        """The command that makes this profile again from the same facts."""
        return profile_command("profile", self.iri, self.layers, self.view)


def profile(
    store: Store,
    organisation: str,
    names: Iterable[str] | None = None,
    *,
    view: View = EVERYTHING,
) -> Profile:
    """Describe one organisation from its relations.

    Parameters
    ----------
    store
        Anything that answers SELECT queries.
    organisation
        An IRI, or the id at its end (`landspace`).
    names
        Layers; `RELATIONS` unless given.
    view
        What the store shows, for the record: the profile names it in its command.

    Returns
    -------
    Profile
        Partners by number of relations, then name.

    Raises
    ------
    NotFound
        An organisation without any relation in these layers, with the nearest ids that have.
    """
    whole = draw(store, RELATIONS if names is None else names)
    node = organisation if organisation.startswith(BASE) else f"{BASE}organisation/{organisation}"
    if node not in whole:
        ids = [iri.rsplit("/", 1)[-1] for iri in whole]
        require(node.rsplit("/", 1)[-1], ids, "organisation with relations")
    edges = to_edges(whole, node)
    others = partners({node}, edges, whole)
    neighbours = {partner.iri for partner in others}
    near = {node, *neighbours}
    among = {frozenset(edge[:2]) for edge in whole.subgraph(neighbours).edges}
    pairs = len(neighbours) * (len(neighbours) - 1) / 2
    scores = measure(whole)
    data = whole.nodes[node]
    addresses, titles = pages_of(whole, edges)
    return Profile(
        iri=node,
        name=data["name"],
        label=data["label"],
        label_zh=data["label_zh"],
        kind=data["kind"],
        sector=data["sector"],
        province=data["province"],
        acronym=data["acronym"],
        layers=whole.graph["layers"],
        generation=whole.graph["generation"],
        partners=others,
        timeline=by_day(edges),
        around=tuple(e for e in to_edges(whole) if e.source in near and e.target in near),
        values={name: found.values[node] for name, found in scores.items()},
        ranks={name: scores[name].ranks()[node] for name in RANKED},
        size=len(whole),
        ego=len(among),
        open=1 - len(among) / pairs if pairs else None,
        addresses=addresses,
        titles=titles,
        view=view,
    )


def partners(own: Collection[str], edges: Iterable[Edge], whole: Network) -> tuple[Partner, ...]:
    """Gather the relations of some nodes by the node at their other end, if that is another's.

    Partners come by number of relations, then name.
    """
    dollars = dollar_layers(whole.graph["layers"])
    shared: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        for other in {edge.source, edge.target} - set(own):
            shared[other].append(edge)
    found = []
    for other, joint in shared.items():
        data = whole.nodes[other]
        days = [edge.earliest for edge in joint if edge.earliest]
        amounts = [edge.value for edge in joint if edge.layer in dollars and edge.value is not None]
        found.append(
            Partner(
                iri=other,
                name=data["name"],
                label=data["label"],
                label_zh=data["label_zh"],
                sector=data["sector"],
                acronym=data["acronym"],
                layers=tuple(sorted({edge.layer for edge in joint})),
                relations=len({edge.event for edge in joint}),
                first=min(days, default=""),
                last=max((edge.latest for edge in joint if edge.latest), default=""),
                value=sum(amounts) if amounts else None,
                claims=tuple(sorted({claim for edge in joint for claim in edge.claims})),
            )
        )
    return tuple(sorted(found, key=lambda partner: (-partner.relations, partner.iri)))


def by_day(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Order relations by their first days, those without one last."""
    return tuple(
        sorted(edges, key=lambda e: (not e.earliest, e.earliest, e.event, e.source, e.target))
    )


def profile_command(option: str, iri: str, layers: Iterable[Layer], view: View) -> str:
    """Give the command that makes a profile; the layers are named where they are not the usual."""
    names = [layer.name for layer in layers]
    chosen = "" if set(names) == set(RELATIONS) else f" --layers {','.join(names)}"
    return (
        f"spacegraph report --{option} {iri.rsplit('/', 1)[-1]}{chosen}{view.options()} --out DIR"
    )


def dollar_layers(layers: Iterable[Layer]) -> frozenset[str]:
    """Name the layers whose values are dollars."""
    return frozenset(layer.name for layer in layers if layer.unit == "USD")
