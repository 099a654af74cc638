"""Read from the store what claims state of some things, as claims cut down to these things."""

from collections.abc import Iterable, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.knowledge.known import batches
from spacegraph.model.claims import Claim
from spacegraph.namespaces import DCTERMS, PROV, SCHEMA, SG, SKOS
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

_METADATA = (
    PROV.wasDerivedFrom,
    SG.confidence,
    DCTERMS.created,
    SG.table,
    SCHEMA.about,
    SKOS.editorialNote,
)
_WEIGHTS = (SG.reliability, DCTERMS.issued)


def claims_about(store: Store, subjects: Iterable[NamedNode]) -> tuple[Claim, ...]:
    """Return every claim that states something of a subject, with those statements only."""
    return _stating(store, "?s", subjects)


def whole_claims(store: Store, iris: Iterable[NamedNode]) -> tuple[Claim, ...]:
    """Return the claims of these names with everything that they state."""
    return _stating(store, "?claim", iris)


def _stating(store: Store, variable: str, nodes: Iterable[NamedNode]) -> tuple[Claim, ...]:
    """Return the claims with what they state where a variable is one of the nodes."""
    facts: dict[NamedNode, set[Triple]] = {}
    for values in batches(nodes):
        rows = store.select(
            "SELECT ?claim ?s ?p ?o WHERE { "
            f"VALUES {variable} {{ {values} }} GRAPH ?claim {{ ?s ?p ?o }} }}"
        )
        for claim, subject, predicate, value in rows:
            if isinstance(claim, NamedNode):
                facts.setdefault(claim, set()).add(_triple(subject, predicate, value))
    return _claims(store, facts)


def claims_naming(store: Store, nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    """Return the names of the claims that mention a node as subject or as value."""
    found: set[NamedNode] = set()
    for values in batches(nodes):
        rows = store.select(
            f"SELECT DISTINCT ?claim WHERE {{ {{ VALUES ?x {{ {values} }} "
            f"GRAPH ?claim {{ ?x ?p ?o }} }} UNION {{ VALUES ?x {{ {values} }} "
            "GRAPH ?claim { ?s ?p ?x } } }"
        )
        found.update(claim for (claim,) in rows if isinstance(claim, NamedNode))
    return tuple(sorted(found, key=str))


def weights(store: Store, sources: Iterable[NamedNode]) -> tuple[Claim, ...]:
    """Return what claims state of the rating and the date of sources."""
    wanted = ", ".join(map(to_sparql, _WEIGHTS))
    facts: dict[NamedNode, set[Triple]] = {}
    for values in batches(sources):
        rows = store.select(
            f"SELECT ?claim ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} "
            f"GRAPH ?claim {{ ?s ?p ?o }} FILTER (?p IN ({wanted})) }}"
        )
        for claim, subject, predicate, value in rows:
            if isinstance(claim, NamedNode):
                facts.setdefault(claim, set()).add(_triple(subject, predicate, value))
    return tuple(
        Claim(
            iri=iri,
            about=(),
            triples=tuple(sorted(triples, key=str)),
            sources=tuple({t.subject for t in triples if isinstance(t.subject, NamedNode)}),
            recorded=date.min,
            table="sources",
        )
        for iri, triples in sorted(facts.items(), key=lambda pair: pair[0].value)
    )


def _claims(store: Store, facts: Mapping[NamedNode, set[Triple]]) -> tuple[Claim, ...]:
    said: dict[NamedNode, dict[NamedNode, list[Term]]] = {iri: {} for iri in facts}
    # A second VALUES would be joined by scanning every statement of its properties.
    wanted = ", ".join(map(to_sparql, _METADATA))
    for values in batches(facts):
        rows = store.select(
            f"SELECT ?claim ?p ?o WHERE {{ VALUES ?claim {{ {values} }} "
            f"?claim ?p ?o FILTER (?p IN ({wanted})) }}"
        )
        for claim, predicate, value in rows:
            if isinstance(claim, NamedNode) and isinstance(predicate, NamedNode) and value:
                said[claim].setdefault(predicate, []).append(value)
    return tuple(
        _claim(iri, facts[iri], said[iri]) for iri in sorted(facts, key=lambda node: node.value)
    )


def _claim(iri: NamedNode, triples: set[Triple], said: Mapping[NamedNode, list[Term]]) -> Claim:
    def nodes(predicate: NamedNode) -> tuple[NamedNode, ...]:
        found = {each for each in said.get(predicate, ()) if isinstance(each, NamedNode)}
        return tuple(sorted(found, key=lambda node: node.value))

    def text(predicate: NamedNode) -> str:
        found = (each.value for each in said.get(predicate, ()) if isinstance(each, Literal))
        return min(found, default="")

    day = text(DCTERMS.created)
    return Claim(
        iri=iri,
        about=nodes(SCHEMA.about),
        triples=tuple(sorted(triples, key=str)),
        sources=nodes(PROV.wasDerivedFrom),
        recorded=date.fromisoformat(day) if day else date.min,
        table=text(SG.table),
        confidence=next(iter(nodes(SG.confidence)), None),
        note=text(SKOS.editorialNote),
    )


def _triple(subject: Term | None, predicate: Term | None, value: Term | None) -> Triple:
    if subject is None or value is None or isinstance(subject, Literal):
        raise ValueError("a row without a subject")
    if not isinstance(predicate, NamedNode):
        raise ValueError("a row without a property")
    return Triple(subject, predicate, value)
