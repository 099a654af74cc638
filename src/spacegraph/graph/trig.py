"""Claims as TriG files: the facts in a named graph, what is known of the claim outside it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from spacegraph.errors import DataError
from spacegraph.model.claims import Claim
from spacegraph.namespaces import DCTERMS, PREFIXES, PROV, RDF, SCHEMA, SG, SKOS


def to_trig(claim: Claim) -> bytes:
    """Write a claim with its metadata; the same claim gives the same bytes."""
    metadata = (Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in claim.metadata())
    quads = sorted({*metadata, *claim.quads()}, key=str)
    return serialize(quads, format=RdfFormat.TRIG, prefixes=dict(PREFIXES)) or b""


def read_claim(path: Path) -> Claim:
    """Read the one claim of a file that `to_trig` wrote."""
    try:
        quads = list(parse(path=path, format=RdfFormat.TRIG))
    except (SyntaxError, OSError) as error:
        raise DataError(f"{path.name}: {error}", hint="restore the file from a backup") from error
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    if len(graphs) != 1:
        raise DataError(
            f"{path.name}: {len(graphs)} named graphs", hint="an accepted file holds one claim"
        )
    iri = graphs.pop()
    stated = (quad.triple for quad in quads if quad.graph_name == iri)
    metadata = [quad.triple for quad in quads if quad.graph_name != iri]
    return claim_of(iri, stated, metadata, origin=path.name)


def claim_of(
    iri: NamedNode, stated: Iterable[Triple], metadata: Iterable[Triple], origin: str
) -> Claim:
    """Put a claim together again from its graph and its metadata."""
    known: dict[NamedNode, list[object]] = {}
    for triple in metadata:
        if triple.subject == iri and triple.predicate != RDF.type:
            known.setdefault(triple.predicate, []).append(triple.object)

    def nodes(predicate: NamedNode) -> tuple[NamedNode, ...]:
        found = (node for node in known.get(predicate, []) if isinstance(node, NamedNode))
        return tuple(sorted(found, key=str))

    def text(predicate: NamedNode) -> str:
        found = (value.value for value in known.get(predicate, []) if isinstance(value, Literal))
        return min(found, default="")

    try:
        recorded = date.fromisoformat(text(DCTERMS.created))
    except ValueError as error:
        raise DataError(
            f"{origin}: no day of record", hint="state dcterms:created as an xsd:date"
        ) from error
    if not nodes(PROV.wasDerivedFrom):
        raise DataError(f"{origin}: no source", hint="state prov:wasDerivedFrom")
    return Claim(
        iri=iri,
        about=nodes(SCHEMA.about),
        triples=tuple(sorted(set(stated), key=str)),
        sources=nodes(PROV.wasDerivedFrom),
        recorded=recorded,
        table=text(SG.table),
        confidence=next(iter(nodes(SG.confidence)), None),
        note=text(SKOS.editorialNote),
        origin=origin,
    )
