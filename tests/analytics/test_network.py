"""Networks drawn from the small sector: their nodes, edges, slices and evidence."""

import pytest

from spacegraph.analytics.layers import layers
from spacegraph.analytics.network import network
from spacegraph.analytics.nodes import sector
from spacegraph.errors import NotFound, QueryError
from spacegraph.namespaces import BASE, SG
from spacegraph.store.embedded import EmbeddedStore

ALL = ("affiliation", "contract", "cooperation", "funding")


def iri(name: str) -> str:
    return f"{BASE}organisation/{name}"


def names(graph: object) -> set[tuple[str, str, str]]:
    """Give each edge as source, target and event, by last parts."""
    return {
        (source.rsplit("/", 1)[-1], target.rsplit("/", 1)[-1], data["event"].rsplit("/", 1)[-1])
        for source, target, data in graph.edges(data=True)  # type: ignore[attr-defined]
    }


def test_a_node_says_who_it_is(store: EmbeddedStore) -> None:
    graph = network(store, ALL)
    assert graph.nodes[iri("minospace")] == {
        "iri": iri("minospace"),
        "label": "MinoSpace",
        "label_zh": "微纳星空",
        "name": "MinoSpace",
        "kind": "commercial-firm",
        "sector": "commercial",
        "country": "CN",
        "province": "sichuan",
        "acronym": "",
        "founded": "",
        "dissolved": "",
    }
    assert graph.nodes[iri("gomspace")]["sector"] == "foreign"
    assert graph.nodes[iri("fund")]["sector"] == "investor"
    assert graph.nodes[iri("casc")]["province"] == "beijing"  # a seat in the province itself


def test_an_edge_says_what_it_is_and_who_says_so(store: EmbeddedStore) -> None:
    graph = network(store, ["contract"])
    data = graph.edges[iri("gomspace"), iri("landspace"), f"contract {BASE}contract/launch"]
    assert data["layer"] == "contract"
    assert data["directed"] is True
    assert (data["weight"], data["value"]) == (1.0, 100_000.0)
    assert (data["earliest"], data["latest"]) == ("2017-01-01", "2017-01-31")
    assert data["sources"] == (f"{BASE}source/s1", f"{BASE}source/s2")
    assert len(data["claims"]) == 2
    assert graph.graph["addresses"][f"{BASE}source/s1"] == ("https://example.org/1",)
    assert graph.graph["generation"] == store.generation


def test_nodes_and_edges_come_in_order(store: EmbeddedStore) -> None:
    graph = network(store, reversed(ALL))
    assert list(graph) == sorted(graph)
    edges = [(s, t, d["layer"], d["event"]) for s, t, d in graph.edges(data=True)]
    assert edges == sorted(edges)
    assert list(graph.edges(keys=True)) == list(network(store, ALL).edges(keys=True))


def test_the_latest_day_is_open_while_a_relation_lasts(store: EmbeddedStore) -> None:
    graph = network(store, ["affiliation"])
    days = {e: d["latest"] for *_, d in graph.edges(data=True) for e in [d["event"][-2:]]}
    assert days == {"a1": "", "a3": "", "a4": "2020-12-31"}


@pytest.mark.parametrize(
    ("slice_", "expected", "left_out"),
    [
        (
            {"as_of": "2016"},
            {
                ("casc", "cgwic", "a1"),
                ("fund", "landspace", "a3"),
                ("casc", "landspace", "pact"),
                ("casc", "tsinghua", "pact"),
                ("landspace", "tsinghua", "pact"),
            },
            ("9 relations outside the days asked for",),
        ),
        (
            {"since": "2025", "until": "2025"},
            {
                ("casc", "cgwic", "a1"),
                ("fund", "landspace", "a3"),
                ("sichuan-government", "casc", "constellation"),
                ("sichuan-government", "minospace", "constellation"),
                ("fund", "landspace", "sum"),
            },
            ("9 relations outside the days asked for",),
        ),
        (
            {"types": ["commercial-firm"]},
            {("minospace", "landspace", "split")},
            ("13 relations of other types or provinces",),
        ),
        (
            {"provinces": ["sichuan"]},
            {("sichuan-government", "minospace", "constellation")},
            ("13 relations of other types or provinces",),
        ),
    ],
)
def test_a_slice_keeps_what_belongs_and_counts_the_rest(
    store: EmbeddedStore,
    slice_: dict[str, str],
    expected: set[tuple[str, str, str]],
    left_out: tuple[str, ...],
) -> None:
    graph = network(store, ALL, **slice_)  # type: ignore[arg-type]
    assert names(graph) == expected
    assert graph.graph["left_out"] == left_out


def test_an_undated_event_is_in_no_slice_of_time(store: EmbeddedStore) -> None:
    graph = network(store, ["service"], as_of="2030")
    assert not graph.edges
    assert graph.graph["left_out"] == (
        "1 relation without a date, which no slice in time can place",
    )


def test_values_weigh_where_the_units_agree(store: EmbeddedStore) -> None:
    graph = network(store, ["contract", "funding"], weight="value")
    assert {d["event"].rsplit("/", 1)[-1]: d["weight"] for *_, d in graph.edges(data=True)} == {
        "launch": 100_000.0,
        "constellation": 100.0,
        "round-a": 100.0,
    }
    assert graph.graph["left_out"] == ("3 relations that state no value",)


@pytest.mark.parametrize("chosen", [["contract", "affiliation"], ["cooperation"]])
def test_values_of_different_units_are_not_added(store: EmbeddedStore, chosen: list[str]) -> None:
    with pytest.raises(QueryError, match="cannot add"):
        network(store, chosen, weight="value")


@pytest.mark.parametrize(
    ("asked", "noun", "nearest"),
    [
        ({"types": ["commercial-firms"]}, "type", "commercial-firm"),
        ({"provinces": ["sechuan"]}, "province", "sichuan"),
    ],
)
def test_an_unknown_type_or_province_names_the_nearest(
    store: EmbeddedStore, asked: dict[str, list[str]], noun: str, nearest: str
) -> None:
    with pytest.raises(NotFound, match=f"no {noun} ") as caught:
        network(store, ALL, **asked)  # type: ignore[arg-type]
    assert caught.value.nearest[0] == nearest


def test_a_type_that_exists_elsewhere_gives_an_empty_network(store: EmbeddedStore) -> None:
    graph = network(store, ["contract"], types=["university"])
    assert len(graph) == 0
    assert graph.graph["left_out"] == ("4 relations of other types or provinces",)


def test_places_can_be_nodes_too(store: EmbeddedStore) -> None:
    graph = network(store, ["site-province"])
    assert [graph.nodes[node]["kind"] for node in graph] == ["province", "launch-site"] or [
        graph.nodes[node]["kind"] for node in graph
    ] == ["launch-site", "province"]
    assert {graph.nodes[node]["name"] for node in graph} == {"Gansu", "Jiuquan"}


@pytest.mark.parametrize(
    ("kind", "classes", "country", "expected"),
    [
        ("state-institute", {SG.ResearchInstitute.value}, "CN", "state"),
        ("state-institute", {SG.ResearchInstitute.value}, "", "state"),
        ("university", {SG.University.value}, "CN", "academic"),
        ("university", {SG.University.value}, "FR", "foreign"),
        ("foreign-firm", {SG.CommercialFirm.value}, "", "foreign"),
        ("intergovernmental", set(), "CN", "foreign"),
        ("municipal-government", {SG.RegionalGovernment.value}, "CN", "provincial"),
        ("investor", set(), "CN", "investor"),
        ("investor", set(), "US", "foreign"),
        ("other", set(), "", "other"),
        ("", set(), "", "other"),
    ],
)
def test_sectors(kind: str, classes: set[str], country: str, expected: str) -> None:
    assert sector(kind, frozenset(classes), country) == expected


def test_every_shipped_layer_draws(store: EmbeddedStore) -> None:
    graph = network(store, layers())
    assert {data["layer"] for *_, data in graph.edges(data=True)} == set(layers())
