"""One province: its bodies, sites, launches, policies, what it buys and with whom it deals."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spacegraph.analytics.account import province_sentences
from spacegraph.analytics.measures import measure
from spacegraph.analytics.network import network
from spacegraph.analytics.profile import RELATIONS
from spacegraph.analytics.province import Province, province
from spacegraph.analytics.writers import render, write
from spacegraph.errors import NotFound
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def sichuan(build: Callable[[dict[str, str]], EmbeddedStore], tables: dict[str, str]) -> Province:
    """Sichuan with a policy and a park of its own."""
    places = tables["places"] + "park,Park,园区,industrial-park,chengdu,,https://example.org/5\n"
    policies = """id,title_en,date,issuer_ids,place,source_url
plan,Space plan,2021-03,sichuan-government,chengdu,https://example.org/5
old,Old plan,,,sichuan,https://example.org/5
other,Other plan,2020,,gansu,https://example.org/5
"""
    return province(build({**tables, "places": places, "policies": policies}), "sichuan")


def last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def test_bodies_and_their_ties(sichuan: Province) -> None:
    """minospace deals with the government within, and with six beyond."""
    found = {last(body.iri): (body.sector, body.inside, body.outside) for body in sichuan.bodies}
    assert found == {
        "minospace": ("commercial", 1, 5),
        "sichuan-government": ("provincial", 1, 2),
    }
    assert sichuan.within == 1
    assert sichuan.elsewhere == {"Beijing": 5, "": 2}


def test_ranks_are_those_of_the_network(sichuan: Province, store: EmbeddedStore) -> None:
    ranks = measure(network(store, RELATIONS), ["betweenness"])["betweenness"].ranks()
    assert [body.rank for body in sichuan.bodies] == [ranks[body.iri] for body in sichuan.bodies]


def test_what_it_buys_and_funds(sichuan: Province) -> None:
    assert [(last(e.event), last(e.target)) for e in sichuan.out("contract")] == [
        ("split", "landspace"),
        ("constellation", "casc"),
        ("constellation", "minospace"),
    ]
    assert sichuan.out("funding") == ()
    text = " ".join(province_sentences(sichuan))
    assert "order 200 US dollars in 1 disclosed event; 1 disclose no amount" in text
    assert "(1 commercial, 1 provincial)" in text


def test_sites_and_policies(sichuan: Province) -> None:
    assert [(last(site.iri), site.kind, site.launches) for site in sichuan.sites] == [
        ("park", "industrial-park", {})
    ]
    assert [(last(p.iri), p.day, p.issuers) for p in sichuan.policies] == [
        ("plan", "2021-03-01", ("Sichuan Province",)),
        ("old", "", ()),
    ]


def test_launches_are_counted_by_site_and_year(store: EmbeddedStore) -> None:
    gansu = province(store, "gansu")
    assert [(last(site.iri), site.launches) for site in gansu.sites] == [("jiuquan", {})]
    assert gansu.bodies == () and gansu.timeline == ()
    assert "No organisation is known to have its seat in Gansu." in province_sentences(gansu)
    for name in ("html", "md", "json"):
        assert render(gansu, name)


def test_partners_are_beyond_the_province(sichuan: Province) -> None:
    own = {body.iri for body in sichuan.bodies}
    assert sichuan.partners and not own & {partner.iri for partner in sichuan.partners}
    assert all(partner.claims for partner in sichuan.partners)
    assert all(own & {edge.source, edge.target} for edge in sichuan.timeline)


@pytest.mark.parametrize("name", ["html", "md", "json"])
def test_formats(sichuan: Province, name: str) -> None:
    text = render(sichuan, name)
    assert "Space plan" in text and "MinoSpace" in text and "<script" not in text
    assert "spacegraph report --province sichuan --out DIR" in text
    if name == "json":
        assert json.loads(text)["bodies"][0]["name"] == "MinoSpace"


def test_files(sichuan: Province, tmp_path: Path) -> None:
    files = write(sichuan, tmp_path / "new")
    assert [file.name for file in files] == ["province.html", "province.json", "province.md"]
    with pytest.raises(NotFound, match="no format 'gexf'"):
        write(sichuan, tmp_path / "none", ["gexf"])
    assert not (tmp_path / "none").exists()


def test_an_unknown_province_names_the_nearest(store: EmbeddedStore) -> None:
    assert province(store, f"{BASE}place/gansu").iri == f"{BASE}place/gansu"
    with pytest.raises(NotFound, match="did you mean sichuan"):
        province(store, "sichuen")
