"""The whole dataset as quads: a named graph a claim, and the default graph drawn from them."""

import hashlib
from collections.abc import Iterable, Sequence

from pyoxigraph import Quad, Triple

from spacegraph.graph.authority import Policy, authorities
from spacegraph.graph.infer import infer
from spacegraph.graph.schema import Schema
from spacegraph.graph.settle import gather, settle
from spacegraph.model.claims import Claim


def settled_facts(
    claims: Sequence[Claim], schema: Schema, policy: Policy = Policy.MOST_RELIABLE
) -> set[Triple]:
    """Return what the claims, taken together, hold true of their subjects."""
    settled: set[Triple] = set()
    for subject, statements in gather(claims, authorities(claims)).items():
        settled |= settle(subject, statements, schema, policy)
    return settled


def default_graph(settled: set[Triple], claims: Sequence[Claim], schema: Schema) -> set[Triple]:
    """Add to the settled facts what follows from them and what is known of their claims."""
    metadata = {triple for claim in claims for triple in claim.metadata()}
    return settled | metadata | set(schema.triples) | set(infer(settled | metadata, schema))


def generation(quads: Iterable[Quad]) -> str:
    """Name a dataset by its content: equal datasets have equal names."""
    digest = hashlib.sha256()
    for quad in quads:
        digest.update(str(quad).encode() + b"\n")
    return digest.hexdigest()[:16]
