"""Claims as files: what is written is read back, and the bytes depend on nothing else."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from spacegraph.errors import DataError
from spacegraph.graph.trig import read_claim, to_trig
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


def test_a_claim_round_trips(tmp_path: Path) -> None:
    file = tmp_path / "c1.trig"
    file.write_bytes(to_trig(CLAIM))
    found = read_claim(file)
    assert set(found.quads()) == set(CLAIM.quads())
    assert set(found.metadata()) == set(CLAIM.metadata())
    assert to_trig(found) == to_trig(CLAIM)


@pytest.mark.parametrize("content", [b"<a", b"", b"<urn:a> <urn:b> <urn:c> ."])
def test_a_damaged_file_is_told_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.trig"
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"damaged\.trig"):
        read_claim(file)


def test_a_claim_without_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c1.trig"
    kept = [line for line in to_trig(CLAIM).split(b"\n") if b"wasDerivedFrom" not in line]
    text = to_trig(CLAIM).replace(b"prov:wasDerivedFrom", b"dcterms:relation")
    assert len(kept) < len(to_trig(CLAIM).split(b"\n"))
    file.write_bytes(text)
    with pytest.raises(DataError, match="no source"):
        read_claim(file)
