"""Merge things that a curator found to be one: the tables stay as they are, the graph joins them.

`kept dcterms:replaces merged` in any claim makes every statement about the merged thing one about
the kept. Taking the row away takes the merge back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from spacegraph.errors import DataError
from spacegraph.model.claims import Claim
from spacegraph.namespaces import DCTERMS, to_curie


def merge(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Rewrite every claim to the kept things; a DataError names a circle of merges."""
    known = tuple(claims)
    kept = _kept(known)
    return tuple(_rewrite(claim, kept) for claim in known) if kept else known


def _kept(claims: Iterable[Claim]) -> dict[NamedNode, NamedNode]:
    direct: dict[NamedNode, NamedNode] = {}
    for claim in claims:
        for triple in claim.triples:
            new, old = triple.subject, triple.object
            if triple.predicate != DCTERMS.replaces:
                continue
            if not isinstance(new, NamedNode) or not isinstance(old, NamedNode):
                continue
            if direct.get(old, new) != new:
                raise DataError(
                    f"{claim.origin}: {to_curie(old.value)} is merged into two things",
                    hint=f"keep one of {to_curie(direct[old].value)} and {to_curie(new.value)}",
                )
            direct[old] = new
    return {old: _end(old, direct) for old in direct}


def _end(old: NamedNode, direct: Mapping[NamedNode, NamedNode]) -> NamedNode:
    trail = [old]
    while (last := trail[-1]) in direct:
        if direct[last] in trail:
            names = " -> ".join(to_curie(node.value) for node in (*trail, direct[last]))
            raise DataError(f"merges go in a circle: {names}", hint="take one of the rows away")
        trail.append(direct[last])
    return trail[-1]


def _rewrite(claim: Claim, kept: Mapping[NamedNode, NamedNode]) -> Claim:
    if not any(_touched(triple, kept) for triple in claim.triples):
        return claim
    triples = {
        triple if triple.predicate == DCTERMS.replaces else _renamed(triple, kept)
        for triple in claim.triples
    }
    return replace(
        claim,
        about=tuple(dict.fromkeys(kept.get(node, node) for node in claim.about)),
        triples=tuple(sorted(triples, key=str)),
    )


def _touched(triple: Triple, kept: Mapping[NamedNode, NamedNode]) -> bool:
    return triple.predicate != DCTERMS.replaces and any(
        isinstance(node, NamedNode) and node in kept for node in (triple.subject, triple.object)
    )


def _renamed(triple: Triple, kept: Mapping[NamedNode, NamedNode]) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        kept.get(subject, subject) if isinstance(subject, NamedNode) else subject,
        triple.predicate,
        kept.get(value, value) if isinstance(value, NamedNode) else value,
    )
