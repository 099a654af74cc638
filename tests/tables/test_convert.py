"""Rows become claims."""

from datetime import date

import pytest
from pyoxigraph import Literal, Triple

from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding
from spacegraph.namespaces import (
    DCTERMS,
    PROV,
    RDF,
    SG,
    SKOS,
    XSD,
    concept,
    thing,
)
from spacegraph.tables.catalogue import TABLES, table_named
from spacegraph.tables.convert import to_claims
from spacegraph.tables.registry import Registry
from spacegraph.tables.rows import Row

TODAY = date(2026, 1, 2)
CONTRACT = {
    "id": "deal-1",
    "title": "Ten satellites",
    "date": "2025-05",
    "date_kind": "award",
    "buyer_ids": "sichuan-government",
    "supplier_ids": "minospace | casc",
    "amount": "804000000",
    "currency": "CNY",
    "amount_qualifier": "about",
    "source_url": "https://example.org/a | https://example.org/b",
    "note": "as printed",
}


def convert(
    registry: Registry, *cells: dict[str, str], table: str = "contracts"
) -> tuple[list[Claim], list[str]]:
    findings: list[Finding] = []
    rows = [Row(f"t.csv:{line}", each) for line, each in enumerate(cells, start=2)]
    claims = list(to_claims(table_named(table), rows, registry, TODAY, findings))
    return claims, [str(finding) for finding in findings]


def test_each_cell_is_a_triple_of_the_claim(registry: Registry) -> None:
    (claim,), findings = convert(registry, CONTRACT)
    deal = thing("contract", "deal-1")
    assert not findings
    assert set(claim.triples) == {
        Triple(deal, RDF.type, SG.Contract),
        Triple(deal, SKOS.prefLabel, Literal("Ten satellites", language="en")),
        Triple(deal, SG.awardDate, Literal("2025-05", datatype=XSD.gYearMonth)),
        Triple(deal, SG.buyer, thing("organisation", "sichuan-government")),
        Triple(deal, SG.supplier, thing("organisation", "minospace")),
        Triple(deal, SG.supplier, thing("organisation", "casc")),
        Triple(deal, SG.amount, Literal("804000000", datatype=XSD.decimal)),
        Triple(deal, SG.currency, Literal("CNY")),
        Triple(deal, SG.amountQualifier, concept("amount-qualifier", "about")),
    }
    metadata = set(claim.metadata())
    for source in ("a", "b"):
        assert Triple(claim.iri, PROV.wasDerivedFrom, thing("source", source)) in metadata
    assert Triple(claim.iri, SKOS.editorialNote, Literal("as printed", language="en")) in metadata
    assert Triple(claim.iri, DCTERMS.created, Literal("2026-01-02", datatype=XSD.date)) in metadata


def test_the_same_row_is_the_same_claim_wherever_it_stands(registry: Registry) -> None:
    (first,), _ = convert(registry, CONTRACT)
    (moved,), _ = convert(registry, {**dict(reversed(CONTRACT.items())), "subject": ""})
    (other,), _ = convert(registry, {**CONTRACT, "units": "10"})
    assert first.iri == moved.iri
    assert first.iri != other.iri


def test_a_row_given_twice_is_told(registry: Registry) -> None:
    claims, findings = convert(registry, CONTRACT, CONTRACT)
    assert len(claims) == 1
    assert "t.csv:3: error: says the same as t.csv:2" in findings[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"supplier_ids": "minspace"}, "did you mean minospace?"),
        ({"date": "2025-13"}, "months run from 01 to 12"),
        ({"date_kind": "awarded"}, "choose one of: award, signature"),
        ({"currency": "yuan"}, "ISO 4217"),
        ({"amount": "804 million"}, "plain number"),
        ({"amount_qualifier": "roughly"}, "choose one of: exact, about"),
        ({"source_url": "https://example.org/z"}, "add its address to sources.csv"),
        ({"source_url": ""}, "no source"),
        ({"id": "Deal 1"}, "lower-case letters"),
        ({"id": ""}, "(empty)"),
        ({"recorded": "yesterday"}, "2026-11-20"),
        ({"confidence": "high"}, "choose one of: stated, probable, doubtful"),
    ],
)
def test_a_bad_cell_is_told_with_its_place_and_a_remedy(
    registry: Registry, change: dict[str, str], expected: str
) -> None:
    claims, findings = convert(registry, {**CONTRACT, **change})
    assert not claims
    assert len(findings) == 1
    assert findings[0].startswith("t.csv:2: error")
    assert expected in findings[0]


def test_all_mistakes_of_a_row_are_told_at_once(registry: Registry) -> None:
    _, findings = convert(registry, {**CONTRACT, "amount": "x", "currency": "y", "units": "z"})
    assert len(findings) == 3


def test_required_cells(registry: Registry) -> None:
    _, findings = convert(
        registry,
        {
            "id": "r",
            "child_id": "casc",
            "relation": "unit-of",
            "source_url": "https://example.org/a",
        },
        table="affiliations",
    )
    assert findings == ["t.csv:2: error: parent_id is empty (every row needs it)"]


def test_every_table_declares_each_column_once_per_property() -> None:
    for table in TABLES:
        pairs = [(column.name, str(column.property)) for column in table.columns]
        assert len(pairs) == len(set(pairs)), table.name
        for column in table.columns:
            kinds = [column.convert, column.refers, column.retires]
            assert sum(map(bool, kinds)) == 1, (table.name, column.name)
