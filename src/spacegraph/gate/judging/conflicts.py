"""Show where a submission says otherwise than the graph: a warning, never a reason to refuse."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.knowledge.effect import Effect, normal
from spacegraph.gate.knowledge.known import batches
from spacegraph.gate.knowledge.stated import claims_about
from spacegraph.graph.facts.entity import Source
from spacegraph.graph.facts.evidence import find_sources, refines
from spacegraph.graph.schema import Schema
from spacegraph.model.claims import Claim
from spacegraph.store.base import Store, Term

_CITED: Final = 2
"""How many sources of a value a message names."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A submitted value beside the one the graph holds, with the sources of the latter.

    `wins` tells whether the submitted value would stand after acceptance.
    """

    claim: Claim
    triple: Triple
    held: Term
    sources: tuple[Source, ...]
    wins: bool

    @property
    def message(self) -> str:
        """Say what the graph holds, on whose word, and what would stand."""
        cited = [_cite(each) for each in self.sources[:_CITED]]
        more = len(self.sources) - len(cited)
        said = "; ".join((*cited, f"and {more} more") if more else cited) or "no source is known"
        stands = "the submitted value would stand" if self.wins else "that value would stay"
        return (
            f"the graph holds {_text(self.held)} ({said}); {stands}, the other is kept as a claim"
        )


def find_conflicts(
    claims: Iterable[Claim],
    effect: Effect,
    store: Store,
    schema: Schema,
    leaving: Collection[NamedNode] = (),
) -> Iterator[Conflict]:
    """Yield each single value that differs from the one that is settled now.

    A value that only the claims in `leaving` state contradicts nothing: it goes with them.
    """
    stated = [
        (claim, original, triple)
        for claim in claims
        for original, triple in _pairs(claim)
        if triple.predicate in schema.functional
    ]
    held = _held(store, {triple.subject for _, _, triple in stated})
    found = [
        (claim, original, triple, held[key])
        for claim, original, triple in stated
        if (key := (triple.subject, triple.predicate)) in held
        and held[key] != triple.object
        and not refines(triple.object, held[key])
        and not refines(held[key], triple.object)
    ]
    wanted: set[tuple[Term, Term, Term]] = {
        (triple.subject, triple.predicate, value) for _, _, triple, value in found
    }
    sources = _sources(store, wanted, leaving)
    for claim, original, triple, value in found:
        cited = sources.get((triple.subject, triple.predicate, value))
        if cited != ():
            yield Conflict(claim, original, value, cited or (), triple in effect.gained)


def find_rivals(claims: Iterable[Claim], schema: Schema) -> Iterator[tuple[Claim, Triple, str]]:
    """Yield the single values that a submission states otherwise elsewhere, with the other one."""
    said: dict[tuple[Term, Term], dict[Term, tuple[Claim, Triple]]] = {}
    for claim in claims:
        for triple in claim.triples:
            if triple.predicate in schema.functional:
                key = (triple.subject, triple.predicate)
                said.setdefault(key, {}).setdefault(triple.object, (claim, triple))
    for values in said.values():
        first, *others = values.values()
        for claim, triple in others:
            one, other = _normal(first[0], first[1]), _normal(claim, triple)
            if one != other and not refines(one, other) and not refines(other, one):
                yield claim, triple, _text(first[1].object)


def _normal(claim: Claim, triple: Triple) -> Term:
    single = Claim(claim.iri, (), (triple,), claim.sources, claim.recorded, claim.table)
    return normal(single).triples[0].object


def _pairs(claim: Claim) -> Iterator[tuple[Triple, Triple]]:
    """Yield the statements of a claim as submitted, each with the form that the store gives it."""
    for triple in claim.triples:
        single = Claim(claim.iri, (), (triple,), claim.sources, claim.recorded, claim.table)
        yield triple, normal(single).triples[0]


def _held(store: Store, subjects: set[Term]) -> Mapping[tuple[Term, Term], Term]:
    """Return the single values that the graph holds of some things."""
    nodes = [node for node in subjects if isinstance(node, NamedNode)]
    values: dict[tuple[Term, Term], list[Term]] = {}
    for listed in batches(nodes):
        for s, p, o in store.select(
            f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} ?s ?p ?o }}"
        ):
            if s and p and o:
                values.setdefault((s, p), []).append(o)
    return {key: found[0] for key, found in values.items() if len(found) == 1}


def _sources(
    store: Store, wanted: set[tuple[Term, Term, Term]], leaving: Collection[NamedNode]
) -> Mapping[tuple[Term, Term, Term], tuple[Source, ...]]:
    """Return the sources of the claims that state some triples, the best first.

    None are told for a triple that only claims state which leave.
    """
    if not wanted:
        return {}
    cited: dict[tuple[Term, Term, Term], set[NamedNode]] = {}
    subjects = {subject for subject, _, _ in wanted if isinstance(subject, NamedNode)}
    for claim in claims_about(store, subjects):
        for triple in claim.triples:
            key = (triple.subject, triple.predicate, triple.object)
            if key in wanted:
                cited.setdefault(key, set()).update(() if claim.iri in leaving else claim.sources)
    known = find_sources(store, {each for group in cited.values() for each in group})
    return {
        key: tuple(sorted((known[each] for each in group), key=_best_first))
        for key, group in cited.items()
    }


def _best_first(source: Source) -> tuple[str, str]:
    return source.reliability or "e", source.address


def _cite(source: Source) -> str:
    rating = f"rated {source.reliability.upper()}" if source.reliability else "unrated"
    when = f", {source.issued}" if source.issued else ""
    return f"{source.publisher or source.address}{when}, {rating}"


def _text(term: Term) -> str:
    if isinstance(term, Literal):
        return term.value
    return term.value.rsplit("/", 1)[-1] if isinstance(term, NamedNode) else str(term)
