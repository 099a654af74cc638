"""Describe a thing as a page does: every fact in both directions, and what each rests on."""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from spacegraph.errors import NotFound
from spacegraph.graph.facts.entity import Entity, Event, Facts, Label, Money, Value
from spacegraph.graph.facts.evidence import find_evidence
from spacegraph.graph.facts.groups import Groups, Said, Stated, nodes
from spacegraph.graph.facts.links import (
    Links,
    find_figures,
    find_labels,
    find_links,
    to_events,
    to_money,
)
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import BASE, DCTERMS, RDF, RDFS, SCHEMA, SG, SKOS, to_curie
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import is_iri, to_sparql

Triples = tuple[tuple[NamedNode, NamedNode, Term, bool], ...]

_ALIKE: Final = 55
"""How alike, out of 100, an id or a name must be to be suggested."""
_SUGGESTED: Final = 6


def describe(store: Store, iri: str, vocabulary: Vocabulary | None = None) -> Entity:
    """Return what the graph says of a thing; NotFound holds the IRIs nearest to an unknown one.

    Give the vocabulary of the same state of the store to save reading it anew.
    """
    if not is_iri(iri):
        raise NotFound(f"{iri!r} is no IRI", hint=f"write e.g. {BASE}organisation/minospace")
    node, words = NamedNode(iri), vocabulary or Vocabulary.read(store)
    said, stated = _said(store, node), _stated(store, node)
    links = find_links(store, node, words)
    if not said and not links.links:
        raise _missing(store, iri)
    triples = _triples(store, node) if SG.Claim in said.get(RDF.type, ()) else ()
    about = _claims_about(store, node)
    evidence, sources = find_evidence(store, {*_claims(stated, links), *about})
    groups = Groups(words, _labels(store, words, node, said, stated, links, triples), evidence)
    dated = {link.subject for link in links.links if link.day and node not in words.labels}
    figures = find_figures(store, dated, words)
    incoming = groups.incoming(links, _dates(words, figures))
    own = {property: min(values, key=str) for property, values in said.items()}
    types = groups.kinds(nodes(said.get(RDF.type, ())))
    kind = types[0] if types else None
    return Entity(
        iri=node,
        label=groups.labels.get(node) or Label(to_curie(iri)),
        kind=kind,
        kind_label=words.label(kind) if kind else Label(),
        types=types,
        outgoing=groups.outgoing(said, stated),
        incoming=incoming,
        timeline=_timeline(words, own, incoming, figures),
        money=_money(groups, node, own, incoming, figures),
        statements=groups.statements(triples),
        claims=tuple(evidence[each] for each in about),
        notes=_notes(store, about),
        replaced_by=next(iter(nodes(said.get(DCTERMS.isReplacedBy, ()))), None),
        sources=tuple(sources[each] for each in sorted(sources, key=str)),
    )


def nearest(store: Store, iri: str) -> tuple[str, ...]:
    """Return the IRIs of things whose id or name is most like the last part of an IRI."""
    prefix, _, sought = iri.rpartition("/")
    scope = prefix + "/" if prefix.startswith(BASE) else BASE
    rows = store.select(
        f"SELECT ?thing ?label WHERE {{ ?thing {to_sparql(RDFS.label)} ?label "
        f'FILTER (STRSTARTS(STR(?thing), "{scope}")) }}'
    )
    names: dict[tuple[str, str], str] = {}
    for thing, label in sorted(rows, key=str):
        if isinstance(thing, NamedNode) and isinstance(label, Literal):
            identifier = thing.value.rpartition("/")[2]
            names[thing.value, identifier] = identifier.replace("-", " ")
            names[thing.value, label.value] = label.value.lower()
    words = sought.replace("-", " ").lower()
    matches = process.extract(
        words, names, scorer=fuzz.ratio, limit=4 * _SUGGESTED, score_cutoff=_ALIKE
    )
    return tuple(dict.fromkeys(key[0] for _, _, key in matches))[:_SUGGESTED]


def _said(store: Store, node: NamedNode) -> Said:
    said: dict[NamedNode, list[Term]] = {}
    rows = store.select(f"SELECT ?property ?value WHERE {{ {to_sparql(node)} ?property ?value }}")
    for property, value in sorted(rows, key=str):
        if isinstance(property, NamedNode) and value is not None:
            said.setdefault(property, []).append(value)
    return said


def _stated(store: Store, node: NamedNode) -> Stated:
    stated: dict[NamedNode, dict[Term, list[NamedNode]]] = {}
    rows = store.select(
        "SELECT ?claim ?property ?value WHERE { "
        f"GRAPH ?claim {{ {to_sparql(node)} ?property ?value }} }}"
    )
    for claim, property, value in sorted(rows, key=str):
        if isinstance(claim, NamedNode) and isinstance(property, NamedNode) and value is not None:
            stated.setdefault(property, {}).setdefault(value, []).append(claim)
    return {
        property: {value: tuple(claims) for value, claims in values.items()}
        for property, values in stated.items()
    }


def _triples(store: Store, claim: NamedNode) -> Triples:
    """Return what a claim states, and whether the graph holds each triple true."""
    rows = store.select(
        "SELECT ?subject ?property ?value ?stands WHERE { "
        f"GRAPH {to_sparql(claim)} {{ ?subject ?property ?value }} "
        "BIND (EXISTS { ?subject ?property ?value } AS ?stands) }"
    )
    return tuple(
        (subject, property, value, isinstance(stands, Literal) and stands.value == "true")
        for subject, property, value, stands in rows
        if isinstance(subject, NamedNode) and isinstance(property, NamedNode) and value is not None
    )


def _claims_about(store: Store, node: NamedNode) -> tuple[NamedNode, ...]:
    rows = store.select(
        f"SELECT ?claim WHERE {{ ?claim {to_sparql(SCHEMA.about)} {to_sparql(node)} }} "
        "ORDER BY ?claim LIMIT 200"
    )
    return nodes(claim for (claim,) in rows)


def _notes(store: Store, claims: Iterable[NamedNode]) -> tuple[str, ...]:
    """Return what the claims about a thing remark, each remark once."""
    listed = " ".join(map(to_sparql, claims))
    rows = store.select(
        f"SELECT DISTINCT ?note WHERE {{ VALUES ?claim {{ {listed} }} "
        f"?claim {to_sparql(SKOS.editorialNote)} ?note }} ORDER BY ?note"
    )
    return tuple(note.value for (note,) in rows if isinstance(note, Literal))


def _claims(stated: Stated, links: Links) -> set[NamedNode]:
    own = {claim for values in stated.values() for claims in values.values() for claim in claims}
    return own | {claim for link in links.links for claim in link.claims}


def _labels(
    store: Store,
    words: Vocabulary,
    node: NamedNode,
    said: Said,
    stated: Stated,
    links: Links,
    triples: Triples,
) -> Mapping[NamedNode, Label]:
    """Name everything that a description mentions and the vocabulary does not."""
    mentioned = {node, *(link.subject for link in links.links)}
    for values in (*said.values(), *stated.values()):
        mentioned.update(nodes(values))
    for subject, _, value, _ in triples:
        mentioned.update(nodes((subject, value)))
    known = {each: words.labels[each] for each in mentioned if each in words.labels}
    return {**find_labels(store, mentioned - known.keys()), **known}


def _dates(
    words: Vocabulary, figures: Mapping[NamedNode, Mapping[NamedNode, Term]]
) -> dict[NamedNode, PartialDate]:
    """Return the first date of each linked thing."""
    found = {
        node: min((event.date for event in to_events(said, words, Value(node))), default=None)
        for node, said in figures.items()
    }
    return {node: day for node, day in found.items() if day}


def _timeline(
    words: Vocabulary,
    own: Mapping[NamedNode, Term],
    incoming: tuple[Facts, ...],
    figures: Mapping[NamedNode, Mapping[NamedNode, Term]],
) -> tuple[Event, ...]:
    """Order the dates of a thing and of what is linked to it, each linked date once."""
    events = list(to_events(own, words))
    seen = set()
    for facts in incoming:
        for value in facts.values:
            dated = figures.get(value.term, {}) if isinstance(value.term, NamedNode) else {}
            if dated and value.term not in seen:
                seen.add(value.term)
                events += to_events(dated, words, value, facts.label)
    return tuple(sorted(events, key=lambda event: (event.date, event.what.en)))


def _money(
    groups: Groups,
    node: NamedNode,
    own: Mapping[NamedNode, Term],
    incoming: tuple[Facts, ...],
    figures: Mapping[NamedNode, Mapping[NamedNode, Term]],
) -> tuple[Money, ...]:
    """List the sums of a thing and of what is linked to it, one for each role, newest first."""
    found = [to_money(own, groups.words, groups.value(node), Label())]
    for facts in incoming:
        for value in facts.values:
            sums = figures.get(value.term, {}) if isinstance(value.term, NamedNode) else {}
            found.append(to_money(sums, groups.words, value, facts.label))
    return tuple(
        sorted(
            (money for money in found if money),
            key=lambda money: -(money.date.earliest.toordinal() if money.date else 0),
        )
    )


def _missing(store: Store, iri: str) -> NotFound:
    near = nearest(store, iri)
    hint = f"did you mean {' or '.join(map(to_curie, near[:3]))}?" if near else "search for it"
    return NotFound(f"nothing is called {to_curie(iri)}", hint=hint, nearest=near)
