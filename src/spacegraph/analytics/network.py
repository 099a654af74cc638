"""Networks of declared layers: every edge an event that joins two things, with its claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

import networkx as nx
from pyoxigraph import Literal, NamedNode

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import Layer, choose, require
from spacegraph.analytics.nodes import Node, codes, describe, evidence
from spacegraph.analytics.slices import Slice, lifetime
from spacegraph.errors import QueryError
from spacegraph.namespaces import ORG, SG
from spacegraph.store.base import Store


@dataclass(slots=True)
class _Relation:
    """What the rows of one (layer, source, target, event) say together."""

    layer: Layer
    earliest: str = ""
    latest: str = ""
    ends: bool = True
    value: float | None = None
    claims: set[str] = field(default_factory=set)

    def add(self, row: dict[str, str]) -> None:
        """Widen the days, keep the largest value, collect the claim."""
        if row["earliest"]:
            self.earliest = min(self.earliest or row["earliest"], row["earliest"])
        self.latest = max(self.latest, row["latest"])
        self.ends = self.ends and bool(row["latest"])
        if row["weight"]:
            self.value = max(self.value or 0.0, float(row["weight"]))
        self.claims.add(row["claim"])


Key = tuple[str, str, str, str]


def network(
    store: Store,
    layers: Iterable[str],
    *,
    as_of: str | date | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    types: Iterable[str] | None = None,
    provinces: Iterable[str] | None = None,
    weight: str = "events",
) -> Network:
    """Draw the network of some layers from the settled facts.

    Parameters
    ----------
    store
        Anything that answers SELECT queries.
    layers
        Names of files in `queries/relations`, without `.rq`.
    as_of, since, until, types, provinces
        The slice, see `Slice`; a type is a kind of node (`commercial-firm`), a province the last
        part of its IRI (`sichuan`).
    weight
        `events`: each event weighs 1. `value`: the layer's own weight (dollars, per cent);
        relations that state none are left out and counted; layers of different units are refused.

    Returns
    -------
    networkx.MultiDiGraph
        An edge for each event that joins source to target in a layer; its key is
        `<layer> <event>`. A relation without direction is one edge, `directed` False, from the
        lower IRI to the higher. Nodes carry the fields of `Node`; edges carry layer, directed,
        weight, value, earliest, latest, event, claims and sources (sorted tuples of IRIs).
        Nodes and edges are in order of their IRIs. `graph.graph` holds layers, slice,
        generation, addresses and titles of sources, and `left_out`: words on what the slice
        dropped.

    Raises
    ------
    NotFound
        A layer, type or province that does not exist; the nearest names are given.
    QueryError
        A malformed date, or values of different units.
    """
    chosen = choose(layers)
    part = Slice.of(
        as_of=as_of, since=since, until=until, types=types, provinces=provinces, weight=weight
    )
    units = {layer.unit for layer in chosen}
    if part.weight == "value" and (len(units) > 1 or "" in units):
        described = ", ".join(f"{layer.name} ({layer.unit or 'nothing'})" for layer in chosen)
        raise QueryError(
            f"weight=value cannot add what the layers measure: {described}",
            hint="choose layers of one unit, or weight=events",
        )
    relations = _relations(store, chosen)
    ends = sorted({end for key in relations for end in (key[1], key[2])})
    nodes = describe(store, ends)
    for kind in part.types:
        require(kind, codes(store, f"[] {ORG.classification}|{SG.placeKind} ?value"), "type")
    for province in part.provinces:
        require(province, codes(store, f"?value a {SG.Province}"), "province")
    kept, left_out = _slice(relations, nodes, part)
    return _graph(store, kept, nodes, chosen, part, left_out)


def _relations(store: Store, chosen: tuple[Layer, ...]) -> dict[Key, _Relation]:
    """Run the layers' queries and join the rows of each relation."""
    found: dict[Key, _Relation] = {}
    for layer in chosen:
        solutions = store.select(layer.query)
        for terms in solutions.rows:
            row = {
                name: term.value if isinstance(term, NamedNode | Literal) else ""
                for name, term in zip(solutions.variables, terms, strict=True)
            }
            key = (layer.name, row["source"], row["target"], row["event"])
            found.setdefault(key, _Relation(layer)).add(row)
    return dict(sorted(found.items()))


def _slice(
    relations: dict[Key, _Relation], nodes: dict[str, Node], part: Slice
) -> tuple[dict[Key, _Relation], tuple[str, ...]]:
    """Keep the relations of a slice; count what went and why."""
    kept: dict[Key, _Relation] = {}
    undated = outside = elsewhere = unvalued = 0
    for key, relation in relations.items():
        ends = [nodes[end] for end in key[1:3]]
        days = lifetime(
            relation.layer,
            relation.earliest,
            relation.latest if relation.ends else "",
            [end.founded for end in ends],
            [end.dissolved for end in ends],
        )
        if not all(_belongs(end, part) for end in ends):
            elsewhere += 1
        elif not part.holds(relation.layer, *days):
            missing = relation.layer.time == "moment" and not relation.earliest
            undated, outside = undated + missing, outside + (not missing)
        elif part.weight == "value" and relation.value is None:
            unvalued += 1
        else:
            kept[key] = relation
    counts = (
        (undated, "without a date, which no slice in time can place"),
        (outside, "outside the days asked for"),
        (elsewhere, "of other types or provinces"),
        (unvalued, "that state no value"),
    )
    return kept, tuple(
        f"{count} relation{'s' if count > 1 else ''} {why}" for count, why in counts if count
    )


def _belongs(node: Node, part: Slice) -> bool:
    return (not part.types or node.kind in part.types) and (
        not part.provinces or node.province in part.provinces
    )


def _graph(
    store: Store,
    kept: dict[Key, _Relation],
    nodes: dict[str, Node],
    chosen: tuple[Layer, ...],
    part: Slice,
    left_out: tuple[str, ...],
) -> Network:
    """Build the networkx graph, nodes and edges in order of their IRIs."""
    claims = sorted({claim for relation in kept.values() for claim in relation.claims})
    known = evidence(store, claims)
    graph: Network = nx.MultiDiGraph(
        layers=chosen,
        slice=part,
        generation=store.generation,
        addresses=known.addresses,
        titles=known.titles,
        left_out=left_out,
        projection="none: an edge for each event that joins two things",
    )
    for iri in sorted({end for key in kept for end in (key[1], key[2])}):
        graph.add_node(iri, **{**asdict(nodes[iri]), "name": nodes[iri].name})
    for (name, source, target, event), relation in sorted(
        kept.items(), key=lambda item: (item[0][1], item[0][2], item[0][0], item[0][3])
    ):
        found = tuple(sorted(relation.claims))
        graph.add_edge(
            source,
            target,
            key=f"{name} {event}",
            layer=name,
            directed=relation.layer.directed,
            weight=relation.value if part.weight == "value" else 1.0,
            value=relation.value,
            earliest=relation.earliest,
            latest=relation.latest if relation.ends else "",
            event=event,
            claims=found,
            sources=tuple(sorted({source for claim in found for source in known.sources[claim]})),
        )
    return graph
