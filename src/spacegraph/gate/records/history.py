"""Tell who said what of a thing and when, what was taken back and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.knowledge.stated import claims_about, whole_claims
from spacegraph.gate.vocabulary.kinds import split
from spacegraph.graph.facts.entity import Source
from spacegraph.graph.facts.evidence import find_sources
from spacegraph.graph.ledger import Record, Withdrawal
from spacegraph.model.claims import Claim
from spacegraph.store.base import Store


@dataclass(frozen=True, slots=True)
class Entry:
    """What one claim says of a thing. `withdrawal` tells that it is no longer held true."""

    day: date
    claim: NamedNode
    statements: tuple[Triple, ...]
    sources: tuple[Source, ...]
    note: str = ""
    withdrawal: Withdrawal | None = None


def history(store: Store, records: Iterable[Record], thing: NamedNode) -> tuple[Entry, ...]:
    """Return every claim about a thing, withdrawn ones too, in the order they were recorded.

    Of a claim its own entry is returned, and those of the claims that took its place.
    Claims that are live come from the store. What was withdrawn is told from the records, with
    which belong the claims of the shipped tables: a withdrawal names those alone.
    """
    known = tuple(records)
    gone = {
        old: each.withdrawal for each in known if each.withdrawal for old in each.withdrawal.claims
    }
    if split(thing)[0] == "claim":
        line = _successors(thing, gone)
        claims = {each.iri: each for record in known for each in record.claims if each.iri in line}
        standing = whole_claims(store, line)
    else:
        claims = {claim.iri: claim for claim in _withdrawn(known, thing, gone)}
        standing = claims_about(store, [thing])
    claims |= {claim.iri: claim for claim in standing if claim.iri not in gone}
    sources = find_sources(store, {each for claim in claims.values() for each in claim.sources})
    entries = [
        Entry(
            claim.recorded,
            claim.iri,
            claim.triples,
            tuple(sources[each] for each in claim.sources),
            claim.note,
            gone.get(claim.iri),
        )
        for claim in claims.values()
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.day, entry.claim.value)))


def _successors(claim: NamedNode, gone: Mapping[NamedNode, Withdrawal]) -> list[NamedNode]:
    """Return a claim, those that were put in its place, and so on."""
    line = [claim]
    for each in line:
        if each in gone:
            pairs = gone[each].revisions
            line += (new for new, old in pairs if old == each and new not in line)
    return line


def _withdrawn(
    records: Iterable[Record], thing: NamedNode, gone: dict[NamedNode, Withdrawal]
) -> Iterator[Claim]:
    """Yield the withdrawn claims about a thing, with what they said of it."""
    for record in records:
        for claim in record.claims:
            stated = tuple(triple for triple in claim.triples if triple.subject == thing)
            if claim.iri in gone and stated:
                yield Claim(
                    claim.iri,
                    claim.about,
                    stated,
                    claim.sources,
                    claim.recorded,
                    claim.table,
                    claim.confidence,
                    claim.note,
                    claim.origin,
                )
