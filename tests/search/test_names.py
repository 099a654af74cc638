"""Reading names from a store: by their properties, of the kinds that can be found."""

import pyoxigraph as ox
import pytest

from spacegraph.namespaces import BASE, DCTERMS, RDFS, SCHEMA, SG, SKOS, thing
from spacegraph.search.names import Name, Role, Thing, kind_of, read_names
from spacegraph.store.embedded import EmbeddedStore

FIRM, TOWN, CONTRACT = (
    thing("organisation", "firm"),
    thing("place", "town"),
    thing("contract", "deal"),
)


def english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


@pytest.fixture
def store() -> EmbeddedStore:
    quads = ox.Store()
    for subject, predicate, object in (
        (FIRM, SKOS.prefLabel, english("Firm")),
        (FIRM, SKOS.prefLabel, ox.Literal("微星", language="zh-Hans")),
        (FIRM, SKOS.altLabel, english("The Firm")),
        (FIRM, SKOS.altLabel, english("Old Firm (to 2001)")),
        (FIRM, SKOS.altLabel, english("First Firm (1993-1999)")),
        (FIRM, SCHEMA.legalName, english("Firm Co., Ltd.")),
        (FIRM, SG.gcatCode, ox.Literal("FRM")),
        (FIRM, DCTERMS.replaces, thing("organisation", "firma")),
        (FIRM, RDFS.label, english("not a name of its own")),
        (TOWN, SKOS.prefLabel, english("Town")),
        (FIRM, SG.headquarters, TOWN),
        (CONTRACT, SKOS.prefLabel, english("Deal")),
        (CONTRACT, SG.participant, FIRM),
        (CONTRACT, SG.place, TOWN),
        (thing("claim", "c"), SKOS.prefLabel, english("a claim")),
        (thing("affiliation", "a"), SKOS.prefLabel, english("an affiliation")),
        (ox.NamedNode("https://example.org/organisation/x"), SKOS.prefLabel, english("foreign")),
        (ox.BlankNode(), SKOS.prefLabel, english("nobody")),
    ):
        quads.add(ox.Quad(subject, predicate, object, ox.DefaultGraph()))
    quads.add(ox.Quad(TOWN, SKOS.altLabel, english("in a claim only"), thing("claim", "c")))
    return EmbeddedStore(quads)


def test_only_things_that_can_be_found_are_read_in_order(store: EmbeddedStore) -> None:
    assert [each.iri.removeprefix(BASE) for each in read_names(store)] == [
        "contract/deal",
        "organisation/firm",
        "place/town",
    ]


def test_names_have_roles(store: EmbeddedStore) -> None:
    firm = read_names(store)[1]
    assert set(firm.names) == {
        Name("Firm", Role.PREFERRED, "en"),
        Name("微星", Role.PREFERRED, "zh-hans"),
        Name("The Firm", Role.ALIAS, "en"),
        Name("Old Firm (to 2001)", Role.FORMER, "en"),
        Name("First Firm (1993-1999)", Role.FORMER, "en"),
        Name("Firm Co., Ltd.", Role.LEGAL, "en"),
        Name("FRM", Role.CODE),
        Name("firma", Role.FORMER),
        Name("firm", Role.IDENTIFIER),
    }


def test_names_of_the_default_graph_only(store: EmbeddedStore) -> None:
    town = read_names(store)[2]
    assert {name.text for name in town.names} == {"Town", "town"}


def test_the_degree_counts_what_points_to_a_thing(store: EmbeddedStore) -> None:
    assert [each.degree for each in read_names(store)] == [0, 1, 2]


def test_labels(store: EmbeddedStore) -> None:
    deal, firm, _ = read_names(store)
    assert (firm.label, firm.label_zh) == ("Firm", "微星")
    assert (deal.label, deal.label_zh) == ("Deal", "")


def test_a_thing_without_an_english_name_is_labelled_by_what_it_has() -> None:
    chinese = Thing(BASE + "place/x", "place", (Name("东港", Role.PREFERRED, "zh-hans"),))
    assert chinese.label == "东港"
    assert Thing(BASE + "place/y", "place", ()).label == "y"


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (BASE + "organisation/casc", "organisation"),
        (BASE + "concept/segment/launch", "concept"),
        (BASE + "organisation/", ""),
        (BASE, ""),
        ("https://example.org/organisation/casc", ""),
    ],
)
def test_the_kind_of_an_iri(iri: str, kind: str) -> None:
    assert kind_of(iri) == kind


def test_an_empty_store_has_no_names() -> None:
    assert read_names(EmbeddedStore(ox.Store())) == ()
