"""Descriptions: every fact with its evidence, and a dispute told as the rule settles it.

The small book below is worked out by hand: which value stands follows from the letters and days
of its sources (A before D, later before earlier), see the table in each test.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.errors import NotFound
from spacegraph.graph.book import Book
from spacegraph.graph.dataset import generation
from spacegraph.graph.entities import describe, nearest
from spacegraph.graph.facts.entity import Criterion, Entity, Facts, Label, Reason, Standing
from spacegraph.graph.facts.links import SHOWN
from spacegraph.graph.facts.twins import to_json, triples
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import look
from spacegraph.namespaces import (
    BASE,
    CONCEPT,
    DCTERMS,
    ORG,
    PROV,
    RDF,
    SCHEMA,
    SG,
    SKOS,
    thing,
)
from spacegraph.resources import folder
from spacegraph.store.embedded import EmbeddedStore

TABLES = {
    "sources": (
        "id,url,title,publisher,date,reliability\n"
        "gazette,https://example.org/gazette,The gazette,State Press,2020,A\n"
        "forum,https://example.org/forum,A forum,Forum,2022,D\n"
        "daily-old,https://example.org/daily-old,Old daily,Daily,2021-01-05,C\n"
        "daily-new,https://example.org/daily-new,New daily,Daily,2021-03-05,C\n"
        "undated,https://example.org/undated,,,,\n"
    ),
    "places": (
        "id,name_en,name_zh,kind,within_id,iso_code,source_url\n"
        "china,China,中国,country,,CN,https://example.org/gazette\n"
        "sichuan,Sichuan,四川省,province,china,,https://example.org/gazette\n"
    ),
    "organisations": (
        "id,name_en,name_zh,aliases,type,founded,country,source_url,confidence,note\n"
        "firm,Firm,星空,Firm Ltd,commercial-firm,2015,CN,https://example.org/gazette,,\n"
        "firm,The Firm,,,,2014,,https://example.org/forum,,a forum differs\n"
        "firm,,,,,2015-06,,https://example.org/forum,,\n"
        "state,State Buyer,,,state-enterprise,,CN,https://example.org/gazette,,\n"
        "old-firm,Old Firm,,,commercial-firm,,,https://example.org/forum,,\n"
        "rumour,Rumour,,,commercial-firm,2010,,https://example.org/forum,probable,\n"
        "rumour,,,,,2012,,https://example.org/undated,,\n"
    ),
    "merges": (
        "kept,merged,source_url\n"
        "organisation/firm,organisation/old-firm,https://example.org/gazette\n"
    ),
    "contracts": (
        "id,title,date,date_kind,kind,buyer_ids,supplier_ids,amount,currency,"
        "amount_qualifier,place_id,source_url,confidence\n"
        "deal,Deal,2021-02,signature,constellation,state,firm,100,CNY,exact,sichuan,"
        "https://example.org/daily-old,\n"
        "deal,,2021-02,signature,,,,200,USD,,,https://example.org/daily-new,\n"
        "deal,,,,,,,300,EUR,,,https://example.org/gazette,doubtful\n"
        "second,Second,2022-05-01,signature,constellation,state,firm,,,,,"
        "https://example.org/daily-new,\n"
    ),
}


def make_store(root: Path, tables: Mapping[str, str]) -> EmbeddedStore:
    """Build a store in memory from the text of tables."""
    data = root / "data"
    data.mkdir()
    for name, text in tables.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    claims = Book(data, root / "accepted").claims()
    quads = look(claims, Schema.read(folder("ontology")))
    store = ox.Store()
    store.extend(quads)
    return EmbeddedStore(store, generation=generation(quads))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    return make_store(tmp_path_factory.mktemp("book"), TABLES)


def page(store: EmbeddedStore, path: str) -> Entity:
    return describe(store, BASE + path)


def texts(facts: Facts | None) -> list[str]:
    return [getattr(each.term, "value", "") for each in facts.values] if facts else []


def incoming(entity: Entity, predicate: ox.NamedNode) -> Facts:
    return next(each for each in entity.incoming if each.predicate == predicate)


def test_the_head_names_a_thing_in_both_languages_with_its_most_special_kind(
    store: EmbeddedStore,
) -> None:
    firm = page(store, "organisation/firm")
    assert firm.label == Label("Firm", "星空")
    assert firm.kind == SG.CommercialFirm
    assert firm.types == (SG.CommercialFirm,)
    assert firm.kind_label == Label("commercial firm", "商业企业")


def test_properties_stand_in_the_order_of_the_ontology_with_its_labels(
    store: EmbeddedStore,
) -> None:
    words = Vocabulary.read(store)
    firm = page(store, "organisation/firm")
    order = [each.predicate for each in firm.outgoing]
    assert order == sorted(order, key=words.position)
    assert order.index(SKOS.prefLabel) < order.index(RDF.type) < order.index(SCHEMA.foundingDate)
    founded = firm.facts(SCHEMA.foundingDate)
    assert founded and founded.label == Label("founded", "成立日期")


def test_a_disputed_value_names_the_losers_their_sources_and_the_reason(
    store: EmbeddedStore,
) -> None:
    # gazette (A) says 2015, the forum (D) 2014 and 2015-06; the last refines what the first says.
    founded = page(store, "organisation/firm").facts(SCHEMA.foundingDate)
    assert founded
    assert texts(founded) == ["2015-06"]
    assert founded.values[0].standing is Standing.CONTESTED
    told = {each.value.term.value: each for each in founded.alternatives}  # type: ignore[union-attr]
    assert told.keys() == {"2014", "2015"}
    assert told["2015"].agrees
    assert not told["2014"].agrees
    (evidence,) = told["2014"].value.evidence
    (source,) = evidence.sources
    assert (source.address, source.publisher, source.reliability, str(source.issued)) == (
        "https://example.org/forum",
        "Forum",
        "d",
        "2022",
    )


def test_a_value_that_only_says_less_precisely_the_same_is_no_dispute(
    tmp_path: Path,
) -> None:
    rows = "firm,Firm,commercial-firm,2015,https://example.org/a\nfirm,,,2015-06,https://example.org/a\n"
    small = make_store(
        tmp_path,
        {
            "sources": "id,url,reliability\na,https://example.org/a,A\n",
            "organisations": "id,name_en,type,founded,source_url\n" + rows,
        },
    )
    founded = page(small, "organisation/firm").facts(SCHEMA.foundingDate)
    assert founded and not founded.contested
    assert [each.reason.criterion for each in founded.alternatives] == [Criterion.REFINED]
    assert founded.values[0].standing is Standing.CLAIMED


def test_later_publication_decides_between_equals_and_doubt_loses_to_everything(
    store: EmbeddedStore,
) -> None:
    # daily-new (C, 5 March) over daily-old (C, 5 January); the gazette (A) only doubtfully.
    amount = page(store, "contract/deal").facts(SG.amount)
    assert amount and texts(amount) == ["200"]
    reasons = {each.value.term.value: each.reason for each in amount.alternatives}  # type: ignore[union-attr]
    assert reasons["100"] == Reason(Criterion.PUBLICATION, "2021-03-05", "2021-01-05")
    assert reasons["300"] == Reason(Criterion.CONFIDENCE, "stated", "doubtful")
    assert str(reasons["100"]) == "its source was published 2021-01-05, the other one 2021-03-05"


def test_a_companion_follows_its_leader_and_says_so(store: EmbeddedStore) -> None:
    currency = page(store, "contract/deal").facts(SG.currency)
    assert currency and texts(currency) == ["USD"]
    criteria = {each.value.term.value: each.reason for each in currency.alternatives}  # type: ignore[union-attr]
    assert criteria["CNY"] == Reason(Criterion.COMPANION, "amount")


def test_confidence_and_reliability_are_told(store: EmbeddedStore) -> None:
    # the forum is rated D and only probable, the undated page is not rated: D wins by its rating.
    founded = page(store, "organisation/rumour").facts(SCHEMA.foundingDate)
    assert founded and texts(founded) == ["2010"]
    (other,) = founded.alternatives
    assert other.reason == Reason(Criterion.RELIABILITY, "D", "")
    assert str(other.reason) == "its best source is rated unknown, the other one D"


def test_a_name_that_lost_is_another_name_and_keeps_its_evidence(store: EmbeddedStore) -> None:
    firm = page(store, "organisation/firm")
    names = firm.facts(SKOS.altLabel)
    assert set(texts(names)) == {"Firm Ltd", "The Firm", "Old Firm"}
    preferred = firm.facts(SKOS.prefLabel)
    assert preferred and not preferred.alternatives
    assert names and all(value.evidence for value in names.values)


def test_what_a_special_property_says_is_not_repeated_by_the_general_one(
    store: EmbeddedStore,
) -> None:
    deal = page(store, "contract/deal")
    assert deal.facts(SG.signedDate) and not deal.facts(DCTERMS.date)
    assert deal.facts(SG.supplier) and not deal.facts(SG.participant)
    firm = page(store, "organisation/firm")
    assert SG.participant not in {each.predicate for each in firm.incoming}


def test_incoming_facts_carry_the_inverse_label_and_come_newest_first(
    store: EmbeddedStore,
) -> None:
    supplied = incoming(page(store, "organisation/firm"), SG.supplier)
    assert supplied.label == Label("supplies under", "供应合同")
    assert texts(supplied) == [BASE + "contract/second", BASE + "contract/deal"]
    assert [str(each.when) for each in supplied.values] == ["2022-05-01", "2021-02"]
    assert supplied.total == 2
    assert supplied.values[0].label.en == "Second"
    assert supplied.values[0].evidence[0].sources[0].address == "https://example.org/daily-new"


def test_the_timeline_and_the_money_hold_what_is_linked(store: EmbeddedStore) -> None:
    firm = page(store, "organisation/firm")
    told = [(str(event.date), event.what.en) for event in firm.timeline]
    assert told == [
        ("2015-06", "founded"),
        ("2021-02", "signature date"),
        ("2022-05-01", "signature date"),
    ]
    (money,) = firm.money
    assert (money.amount, money.currency, money.role.en) == (200, "USD", "supplies under")
    assert money.dollars == 200


def test_derived_facts_are_told_apart_from_claimed_ones(store: EmbeddedStore) -> None:
    deal = page(store, "contract/deal")
    dollars = deal.facts(SG.amountUSD)
    assert dollars and dollars.values[0].standing is Standing.DERIVED
    kind = deal.facts(SG.contractKind)
    assert kind and kind.values[0].standing is Standing.CLAIMED


def test_a_former_identifier_leads_to_the_kept_one(store: EmbeddedStore) -> None:
    assert page(store, "organisation/old-firm").replaced_by == thing("organisation", "firm")
    assert page(store, "organisation/firm").replaced_by is None


def test_a_claim_shows_what_it_states_and_what_of_it_stands(store: EmbeddedStore) -> None:
    firm = page(store, "organisation/firm")
    claims = {evidence.claim for evidence in firm.claims}
    assert claims
    stands = {}
    for claim in claims:
        described = describe(store, claim.value)
        assert described.kind == SG.Claim
        for statement in described.statements:
            if statement.predicate == SCHEMA.foundingDate:
                stands[statement.value.term.value] = statement.stands  # type: ignore[union-attr]
    assert stands == {"2014": False, "2015": False, "2015-06": True}
    assert "a forum differs" in firm.notes


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("source/gazette", SG.Source),
        ("place/sichuan", SG.Province),
        ("ontology/Contract", ox.NamedNode("http://www.w3.org/2002/07/owl#Class")),
        ("ontology/supplier", ox.NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")),
        ("concept/organisation-type/commercial-firm", SKOS.Concept),
        ("concept/organisation-type", SKOS.ConceptScheme),
    ],
)
def test_sources_places_terms_and_values_have_pages_too(
    store: EmbeddedStore, path: str, kind: ox.NamedNode
) -> None:
    described = page(store, path)
    assert described.kind == kind
    assert described.label.en
    assert described.outgoing


def test_a_source_lists_the_claims_that_cite_it_by_what_they_are_about(
    store: EmbeddedStore,
) -> None:
    cited = incoming(page(store, "source/daily-old"), PROV.wasDerivedFrom)
    assert cited.label.en == "cited by"
    assert "Deal" in {value.label.en for value in cited.values}


def test_many_links_are_counted_in_full_and_listed_in_part(tmp_path: Path) -> None:
    many = SHOWN + 5
    rows = "".join(
        f"firm-{number},Firm {number},commercial-firm,CN,https://example.org/a\n"
        for number in range(many)
    )
    crowd = make_store(
        tmp_path,
        {
            "sources": "id,url\na,https://example.org/a\n",
            "places": "id,name_en,kind,iso_code,source_url\n"
            "china,China,country,CN,https://example.org/a\n",
            "organisations": "id,name_en,type,country,source_url\n" + rows,
        },
    )
    firms = incoming(page(crowd, "place/china"), SG.country)
    assert firms.total == many
    assert len(firms.values) == SHOWN


def test_what_is_unknown_names_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound) as refusal:
        page(store, "organisation/frim")
    assert refusal.value.nearest[0] == BASE + "organisation/firm"
    assert "organisation:firm" in str(refusal.value)
    assert nearest(store, BASE + "organisation/the-firm")[0] == BASE + "organisation/firm"


@pytest.mark.parametrize("text", ["", "firm", "https://example.org/a b", "<x>", 'x:"}{'])
def test_what_is_no_iri_is_refused_before_it_reaches_a_query(
    store: EmbeddedStore, text: str
) -> None:
    with pytest.raises(NotFound):
        describe(store, text)


def test_an_unknown_iri_of_another_site_is_simply_not_found(store: EmbeddedStore) -> None:
    with pytest.raises(NotFound) as refusal:
        describe(store, "https://elsewhere.example/?q='\\u007d")
    assert refusal.value.hint


def test_the_plain_json_repeats_the_description(store: EmbeddedStore) -> None:
    found = json.loads(json.dumps(to_json(page(store, "contract/deal"))))
    assert found["iri"] == BASE + "contract/deal"
    assert found["label"] == {"en": "Deal"}
    amount = next(each for each in found["facts"] if each["property"] == SG.amount.value)
    (value,) = amount["values"]
    assert (value["literal"], value["standing"]) == ("200", "contested")
    assert {each["literal"]: each["criterion"] for each in amount["alternatives"]} == {
        "100": "publication",
        "300": "confidence",
    }
    for claim in value["claims"]:
        for source in found["claims"][claim]["sources"]:
            assert found["sources"][source]["address"].startswith("https://example.org/")


def test_the_triples_are_those_that_stand_with_claims_sources_and_names(
    store: EmbeddedStore,
) -> None:
    found = set(triples(store, page(store, "contract/deal")))
    deal = thing("contract", "deal")
    held = set(store.triples(f"CONSTRUCT {{ {deal} ?p ?o }} WHERE {{ {deal} ?p ?o }}"))
    assert held <= found
    assert ox.Triple(deal, SG.amount, ox.Literal("100", datatype=held_type(held))) not in found
    subjects = {triple.subject for triple in found}
    assert thing("source", "daily-new") in subjects
    assert any(str(subject).startswith(f"<{BASE}claim/") for subject in subjects)
    assert thing("organisation", "firm") in subjects


def held_type(held: set[ox.Triple]) -> ox.NamedNode:
    amounts = [triple.object for triple in held if triple.predicate == SG.amount]
    assert isinstance(amounts[0], ox.Literal)
    return amounts[0].datatype


def test_the_shipped_firm_leads_to_its_contract_and_the_page_that_states_it(
    shipped: EmbeddedStore,
) -> None:
    # data/organisations.csv and data/contracts.csv: minospace, minospace-sichuan-2025
    firm = page(shipped, "organisation/minospace")
    assert firm.label == Label("MinoSpace", "微纳星空")
    kinds = firm.facts(ORG.classification)
    assert texts(kinds) == [f"{CONCEPT}organisation-type/commercial-firm"]
    deal = BASE + "contract/minospace-sichuan-2025"
    supplied = incoming(firm, SG.supplier)
    found = next(each for each in supplied.values if getattr(each.term, "value", "") == deal)
    assert any(source.address for claim in found.evidence for source in claim.sources)
    sums = {
        str(each.amount) for each in firm.money if getattr(each.thing.term, "value", "") == deal
    }
    assert sums == {"804000000"}
