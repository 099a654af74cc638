"""How a network changed between two years: who rose, who fell, and which relations moved them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import DEFAULT, Layer, require
from spacegraph.analytics.measures import MEASURES, Views
from spacegraph.analytics.network import network as draw
from spacegraph.analytics.report import RANKED
from spacegraph.analytics.rows import Edge, to_edges
from spacegraph.analytics.scores import DIGITS, Scores
from spacegraph.analytics.slices import Slice, lifetime
from spacegraph.errors import QueryError
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.store.base import Store

MOST_YEARS: Final = 12
"""A longer span is shown by the first and last year and as many between as fit."""


@dataclass(frozen=True, slots=True)
class Mover:
    """One organisation at both ends; a value or rank is None where it was not in the network.

    `gained` and `lost` are its relations of one end only: what moved it, beside what moved
    others around it.
    """

    iri: str
    name: str
    label_zh: str
    sector: str
    before: float | None
    after: float | None
    rank_before: int | None
    rank_after: int | None
    gained: tuple[Edge, ...]
    lost: tuple[Edge, ...]

    @property
    def rise(self) -> int:
        """Places gained; negative when it fell.

        0 when it was not there at both ends, and when its value did not change: a rank that
        moves only because others came says nothing of the one who has it.
        """
        if self.rank_before is None or self.rank_after is None:
            return 0
        if round((self.after or 0.0) - (self.before or 0.0), DIGITS) == 0:
            return 0
        return self.rank_before - self.rank_after


@dataclass(frozen=True, slots=True)
class Change:
    """A measure at the ends of two years and of years between.

    `movers` are in order of their rank at the second end, those that left last. `ranks` and
    `values` give for each year those of every organisation in the network at its end, `sizes`
    its organisations and relations; `undated` counts the relations that are in no year.
    """

    before: int
    after: int
    measure: str
    method: str
    layers: tuple[Layer, ...]
    slice: Slice
    generation: str
    sizes: Mapping[int, tuple[int, int]]
    movers: tuple[Mover, ...]
    ranks: Mapping[int, Mapping[str, int]]
    values: Mapping[int, Mapping[str, float]]
    undated: int
    addresses: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    view: View = EVERYTHING

    @property
    def command(self) -> str:
        """The command that makes this comparison again from the same facts."""
        layers = ",".join(layer.name for layer in self.layers)
        options = self.slice.options() + self.view.options()
        return (
            f"spacegraph report --layers {layers} --compare {self.before} {self.after} "
            f"--measure {self.measure}{options} --out DIR"
        )

    def risers(self, count: int = 10) -> tuple[Mover, ...]:
        """Those who gained most places, the most first."""
        up = [mover for mover in self.movers if mover.rise > 0]
        return tuple(sorted(up, key=lambda mover: (-mover.rise, mover.iri))[:count])

    def fallers(self, count: int = 10) -> tuple[Mover, ...]:
        """Those who lost most places, the most first."""
        down = [mover for mover in self.movers if mover.rise < 0]
        return tuple(sorted(down, key=lambda mover: (mover.rise, mover.iri))[:count])

    def newcomers(self, count: int = 10) -> tuple[Mover, ...]:
        """Those who were not in the network at the first end, by their rank at the second."""
        new = [mover for mover in self.movers if mover.rank_before is None and mover.rank_after]
        return tuple(new[:count])


def compare(
    store: Store,
    before: int,
    after: int,
    layers: Iterable[str] = DEFAULT,
    *,
    measure: str = "betweenness",
    types: Iterable[str] | None = None,
    provinces: Iterable[str] | None = None,
    view: View = EVERYTHING,
    progress: Callable[[str], None] | None = None,
) -> Change:
    """Compare the network at the ends of two years.

    Parameters
    ----------
    store, layers, types, provinces
        As for `network`.
    before, after
        Years; the network of a year is as of its last day: events that had happened by then
        and spans that held then (see `Slice`).
    measure
        One of `RANKED`.
    view
        What the store shows, for the record: the comparison names it in its command.
    progress
        Called with a few words before each step that can take long.

    Returns
    -------
    Change
        Ranks count from 1 within the network of each year, so that a rank can fall because
        others came. Relations that no day places are in no year and are counted.

    Raises
    ------
    QueryError
        The first year is not before the second.
    NotFound
        A measure that does not exist or has no ranks.
    """
    if before >= after:
        raise QueryError(f"{before} is not before {after}", hint="give the earlier year first")
    require(measure, RANKED, "ranked measure")
    whole = draw(store, layers, types=types, provinces=provinces)
    networks = {year: at_end_of(whole, year) for year in _years(before, after)}
    scores = {}
    for year, part in networks.items():
        if progress:
            progress(f"measuring {year}")
        scores[year] = MEASURES[measure](Views.of(part))
    ranks = {
        year: {node: rank for node, rank in found.ranks().items() if rank is not None}
        for year, found in scores.items()
    }
    first, last = networks[before], networks[after]
    movers = [
        _mover(node, whole, (first, last), (scores[before], scores[after]), ranks)
        for node in sorted(set(first) | set(last))
    ]
    return Change(
        before=before,
        after=after,
        measure=measure,
        method=scores[after].method,
        layers=whole.graph["layers"],
        slice=whole.graph["slice"],
        generation=whole.graph["generation"],
        sizes={year: (len(part), part.number_of_edges()) for year, part in networks.items()},
        movers=tuple(sorted(movers, key=_place)),
        ranks=ranks,
        values={
            year: {node: value for node, value in found.values.items() if value is not None}
            for year, found in scores.items()
        },
        undated=_undated(whole),
        addresses=whole.graph["addresses"],
        titles=whole.graph["titles"],
        view=view,
    )


def at_end_of(network: Network, year: int) -> Network:
    """Keep the relations of a network that hold, or had happened, on the last day of a year."""
    part = Slice.of(as_of=str(year))
    by_name = {layer.name: layer for layer in network.graph["layers"]}
    found: Network = nx.MultiDiGraph(**{**network.graph, "slice": part})
    kept = []
    for source, target, key, data in network.edges(keys=True, data=True):
        ends = [network.nodes[source], network.nodes[target]]
        layer = by_name[data["layer"]]
        days = lifetime(
            layer,
            data["earliest"],
            data["latest"],
            [end["founded"] for end in ends],
            [end["dissolved"] for end in ends],
        )
        if part.holds(layer, *days):
            kept.append((source, target, key, data))
    for node in sorted({end for edge in kept for end in edge[:2]}):
        found.add_node(node, **network.nodes[node])
    for source, target, key, data in kept:
        found.add_edge(source, target, key=key, **data)
    return found


def _years(before: int, after: int) -> tuple[int, ...]:
    """Choose at most `MOST_YEARS` years, evenly, both ends among them."""
    steps = min(after - before, MOST_YEARS - 1)
    return tuple(before + round(step * (after - before) / steps) for step in range(steps + 1))


def _mover(
    node: str,
    whole: Network,
    networks: tuple[Network, Network],
    scores: tuple[Scores, Scores],
    ranks: Mapping[int, Mapping[str, int]],
) -> Mover:
    data = whole.nodes[node]
    years = sorted(ranks)
    edges = [
        {(edge.layer, edge.event, edge.source, edge.target): edge for edge in to_edges(part, node)}
        for part in networks
    ]
    return Mover(
        iri=node,
        name=data["name"],
        label_zh=data["label_zh"],
        sector=data["sector"],
        before=scores[0].values.get(node),
        after=scores[1].values.get(node),
        rank_before=ranks[years[0]].get(node),
        rank_after=ranks[years[-1]].get(node),
        gained=tuple(edges[1][key] for key in sorted(set(edges[1]) - set(edges[0]))),
        lost=tuple(edges[0][key] for key in sorted(set(edges[0]) - set(edges[1]))),
    )


def _place(mover: Mover) -> tuple[bool, int, str]:
    return mover.rank_after is None, mover.rank_after or mover.rank_before or 0, mover.iri


def _undated(network: Network) -> int:
    moments = {layer.name for layer in network.graph["layers"] if layer.time == "moment"}
    return sum(
        data["layer"] in moments and not data["earliest"] for *_, data in network.edges(data=True)
    )
