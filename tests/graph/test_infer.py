"""Inference, by small worked cases."""

from pyoxigraph import Literal, Triple

from spacegraph.graph.infer import infer
from spacegraph.graph.schema import Schema
from spacegraph.namespaces import (
    DCTERMS,
    FOAF,
    ORG,
    RDF,
    RDFS,
    SCHEMA,
    SG,
    SKOS,
    XSD,
    concept,
    thing,
)

ONTOLOGY = Schema.of(
    [
        Triple(SG.CommercialFirm, RDFS.subClassOf, SG.Organisation),
        Triple(SG.Organisation, RDFS.subClassOf, ORG.FormalOrganization),
        Triple(ORG.FormalOrganization, RDFS.subClassOf, FOAF.Agent),
        Triple(SG.leadInvestor, RDFS.subPropertyOf, SG.investor),
        Triple(SG.investor, RDFS.subPropertyOf, SG.participant),
    ]
)
FIRM, PARENT = thing("organisation", "firm"), thing("organisation", "parent")
ROUND, TIE = thing("funding", "r"), thing("affiliation", "t")


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def test_types_and_roles_climb() -> None:
    found = set(
        infer(
            [Triple(FIRM, RDF.type, SG.CommercialFirm), Triple(ROUND, SG.leadInvestor, FIRM)],
            ONTOLOGY,
        )
    )
    assert Triple(FIRM, RDF.type, FOAF.Agent) in found
    assert Triple(ROUND, SG.participant, FIRM) in found


def test_an_event_spans_its_dates() -> None:
    found = set(
        infer(
            [
                Triple(ROUND, SG.awardDate, Literal("2016", datatype=XSD.gYear)),
                Triple(ROUND, SG.deliveryDate, Literal("2018-02", datatype=XSD.gYearMonth)),
            ],
            ONTOLOGY,
        )
    )
    assert Triple(ROUND, SG.earliest, day("2016-01-01")) in found
    assert Triple(ROUND, SG.latest, day("2018-02-28")) in found


def test_what_has_begun_and_not_ended_has_no_latest_day() -> None:
    begun = Triple(TIE, SCHEMA.startDate, Literal("2015", datatype=XSD.gYear))
    ended = Triple(TIE, SCHEMA.endDate, Literal("2020-06", datatype=XSD.gYearMonth))
    assert {t.predicate for t in infer([begun], ONTOLOGY)} == {SG.earliest}
    assert Triple(TIE, SG.latest, day("2020-06-30")) in set(infer([begun, ended], ONTOLOGY))
    assert {t.predicate for t in infer([ended], ONTOLOGY)} == {SG.latest}


def tie(relation: str, *more: Triple) -> set[Triple]:
    return set(
        infer(
            [
                Triple(TIE, RDF.type, SG.Affiliation),
                Triple(TIE, SG.child, FIRM),
                Triple(TIE, SG.parent, PARENT),
                Triple(TIE, SG.relation, concept("affiliation-relation", relation)),
                *more,
            ],
            ONTOLOGY,
        )
    )


def test_relations_that_hold_now_are_said_plainly() -> None:
    below = Triple(FIRM, ORG.subOrganizationOf, PARENT)
    assert below in tie("subsidiary-of")
    assert Triple(FIRM, ORG.unitOf, PARENT) in tie("unit-of")
    assert below not in tie("minority-owned-by")
    assert below not in tie("subsidiary-of", Triple(TIE, SCHEMA.endDate, day("2020-01-01")))
    assert below not in tie(
        "subsidiary-of", Triple(PARENT, SCHEMA.dissolutionDate, day("1999-06-30"))
    )


def test_names_of_things_without_one() -> None:
    named = tie("spin-off-of", Triple(FIRM, SKOS.prefLabel, Literal("Firm", language="en")))
    assert Triple(TIE, RDFS.label, Literal("Firm spin off of parent", language="en")) in named


def test_a_launch_names_its_payload_but_not_its_mission() -> None:
    craft, mission, launch = thing("spacecraft", "c"), thing("mission", "m"), thing("launch", "l")
    found = set(
        infer(
            [
                Triple(craft, RDF.type, SG.Spacecraft),
                Triple(craft, SG.launch, launch),
                Triple(mission, RDF.type, SG.Mission),
                Triple(mission, SG.launch, launch),
            ],
            ONTOLOGY,
        )
    )
    assert {triple.object for triple in found if triple.predicate == SG.payload} == {craft}


def test_dollars_by_the_rate_of_the_year() -> None:
    rate = thing("exchange-rate", "cny-2025")
    facts = [
        Triple(rate, RDF.type, SG.ExchangeRate),
        Triple(rate, SG.currency, Literal("CNY")),
        Triple(rate, SG.year, Literal("2025", datatype=XSD.gYear)),
        Triple(rate, SG.unitsPerUSD, Literal("8", datatype=XSD.decimal)),
        Triple(ROUND, SG.amount, Literal("804000000", datatype=XSD.decimal)),
        Triple(ROUND, SG.currency, Literal("CNY")),
    ]
    dated = Triple(ROUND, DCTERMS.date, day("2025-05-18"))
    expected = Triple(ROUND, SG.amountUSD, Literal("100500000", datatype=XSD.decimal))
    assert expected in set(infer([*facts, dated], ONTOLOGY))
    assert not any(t.predicate == SG.amountUSD for t in infer(facts, ONTOLOGY))
    other = Triple(ROUND, DCTERMS.date, day("2024-05-18"))
    assert not any(t.predicate == SG.amountUSD for t in infer([*facts, other], ONTOLOGY))
