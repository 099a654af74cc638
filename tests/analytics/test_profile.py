"""One organisation: partners, money, timeline, standing."""

import json

import pytest

from spacegraph.analytics.measures import measure
from spacegraph.analytics.network import network
from spacegraph.analytics.profile import RELATIONS, Profile, profile
from spacegraph.analytics.report import RANKED
from spacegraph.analytics.writers import render
from spacegraph.errors import NotFound
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def landspace(store: EmbeddedStore) -> Profile:
    return profile(store, "landspace")


def last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def test_partners_with_what_joins_them(landspace: Profile) -> None:
    found = {last(p.iri): (p.layers, p.relations, p.first, p.value) for p in landspace.partners}
    assert found == {
        "fund": (("affiliation", "funding"), 3, "2018-01-01", 100.0),
        "bank": (("funding",), 1, "2018-01-01", 100.0),
        "casc": (("cooperation",), 1, "2015-01-01", None),
        "gomspace": (("contract",), 1, "2017-01-01", 100_000.0),
        "minospace": (("contract",), 1, "2024-01-01", None),
        "tsinghua": (("cooperation",), 1, "2015-01-01", None),
    }
    assert last(landspace.partners[0].iri) == "fund"
    assert all(partner.claims for partner in landspace.partners)


def test_the_timeline_runs_by_first_days(landspace: Profile) -> None:
    days = [edge.earliest for edge in landspace.timeline]
    assert days == [*sorted(day for day in days if day), ""]


def test_ties_among_the_partners(landspace: Profile) -> None:
    """casc–tsinghua by the pact, casc–minospace, fund–minospace and tsinghua–minospace."""
    assert landspace.ego == 4
    assert landspace.open == pytest.approx(1 - 4 / 15)


def test_its_standing_is_that_of_the_network(landspace: Profile, store: EmbeddedStore) -> None:
    found = measure(network(store, RELATIONS))
    assert landspace.values == {name: s.values[landspace.iri] for name, s in found.items()}
    assert landspace.ranks == {name: found[name].ranks()[landspace.iri] for name in RANKED}
    assert landspace.size == len(found["degree"].values)


def test_an_iri_is_as_good_as_an_id(landspace: Profile, store: EmbeddedStore) -> None:
    assert profile(store, f"{BASE}organisation/landspace") == landspace


def test_an_unknown_organisation_names_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound, match="did you mean landspace"):
        profile(store, "landspce")


@pytest.mark.parametrize("name", ["html", "md", "json"])
def test_formats(landspace: Profile, store: EmbeddedStore, name: str) -> None:
    text = render(landspace, name)
    assert "蓝箭航天" in text and text == render(profile(store, "landspace"), name)
    assert "<script" not in text
    if name == "json":
        assert json.loads(text)["partners"][0]["name"] == "Fund"
    with pytest.raises(NotFound):
        render(landspace, "csv")
