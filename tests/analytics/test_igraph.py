"""Measures against igraph, another implementation of the same formulas, on classic graphs."""

from collections.abc import Sequence

import igraph
import networkx as nx
import numpy as np
import pytest

from spacegraph.analytics.brokerage import constraint
from spacegraph.analytics.cohesion import clustering, cohesion, core_number
from spacegraph.analytics.communities import communities
from spacegraph.analytics.mixing import degree_assortativity, mixing
from spacegraph.analytics.paths import betweenness, closeness
from spacegraph.analytics.prediction import unlinked_pairs
from spacegraph.analytics.scores import Scores
from spacegraph.analytics.spectra import eigenvector, hits, katz, pagerank

CLASSICS = {
    "Zachary": nx.karate_club_graph(),
    "Florentine families": nx.florentine_families_graph(),
    "Les Misérables": nx.les_miserables_graph(),
    "two parts": nx.disjoint_union(nx.barbell_graph(4, 2), nx.path_graph(5)),
}


@pytest.fixture(params=sorted(CLASSICS))
def graph(request: pytest.FixtureRequest) -> nx.Graph:
    """Nodes in text; weights of the data where it has some, else 1."""
    found = nx.relabel_nodes(CLASSICS[request.param], str)
    plain = nx.Graph()
    plain.add_nodes_from(found)
    plain.add_edges_from(
        (a, b, {"weight": float(w)}) for a, b, w in found.edges(data="weight", default=1)
    )
    return plain


@pytest.fixture
def same(graph: nx.Graph) -> igraph.Graph:
    names = list(graph)
    place = {name: index for index, name in enumerate(names)}
    found = igraph.Graph(n=len(names), edges=[(place[a], place[b]) for a, b in graph.edges])
    found.vs["name"] = names
    found.es["weight"] = [weight for *_, weight in graph.edges(data="weight")]
    return found


def agree(found: Scores, expected: Sequence[float], within: float = 1e-9) -> None:
    for value, other in zip(found.values.values(), expected, strict=True):
        if value is not None:
            assert value == pytest.approx(other, abs=within)
    assert [value is None for value in found.values.values()].count(True) == len(found.undefined)


def test_shortest_paths(graph: nx.Graph, same: igraph.Graph) -> None:
    others = len(graph) - 1
    agree(betweenness(graph), [2 * b / (others * (others - 1)) for b in same.betweenness()])
    sizes = same.connected_components().sizes()
    part = [sizes[group] for group in same.connected_components().membership]
    # igraph averages over the nodes within reach; Wasserman and Faust scale by their share.
    near = [c * (size - 1) / others for c, size in zip(same.closeness(), part, strict=True)]
    agree(closeness(graph), near)
    whole = cohesion(graph)
    largest = same.connected_components().giant()
    assert whole.diameter == largest.diameter()
    assert whole.distance == pytest.approx(largest.average_path_length())


def test_feeding_on_partners(graph: nx.Graph, same: igraph.Graph) -> None:
    found = eigenvector(graph)
    inside = [node for node, value in found.values.items() if value is not None]
    vector = np.array(same.subgraph(inside).eigenvector_centrality(weights="weight"))
    agree(
        Scores("", "", {node: found.values[node] for node in inside}, ""),
        list(vector / np.linalg.norm(vector)),
        1e-8,
    )
    arrows = graph.to_directed()
    agree(pagerank(arrows), same.pagerank(weights="weight", damping=0.85), 1e-8)
    adjacent = np.array(same.get_adjacency().data, dtype=float)
    walks = np.linalg.solve(
        np.eye(len(graph)) - 0.85 / np.linalg.eigvalsh(adjacent)[-1] * adjacent, np.ones(len(graph))
    )
    agree(katz(graph), list(walks / np.linalg.norm(walks)))


def test_hubs_and_authorities() -> None:
    names = [f"n{place}" for place in range(40)]
    random = np.random.default_rng(7)
    arcs = sorted({(int(a), int(b)) for a, b in random.integers(40, size=(500, 2)) if a != b})
    arrows = nx.DiGraph()
    arrows.add_nodes_from(names)
    arrows.add_edges_from((names[a], names[b], {"weight": 1.0}) for a, b in arcs)
    same = igraph.Graph(n=40, edges=arcs, directed=True)
    hub, authority = hits(arrows)
    for found, other in ((hub, same.hub_score()), (authority, same.authority_score())):
        agree(found, list(np.array(other) / sum(other)), 1e-8)
    agree(pagerank(arrows), same.pagerank(damping=0.85), 1e-8)


def test_holding_together(graph: nx.Graph, same: igraph.Graph) -> None:
    names = same.vs["name"]
    agree(core_number(graph), same.coreness())
    agree(clustering(graph), same.transitivity_local_undirected(mode="zero"))
    agree(constraint(graph), same.constraint(weights="weight"))
    whole = cohesion(graph)
    assert whole.articulations == tuple(sorted(names[v] for v in same.articulation_points()))
    cut = {frozenset(names[end] for end in same.es[edge].tuple) for edge in same.bridges()}
    assert {frozenset(bridge) for bridge in whole.bridges} == cut
    assert whole.transitivity == pytest.approx(same.transitivity_undirected())
    assert whole.density == pytest.approx(same.density())
    assert degree_assortativity(graph) == pytest.approx(same.assortativity_degree(directed=False))


def test_groups(graph: nx.Graph, same: igraph.Graph) -> None:
    found = communities(graph)
    number = found.number()
    membership = [number[name] for name in same.vs["name"]]
    assert found.modularity == pytest.approx(same.modularity(membership, weights="weight"))
    best = same.community_multilevel(weights="weight").modularity
    assert found.modularity >= best - 0.02
    groups = {name: str(group) for name, group in number.items()}
    nominal = same.assortativity_nominal(membership, directed=False)
    assert mixing(graph, groups).assortativity == pytest.approx(nominal)


def test_pairs_not_yet_linked(graph: nx.Graph, same: igraph.Graph) -> None:
    """The index of Adamic and Adar is igraph's inverse log-weighted similarity."""
    names = same.vs["name"]
    similar = same.similarity_inverse_log_weighted()
    expected = {
        frozenset((names[a], names[b])): similar[a][b]
        for a in range(len(names))
        for b in range(a)
        if similar[a][b] and not same.are_adjacent(a, b)
    }
    found = {frozenset((p.one, p.other)): p.score for p in unlinked_pairs(graph, 10_000)}
    assert found == pytest.approx(expected)
