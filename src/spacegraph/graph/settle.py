"""Settle what the graph holds true of a subject when its claims disagree.

Of a single-valued property one value stands: that of the weightiest claim (see `Authority`),
then the more precise one, then the first in lexical order. A date that lies within the chosen one
does not contradict it, so the most precise such date is taken. Nothing is lost: every value stays
in the claim that states it. A doubtful claim counts only where nothing firmer is said.

Two other policies can be asked for: `newest` puts the publication date before the weight,
`majority` puts the number of different sources that state the value before everything. Names
always settle by majority, one a language: what most sources call a thing is its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.graph.authority import Authority, Policy
from spacegraph.graph.schema import Schema
from spacegraph.model.claims import Claim
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import SKOS

Subject = NamedNode | BlankNode | Triple
Value = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that one claim gives."""

    value: Value
    claim: NamedNode
    authority: Authority
    sources: frozenset[NamedNode] = frozenset()


Statements = dict[NamedNode, list[Statement]]


def gather(
    claims: Iterable[Claim], authority: Mapping[NamedNode, Authority]
) -> dict[Subject, Statements]:
    """Collect what all claims say, by subject and property."""
    subjects: dict[Subject, Statements] = {}
    for claim in claims:
        weight = authority[claim.iri]
        for triple in claim.triples:
            statements = subjects.setdefault(triple.subject, {})
            statements.setdefault(triple.predicate, []).append(
                Statement(triple.object, claim.iri, weight, frozenset(claim.sources))
            )
    return subjects


def settle(
    subject: Subject,
    statements: Statements,
    schema: Schema,
    policy: Policy = Policy.MOST_RELIABLE,
) -> set[Triple]:
    """Return the triples that the graph holds true of a subject, each once."""
    settled: set[Triple] = set()
    led = {follower for group in schema.companions.values() for follower in group}
    for predicate, stated in statements.items():
        candidates = _firm(stated)
        if predicate == SKOS.prefLabel:
            settled |= _settle_names(subject, candidates)
        elif predicate in schema.functional and predicate not in led:
            winner = choose(candidates, policy)
            settled.add(Triple(subject, predicate, winner.value))
            settled |= _settle_companions(subject, predicate, winner, statements, schema, policy)
        elif predicate not in led:
            settled.update(Triple(subject, predicate, each.value) for each in candidates)
    for leader, followers in schema.companions.items():
        if leader not in statements:
            for follower in followers & statements.keys():
                settled.add(Triple(subject, follower, choose(statements[follower], policy).value))
    return _drop_repeated_names(subject, settled)


def _firm(candidates: list[Statement]) -> list[Statement]:
    """Leave out doubtful statements where others speak."""
    return [each for each in candidates if each.authority.confidence > 0] or candidates


def choose(candidates: Iterable[Statement], policy: Policy = Policy.MOST_RELIABLE) -> Statement:
    """Choose the statement that stands; see the rule at the head of this module."""
    known = tuple(candidates)
    votes: dict[str, set[NamedNode]] = {}
    for each in known:
        votes.setdefault(str(each.value), set()).update(each.sources or {each.claim})

    def preference(statement: Statement) -> tuple[int, int, int, int, int, str]:
        authority = statement.authority
        weight = (
            -authority.reliability,
            -authority.confidence,
            -authority.published.toordinal(),
        )
        first = {
            Policy.MOST_RELIABLE: 0,
            Policy.NEWEST: weight[2],
            Policy.MAJORITY: -len(votes[str(statement.value)]),
        }[policy]
        return first, *weight, -_precision(statement.value), str(statement.value)

    ordered = sorted(known, key=preference)
    winner = ordered[0]
    while finer := [other for other in ordered if _refines(other.value, winner.value)]:
        winner = finer[0]
    return winner


def _date(value: Value) -> PartialDate | None:
    return PartialDate.from_literal(value) if isinstance(value, Literal) else None


def _precision(value: Value) -> int:
    day = _date(value)
    return day.precision if day else 0


def _refines(finer: Value, coarser: Value) -> bool:
    """Tell whether one date lies within another, less precise one."""
    inner, outer = _date(finer), _date(coarser)
    return (
        inner is not None
        and outer is not None
        and inner.precision > outer.precision
        and outer.earliest <= inner.earliest <= outer.latest
    )


def _settle_companions(
    subject: Subject,
    leader: NamedNode,
    winner: Statement,
    statements: Statements,
    schema: Schema,
    policy: Policy,
) -> set[Triple]:
    """Take the companions from claims that state the winning value, so that pairs stay whole."""
    supporters = {each.claim for each in statements[leader] if each.value == winner.value}
    settled = set()
    for follower in schema.companions.get(leader, frozenset()) & statements.keys():
        candidates = [each for each in statements[follower] if each.claim in supporters]
        if candidates:
            settled.add(Triple(subject, follower, choose(candidates, policy).value))
    return settled


def _settle_names(subject: Subject, candidates: list[Statement]) -> set[Triple]:
    """Prefer the name that most sources use in a language; the others remain as alternatives."""
    languages: dict[str, list[Statement]] = {}
    for each in candidates:
        language = each.value.language if isinstance(each.value, Literal) else None
        languages.setdefault(language or "", []).append(each)
    settled = set()
    for names in languages.values():
        winner = choose(names, Policy.MAJORITY)
        settled.add(Triple(subject, SKOS.prefLabel, winner.value))
        settled.update(
            Triple(subject, SKOS.altLabel, each.value)
            for each in names
            if each.value != winner.value
        )
    return settled


def _drop_repeated_names(subject: Subject, triples: set[Triple]) -> set[Triple]:
    """Leave out alternative names that repeat the preferred one (SKOS reference, S13)."""
    preferred = {each.object for each in triples if each.predicate == SKOS.prefLabel}
    return {
        each for each in triples if each.predicate != SKOS.altLabel or each.object not in preferred
    }
