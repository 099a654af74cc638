"""Differences of the dataset read as claims, over a store in this process."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

import pyoxigraph as ox
import pytest

from spacegraph.gate.desk import Desk, Receipt
from spacegraph.gate.updates.difference import is_name
from spacegraph.graph.ledger import Record, follow, live, read_records
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import BASE, PROV, SKOS, thing
from spacegraph.store.base import Difference, Store
from spacegraph.store.embedded import EmbeddedStore

TODAY = date(2026, 11, 20)
P = """
PREFIX claim: <https://w3id.org/spacegraph/claim/>
PREFIX organisation: <https://w3id.org/spacegraph/organisation/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX sg: <https://w3id.org/spacegraph/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
LANDSPACE = thing("organisation", "landspace")


def named(name: str, text: str, page: str = "https://example.org/news/1") -> str:
    return (
        f"INSERT DATA {{ GRAPH claim:{name} {{ organisation:landspace skos:altLabel '{text}'@en }} "
        f"claim:{name} prov:wasDerivedFrom <{page}> }}"
    )


def revise(desk: Desk, update: str) -> Receipt:
    return desk.revise(lambda store: store.difference(P + update), "update.ru", TODAY)


def records(desk: Desk) -> list[Record]:
    return [record for _, record in read_records(desk.archive.folder)]


def errors(receipt: Receipt) -> list[str]:
    found = receipt.verdict.findings
    return [each.message for each in found if each.severity is Severity.ERROR]


def graph(store: Store, claim: ox.NamedNode) -> set[str]:
    rows = store.select(f"SELECT ?o {{ GRAPH {claim} {{ {LANDSPACE} {SKOS.altLabel} ?o }} }}")
    return {value.value for (value,) in rows if isinstance(value, ox.Literal)}


def test_a_chosen_name_is_kept(desk: Desk) -> None:
    assert revise(desk, named("one", "One")).accepted
    assert graph(desk.open(), thing("claim", "one")) == {"One"}


@pytest.mark.parametrize("name", ["retraction-1", "submission-1", "sources-1"])
def test_names_that_the_archive_gives_are_not_taken(desk: Desk, name: str) -> None:
    assert not is_name(thing("claim", name))
    receipt = revise(desk, named(name, "One"))
    assert receipt.accepted
    assert thing("claim", name) not in {claim.iri for claim in receipt.verdict.claims}


@pytest.mark.parametrize("iri", [f"{BASE}claim/Not-an-id", f"{BASE}place/x", "http://e/claim/x"])
def test_only_ids_of_claims_are_names(iri: str) -> None:
    assert not is_name(ox.NamedNode(iri))


def test_any_other_graph_becomes_a_claim_under_a_name_of_the_gate(desk: Desk) -> None:
    update = named("one", "One").replace("claim:one", "<http://example.org/g>")
    receipt = revise(desk, update)
    (claim,) = (each for each in receipt.verdict.claims if each.table != "sources")
    assert claim.iri.value.startswith(f"{BASE}claim/organisation-landspace-")


def test_two_claims_that_change_places_are_both_kept(desk: Desk) -> None:
    """Each takes the content of the other; neither may count as on record already."""
    revise(desk, named("one", "One") + ";" + named("two", "Two", "https://example.org/news/2"))
    swap = """
    DELETE { GRAPH ?a { ?s ?p ?x } ?a prov:wasDerivedFrom ?m }
    INSERT { GRAPH ?a { ?s ?p ?y } ?a prov:wasDerivedFrom ?n }
    WHERE {
      GRAPH ?a { ?s ?p ?x } GRAPH ?b { ?s ?p ?y } FILTER(?a != ?b)
      ?a prov:wasDerivedFrom ?m . ?b prov:wasDerivedFrom ?n .
      VALUES (?x ?y) { ('One'@en 'Two'@en) ('Two'@en 'One'@en) }
    }"""
    for _ in range(3):
        assert revise(desk, swap).accepted
        rows = desk.open().select(
            f"SELECT ?o ?g {{ GRAPH ?g {{ {LANDSPACE} {SKOS.altLabel} ?o }} "
            "FILTER(STR(?o) IN ('One', 'Two')) } ORDER BY ?o"
        )
        assert [value.value for value, _ in rows if isinstance(value, ox.Literal)] == ["One", "Two"]


def test_a_claim_changed_to_and_fro_can_be_followed(desk: Desk) -> None:
    revise(desk, named("one", "One"))
    words = ["One", "Two", "One", "Two"]
    for old, new in pairwise(words):
        update = (
            f"DELETE {{ GRAPH ?g {{ ?s ?p '{old}'@en }} }} INSERT {{ GRAPH ?g {{ ?s ?p '{new}'@en }} }} "
            f"WHERE {{ GRAPH ?g {{ ?s ?p '{old}'@en }} }}"
        )
        assert revise(desk, update).accepted
        latest, last = follow(thing("claim", "one"), desk.archive.withdrawals())
        assert graph(desk.open(), latest) == {new}
        assert last is not None
        assert latest in last.replaced_by


def test_a_row_of_the_tables_is_changed_in_part(
    desk: Desk, claims: Sequence[Claim], rebuild: Callable[[Sequence[Claim]], EmbeddedStore]
) -> None:
    """All that the update leaves alone stays: the facts, the sources, the note, the table."""
    (old,) = (each for each in claims if each.table == "organisations" and LANDSPACE in each.about)
    receipt = revise(
        desk,
        f"DELETE {{ GRAPH {old.iri} {{ ?s schema:foundingDate ?o }} }} "
        f"INSERT {{ GRAPH {old.iri} {{ ?s schema:foundingDate '2015'^^<http://www.w3.org/2001/XMLSchema#gYear> }} }} "
        f"WHERE {{ GRAPH {old.iri} {{ ?s schema:foundingDate ?o }} }}",
    )
    assert receipt.accepted, receipt.verdict.findings
    (new,) = receipt.verdict.claims
    assert (new.sources, new.note, new.table, new.about, new.confidence) == (
        old.sources,
        old.note,
        old.table,
        old.about,
        old.confidence,
    )
    assert len(new.triples) == len(old.triples)
    assert len(set(new.triples) - set(old.triples)) == 1
    (record,) = records(desk)
    kept = live((*claims, *record.claims), [record.withdrawal] if record.withdrawal else [])
    assert rebuild(kept).generation == desk.open().generation


def test_every_claim_of_the_tables_can_be_changed(desk: Desk, claims: Sequence[Claim]) -> None:
    """What stands in a row is no obstacle to adding to it: a note, which no rule forbids."""
    seen: dict[str, Claim] = {}
    for claim in claims:
        seen.setdefault(claim.table, claim)
    for claim in seen.values():
        update = f"INSERT DATA {{ {claim.iri} skos:editorialNote 'seen again'@en }}"
        receipt = revise(desk, update)
        told = [f"{each.subject} {each.path} {each.message}" for each in receipt.verdict.findings]
        if claim.table == "sources":
            continue
        assert receipt.accepted, (claim.table, told)
        assert "seen again" in receipt.verdict.claims[-1].note


def test_facts_of_the_gate_itself_are_not_written(desk: Desk) -> None:
    revise(desk, named("one", "One"))
    receipt = revise(desk, "INSERT DATA { claim:one sg:table 'contracts' }")
    assert errors(receipt) == ["this is noted by the gate and cannot be written"]
    receipt = revise(desk, "DELETE WHERE { claim:one a sg:Claim }")
    assert errors(receipt) == ["this is noted by the gate and cannot be written"]


def test_sayings_without_facts_are_no_claim(desk: Desk) -> None:
    receipt = revise(desk, "INSERT DATA { claim:one prov:wasDerivedFrom <https://e.org/> }")
    assert errors(receipt) == ["no facts"]


def test_a_claim_cannot_lose_its_last_source(desk: Desk) -> None:
    revise(desk, named("one", "One"))
    receipt = revise(desk, "DELETE WHERE { claim:one prov:wasDerivedFrom ?x }")
    assert errors(receipt) == ["these facts name no source"]


def test_what_would_be_left_behind_is_told_as_for_a_retraction(desk: Desk) -> None:
    claims = desk.open().select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {LANDSPACE} ?p ?o }} }}")
    gone = [claim for (claim,) in claims if isinstance(claim, ox.NamedNode)]
    by_update = revise(desk, " ; ".join(f"CLEAR GRAPH {each}" for each in gone))
    by_retract = desk.retract(gone, TODAY)
    assert not by_update.accepted
    assert by_update.verdict.findings == by_retract.verdict.findings


def test_blank_nodes_are_refused_as_in_a_document(desk: Desk) -> None:
    receipt = revise(desk, named("one", "One").replace("'One'@en", "[]"))
    assert any("without an IRI" in message for message in errors(receipt))


def test_an_empty_difference_is_nothing(desk: Desk) -> None:
    receipt = desk.revise(lambda store: Difference(), "update.ru", TODAY)
    assert receipt.accepted
    assert receipt.record is None
    assert not list(desk.archive.folder.glob("*/*.trig"))


def test_new_sources_come_with_what_is_said_of_them(desk: Desk) -> None:
    page = "https://example.org/news/9"
    update = (
        named("one", "One", page)
        + f"; INSERT DATA {{ <{page}> <http://purl.org/dc/terms/title> 'The news'@en }}"
    )
    receipt = revise(desk, update)
    assert receipt.accepted, receipt.verdict.findings
    (source,) = (each for each in receipt.verdict.claims if each.table == "sources")
    assert any(triple.object == ox.Literal("The news", language="en") for triple in source.triples)
    assert PROV.wasDerivedFrom not in {triple.predicate for triple in source.triples}
