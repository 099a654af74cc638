"""What follows from the ontology under OWL 2 RL: the superclasses, and no accidents."""

from pathlib import Path

import owlrl
import pytest
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from spacegraph.namespaces import BASE, DCTERMS, FOAF, ORG, PROV, SG
from spacegraph.resources import folder

SAMPLES = Path(__file__).parents[1] / "shapes" / "samples"
FAULT = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
FIRM = URIRef(BASE + "organisation/rocket-firm")


def term(node: NamedNode) -> URIRef:
    return URIRef(node.value)


def stated() -> Graph:
    """Put the ontology and one good sample of each kind of thing into one graph."""
    graph = Graph()
    for name in ("spacegraph", "alignments"):
        graph.parse(folder("ontology") / f"{name}.ttl", format="turtle")
    for name in ("organisation", "affiliation", "funding", "contract", "launch", "place", "claim"):
        graph.parse(SAMPLES / f"{name}-good.ttl", format="turtle")
    return graph


def close(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    members = [str(node) for node in graph.subjects(RDF.type, OWL.Nothing)]
    return members + [str(text) for text in graph.objects(None, FAULT)]


@pytest.fixture(scope="module")
def closed() -> Graph:
    return close(stated())


def test_the_ontology_and_its_samples_are_consistent(closed: Graph) -> None:
    assert contradictions(closed) == []


def test_a_firm_is_an_organisation_and_an_agent(closed: Graph) -> None:
    types = set(closed.objects(FIRM, RDF.type))
    expected = (SG.Organisation, ORG.FormalOrganization, ORG.Organization, FOAF.Agent)
    assert types >= {term(kind) for kind in expected}


def test_roles_make_participants_and_kinds_of_date_make_dates(closed: Graph) -> None:
    contract = URIRef(BASE + "contract/cargo")
    assert (contract, term(SG.participant), FIRM) in closed
    dates = list(closed.objects(contract, term(DCTERMS.date)))
    assert [str(date) for date in dates] == ["2024"]


def test_events_are_activities(closed: Graph) -> None:
    for event in ("launch/2024-017", "funding/series-a"):
        assert (URIRef(BASE + event), RDF.type, term(PROV.Activity)) in closed


def test_no_thing_becomes_what_it_was_not_said_to_be(closed: Graph) -> None:
    before = stated()
    for thing in set(before.subjects(RDF.type)):
        if not str(thing).startswith(BASE) or str(thing).startswith(str(SG)):
            continue
        told = set(before.objects(thing, RDF.type))
        above = {
            parent for kind in told for parent in before.transitive_objects(kind, RDFS.subClassOf)
        }
        ours = {kind for kind in closed.objects(thing, RDF.type) if str(kind).startswith(str(SG))}
        assert ours <= above, thing


def test_a_thing_of_two_kinds_is_a_contradiction() -> None:
    graph = stated()
    graph.add((FIRM, RDF.type, term(SG.City)))
    assert contradictions(close(graph))


def test_two_kinds_by_way_of_a_property_are_a_contradiction() -> None:
    graph = stated()
    graph.add((FIRM, term(SG.launchSite), FIRM))
    assert contradictions(close(graph))


def test_a_partial_date_contradicts_nothing() -> None:
    graph = stated()
    for text, kind in (("2024", "gYear"), ("2024-05", "gYearMonth"), ("2024-05-17", "date")):
        contract = URIRef(f"{BASE}contract/{kind}")
        value = Literal(text, datatype=URIRef(f"http://www.w3.org/2001/XMLSchema#{kind}"))
        graph.add((contract, RDF.type, term(SG.Contract)))
        graph.add((contract, term(SG.awardDate), value))
    assert contradictions(close(graph)) == []
