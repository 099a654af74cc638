"""Tell what a submission changes: the statements that the graph gains and loses by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.effect import Effect
from spacegraph.graph.facts.entity import Label, Value
from spacegraph.graph.facts.groups import nodes
from spacegraph.graph.facts.links import find_labels
from spacegraph.graph.facts.vocabulary import LAST, Vocabulary, to_label
from spacegraph.namespaces import BASE, RDF, RDFS, SG, to_curie
from spacegraph.store.base import Store, Term

SHOWN: Final = 60

_DERIVED: Final = frozenset({SG.earliest, SG.latest})


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that comes (`gained`) or goes."""

    gained: bool
    subject: Value
    property: Label
    value: Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """`things` are those that the claims are about; `total` counts changes that are not listed."""

    things: tuple[Value, ...]
    claims: tuple[NamedNode, ...]
    changes: tuple[Change, ...]
    total: int


def outcome_of(verdict: Verdict, store: Store, words: Vocabulary) -> Outcome:
    """Describe what accepting a submission does, or has done, to the graph."""
    about = sorted({node for claim in verdict.claims for node in claim.about}, key=str)
    effect = verdict.effect
    gained = _telling(effect.gained, about, words) if effect else []
    lost = _telling(effect.lost, about, words) if effect else []
    labels = _labels([*gained, *lost], about, effect, store, words)

    def value(term: Term) -> Value:
        known = labels.get(term) if isinstance(term, NamedNode) else None
        return Value(term, known or Label())

    changes = [
        Change(comes, value(triple.subject), words.label(triple.predicate), value(triple.object))
        for comes, triples in ((True, gained), (False, lost))
        for triple in triples
    ]
    return Outcome(
        tuple(value(node) for node in about),
        tuple(claim.iri for claim in verdict.claims),
        tuple(changes[:SHOWN]),
        len(changes),
    )


def _telling(
    triples: Iterable[Triple], about: Iterable[NamedNode], words: Vocabulary
) -> list[Triple]:
    """Keep what a page shows of the things in question, the most special property of each value."""
    subjects = set(about)
    said: dict[tuple[Term, Term], list[Triple]] = {}
    for triple in triples:
        shown = words.order.get(triple.predicate, LAST) < LAST and triple.predicate not in _DERIVED
        foreign = triple.predicate == RDF.type and not str(triple.object).startswith(f"<{BASE}")
        if shown and not foreign and triple.subject in subjects:
            said.setdefault((triple.subject, triple.object), []).append(triple)
    kept = [
        each
        for group in said.values()
        for special in [words.specific(each.predicate for each in group)]
        for each in group
        if each.predicate in special
    ]
    return sorted(
        kept, key=lambda each: (str(each.subject), words.position(each.predicate), str(each.object))
    )


def _labels(
    triples: Iterable[Triple],
    about: Iterable[NamedNode],
    effect: Effect | None,
    store: Store,
    words: Vocabulary,
) -> Mapping[NamedNode, Label]:
    """Name what is mentioned; a thing that is new by the names it comes with."""
    mentioned = {*about, *nodes(end for each in triples for end in (each.subject, each.object))}
    new: dict[NamedNode, list[Term]] = {}
    for triple in effect.gained if effect else ():
        if triple.predicate == RDFS.label and isinstance(triple.subject, NamedNode):
            new.setdefault(triple.subject, []).append(triple.object)
    known = {node: words.labels[node] for node in mentioned if node in words.labels}
    found = find_labels(store, mentioned - known.keys())
    named = {node: to_label(new[node]) for node in mentioned if node in new}
    nameless = {node: Label(to_curie(node.value)) for node in mentioned}
    return {**nameless, **named, **found, **known}
