"""Values of parameters become terms, or are refused with what to write instead."""

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.parameters import Parameter, is_type, to_term
from spacegraph.namespaces import (
    CONCEPT,
    DCTERMS,
    RDF,
    RDFS,
    SCHEMA,
    SG,
    SKOS,
    XSD,
    concept,
    thing,
)
from spacegraph.store.embedded import EmbeddedStore

LANDSPACE = thing("organisation", "landspace")
PAGE = NamedNode("https://example.org/page?id=1")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    quads = ox.Store()

    def add(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        quads.add(ox.Quad(subject, predicate, value))

    names = {
        "landspace": "LandSpace",
        "minospace": "MinoSpace",
        "cas-space": "CAS Space",
        "casc": "China Aerospace Science and Technology Corporation",
    }
    for identifier, name in names.items():
        add(thing("organisation", identifier), RDF.type, SG.Organisation)
        add(thing("organisation", identifier), RDFS.label, Literal(name, language="en"))
    add(thing("organisation", "minospace"), SKOS.altLabel, Literal("微纳星空", language="zh-hans"))
    add(
        thing("organisation", "zhongke-yuhang"),
        DCTERMS.isReplacedBy,
        thing("organisation", "cas-space"),
    )
    for place, kind in (("beijing", SG.Province), ("wuxi", SG.City)):
        add(thing("place", place), RDF.type, SG.Place)
        add(thing("place", place), RDF.type, kind)
    add(thing("source", "page"), RDF.type, SG.Source)
    add(thing("source", "page"), SCHEMA.url, PAGE)
    for code in ("launch-service", "research"):
        node = concept("contract-kind", code)
        add(node, SKOS.inScheme, NamedNode(f"{CONCEPT}contract-kind"))
        add(node, SKOS.notation, Literal(code))
    return EmbeddedStore(quads)


def parameter(kind: str) -> Parameter:
    return Parameter("given", kind, "what is given")


@pytest.mark.parametrize(
    "text",
    [
        "landspace",
        " landspace ",
        "organisation:landspace",
        "https://w3id.org/spacegraph/organisation/landspace",
    ],
)
def test_a_thing_may_be_given_as_id_curie_or_iri(store: EmbeddedStore, text: str) -> None:
    assert to_term(store, parameter("organisation"), text) == LANDSPACE
    if ":" in text:
        assert to_term(store, parameter("thing"), text) == LANDSPACE


def test_a_former_id_leads_to_the_present_thing(store: EmbeddedStore) -> None:
    found = to_term(store, parameter("organisation"), "zhongke-yuhang")
    assert found == thing("organisation", "cas-space")


def test_a_source_may_be_given_by_its_address(store: EmbeddedStore) -> None:
    assert to_term(store, parameter("source"), PAGE.value) == thing("source", "page")
    assert to_term(store, parameter("source"), "page") == thing("source", "page")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("landspce", "landspace"),
        ("MinoSpace", "minospace"),
        ("微纳星空", "minospace"),
        ("organisation:landspacee", "landspace"),
        ("Aerospace Science and Technology", "casc"),
    ],
)
def test_an_unknown_thing_names_the_nearest(store: EmbeddedStore, text: str, nearest: str) -> None:
    with pytest.raises(NotFound) as caught:
        to_term(store, parameter("organisation"), text)
    assert caught.value.nearest[0] == nearest
    assert repr(text.strip()) in caught.value.message
    assert f"{nearest} (" in caught.value.hint


def test_nothing_near_is_said_too(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound, match="write the id") as caught:
        to_term(store, parameter("organisation"), "€€€€€€€€")
    assert caught.value.nearest == ()
    with pytest.raises(NotFound, match="write a CURIE"):
        to_term(store, parameter("thing"), "landspace")


def test_a_thing_of_another_kind_is_unknown(store: EmbeddedStore) -> None:
    assert to_term(store, parameter("province"), "beijing") == thing("place", "beijing")
    with pytest.raises(NotFound, match="no province"):
        to_term(store, parameter("province"), "wuxi")


def test_text_that_would_break_an_iri_is_unknown(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound):
        to_term(store, parameter("organisation"), "https://x.org/> } DROP ALL")


@pytest.mark.parametrize("text", ["research", "concept:contract-kind/research"])
def test_a_concept_is_one_of_its_scheme(store: EmbeddedStore, text: str) -> None:
    found = to_term(store, parameter("concept:contract-kind"), text)
    assert found == concept("contract-kind", "research")


def test_an_unknown_concept_lists_the_known_ones(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="given = 'launch' is not a contract-kind") as caught:
        to_term(store, parameter("concept:contract-kind"), "launch")
    assert caught.value.hint == "write one of: launch-service, research"


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("year", "2025", Literal("2025", datatype=XSD.integer)),
        ("date", "2025-05-18", Literal("2025-05-18", datatype=XSD.date)),
        ("integer", "-7", Literal("-7", datatype=XSD.integer)),
        ("text", 'a "quoted" {name}', Literal('a "quoted" {name}')),
    ],
)
def test_literals(store: EmbeddedStore, kind: str, text: str, term: Literal) -> None:
    assert to_term(store, parameter(kind), text) == term


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("year", "25", "four digits"),
        ("year", "٢٠٢٥", "four digits"),
        ("date", "2025-05", "YYYY-MM-DD"),
        ("date", "2025-02-30", "YYYY-MM-DD"),
        ("date", "20250518", "YYYY-MM-DD"),
        ("integer", "1.5", "whole number"),
        ("text", "two\nlines", "one line"),
        ("text", "x" * 201, "200 characters"),
        ("year", "  ", "leave it out"),
    ],
)
def test_what_does_not_fit_says_what_to_write(
    store: EmbeddedStore, kind: str, text: str, hint: str
) -> None:
    with pytest.raises(QueryError, match=f"is not an? {kind}") as caught:
        to_term(store, parameter(kind), text)
    assert caught.value.message.startswith("given = ")
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ["organisation", "launch", "thing", "year", "concept:outcome"])
def test_known_types(name: str) -> None:
    assert is_type(name)


@pytest.mark.parametrize("name", ["", "org", "concept:", "concept:Not a scheme", "outcome"])
def test_unknown_types(name: str) -> None:
    assert not is_type(name)
