"""Take of a large submission what holds, and leave out the rows and graphs that do not."""

import gc
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from spacegraph.gate.judging.validate import Progress, silent, validate
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity

_ROUNDS = 10
"""What is left out may be missed by others: so the rest is judged again, this often at most."""


def spare_collector() -> None:
    """Have garbage looked for less often in a process that judges one submission and ends.

    Judging makes millions of objects and hardly a cycle; looking for them took a quarter of the
    time of 4,000 rows.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def sift(
    submission: Submission,
    known: Known,
    shapes: Shapes,
    *,
    replacing: Sequence[NamedNode] = (),
    progress: Progress = silent,
) -> Verdict:
    """Judge a submission; where claims of it do not hold, judge it without them.

    The verdict is to accept when anything is left; its findings tell what was left out and why.
    An error that belongs to no claim refuses everything.
    """
    kept, findings = submission.claims, list(submission.findings)
    for _ in range(_ROUNDS):
        rest = replace(submission, claims=_cited(kept), findings=())
        verdict = validate(rest, known, shapes, replacing=replacing, progress=progress)
        faults = [each for each in verdict.findings if each.severity is Severity.ERROR]
        if not faults:
            findings += verdict.findings
            anything = any(claim.table != "sources" for claim in verdict.claims)
            whole = Verdict.of(submission.name, findings, verdict.claims, verdict.effect)
            return replace(whole, accepted=whole.accepted or anything)
        bad = _faulty(submission, kept, faults)
        findings += faults
        if not bad:
            break
        kept = tuple(claim for claim in kept if claim.iri not in bad)
    return Verdict.of(submission.name, findings)


def _faulty(
    submission: Submission, claims: Iterable[Claim], faults: Iterable[Finding]
) -> set[NamedNode]:
    """Return the claims that hold a statement to which a fault is reported."""
    wrong = {fault.where for fault in faults} - {"", submission.name}
    return {
        claim.iri
        for claim in claims
        if claim.table != "sources"
        and wrong & {claim.origin, *(submission.where(claim, each) for each in claim.triples)}
    }


def _cited(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Leave out the new sources that nothing cites any more, unless nothing else is submitted."""
    facts = [claim for claim in claims if claim.table != "sources"]
    cited = {source for claim in facts for source in claim.sources}
    return tuple(
        claim
        for claim in claims
        if claim.table != "sources" or not facts or set(claim.about) & cited
    )
