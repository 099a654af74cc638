"""The terms of the ontology and the controlled values, with their definitions, for a manual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.graph.facts.entity import Label
from spacegraph.graph.facts.groups import nodes
from spacegraph.graph.facts.vocabulary import Vocabulary, to_label
from spacegraph.namespaces import BASE, OWL, RDF, RDFS, SCHEMA, SG, SKOS
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

_READ: Final = (
    RDF.type,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.inScheme,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    SCHEMA.domainIncludes,
)


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A class, a property or a value; fields that do not apply are empty."""

    iri: NamedNode
    label: Label
    definition: Label
    above: tuple[NamedNode, ...] = ()
    domain: tuple[NamedNode, ...] = ()
    range: tuple[NamedNode, ...] = ()
    single: bool = False


@dataclass(frozen=True, slots=True)
class Manual:
    """Classes and properties in the order of pages, values by their scheme."""

    classes: tuple[TermEntry, ...]
    properties: tuple[TermEntry, ...]
    values: Mapping[NamedNode, tuple[TermEntry, ...]]


def read_manual(store: Store, words: Vocabulary) -> Manual:
    """Read everything that says where it is defined."""
    properties = ", ".join(map(to_sparql, _READ))
    rows = store.select(
        f"SELECT ?term ?property ?value WHERE {{ ?term {to_sparql(RDFS.isDefinedBy)} ?by . "
        f"?term ?property ?value FILTER (?property IN ({properties})) }}"
    )
    said: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
    for term, property, value in sorted(rows, key=str):
        if isinstance(term, NamedNode) and isinstance(property, NamedNode) and value:
            said.setdefault(term, {}).setdefault(property, []).append(value)
    entries = {term: _entry(term, told, words) for term, told in said.items()}
    schemes: dict[NamedNode, list[TermEntry]] = {}
    for term, told in said.items():
        for scheme in nodes(told.get(SKOS.inScheme, ())):
            schemes.setdefault(scheme, []).append(entries[term])
    kinds = {term: set(told.get(RDF.type, ())) for term, told in said.items()}
    return Manual(
        classes=tuple(
            entries[term]
            for term in sorted(entries, key=str)
            if OWL.Class in kinds[term] and term.value.startswith(str(SG))
        ),
        properties=tuple(
            entries[term]
            for term in sorted(entries, key=words.position)
            if term in words.order
            and kinds[term] & {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
        ),
        values={
            scheme: tuple(sorted(schemes[scheme], key=lambda each: each.iri.value))
            for scheme in sorted(schemes, key=str)
            if scheme.value.startswith(BASE)
        },
    )


def _entry(term: NamedNode, told: Mapping[NamedNode, list[Term]], words: Vocabulary) -> TermEntry:
    said = told.get(SKOS.definition) or told.get(SKOS.scopeNote) or []
    domain = (*told.get(RDFS.domain, ()), *told.get(SCHEMA.domainIncludes, ()))
    return TermEntry(
        iri=term,
        label=words.label(term),
        definition=to_label(said),
        above=nodes((*told.get(RDFS.subClassOf, ()), *told.get(RDFS.subPropertyOf, ()))),
        domain=nodes(domain),
        range=nodes(told.get(RDFS.range, ())),
        single=term in words.functional,
    )
