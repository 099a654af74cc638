"""The report as a value: its tables, its sentences and what it says of emptiness."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from spacegraph.analytics.measures import MEASURES, measure
from spacegraph.analytics.network import network
from spacegraph.analytics.report import RANKED, RESAMPLED, Report, build_report
from spacegraph.analytics.summary import limits, summary
from spacegraph.errors import NotFound
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

ALL = ("affiliation", "contract", "cooperation", "funding")


def iri(name: str) -> str:
    return f"{BASE}organisation/{name}"


@pytest.fixture(scope="module")
def report(store: EmbeddedStore) -> Report:
    return build_report(store, ALL, replicates=40)


def test_every_organisation_has_every_measure(report: Report, store: EmbeddedStore) -> None:
    found = measure(network(store, ALL))
    assert list(found) == list(MEASURES) == list(report.scores)
    for row in report.organisations:
        assert row.values == {name: scores.values[row.iri] for name, scores in found.items()}
        assert set(row.ranks) == set(RANKED)
        assert set(row.firmness) == set(RESAMPLED)


def test_rows_come_by_betweenness_then_partners_then_name(report: Report) -> None:
    keys = [
        (-(row.values["betweenness"] or 0), -(row.values["degree"] or 0), row.iri)
        for row in report.organisations
    ]
    assert keys == sorted(keys)


def test_by_hand(report: Report) -> None:
    rows = {row.iri.rsplit("/", 1)[-1]: row for row in report.organisations}
    assert {name: row.values["degree"] for name, row in rows.items()} == {
        "bank": 1,
        "casc": 5,
        "cgwic": 1,
        "fund": 2,
        "gomspace": 1,
        "landspace": 6,
        "minospace": 4,
        "sichuan-government": 2,
        "tsinghua": 2,
    }
    assert rows["landspace"].values["in_degree"] == 6
    assert rows["landspace"].values["out_degree"] == 2
    assert rows["landspace"].values["weighted_degree"] == 8
    assert rows["landspace"].ranks["degree"] == 1


def test_a_report_says_how_to_make_it_again(store: EmbeddedStore, report: Report) -> None:
    assert report.command == (
        "spacegraph report --layers affiliation,contract,cooperation,funding --out DIR"
    )
    sliced = build_report(store, ["contract"], until="2024-06", replicates=0)
    assert sliced.command == ("spacegraph report --layers contract --until 2024-06-30 --out DIR")
    assert sliced.organisations[0].firmness == {}


def test_the_summary_is_made_from_the_figures(report: Report) -> None:
    text = "\n".join(summary(report))
    assert "9 organisations are joined by 14 relations (12 distinct pairs)" in text
    assert "rest on 6 sources" in text or "rest on 5 sources" in text
    assert "Most partners: LandSpace (6, rank 1, 95 % interval 1–" in text
    assert "ties cross sectors" in text
    assert all(sentence.endswith(".") for sentence in summary(report))


def test_the_limits_count_what_is_weak(report: Report) -> None:
    text = "\n".join(limits(report))
    assert "of 14 relations" in text and "rest on a single source" in text
    assert "Clustering (clustering) is undefined for 3 organisations: fewer than two" in text


def test_an_estimate_is_called_one(report: Report) -> None:
    assert "estimated" not in "\n".join(limits(report))
    many = replace(report, organisations=report.organisations * (20_001 // 9 + 1))
    assert "estimated from the shortest paths of 500 of 20007 organisations" in (
        "\n".join(limits(many))
    )


def test_an_empty_slice_is_said_in_words(store: EmbeddedStore) -> None:
    empty = build_report(store, ["contract"], until="1950")
    (sentence,) = summary(empty)
    assert sentence == (
        "No relation of the layers contract is in this slice: until 1950-12-31 (4 relations "
        "outside the days asked for). There is nothing to measure; widen the days, types or "
        "provinces, or add layers."
    )
    assert empty.organisations == () and empty.edges == ()
    assert empty.cohesion.density is None and empty.communities.modularity is None


def test_one_pair_is_measured_as_far_as_it_goes(store: EmbeddedStore) -> None:
    pair = build_report(store, ["spin-off"])
    assert [row.values["betweenness"] for row in pair.organisations] == [None, None]
    assert any("fewer than three nodes" in limit for limit in limits(pair))
    assert "2 organisations are joined by 1 relation (1 distinct pair)" in summary(pair)[0]


def test_progress_is_told(store: EmbeddedStore) -> None:
    told: list[str] = []
    build_report(store, ["contract"], replicates=5, progress=told.append)
    assert told[0] == "drawing the network"
    assert [step for step in told if "betweenness" in step]


def test_an_unknown_layer_is_refused_before_any_work(store: EmbeddedStore) -> None:
    told: list[str] = []
    with pytest.raises(NotFound, match="did you mean contract"):
        build_report(store, ["contrakt"], progress=told.append)
    assert told == ["drawing the network"]


def test_buyers_that_depend_on_one_supplier(
    build: Callable[[dict[str, str]], EmbeddedStore], tables: dict[str, str]
) -> None:
    header, *_ = tables["contracts"].split("\n", 1)
    deals = "".join(
        f"d{i},Deal {i},2020,signature,research,signed,cas,{supplier},,,,,,https://example.org/1\n"
        for i, supplier in enumerate(("casc", "casc", "casc", "landspace"))
    )
    found = build_report(
        build({**tables, "contracts": f"{header}\n{deals}"}), ["contract"], replicates=0
    )
    (one,) = found.concentrations["contract"]
    assert (one.node, one.partners, one.total, one.largest) == (iri("cas"), 2, 4.0, iri("casc"))
    assert (one.hhi, one.share) == pytest.approx((0.625, 0.75))
    assert "Academy depends most on one of several suppliers: 75 % on CASC (HHI 0.62)" in (
        "\n".join(summary(found))
    )


def test_an_event_of_many_parties_is_named_as_such(
    build: Callable[[dict[str, str]], EmbeddedStore], tables: dict[str, str]
) -> None:
    header, *_ = tables["cooperation"].split("\n", 1)
    club = "club,Club,agreement,cas | casc | cgwic | landspace | tsinghua,2020,,active,"
    rows = f"{header}\n{club}https://example.org/1\n"
    found = build_report(build({**tables, "cooperation": rows}), ["cooperation"], replicates=0)
    assert "10 relations (100 %) are the pairs of 1 event with five parties or more" in (
        "\n".join(limits(found))
    )
