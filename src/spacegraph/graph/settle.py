"""Settle what the graph holds true of a subject when its claims disagree.

Of a single-valued property one value stands: that of the weightiest claim (see `Authority`),
then the more precise one, then the first in lexical order. A date that lies within the chosen one
does not contradict it, so the most precise such date is taken. Nothing is lost: every value stays
in the claim that states it. A doubtful claim counts only where nothing firmer is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.graph.authority import Authority
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
                Statement(triple.object, claim.iri, weight)
            )
    return subjects


def settle(subject: Subject, statements: Statements, schema: Schema) -> set[Triple]:
    """Return the triples that the graph holds true of a subject, each once."""
    settled: set[Triple] = set()
    led = {follower for group in schema.companions.values() for follower in group}
    for predicate, stated in statements.items():
        candidates = _firm(stated)
        if predicate == SKOS.prefLabel:
            settled |= _settle_names(subject, candidates)
        elif predicate in schema.functional and predicate not in led:
            winner = choose(candidates)
            settled.add(Triple(subject, predicate, winner.value))
            settled |= _settle_companions(subject, predicate, winner, statements, schema)
        elif predicate not in led:
            settled.update(Triple(subject, predicate, each.value) for each in candidates)
    for leader, followers in schema.companions.items():
        if leader not in statements:
            for follower in followers & statements.keys():
                settled.add(Triple(subject, follower, choose(statements[follower]).value))
    return _drop_repeated_names(subject, settled)


def _firm(candidates: list[Statement]) -> list[Statement]:
    """Leave out doubtful statements where others speak."""
    return [each for each in candidates if each.authority.confidence > 0] or candidates


def choose(candidates: Iterable[Statement]) -> Statement:
    """Choose the statement that stands; see the rule at the head of this module."""
    ordered = sorted(candidates, key=_preference)
    winner = ordered[0]
    while finer := [other for other in ordered if _refines(other.value, winner.value)]:
        winner = finer[0]
    return winner


def _preference(statement: Statement) -> tuple[int, int, int, int, str]:
    authority = statement.authority
    return (
        -authority.reliability,
        -authority.confidence,
        -authority.published.toordinal(),
        -_precision(statement.value),
        str(statement.value),
    )


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
) -> set[Triple]:
    """Take the companions from claims that state the winning value, so that pairs stay whole."""
    supporters = {each.claim for each in statements[leader] if each.value == winner.value}
    settled = set()
    for follower in schema.companions.get(leader, frozenset()) & statements.keys():
        candidates = [each for each in statements[follower] if each.claim in supporters]
        if candidates:
            settled.add(Triple(subject, follower, choose(candidates).value))
    return settled


def _settle_names(subject: Subject, candidates: list[Statement]) -> set[Triple]:
    """Prefer one name a language; the names that lose remain as alternatives."""
    languages: dict[str, list[Statement]] = {}
    for each in candidates:
        language = each.value.language if isinstance(each.value, Literal) else None
        languages.setdefault(language or "", []).append(each)
    settled = set()
    for names in languages.values():
        winner = choose(names)
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
