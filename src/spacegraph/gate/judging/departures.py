"""Judge which claims may leave: by what name, in whose place, how many at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.errors import DataError, NotFound, Refused
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.stated import claims_about, whole_claims
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.vocabulary.kinds import show, split
from spacegraph.graph.ledger import Withdrawal
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.store.base import Store

AT_ONCE: Final = 100
"""Claims that one update may take back or supersede unless it says how many: more is a slip."""

_NAMED: Final = 5
"""How many claims an advice names."""


def require_standing(
    claims: Sequence[NamedNode], known: Known, withdrawals: Iterable[Withdrawal]
) -> None:
    """Raise where a claim is not on record. No other claim is proposed to be taken back."""
    missing = find_missing(claims, known)
    if not missing:
        return
    node = missing[0]
    gone = {old: each for each in withdrawals for old in each.claims}
    if node in gone:
        reason = f": {gone[node].reason}" if gone[node].reason else ""
        raise NotFound(
            f"{show(node)} was taken back on {gone[node].day}{reason}",
            hint=f"spacegraph history {show(node)} tells what it said",
        )
    if split(node)[0] == "claim":
        raise NotFound(
            f"no claim is called {show(node)}",
            hint="spacegraph history lists the claims about a thing",
        )
    named = [show(claim.iri) for claim in claims_about(known.store, [node])]
    more = " and others" if len(named) > _NAMED else ""
    raise NotFound(
        f"{show(node)} is no claim",
        hint=f"the claims about it are {', '.join(named[:_NAMED])}{more}"
        if named
        else "spacegraph history lists the claims about a thing",
    )


def find_missing(claims: Sequence[NamedNode], known: Known) -> list[NamedNode]:
    """Return the claims that are not on record, or not any more."""
    standing = known.things(claims)
    return [claim for claim in claims if claim not in standing or split(claim)[0] != "claim"]


def require_kinship(old: Collection[NamedNode], new: Iterable[Claim], store: Store) -> None:
    """Raise where claims would supersede one that is about something else entirely."""
    told = {triple.subject for claim in new for triple in claim.triples}
    for claim in whole_claims(store, old):
        about = {triple.subject for triple in claim.triples}
        if not about & told:
            things = ", ".join(sorted(show(each) for each in about if isinstance(each, NamedNode)))
            raise DataError(
                f"{show(claim.iri)} is about {things}, of which this submission says nothing",
                hint="check its id; a claim that nothing replaces is retracted",
            )


def warn_of_return(
    submission: Submission,
    names: Mapping[NamedNode, NamedNode],
    recorded: Collection[NamedNode],
    withdrawals: Iterable[Withdrawal],
) -> Iterator[Finding]:
    """Yield a warning of each claim that was taken back and now enters under another name."""
    gone = {old: each for each in withdrawals for old in each.claims}
    for claim in submission.claims:
        if claim.iri in gone and names[claim.iri] not in recorded:
            told = gone[claim.iri]
            reason = f": {told.reason}" if told.reason else ""
            yield Finding(
                Severity.WARNING,
                f"the same was taken back on {told.day}{reason}",
                claim.origin,
                subject=show(claim.iri),
                advice="it would enter again; check that the reason no longer holds",
            )


def require_few(leaving: Sequence[NamedNode], stated: int) -> None:
    """Raise where more claims would leave than were stated, or than are plausible."""
    if len(leaving) > max(stated, AT_ONCE):
        raise Refused(
            f"this would take back or supersede {len(leaving):,} claims, and nothing was done",
            hint=f"{max(stated, AT_ONCE):,} may leave at once; if it is meant, "
            f"say so with ?leaving={len(leaving)}",
        )
