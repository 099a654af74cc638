"""Records: what is written is read back, and what was taken back is not live."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from spacegraph.errors import DataError
from spacegraph.graph.ledger import Record, Withdrawal, live, read_record
from spacegraph.model.claims import Claim
from spacegraph.namespaces import SKOS, concept, thing

FIRM = thing("organisation", "firm")
CLAIM = Claim(
    iri=thing("claim", "c1"),
    about=(FIRM,),
    triples=(Triple(FIRM, SKOS.prefLabel, Literal('a "quoted"\nname', language="en")),),
    sources=(thing("source", "a"), thing("source", "b")),
    recorded=date(2026, 1, 2),
    table="organisations",
    confidence=concept("confidence", "probable"),
    note="why",
)


def test_a_record_round_trips(tmp_path: Path) -> None:
    file = tmp_path / "c1.trig"
    file.write_bytes(Record((CLAIM,)).to_trig())
    (found,) = read_record(file).claims
    assert set(found.quads()) == set(CLAIM.quads())
    assert set(found.metadata()) == set(CLAIM.metadata())
    assert Record((found,)).to_trig() == file.read_bytes()


def test_a_withdrawal_round_trips_and_takes_its_claims_out(tmp_path: Path) -> None:
    gone = Withdrawal.of([CLAIM.iri], date(2026, 2, 3), "the page was mistaken")
    file = tmp_path / "gone.trig"
    file.write_bytes(Record((), gone).to_trig())
    found = read_record(file).withdrawal
    assert found == gone
    assert live([CLAIM], [gone]) == ()
    assert live([CLAIM], []) == (CLAIM,)


@pytest.mark.parametrize("content", [b"<a", b"", b"<urn:a> <urn:b> <urn:c> ."])
def test_a_damaged_file_is_told_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.trig"
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"damaged\.trig"):
        read_record(file)


def test_a_claim_without_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c1.trig"
    written = Record((CLAIM,)).to_trig()
    assert b"prov:wasDerivedFrom" in written
    file.write_bytes(written.replace(b"prov:wasDerivedFrom", b"dcterms:relation"))
    with pytest.raises(DataError, match="no source"):
        read_record(file)
