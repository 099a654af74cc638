"""Take in what holds, take back what was wrong: each a transaction that leaves a record.

The order is: judge, record on disk, commit to the store, be visible. A crash before the record is
in place leaves nothing; after it, the next start builds the store with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode

from spacegraph.errors import DataError
from spacegraph.gate.formats.bounds import DEFAULT, Bounds
from spacegraph.gate.judging.batch import sift
from spacegraph.gate.judging.departures import (
    find_missing,
    require_few,
    require_kinship,
    require_standing,
    warn_of_return,
)
from spacegraph.gate.judging.reporter import left_behind
from spacegraph.gate.judging.validate import Progress, find_broken, silent, validate
from spacegraph.gate.judging.verdict import Leaving, Verdict
from spacegraph.gate.knowledge.effect import Change, Effect, find_effect
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.wording import Wording
from spacegraph.gate.reading.read import read_submission
from spacegraph.gate.reading.submission import Locator, Submission
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.repairs.mend import Mended, mend
from spacegraph.gate.repairs.suggest import suggest
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.updates.difference import rewrite
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.graph.ledger import Record, Withdrawal, renew
from spacegraph.model.claims import Claim
from spacegraph.search.indexes import Names
from spacegraph.store.base import Difference, Store


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A record that is on disk and not yet in the store, and what it changes there."""

    path: Path
    record: Record
    effect: Effect


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a request. `path` is None where nothing was recorded."""

    verdict: Verdict
    record: Record | None = None
    path: Path | None = None

    @property
    def accepted(self) -> bool:
        return self.verdict.accepted


@dataclass(frozen=True, slots=True)
class Desk:
    """Where submissions are handed in.

    `open` gives the store as it is now; `commit` brings an acceptance into it and into view. When
    `commit` fails the record is taken away again.
    """

    archive: Archive
    shapes: Shapes
    open: Callable[[], Store]
    commit: Callable[[Acceptance], None]
    bounds: Bounds = DEFAULT
    names: Names = field(default_factory=Names)

    def check(
        self,
        content: bytes,
        name: str,
        today: date,
        *,
        media_type: str = "",
        replacing: Sequence[NamedNode] = (),
        reason: str = "",
        progress: Progress = silent,
    ) -> Verdict:
        """Judge a submission as `accept` does, and record nothing."""
        known = Known(self.open(), self.names)
        submission = self._read(known, content, name, today, media_type)
        old = self._superseded(known, replacing, reason, submission)
        verdict = validate(submission, known, self.shapes, replacing=old, progress=progress)
        return self._answer(verdict, submission, known, old)

    def accept(
        self,
        content: bytes,
        name: str,
        today: date,
        *,
        media_type: str = "",
        replacing: Sequence[NamedNode] = (),
        reason: str = "",
        keep_going: bool = False,
        progress: Progress = silent,
    ) -> Receipt:
        """Record a submission if it may enter; what is on record already is not recorded again.

        `replacing` names claims that it supersedes, `reason` says why. With `keep_going` rows and
        graphs that do not hold are left out and the others recorded.
        """
        with self.archive.lock():
            known = Known(self.open(), self.names)
            submission = self._read(known, content, name, today, media_type)
            old = self._superseded(known, replacing, reason, submission)
            judge = sift if keep_going else validate
            verdict = judge(submission, known, self.shapes, replacing=old, progress=progress)
            verdict = self._answer(verdict, submission, known, old)
            effect, new = verdict.effect, _facts(verdict.claims)
            if not verdict.accepted or effect is None or not verdict.claims or (old and not new):
                return Receipt(verdict)
            gone = Withdrawal.of(old, today, reason, new) if old else None
            return self._enter(verdict, Record(verdict.claims, gone), effect, today)

    def _answer(
        self, verdict: Verdict, submission: Submission, known: Known, old: Sequence[NamedNode]
    ) -> Verdict:
        """Have a verdict tell what would mend the submission, or which claims leave for it."""
        if not verdict.accepted:
            return suggest(verdict, submission, known, self.shapes)
        return self._telling(verdict, (), old) if _facts(verdict.claims) else verdict

    def _superseded(
        self, known: Known, replacing: Sequence[NamedNode], reason: str, submission: Submission
    ) -> tuple[NamedNode, ...]:
        """Return the claims that leave; none where the same was recorded before."""
        if reason and not replacing:
            hint = "name it with replacing; a note on a fact stands in the submission itself"
            raise DataError("a reason is kept with the claim that is superseded", hint=hint)
        missing = set(find_missing(replacing, known))
        facts = [claim for claim in submission.claims if claim.table != "sources"]
        repeated = bool(facts) and known.things(_facts(facts)) >= set(_facts(facts))
        gone = {old for each in self.archive.withdrawals() for old in each.claims}
        if not (repeated and missing <= gone):
            require_standing(replacing, known, self.archive.withdrawals())
        old = () if repeated else tuple(replacing)
        if facts:
            require_kinship(old, facts, known.store)
        return old

    def mend(self, content: bytes, name: str, today: date, *, media_type: str = "") -> Mended:
        """Return a repaired copy of a submission and what was changed in it."""
        known = Known(self.open(), self.names)
        submission = self._read(known, content, name, today, media_type)
        return mend(submission, known, self.shapes)

    def retract(self, claims: Sequence[NamedNode], today: date, *, reason: str = "") -> Receipt:
        """Take claims back, unless something that stays would then point into the void."""
        with self.archive.lock():
            known = Known(self.open(), self.names)
            require_standing(claims, known, self.archive.withdrawals())
            verdict = self._judge_leaving(known, claims, ", ".join(map(show, claims)))
            verdict = self._telling(verdict, claims)
            if not verdict.accepted or verdict.effect is None:
                return Receipt(verdict)
            withdrawal = Withdrawal.of(claims, today, reason)
            return self._enter(verdict, Record((), withdrawal), verdict.effect, today)

    def revise(
        self,
        work: Callable[[Store], Difference],
        name: str,
        today: date,
        *,
        reason: str = "",
        dry_run: bool = False,
        leaving: int = 0,
        locator: Locator | None = None,
    ) -> Receipt:
        """Record what a change of graphs amounts to as one: new claims, revisions, withdrawals.

        `work` finds the difference from the store that it is then judged against; nobody else
        writes meanwhile. With `dry_run` it is judged only. `leaving` says how many claims are
        meant to leave where they are many, `locator` knows the places in what was sent.
        """
        with self.archive.lock():
            known = Known(self.open(), self.names)
            rewriting = rewrite(
                work(known.store), known, locator or Locator(name), today, self.bounds
            )
            require_few(rewriting.gone, leaving)
            departing = Withdrawal.of(rewriting.gone, today, reason)
            submission, renewed = self._renew(rewriting.submission, departing)
            if rewriting.gone and not submission.claims and not submission.findings:
                verdict = self._judge_leaving(known, rewriting.gone, name)
            else:
                verdict = validate(submission, known, self.shapes, replacing=rewriting.gone)
            superseded = {old for _, old in rewriting.revisions}
            verdict = self._telling(
                verdict, [each for each in rewriting.gone if each not in superseded], superseded
            )
            nothing = not verdict.claims and not rewriting.gone
            if dry_run or nothing or not verdict.accepted or verdict.effect is None:
                return Receipt(verdict)
            revisions = [(renewed.get(new, new), old) for new, old in rewriting.revisions]
            gone = Withdrawal.revising(rewriting.gone, today, reason, revisions)
            record = Record(verdict.claims, gone if rewriting.gone else None)
            return self._enter(verdict, record, verdict.effect, today)

    def _judge_leaving(self, known: Known, claims: Sequence[NamedNode], name: str) -> Verdict:
        """Judge whether everything that stays holds without some claims."""
        effect = find_effect(known.store, Change((), tuple(claims)), self.shapes.schema)
        broken = find_broken(known.store, effect, self.shapes)
        wording = Wording(self.shapes.labels, known.names(each.focus for each in broken))
        findings = [left_behind(each, wording) for each in broken]
        return Verdict.of(name, findings, (), effect)

    def _read(
        self, known: Known, content: bytes, name: str, today: date, media_type: str
    ) -> Submission:
        submission = read_submission(
            content, name, known, today, media_type=media_type, bounds=self.bounds
        )
        renewed, names = self._renew(submission)
        recorded = known.things(names.values())
        again = warn_of_return(submission, names, recorded, self.archive.withdrawals())
        return replace(renewed, findings=(*renewed.findings, *again))

    def _renew(
        self, submission: Submission, *leaving: Withdrawal
    ) -> tuple[Submission, dict[NamedNode, NamedNode]]:
        """Have claims that were withdrawn before come back under other names, which it returns."""
        withdrawals = (*self.archive.withdrawals(), *leaving)
        names = {claim.iri: renew(claim.iri, withdrawals) for claim in submission.claims}
        claims = tuple(replace(claim, iri=names[claim.iri]) for claim in submission.claims)
        return replace(submission, claims=claims), names

    def _enter(self, verdict: Verdict, record: Record, effect: Effect, today: date) -> Receipt:
        standing = self.archive.find(record)
        path = standing or self.archive.write(record, today.year)
        try:
            self.commit(Acceptance(path, record, effect))
        except BaseException:
            if standing is None:
                self.archive.withdraw(path)
            raise
        return Receipt(verdict, record, path)

    def _telling(
        self, verdict: Verdict, withdrawn: Iterable[NamedNode], superseded: Iterable[NamedNode] = ()
    ) -> Verdict:
        """Have a verdict tell what leaves, and how much of it was shipped with the project."""
        leaving = Leaving(tuple(withdrawn), tuple(sorted(superseded, key=str)))
        if not leaving.claims:
            return verdict
        shipped = len(set(leaving.claims) - self.archive.recorded())
        return replace(verdict, leaving=replace(leaving, shipped=shipped))


def _facts(claims: Iterable[Claim]) -> list[NamedNode]:
    """Return the names of the claims that state facts, not where one can read of them."""
    return [claim.iri for claim in claims if claim.table != "sources"]
