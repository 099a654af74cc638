"""Give a description to machines: as triples in any RDF syntax, and as plain JSON."""

from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, Quad, Triple

from spacegraph.graph.facts.entity import Alternative, Entity, Evidence, Facts, Label, Source, Value
from spacegraph.graph.facts.evidence import values
from spacegraph.namespaces import PROV, RDFS, SCHEMA, SG
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

INCOMING: Final = 5000
"""How many triples that point to a thing are given at most."""


def triples(store: Store, entity: Entity) -> tuple[Triple, ...]:
    """Return what the graph holds true of a thing, and the claims and sources it rests on.

    These are the triples from and to the thing, the names of its neighbours, the claims about it
    with their sources, and for a claim what it states; sorted.
    """
    node = to_sparql(entity.iri)
    label, about, source = (
        to_sparql(each) for each in (RDFS.label, SCHEMA.about, PROV.wasDerivedFrom)
    )
    claim, subclaim = to_sparql(SG.Claim), f"?claim {about} {node} ; {source} ?source ."
    queries = [
        f"CONSTRUCT {{ {node} ?p ?o . ?o {label} ?name }} "
        f"WHERE {{ {node} ?p ?o OPTIONAL {{ ?o {label} ?name }} }}",
        f"CONSTRUCT {{ ?s ?p {node} . ?s {label} ?name }} WHERE {{ "
        f"{{ SELECT ?s ?p WHERE {{ ?s ?p {node} }} LIMIT {INCOMING} }} "
        f"OPTIONAL {{ ?s {label} ?name }} }}",
        f"CONSTRUCT {{ ?claim ?p ?o }} WHERE {{ ?claim {about} {node} ; ?p ?o }}",
        f"CONSTRUCT {{ ?source ?p ?o }} WHERE {{ {{ SELECT DISTINCT ?source WHERE {{ "
        f"{{ {subclaim} }} UNION {{ {node} a {claim} ; {source} ?source }} }} }} ?source ?p ?o }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}",
    ]
    found = {triple for query in queries for triple in store.triples(query)}
    return tuple(sorted(found, key=str))


def quads(store: Store, entity: Entity) -> tuple[Quad, ...]:
    """Return the same, and the claims about the thing as the named graphs that they are."""
    claims = [each.claim for each in entity.claims]
    if entity.statements:
        claims.append(entity.iri)
    rows = store.select(
        f"SELECT ?claim ?s ?p ?o WHERE {{ {values('claim', claims)} GRAPH ?claim {{ ?s ?p ?o }} }}"
    )
    stated = {Quad(s, p, o, claim) for claim, s, p, o in rows}  # type: ignore[arg-type]
    held = {Quad(each.subject, each.predicate, each.object) for each in triples(store, entity)}
    return tuple(sorted(held | stated, key=str))


def to_json(entity: Entity) -> dict[str, Any]:
    """Return a description as plain JSON.

    A value has `iri`, or `literal` with `datatype` and perhaps `language`; labels have `en` and
    `zh` where known. `claims` of a value are keys of the member `claims`, whose `sources` are
    keys of the member `sources`. `alternatives` are values that claims state and that do not
    stand, with the `criterion` and the `reason` for it. Of `incoming`, `total` may be more than
    the values listed. Sums are strings, so that no digit is lost; `usd` is null where the year
    has no rate. `statements` is filled for claims only.
    """
    evidence = {each.claim.value: each for each in _evidence(entity)}
    return {
        "iri": entity.iri.value,
        "label": _label(entity.label),
        "kind": entity.kind.value if entity.kind else None,
        "types": [each.value for each in entity.types],
        "facts": [_facts(each) for each in entity.outgoing],
        "incoming": [_facts(each) for each in entity.incoming],
        "timeline": [
            {
                "date": str(event.date),
                "what": _label(event.what),
                "thing": _value(event.thing) if event.thing else None,
                "role": _label(event.role),
            }
            for event in entity.timeline
        ],
        "money": [
            {
                "thing": _value(money.thing),
                "role": _label(money.role),
                "amount": str(money.amount),
                "currency": money.currency,
                "qualifier": _label(money.qualifier),
                "usd": str(money.dollars) if money.dollars is not None else None,
                "date": str(money.date) if money.date else None,
            }
            for money in entity.money
        ],
        "statements": [
            {
                "subject": _value(each.subject),
                "property": each.predicate.value,
                "value": _value(each.value),
                "stands": each.stands,
            }
            for each in entity.statements
        ],
        "notes": list(entity.notes),
        "claims": {
            claim: {
                "confidence": each.confidence,
                "sources": [source.iri.value for source in each.sources],
            }
            for claim, each in sorted(evidence.items())
        },
        "sources": {source.iri.value: _source(source) for source in entity.sources},
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "property": facts.predicate.value,
        "label": _label(facts.label),
        "total": facts.total,
        "values": [_value(each) for each in facts.values],
        "alternatives": [_alternative(each) for each in facts.alternatives],
    }


def _alternative(alternative: Alternative) -> dict[str, Any]:
    return _value(alternative.value) | {
        "criterion": alternative.reason.criterion.value,
        "reason": str(alternative.reason),
    }


def _value(value: Value) -> dict[str, Any]:
    return _term(value.term) | {
        "label": _label(value.label),
        "standing": value.standing.value,
        "claims": [each.claim.value for each in value.evidence],
    }


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, Literal):
        language = {"language": term.language} if term.language else {}
        return {"literal": term.value, "datatype": term.datatype.value} | language
    if isinstance(term, BlankNode | Triple):
        return {"literal": str(term)}
    return {"iri": term.value}


def _label(label: Label) -> dict[str, str]:
    return {name: text for name, text in (("en", label.en), ("zh", label.zh)) if text}


def _source(source: Source) -> dict[str, str | None]:
    return {
        "address": source.address,
        "title": source.title,
        "publisher": source.publisher,
        "issued": str(source.issued) if source.issued else None,
        "reliability": source.reliability or None,
    }


def _evidence(entity: Entity) -> Iterable[Evidence]:
    for facts in (*entity.outgoing, *entity.incoming):
        for value in (*facts.values, *(each.value for each in facts.alternatives)):
            yield from value.evidence
    yield from entity.claims
