"""Work out what a change of claims changes in the default graph, without settling the rest anew.

Only the things that the change speaks of are settled again, and with them the things from which
`graph.infer` would draw other conclusions. What is settled twice, before and after, and comes out
the same is no part of the effect; so it does no harm that their neighbours are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Quad, Triple
from pyoxigraph import Store as Quads

from spacegraph.gate.knowledge.known import Known, batches
from spacegraph.gate.knowledge.stated import claims_about, claims_naming, weights, whole_claims
from spacegraph.graph.authority import authorities
from spacegraph.graph.infer import infer
from spacegraph.graph.merge import merge
from spacegraph.graph.schema import Schema
from spacegraph.graph.settle import gather, settle
from spacegraph.model.claims import Claim
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import DCTERMS, SCHEMA, SG, SKOS, XSD
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

_PARTS = (SG.child, SG.parent, SG.recipient)
"""Properties whose values lend an affiliation or a round their name and their standing."""

_SHOWING = frozenset({SKOS.prefLabel, SCHEMA.endDate, SCHEMA.dissolutionDate})
"""Properties of a thing that show in the affiliations and rounds it is part of."""

_RATE, _RATES_KIND, _CURRENCY, _CHILD = SG.unitsPerUSD, SG.ExchangeRate, SG.currency, SG.child
_REPLACES = DCTERMS.replaces
_SUMS = frozenset({SG.amount, SG.valuation, _RATE})
_GREATEST = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class Change:
    """Claims that come and the names of claims that go."""

    added: tuple[Claim, ...] = ()
    removed: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What the default graph gains and loses, and what the named graphs do."""

    gained: frozenset[Triple]
    lost: frozenset[Triple]
    entering: tuple[Claim, ...]
    leaving: tuple[Claim, ...]

    def nodes(self) -> frozenset[NamedNode]:
        """Return every IRI of which the default graph gains or loses a statement."""
        triples = (*self.gained, *self.lost)
        ends = (node for triple in triples for node in (triple.subject, triple.object))
        return frozenset(node for node in ends if isinstance(node, NamedNode))


def find_effect(store: Store, change: Change, schema: Schema) -> Effect:
    """Return what a change does; a DataError says that its merges contradict each other."""
    leaving = {claim.iri: claim for claim in whole_claims(store, change.removed)}
    entering = {claim.iri: normal(claim) for claim in change.added}
    if merged := _merged(change.added):
        for claim in whole_claims(store, claims_naming(store, merged)):
            if claim.iri not in leaving:
                leaving[claim.iri] = claim
                entering.setdefault(claim.iri, claim)
    earlier = _earlier_merges(store, entering.values())
    rewritten = merge((*earlier, *entering.values()))
    after = {claim.iri: claim for claim in rewritten if claim.iri in entering}
    subjects = {
        triple.subject
        for claim in (*leaving.values(), *after.values())
        for triple in claim.triples
        if isinstance(triple.subject, NamedNode)
    }
    return _compare(store, subjects, tuple(after.values()), tuple(leaving.values()), schema)


def normal(claim: Claim) -> Claim:
    """Write the literals of a claim as the store writes them (`01` is `1`, `1.50` is `1.5`)."""
    quads = Quads()
    quads.extend(Quad(t.subject, t.predicate, t.object) for t in claim.triples)
    triples = tuple(sorted((quad.triple for quad in quads), key=str))
    return Claim(
        claim.iri,
        claim.about,
        triples,
        claim.sources,
        claim.recorded,
        claim.table,
        claim.confidence,
        claim.note,
        claim.origin,
    )


def _compare(
    store: Store,
    subjects: set[NamedNode],
    entering: tuple[Claim, ...],
    leaving: tuple[Claim, ...],
    schema: Schema,
) -> Effect:
    before, after = _resettled(store, subjects, entering, leaving, schema)
    reached = set(subjects)
    while found := _neighbours(store, before, after) - reached:
        held = _Held.read(store, found)
        settled = held.settle(held.claims, found, schema)
        before, after, reached = before | settled, after | settled, reached | found
    before |= {triple for claim in leaving for triple in claim.metadata()}
    after |= {triple for claim in entering for triple in claim.metadata()}
    was, will = before | _inferred(before, schema), after | _inferred(after, schema)
    return Effect(frozenset(will - was), frozenset(was - will), entering, leaving)


def _resettled(
    store: Store,
    subjects: set[NamedNode],
    entering: tuple[Claim, ...],
    leaving: tuple[Claim, ...],
    schema: Schema,
) -> tuple[set[Triple], set[Triple]]:
    """Settle the things that a change speaks of without it and with it."""
    held = _Held.read(store, subjects, (*entering, *leaving))
    gone = {claim.iri for claim in leaving}
    kept = tuple(claim for claim in held.claims if claim.iri not in gone)
    return (
        held.settle(held.claims, subjects, schema),
        held.settle((*kept, *entering), subjects, schema),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store's claims state of some things, and the weights of everything they cite."""

    claims: tuple[Claim, ...]
    rated: tuple[Claim, ...]

    @classmethod
    def read(cls, store: Store, subjects: set[NamedNode], more: Sequence[Claim] = ()) -> "_Held":
        claims = claims_about(store, subjects)
        cited = {source for claim in (*claims, *more) for source in claim.sources}
        return cls(claims, weights(store, cited))

    def settle(
        self, claims: Sequence[Claim], subjects: set[NamedNode], schema: Schema
    ) -> set[Triple]:
        weigh = authorities((*self.rated, *claims))
        settled: set[Triple] = set()
        for subject, statements in gather(claims, weigh).items():
            if subject in subjects:
                settled |= settle(subject, statements, schema)
        return settled


def _inferred(settled: set[Triple], schema: Schema) -> set[Triple]:
    """Draw conclusions, save from sums that are no numbers: the shapes refuse those."""
    sound = {triple for triple in settled if not _odd(triple)}
    rates = {triple.subject for triple in sound if triple.predicate == _RATE}
    usable = {triple for triple in sound if triple.object != _RATES_KIND or triple.subject in rates}
    return set(infer(usable, schema))


def _odd(triple: Triple) -> bool:
    """Tell whether a sum is no number that one can reckon with."""
    if triple.predicate not in _SUMS:
        return False
    if not isinstance(triple.object, Literal):
        return True
    try:
        value = Decimal(triple.object.value)
    except InvalidOperation:
        return True
    return not (value.is_finite() and 0 < value < _GREATEST)


def _earlier_merges(store: Store, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the merges on record, if the claims speak of a merged thing or merge more."""
    known = tuple(claims)
    ends = {end for claim in known for t in claim.triples for end in (t.subject, t.object)}
    nodes = {end for end in ends if isinstance(end, NamedNode)}
    if not Known(store).replaced(nodes) and not _merged(known):
        return ()
    rows = store.select(
        f"SELECT DISTINCT ?claim WHERE {{ GRAPH ?claim {{ ?x {to_sparql(DCTERMS.replaces)} ?y }} }}"
    )
    return whole_claims(store, [claim for (claim,) in rows if isinstance(claim, NamedNode)])


def _merged(claims: Iterable[Claim]) -> set[NamedNode]:
    return {
        triple.object
        for claim in claims
        for triple in claim.triples
        if triple.predicate == _REPLACES and isinstance(triple.object, NamedNode)
    }


def _neighbours(store: Store, before: set[Triple], after: set[Triple]) -> set[NamedNode]:
    """Return the things whose conclusions, or whose part in conclusions, the change may touch."""
    held, changed = before | after, before ^ after
    parts = {
        triple.object
        for triple in held
        if triple.predicate in _PARTS and isinstance(triple.object, NamedNode)
    }
    shown = {
        triple.subject
        for triple in changed
        if triple.predicate in _SHOWING and isinstance(triple.subject, NamedNode)
    }
    moved = {
        triple.object
        for triple in changed
        if triple.predicate == _CHILD and isinstance(triple.object, NamedNode)
    }
    siblings = _pointing(store, _PARTS, shown) | _pointing(store, (SG.child,), moved)
    return parts | siblings | _rates(store, held, changed)


def _pointing(
    store: Store, properties: Iterable[NamedNode], nodes: Iterable[NamedNode]
) -> set[NamedNode]:
    found: set[NamedNode] = set()
    for values in batches(nodes):
        ways = " UNION ".join(
            f"{{ VALUES ?y {{ {values} }} ?x {to_sparql(each)} ?y }}" for each in properties
        )
        rows = store.select(f"SELECT DISTINCT ?x WHERE {{ {ways} }}")
        found.update(x for (x,) in rows if isinstance(x, NamedNode))
    return found


def _rates(store: Store, held: set[Triple], changed: set[Triple]) -> set[NamedNode]:
    """Return the exchange rates that sums need, and the sums that a changed rate converts."""
    touched = {triple.subject for triple in changed}
    rates = {triple.subject for triple in held if triple.predicate == _RATE}
    currencies: dict[object, set[str]] = {}
    years: dict[object, set[int]] = {}
    for triple in held:
        value = triple.object
        if triple.predicate == _CURRENCY and isinstance(value, Literal):
            currencies.setdefault(triple.subject, set()).add(value.value)
        elif isinstance(value, Literal) and (day := PartialDate.from_literal(value)):
            years.setdefault(triple.subject, set()).add(day.year)
    wanted = {
        (currency, year)
        for subject in currencies.keys() & touched - rates
        for currency in currencies[subject]
        for year in years.get(subject, ())
    }
    found: set[NamedNode] = set()
    for currency, year in sorted(wanted):
        when = Literal(f"{year:04}", datatype=XSD.gYear)
        found |= _with(store, {SG.year: when, SG.currency: Literal(currency)})
    for rate in touched & rates:
        for currency in currencies.get(rate, ()):
            found |= _with(store, {SG.currency: Literal(currency)})
    return found


def _with(store: Store, values: Mapping[NamedNode, Literal]) -> set[NamedNode]:
    """Return the things that have some values."""
    parts = " ; ".join(f"{to_sparql(name)} {to_sparql(value)}" for name, value in values.items())
    rows = store.select(f"SELECT ?x WHERE {{ ?x {parts} }}")
    return {x for (x,) in rows if isinstance(x, NamedNode)}
