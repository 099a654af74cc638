"""Merging: statements move to the kept thing, and taking the row away moves them back."""

from datetime import date

import pytest
from pyoxigraph import Triple

from spacegraph.errors import DataError
from spacegraph.graph.merge import merge
from spacegraph.model.claims import Claim
from spacegraph.namespaces import DCTERMS, SG, thing

A, B, C = (thing("organisation", name) for name in "abc")
DEAL = thing("contract", "deal")


def claim(name: str, *triples: Triple) -> Claim:
    return Claim(
        iri=thing("claim", name),
        about=tuple(dict.fromkeys(t.subject for t in triples)),
        triples=triples,
        sources=(thing("source", "s"),),
        recorded=date(2026, 1, 1),
        table="t",
        origin=f"t.csv:{name}",
    )


STATED = claim("1", Triple(DEAL, SG.supplier, C), Triple(C, SG.country, thing("place", "china")))


def test_chains_of_merges_end_at_the_last_kept_thing() -> None:
    merges = [
        claim("2", Triple(B, DCTERMS.replaces, C)),
        claim("3", Triple(A, DCTERMS.replaces, B)),
    ]
    found = merge([STATED, *merges])
    assert set(found[0].triples) == {
        Triple(DEAL, SG.supplier, A),
        Triple(A, SG.country, thing("place", "china")),
    }
    assert found[0].about == (DEAL, A)
    assert found[0].iri == STATED.iri
    assert found[1:] == tuple(merges)


def test_without_the_row_nothing_moves() -> None:
    assert merge([STATED]) == (STATED,)


def test_circles_and_forks_are_told() -> None:
    circle = [
        claim("1", Triple(A, DCTERMS.replaces, B)),
        claim("2", Triple(B, DCTERMS.replaces, A)),
    ]
    with pytest.raises(DataError, match="circle"):
        merge(circle)
    fork = [
        claim("1", Triple(A, DCTERMS.replaces, C)),
        claim("2", Triple(B, DCTERMS.replaces, C)),
    ]
    with pytest.raises(DataError, match=r"t\.csv:2.*two things"):
        merge(fork)
