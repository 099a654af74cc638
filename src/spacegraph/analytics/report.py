"""A report on a network as one value: figures, their uncertainty, their evidence, their method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spacegraph.analytics.cohesion import Cohesion, cohesion
from spacegraph.analytics.communities import Communities, communities
from spacegraph.analytics.concentration import Concentration, concentration
from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import DEFAULT, Layer
from spacegraph.analytics.measures import MEASURES, Views
from spacegraph.analytics.mixing import Mixing, degree_assortativity, mixing
from spacegraph.analytics.network import network as draw
from spacegraph.analytics.nodes import SECTORS
from spacegraph.analytics.prediction import Pair, unlinked_pairs
from spacegraph.analytics.resampling import REPLICATES, SEED, Firmness, firmness
from spacegraph.analytics.rows import Edge, Organisation, to_edges
from spacegraph.analytics.scores import Scores
from spacegraph.analytics.slices import Slice
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.store.base import Store

RESAMPLED: Final = ("degree", "betweenness", "pagerank")
"""Measures whose ranks carry intervals."""

MANY: Final = 2_000
"""Organisations above which ranks in betweenness have no interval: it would take minutes."""

RANKED: Final = tuple(
    name for name in MEASURES if name not in ("clustering", "constraint", "ei_index")
)
"""Measures of which more is more; the others have no rank."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the writers write; made by `build_report`.

    `organisations` are in order of betweenness, then partners, then IRI. `concentrations` are of
    sources over targets in each layer of events with direction. `addresses` and `titles` are
    those of the sources. `resampled` names the measures whose ranks carry intervals.
    """

    title: str
    layers: tuple[Layer, ...]
    slice: Slice
    generation: str
    left_out: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    edges: tuple[Edge, ...]
    scores: Mapping[str, Scores]
    cohesion: Cohesion
    communities: Communities
    mixing: Mixing
    provinces: Mixing
    assortativity: float | None
    brokers: Mapping[str, Mapping[str, int]]
    concentrations: Mapping[str, tuple[Concentration, ...]]
    pairs: tuple[Pair, ...]
    addresses: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    resampled: tuple[str, ...]
    replicates: int
    seed: int
    view: View = EVERYTHING

    @property
    def names(self) -> dict[str, str]:
        """The name of each organisation by IRI."""
        return {row.iri: row.name for row in self.organisations}

    @property
    def noun(self) -> str:
        """What the rows are: organisations, or nodes where places are among them."""
        inside = all("/organisation/" in row.iri for row in self.organisations)
        return "organisation" if inside else "node"

    @property
    def command(self) -> str:
        """The command that makes this report again from the same facts."""
        layers = ",".join(layer.name for layer in self.layers)
        options = self.slice.options() + self.view.options()
        return f"spacegraph report --layers {layers}{options} --out DIR"


Progress = Callable[[str], None]


def build_report(
    store: Store,
    layers: Iterable[str] = DEFAULT,
    *,
    as_of: str | date | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    types: Iterable[str] | None = None,
    provinces: Iterable[str] | None = None,
    weight: str = "events",
    title: str = "",
    replicates: int = REPLICATES,
    seed: int = SEED,
    view: View = EVERYTHING,
    progress: Progress | None = None,
) -> Report:
    """Draw a network, measure it and gather what a reader needs to check it.

    Parameters
    ----------
    store, layers, as_of, since, until, types, provinces, weight
        As for `network`.
    title
        Of the report; made from the layers unless given.
    replicates, seed
        Of the rank intervals, see `firmness`; 0 replicates leave them out.
    view
        What the store shows, for the record: the report names it in its command.
    progress
        Called with a few words before each step that can take long.

    Returns
    -------
    Report
        For an empty slice too: then the tables are empty and the summary says so.
    """
    tell = progress or _silent
    tell("drawing the network")
    network = draw(
        store,
        layers,
        as_of=as_of,
        since=since,
        until=until,
        types=types,
        provinces=provinces,
        weight=weight,
    )
    return to_report(
        network, title=title, replicates=replicates, seed=seed, view=view, progress=progress
    )


def to_report(
    network: Network,
    *,
    title: str = "",
    replicates: int = REPLICATES,
    seed: int = SEED,
    view: View = EVERYTHING,
    progress: Progress | None = None,
) -> Report:
    """Measure a network that is drawn; the parameters are those of `build_report`."""
    tell = progress or _silent
    views = Views.of(network)
    found = {}
    for name, compute in MEASURES.items():
        tell(f"measuring {name}")
        found[name] = compute(views)
    tell("dividing into communities")
    groups = communities(views.undirected)
    firm: dict[str, dict[str, Firmness]] = {}
    for name in _resampled(len(network)) if replicates else ():
        tell(f"redrawing the network for the ranks of {name}")
        firm[name] = firmness(network, name, replicates=replicates, seed=seed)
    tell("gathering")
    chosen: tuple[Layer, ...] = network.graph["layers"]
    seats = {node: str(place) for node, place in network.nodes(data="province")}
    return Report(
        title=title or f"China's space sector as a network: {_listed(chosen)}",
        layers=chosen,
        slice=network.graph["slice"],
        generation=network.graph["generation"],
        left_out=network.graph["left_out"],
        organisations=_organisations(network, found, firm, groups),
        edges=to_edges(network),
        scores=found,
        cohesion=cohesion(views.undirected, views.reach),
        communities=groups,
        mixing=mixing(views.undirected, views.sectors, SECTORS),
        provinces=mixing(views.undirected, seats),
        assortativity=degree_assortativity(views.undirected),
        brokers=views.brokers,
        concentrations={
            layer.name: concentration(network, layer.name)
            for layer in chosen
            if layer.directed and layer.time == "moment"
        },
        pairs=unlinked_pairs(views.undirected),
        addresses=network.graph["addresses"],
        titles=network.graph["titles"],
        resampled=tuple(firm),
        replicates=replicates,
        seed=seed,
        view=view,
    )


def _resampled(size: int) -> tuple[str, ...]:
    """Name the measures whose ranks can be given intervals in seconds."""
    return tuple(name for name in RESAMPLED if name != "betweenness" or size <= MANY)


_NODE_FIELDS: Final = (
    "iri",
    "name",
    "label",
    "label_zh",
    "kind",
    "sector",
    "country",
    "province",
    "acronym",
)


def _organisations(
    network: Network,
    found: Mapping[str, Scores],
    firm: Mapping[str, Mapping[str, Firmness]],
    groups: Communities,
) -> tuple[Organisation, ...]:
    """Make the rows, those that connect most first."""
    ranks = {name: found[name].ranks() for name in RANKED}
    number = groups.number()
    order = sorted(
        network,
        key=lambda node: (
            -round(found["betweenness"].values[node] or 0.0, 12),
            -(found["degree"].values[node] or 0.0),
            node,
        ),
    )
    return tuple(
        Organisation(
            **{name: network.nodes[node][name] for name in _NODE_FIELDS},
            community=number[node],
            values={name: scores.values[node] for name, scores in found.items()},
            ranks={name: ranks[name][node] for name in RANKED},
            firmness={name: firm[name][node] for name in firm if node in firm[name]},
        )
        for node in order
    )


def _listed(chosen: tuple[Layer, ...]) -> str:
    titles = [layer.title.lower() for layer in chosen]
    return " and ".join([*([", ".join(titles[:-1])] if titles[:-1] else []), titles[-1]])


def _silent(_: str) -> None:
    """Tell nobody."""
