"""Measures against figures published for well-known networks."""

import networkx as nx
import pytest

from spacegraph.analytics.brokerage import constraint, effective_size
from spacegraph.analytics.cohesion import clustering, cohesion, core_number
from spacegraph.analytics.communities import adjusted_rand, communities
from spacegraph.analytics.degree import degree, degree_centrality
from spacegraph.analytics.mixing import degree_assortativity, mixing
from spacegraph.analytics.paths import betweenness, closeness
from spacegraph.analytics.scores import Scores
from spacegraph.analytics.spectra import eigenvector, hits, pagerank


def simple(graph: nx.Graph) -> nx.Graph:
    """Name the nodes in text and weigh every tie 1."""
    named = nx.relabel_nodes(graph, str)
    plain = nx.Graph()
    plain.add_nodes_from(named)
    plain.add_edges_from(named.edges, weight=1.0)
    return plain


@pytest.fixture(scope="module")
def families() -> nx.Graph:
    """Marriages of Florentine families (Padgett & Ansell 1993), without the lone Pucci."""
    return simple(nx.florentine_families_graph())


@pytest.fixture(scope="module")
def club() -> nx.Graph:
    """The karate club of Zachary 1977; member i is node i − 1."""
    return simple(nx.karate_club_graph())


@pytest.fixture(scope="module")
def novel() -> nx.Graph:
    """Les Misérables (Knuth 1993)."""
    return simple(nx.les_miserables_graph())


def check(scores: Scores, published: dict[str, float], places: int) -> None:
    for node, value in published.items():
        found = scores.values[node]
        assert found is not None
        assert round(found, places) == pytest.approx(value, abs=10**-places * 1.01), node


def test_florentine_betweenness(families: nx.Graph) -> None:
    """Jackson 2008, Social and Economic Networks, table 2.1 and section 1.2.1."""
    check(betweenness(families), {"Medici": 0.522, "Guadagni": 0.255, "Strozzi": 0.103}, 3)


def test_florentine_betweenness_of_all(families: nx.Graph) -> None:
    """The fifteen families, with the figures that the tests of networkx hold them to."""
    published = {
        "Acciaiuoli": 0.000,
        "Albizzi": 0.212,
        "Barbadori": 0.093,
        "Bischeri": 0.104,
        "Castellani": 0.055,
        "Ginori": 0.000,
        "Lamberteschi": 0.000,
        "Pazzi": 0.000,
        "Peruzzi": 0.022,
        "Ridolfi": 0.114,
        "Salviati": 0.143,
        "Tornabuoni": 0.092,
    }
    check(betweenness(families), published, 3)


def test_florentine_closeness_degree_and_eigenvector(families: nx.Graph) -> None:
    """Jackson 2008, table 2.1: Medici, Strozzi, Guadagni."""
    check(closeness(families), {"Medici": 0.560, "Strozzi": 0.438, "Guadagni": 0.467}, 3)
    check(degree_centrality(families), {"Medici": 6 / 14, "Strozzi": 4 / 14}, 9)
    check(eigenvector(families), {"Medici": 0.430, "Strozzi": 0.356, "Guadagni": 0.289}, 3)


def test_karate_betweenness(club: nx.Graph) -> None:
    """The figures that the tests of networkx hold the club to."""
    check(betweenness(club), {"0": 0.438, "33": 0.304, "32": 0.145, "2": 0.144, "31": 0.138}, 3)


def test_karate_cohesion(club: nx.Graph) -> None:
    """34 members, 78 ties, density 0.139, mean distance 2.408, diameter 5, transitivity 0.256."""
    found = cohesion(club)
    assert (found.nodes, found.ties, found.components, found.core) == (34, 78, 1, 34)
    assert found.density == pytest.approx(0.139, abs=5e-4)
    assert found.distance == pytest.approx(2.408, abs=5e-4)
    assert found.diameter == 5
    assert found.transitivity == pytest.approx(0.256, abs=5e-4)
    assert found.articulations == ("0",)
    assert found.bridges == (("0", "11"),)


def test_karate_core_and_clustering(club: nx.Graph) -> None:
    """The 4-core has the ten members 1, 2, 3, 4, 8, 9, 14, 31, 33 and 34; C = 0.588 over 33."""
    members = {node for node, value in core_number(club).values.items() if value == 4}
    assert members == {"0", "1", "2", "3", "7", "8", "13", "30", "32", "33"}
    found = clustering(club)
    defined = [value for value in found.values.values() if value is not None]
    assert sum(defined) / 34 == pytest.approx(0.571, abs=5e-4)
    assert found.undefined == {"11": "fewer than two partners, so no pair of them"}


def test_karate_assortativity(club: nx.Graph) -> None:
    """Newman 2003, SIAM Review 45, 167–256: r = −0.476."""
    assert degree_assortativity(club) == pytest.approx(-0.476, abs=5e-4)


def test_karate_communities(club: nx.Graph) -> None:
    """Brandes et al. 2008, IEEE TKDE 20, 172–188: the largest modularity is 0.420, in 4 groups."""
    found = communities(club, seeds=range(20))
    assert found.modularity == pytest.approx(0.4198, abs=5e-5)
    assert len(found.members) == 4
    assert found.stability is not None and 0.5 < found.stability <= 1


def test_novel(novel: nx.Graph) -> None:
    """77 characters, 254 ties; Valjean has 36 partners, Gavroche 22."""
    assert (len(novel), novel.number_of_edges()) == (77, 254)
    check(degree(novel), {"Valjean": 36, "Gavroche": 22, "Marius": 19, "Javert": 17}, 0)
    check(betweenness(novel), {"Valjean": 0.570, "Myriel": 0.177, "Gavroche": 0.165}, 3)
    found = cohesion(novel)
    assert found.diameter == 5
    assert found.transitivity == pytest.approx(0.499, abs=5e-4)


def test_novel_communities(novel: nx.Graph) -> None:
    """Newman & Girvan 2004, Phys. Rev. E 69, 026113: 0.54 by removal of ties; no worse here."""
    found = communities(novel)
    assert found.modularity is not None and 0.54 <= found.modularity <= 0.57


def test_kite() -> None:
    """Krackhardt 1990, ASQ 35, 342–369: Diane has most partners, Heather is the broker."""
    kite = simple(nx.krackhardt_kite_graph())
    assert degree(kite).top(1) == [("3", 6.0)]
    check(betweenness(kite), {"7": 14 / 36}, 9)
    check(closeness(kite), {"5": 0.643, "6": 0.643, "7": 0.600, "3": 0.600}, 3)


def test_structural_holes() -> None:
    """The example of Burt 1992, ch. 2, with the figures that the tests of networkx hold it to."""
    pairs = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]
    graph = nx.Graph()
    graph.add_edges_from([(*pair, {"weight": 1.0}) for pair in pairs])
    check(constraint(graph), {"A": 0.595, "G": 0.400, "C": 1.0}, 3)
    check(effective_size(graph), {"A": 2.50, "G": 4.67, "C": 1.0}, 2)


def test_pagerank_of_the_encyclopedia() -> None:
    """The example of Wikipedia's article on PageRank (d = 0.85), in per cent."""
    arcs = [
        "BC",
        "CB",
        "DA",
        "DB",
        "EB",
        "ED",
        "EF",
        "FB",
        "FE",
        "GB",
        "GE",
        "HB",
        "HE",
        "IB",
        "IE",
        "JE",
        "KE",
    ]
    graph = nx.DiGraph()
    graph.add_edges_from([(*arc, {"weight": 1.0}) for arc in arcs])
    found = {node: round(100 * (value or 0), 1) for node, value in pagerank(graph).values.items()}
    assert found == {
        **{"A": 3.3, "B": 38.4, "C": 34.3, "D": 3.9, "E": 8.1, "F": 3.9},
        **dict.fromkeys("GHIJK", 1.6),
    }


def test_hits_of_a_small_web() -> None:
    """Two hubs that point to one page, one of them to another too: worked by hand.

    AᵀA of authorities x, y is ((2, 1), (1, 1)), whose leading vector is (φ, 1), φ the golden
    section; the hubs are then (φ + 1, φ).
    """
    graph = nx.DiGraph()
    graph.add_edges_from([(*arc, {"weight": 1.0}) for arc in (("a", "x"), ("a", "y"), ("b", "x"))])
    golden = (1 + 5**0.5) / 2
    hub, authority = hits(graph)
    assert authority.values["x"] == pytest.approx(golden / (golden + 1))
    assert authority.values["y"] == pytest.approx(1 / (golden + 1))
    assert hub.values["a"] == pytest.approx((golden + 1) / (2 * golden + 1))
    assert (hub.values["x"], authority.values["a"]) == (0.0, 0.0)


def test_couples_by_race() -> None:
    """Newman 2003, Phys. Rev. E 67, 026126, table I: 1958 couples, r = 0.621.

    The table is printed to three decimals, from which r comes out as 0.620 to 0.623.
    """
    table = [[258, 16, 35, 13], [12, 157, 58, 19], [13, 23, 306, 35], [5, 7, 24, 16]]
    graph, groups = nx.DiGraph(), {}
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            for couple in range(count):
                one, other = f"w{i}{j}-{couple}", f"m{i}{j}-{couple}"
                graph.add_edge(one, other)
                groups |= {one: str(i), other: str(j)}
    found = mixing(graph, groups)
    assert found.counts == tuple(map(tuple, table))
    assert found.assortativity == pytest.approx(0.621, abs=2.5e-3)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("0011", "1100", 1.0), ("0012", "0011", 0.57), ("0000", "0123", 0.0), ("0011", "0101", -0.5)],
)
def test_adjusted_rand(one: str, other: str, expected: float) -> None:
    """The examples in the manual of scikit-learn's adjusted_rand_score."""
    found = adjusted_rand(list(map(int, one)), list(map(int, other)))
    assert found == pytest.approx(expected, abs=0.005)
