"""Checks: each finds the defect it is for, planted in a small graph, and only that."""

import pytest
from pyoxigraph import RdfFormat, Store

from spacegraph.errors import QueryError
from spacegraph.graph.checks import read_checks
from spacegraph.model.findings import Severity
from spacegraph.resources import folder
from spacegraph.store.embedded import EmbeddedStore

CHECKS = {check.name: check for check in read_checks(folder("queries") / "checks")}
HEAD = """
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix o: <https://w3id.org/spacegraph/organisation/> .
@prefix k: <https://w3id.org/spacegraph/concept/> .
@prefix x: <https://w3id.org/spacegraph/affiliation/> .
@prefix cl: <https://w3id.org/spacegraph/claim/> .
@prefix s: <https://w3id.org/spacegraph/source/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PLANTED = {
    "dangling-references": "o:a sg:country <https://w3id.org/spacegraph/place/nowhere> .",
    "things-without-name": "o:a a sg:Organisation .",
    "impossible-dates": 'o:a sg:earliest "2020-01-01"^^xsd:date ; sg:latest "2019-01-01"^^xsd:date .',
    "ends-before-start": 'o:a schema:foundingDate "2020-05"^^xsd:gYearMonth ; schema:dissolutionDate "2019"^^xsd:gYear .',
    "child-before-parent": 'o:a a sg:Affiliation ; sg:parent o:p ; schema:startDate "1990"^^xsd:gYear ; sg:earliest "1990-01-01"^^xsd:date . o:p schema:foundingDate "1999-07-01"^^xsd:date .',
    "launch-before-first-flight": 'o:a sg:launchVehicle o:v ; sg:launchDate "2019-12-31"^^xsd:date . o:v sg:firstFlight "2020"^^xsd:gYear .',
    "same-catalogue-number": 'o:a a sg:Mission ; sg:noradId "1" . o:b a sg:Mission ; sg:noradId "1" .',
    "shared-designator": 'o:a a sg:Spacecraft ; sg:cosparId "2021-035A" . o:b a sg:Spacecraft ; sg:cosparId "2021-035A" .',
    "unsourced-claims": "o:a a sg:Claim .",
    "only-unreliable-sources": "cl:1 a sg:Claim ; schema:about o:a ; prov:wasDerivedFrom s:d . s:d sg:reliability <https://w3id.org/spacegraph/concept/reliability/d> .",
    "copies-without-original": "o:a a sg:Claim ; prov:wasDerivedFrom s:m . s:m sg:sourceKind <https://w3id.org/spacegraph/concept/source-kind/mirror> .",
    "original-not-cited": 'o:c a sg:Claim ; prov:wasDerivedFrom o:a . o:a dc:source "The Paper" ; dc:publisher "A mirror" .',
    "same-name": 'o:a a sg:Organisation ; skos:prefLabel "One"@en . o:b a sg:Organisation ; schema:legalName "One"@en .',
    "same-catalogue-code": 'o:a a sg:Organisation ; sg:gcatCode "X" . o:b a sg:Organisation ; sg:gcatCode "X" .',
    "above-itself": "o:a org:subOrganizationOf o:b . o:b org:unitOf o:a .",
    "open-relation-to-dissolved": 'o:a a sg:Affiliation ; sg:parent o:p ; sg:relation <https://w3id.org/spacegraph/concept/affiliation-relation/unit-of> . o:p schema:dissolutionDate "1999"^^xsd:gYear .',
    "thin-contracts": "o:a a sg:Contract ; sg:buyer o:b .",
    "possibly-the-same": "o:a sg:possiblySameAs o:b .",
}
HEALTHY = """
o:a a sg:Organisation ; skos:prefLabel "A"@en ; schema:foundingDate "1999-07-01"^^xsd:date ; sg:gcatCode "A" .
o:b a sg:Organisation ; skos:prefLabel "B"@en ; schema:foundingDate "1999"^^xsd:gYear ; schema:dissolutionDate "1999-06"^^xsd:gYearMonth .
x:t a sg:Affiliation ; sg:parent o:a ; schema:startDate "1999"^^xsd:gYear ; sg:earliest "1999-01-01"^^xsd:date .
o:a org:subOrganizationOf o:b .
cl:1 a sg:Claim ; schema:about o:a ; prov:wasDerivedFrom s:g . s:g a sg:Source ; sg:reliability k:a .
cl:2 a sg:Claim ; schema:about o:a ; prov:wasDerivedFrom s:g , s:c , s:o .
s:c a sg:Source ; sg:reliability k:a ; dc:source "The Paper" . s:o a sg:Source ; sg:reliability k:a ; dc:publisher "The Paper" .
k:a a skos:Concept .
"""


def store_of(turtle: str) -> EmbeddedStore:
    quads = Store()
    quads.load((HEAD + turtle).encode(), format=RdfFormat.TURTLE)
    return EmbeddedStore(quads)


def test_every_check_has_a_planted_defect() -> None:
    assert CHECKS.keys() == PLANTED.keys()


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_check_finds_its_defect(name: str) -> None:
    found = list(CHECKS[name].run(store_of(PLANTED[name])))
    assert "organisation:a" in {finding.subject for finding in found}
    assert all(finding.message and finding.advice and finding.value for finding in found)


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_check_is_silent_on_sound_facts(name: str) -> None:
    quads = Store()
    quads.load((HEAD + HEALTHY).encode(), format=RdfFormat.TURTLE)
    for file in sorted(folder("ontology").glob("*.ttl")):
        quads.load(path=str(file), format=RdfFormat.TURTLE)
    assert list(CHECKS[name].run(EmbeddedStore(quads))) == []


def test_levels_are_closed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.rq").write_text("#+ title: T\n#+ level: fatal\n#+ advice: A\nSELECT * {}\n")
    with pytest.raises(QueryError, match=r"x\.rq: level 'fatal'.*error, warning, info"):
        read_checks(tmp_path)
    assert {check.severity for check in CHECKS.values()} == set(Severity)
