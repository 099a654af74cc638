"""Put a claim together from its named graph and what is known of it outside that graph."""

from collections.abc import Iterable
from datetime import date

from pyoxigraph import (
    Literal,
    NamedNode,
    Triple,
)

from spacegraph.errors import DataError
from spacegraph.model.claims import Claim
from spacegraph.namespaces import (
    DCTERMS,
    PREFIXES,
    PROV,
    RDF,
    SCHEMA,
    SG,
    SKOS,
    from_curie,
)


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


def claim_iri(text: str) -> NamedNode:
    """Read the id, CURIE or IRI of a claim."""
    iri = from_curie(text)
    if ":" not in iri and "/" not in iri:
        iri = f"{PREFIXES['claim']}{iri}"
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise DataError(
            f"{text!r} is not a claim", hint="write its id, e.g. claim:contracts-…"
        ) from error
