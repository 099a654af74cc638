"""Measures against other ways to compute them, on random graphs and on graphs at the edge."""

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spacegraph.analytics.brokerage import broker_scores, brokerage, constraint, effective_size
from spacegraph.analytics.cohesion import clustering, cohesion, core_number
from spacegraph.analytics.communities import communities
from spacegraph.analytics.degree import degree, degree_centrality, weighted_degree
from spacegraph.analytics.mixing import degree_assortativity, ei_index, mixing
from spacegraph.analytics.paths import betweenness, closeness
from spacegraph.analytics.prediction import unlinked_pairs
from spacegraph.analytics.scores import Scores, scores
from spacegraph.analytics.spectra import eigenvector, hits, katz, pagerank

SIZE = 12


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Undirected graphs of up to twelve nodes, some in parts, some with lone nodes."""
    size = draw(st.integers(1, SIZE))
    names = [f"n{i:02}" for i in range(size)]
    pairs = list(combinations(names, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(
        (one, other, {"weight": float(draw(st.integers(1, 4)))}) for one, other in chosen
    )
    return graph


def agree(found: Scores, expected: dict[str, float]) -> None:
    for node, value in found.values.items():
        if value is None:
            assert found.undefined[node]
        else:
            assert value == pytest.approx(expected[node], abs=1e-9), node


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_against_networkx(graph: nx.Graph) -> None:
    agree(betweenness(graph), nx.betweenness_centrality(graph))
    agree(closeness(graph), nx.closeness_centrality(graph))
    agree(core_number(graph), nx.core_number(graph))
    agree(clustering(graph), nx.clustering(graph))
    agree(constraint(graph), nx.constraint(graph, weight="weight"))
    agree(weighted_degree(graph), dict(graph.degree(weight="weight")))
    agree(degree(graph), dict(graph.degree()))
    if len(graph) > 1:
        agree(degree_centrality(graph), nx.degree_centrality(graph))


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_eigenvector_is_one_of_the_largest_component(graph: nx.Graph) -> None:
    found = eigenvector(graph)
    nodes = [node for node, value in found.values.items() if value is not None]
    if not nodes:
        assert not graph.number_of_edges()
        assert set(found.undefined.values()) <= {"no ties"}
        return
    largest = max(len(part) for part in nx.connected_components(graph))
    assert len(nodes) == largest
    matrix = nx.to_numpy_array(graph.subgraph(nodes), nodelist=nodes)
    vector = np.array([found.values[node] for node in nodes])
    top = np.linalg.eigvalsh(matrix)[-1]
    assert matrix @ vector == pytest.approx(top * vector, abs=1e-9)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert (vector > 0).all()


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_katz_solves_its_equation(graph: nx.Graph) -> None:
    found = katz(graph)
    if not graph.number_of_edges():
        assert set(found.undefined.values()) == {"no ties in the network"}
        return
    matrix = nx.to_numpy_array(graph, weight=None)
    vector = np.array(list(found.values.values()))
    alpha = 0.85 / np.linalg.eigvalsh(matrix)[-1]
    rest = vector - alpha * matrix @ vector
    assert rest == pytest.approx(np.full(len(vector), rest[0]), abs=1e-9)


@settings(deadline=None, max_examples=50)
@given(graphs(), st.randoms(use_true_random=False))
def test_directed_measures(graph: nx.Graph, random: object) -> None:
    arrows = nx.DiGraph()
    arrows.add_nodes_from(graph)
    arrows.add_edges_from(graph.edges(data=True))
    agree(pagerank(arrows), nx.pagerank(arrows, tol=1e-14, max_iter=10_000))
    assert sum(value or 0 for value in pagerank(arrows).values.values()) == pytest.approx(1)
    hub, authority = hits(arrows)
    if not arrows.number_of_edges():
        assert set(hub.undefined.values()) == {"no ties"}
        return
    matrix = nx.to_numpy_array(arrows)
    vector = np.array(list(authority.values.values()), dtype=float)
    onward = matrix.T @ (matrix @ vector)
    assert onward / onward.sum() == pytest.approx(vector, abs=1e-8)
    assert sum(hub.values.values()) == pytest.approx(1)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_whole_graph_figures(graph: nx.Graph) -> None:
    found = cohesion(graph)
    assert found.components == nx.number_connected_components(graph)
    core = graph.subgraph(max(nx.connected_components(graph), key=len))
    assert found.core == len(core)
    assert set(found.articulations) == set(nx.articulation_points(graph))
    assert {frozenset(tie) for tie in found.bridges} == {frozenset(t) for t in nx.bridges(graph)}
    if found.density is not None:
        assert found.density == pytest.approx(nx.density(graph))
    if len(set(map(len, nx.connected_components(graph)))) == found.components and len(core) > 1:
        assert found.distance == pytest.approx(nx.average_shortest_path_length(core))
        assert found.diameter == nx.diameter(core)
    degrees = {len(graph[node]) for edge in graph.edges for node in edge}
    if len(degrees) > 1:
        expected = nx.degree_pearson_correlation_coefficient(graph)
        assert degree_assortativity(graph) == pytest.approx(expected, abs=1e-9)
    else:
        assert degree_assortativity(graph) is None


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_communities_cover_the_graph(graph: nx.Graph) -> None:
    found = communities(graph, seeds=range(3))
    assert sorted(node for group in found.members for node in group) == sorted(graph)
    assert found.number() == {
        node: place for place, group in enumerate(found.members, 1) for node in group
    }
    sizes = [len(group) for group in found.members]
    assert sizes == sorted(sizes, reverse=True)
    if graph.number_of_edges():
        expected = nx.community.modularity(graph, [set(group) for group in found.members])
        assert found.modularity == pytest.approx(expected)
    else:
        assert found.modularity is None


@settings(deadline=None, max_examples=50)
@given(graphs())
def test_pairs_not_yet_linked(graph: nx.Graph) -> None:
    found = unlinked_pairs(graph, count=1000)
    expected = {
        (one, other): score
        for one, other, score in nx.adamic_adar_index(graph)
        if set(graph[one]) & set(graph[other])
    }
    assert {frozenset((pair.one, pair.other)) for pair in found} == set(map(frozenset, expected))
    for pair in found:
        score = expected.get((pair.one, pair.other), expected.get((pair.other, pair.one)))
        assert pair.score == pytest.approx(score)
        assert not graph.has_edge(pair.one, pair.other)
    # Sums of the same parts in another order differ in their last digit, and count as equal.
    scores = [round(pair.score, 9) for pair in found]
    assert scores == sorted(scores, reverse=True)


def test_effective_size_counts_ties_among_partners() -> None:
    graph = nx.Graph(["ab", "ac", "ad", "bc"])
    assert effective_size(graph).values["a"] == pytest.approx(3 - 2 / 3)


def test_a_lone_node_has_reasons_not_zeros() -> None:
    graph = nx.Graph()
    graph.add_node("a")
    for measure, reason in (
        (betweenness, "fewer than three nodes"),
        (closeness, "no ties"),
        (eigenvector, "no ties"),
        (katz, "no ties"),
        (constraint, "no ties"),
        (effective_size, "no ties"),
        (clustering, "fewer than two partners"),
        (degree_centrality, "no other node"),
    ):
        found = measure(graph)
        assert found.values == {"a": None}
        assert reason in found.undefined["a"]


def test_nothing_gives_nothing() -> None:
    for measure in (betweenness, closeness, eigenvector, katz, constraint, clustering, degree):
        assert measure(nx.Graph()).values == {}
    found = cohesion(nx.Graph())
    assert (found.nodes, found.components, found.core, found.distance) == (0, 0, 0, None)
    assert communities(nx.Graph()).members == ()
    assert mixing(nx.Graph(), {}).ei is None


def test_sampled_betweenness_says_so() -> None:
    graph = nx.relabel_nodes(nx.karate_club_graph(), str)
    found = betweenness(graph, sample=10, seed=1)
    assert "estimated from 10 source nodes drawn with seed 1" in found.method
    assert found.values == betweenness(graph, sample=10, seed=1).values
    exact = betweenness(graph, sample=34)
    assert "exact" in exact.method
    assert exact.values == betweenness(graph).values


def test_sampled_betweenness_is_right_on_average() -> None:
    graph = nx.relabel_nodes(nx.les_miserables_graph(), str)
    exact = nx.betweenness_centrality(graph)["Valjean"]
    found = [betweenness(graph, sample=20, seed=seed).values["Valjean"] for seed in range(100)]
    assert np.mean(found) == pytest.approx(exact, rel=0.05)  # type: ignore[arg-type]


ROLES = {
    # origin, broker, end: the groups of a → b → c
    "coordinator": "sss",
    "consultant": "sfs",
    "gatekeeper": "fss",
    "representative": "ssf",
    "liaison": "sfp",
}


@pytest.mark.parametrize(("role", "groups"), ROLES.items())
def test_each_role_of_a_broker(role: str, groups: str) -> None:
    """Gould & Fernandez 1989, figure 1."""
    graph = nx.DiGraph(["ab", "bc"])
    found = brokerage(graph, dict(zip("abc", groups, strict=True)))
    assert found == {"b": {**dict.fromkeys(ROLES, 0), role: 1, "total": 1}}
    crossing = broker_scores(graph, dict(zip("abc", groups, strict=True)))
    assert crossing.values["b"] == (0.0 if role == "coordinator" else 1.0)


def test_a_closed_or_returning_path_brokers_nothing() -> None:
    groups = dict.fromkeys("abc", "s")
    assert brokerage(nx.DiGraph(["ab", "bc", "ac"]), groups) == {}
    assert brokerage(nx.DiGraph(["ab", "ba"]), groups) == {}


def test_mixing_by_hand() -> None:
    graph = nx.Graph(["ab", "bc", "cd", "ad", "ac"])
    groups = dict(zip("abcd", "ssff", strict=True))
    found = mixing(graph, groups, order="fs")
    assert found.groups == ("f", "s")
    assert found.counts == ((1, 3), (3, 1))
    assert found.ei == pytest.approx((3 - 2) / 5)
    assert ei_index(graph, groups).values == pytest.approx(
        {"a": 1 / 3, "b": 0.0, "c": 1 / 3, "d": 0.0}
    )


@settings(deadline=None, max_examples=40)
@given(graphs())
def test_assortativity_by_group(graph: nx.Graph) -> None:
    groups = {node: "even" if int(node[1:]) % 2 == 0 else "odd" for node in graph}
    nx.set_node_attributes(graph, groups, "group")
    found = mixing(graph, groups).assortativity
    if found is not None:
        expected = nx.attribute_assortativity_coefficient(graph, "group")
        assert found == pytest.approx(expected, abs=1e-9)
    else:
        assert len({groups[node] for edge in graph.edges for node in edge}) < 2


def test_ranks_share_the_best_place() -> None:
    found = scores("x", "X", {"a": 1.0, "b": 3.0, "c": 3.0 + 1e-15, "d": None}, "m", reason="why")
    assert found.ranks() == {"a": 3, "b": 1, "c": 1, "d": None}
    assert found.top(2) == [("b", 3.0), ("c", 3.0 + 1e-15)]
    assert found.undefined == {"d": "why"}


def test_adamic_adar_by_hand() -> None:
    graph = nx.Graph(["ab", "bc", "ad", "dc", "be"])
    first, second = unlinked_pairs(graph, count=2)
    assert (first.one, first.other, first.shared) == ("b", "d", ("a", "c"))
    assert first.score == pytest.approx(2 / math.log(2))
    assert (second.one, second.other, second.shared) == ("a", "c", ("b", "d"))
    assert second.score == pytest.approx(1 / math.log(3) + 1 / math.log(2))
