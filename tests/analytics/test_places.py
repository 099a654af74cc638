"""What a province hosts: launches by site and year, parks, policies of its parts."""

import pyoxigraph as ox
import pytest

from spacegraph.analytics.places import policies, sites
from spacegraph.namespaces import BASE, DCTERMS, GEO
from spacegraph.store.embedded import EmbeddedStore

DATA = f"""
@prefix sg: <{BASE}ontology/> .
@prefix p: <{BASE}place/> .
@prefix l: <{BASE}launch/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
p:hainan a sg:Province .
p:wenchang a sg:City ; <{GEO.sfWithin.value}> p:hainan .
p:port a sg:LaunchSite ; <{GEO.sfWithin.value}> p:wenchang .
p:pad a sg:LaunchSite ; <{GEO.sfWithin.value}> p:port .
p:park a sg:IndustrialPark ; <{GEO.sfWithin.value}> p:wenchang .
p:elsewhere a sg:LaunchSite .
l:1 a sg:Launch ; sg:launchSite p:port ; sg:launchPad p:pad ; sg:earliest "2016-06-25"^^xsd:date .
l:2 a sg:Launch ; sg:launchSite p:port ; sg:earliest "2016-06-25"^^xsd:date .
l:3 a sg:Launch ; sg:launchSite p:port ; sg:earliest "2020-05-05"^^xsd:date .
l:4 a sg:Launch ; sg:launchSite p:port .
l:5 a sg:Launch ; sg:launchSite p:elsewhere ; sg:earliest "2021-01-01"^^xsd:date .
<{BASE}policy/a> a sg:Policy ; sg:place p:wenchang ; sg:earliest "2021-01-01"^^xsd:date ;
  <{DCTERMS.publisher.value}> <{BASE}organisation/z> , <{BASE}organisation/y> .
<{BASE}policy/b> a sg:Policy ; sg:place p:hainan .
"""


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    quads = ox.Store()
    quads.bulk_extend(ox.parse(DATA, format=ox.RdfFormat.TURTLE))
    return EmbeddedStore(quads, generation="g")


HAINAN = ox.NamedNode(f"{BASE}place/hainan")


def test_launches_of_one_day_are_two_and_one_without_a_day_is_none(store: EmbeddedStore) -> None:
    found = {site.iri.rsplit("/", 1)[-1]: site.launches for site in sites(store, HAINAN)}
    assert found == {"port": {2016: 2, 2020: 1}, "park": {}}


def test_a_policy_of_a_part_is_one_of_the_province(store: EmbeddedStore) -> None:
    found = [(p.iri.rsplit("/", 1)[-1], p.day, p.issuers) for p in policies(store, HAINAN)]
    assert found == [("a", "2021-01-01", ("y", "z")), ("b", "", ())]
