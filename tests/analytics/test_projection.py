"""Simple graphs: what is merged, dropped and kept."""

import networkx as nx
import pytest

from spacegraph.analytics.network import network
from spacegraph.analytics.projection import directed, one_mode, undirected
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

ALL = ("affiliation", "contract", "cooperation", "funding")


def iri(name: str) -> str:
    return f"{BASE}organisation/{name}"


def test_parallel_edges_add_up(store: EmbeddedStore) -> None:
    graph = directed(network(store, ALL))
    arc = graph.edges[iri("fund"), iri("landspace")]
    assert (arc["weight"], arc["events"], arc["layers"]) == (3.0, 3, ("affiliation", "funding"))
    assert arc["sources"] == (f"{BASE}source/s3", f"{BASE}source/s6")
    assert not graph.has_edge(iri("landspace"), iri("fund"))


def test_a_relation_without_direction_is_an_arc_each_way(store: EmbeddedStore) -> None:
    graph = directed(network(store, ["cooperation"]))
    assert graph.number_of_edges() == 6
    assert graph.edges[iri("tsinghua"), iri("casc")]["weight"] == 1.0
    assert "3 edges without direction" in graph.graph["projection"]


def test_undirected_drops_directions(store: EmbeddedStore) -> None:
    drawn = network(store, ALL)
    graph = undirected(drawn)
    assert graph.number_of_edges() == len({frozenset(edge[:2]) for edge in drawn.edges})
    assert sum(weight for *_, weight in graph.edges(data="weight")) == drawn.number_of_edges()
    assert list(graph) == list(drawn)
    assert "directions dropped" in graph.graph["projection"]


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("target", {("landspace", "minospace"): ("fund",)}),
        ("source", {("bank", "fund"): ("landspace",)}),
    ],
)
def test_one_mode_joins_those_that_share(
    store: EmbeddedStore, side: str, expected: dict[tuple[str, str], tuple[str, ...]]
) -> None:
    graph = one_mode(network(store, ["funding"]), side)  # type: ignore[arg-type]
    assert {
        (one.rsplit("/", 1)[-1], other.rsplit("/", 1)[-1]): tuple(
            name.rsplit("/", 1)[-1] for name in shared
        )
        for one, other, shared in graph.edges(data="shared")
    } == expected
    assert f"one-mode on {side}s" in graph.graph["projection"]
    assert all(data["weight"] == 1.0 and data["claims"] for *_, data in graph.edges(data=True))


def test_an_empty_network_projects_to_nothing(store: EmbeddedStore) -> None:
    drawn = network(store, ["contract"], until="1950")
    assert not undirected(drawn) and not directed(drawn) and not one_mode(drawn)
    assert isinstance(drawn, nx.MultiDiGraph)
