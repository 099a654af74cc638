"""Take in what holds, take back what was wrong: each a transaction that leaves a record.

The order is: judge, record on disk, commit to the store, be visible. A crash before the record is
in place leaves nothing; after it, the next start builds the store with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode

from spacegraph.errors import NotFound
from spacegraph.gate.archive import Archive
from spacegraph.gate.batch import sift
from spacegraph.gate.bounds import DEFAULT, Bounds
from spacegraph.gate.difference import rewrite
from spacegraph.gate.effect import Change, Effect, find_effect
from spacegraph.gate.kinds import show
from spacegraph.gate.known import Known
from spacegraph.gate.read import read_submission
from spacegraph.gate.repair import Mended, mend
from spacegraph.gate.report import left_behind
from spacegraph.gate.shapes import Shapes
from spacegraph.gate.submission import Submission
from spacegraph.gate.validate import Progress, find_broken, silent, validate
from spacegraph.gate.verdict import Verdict
from spacegraph.gate.wording import Wording
from spacegraph.graph.ledger import Record, Withdrawal, renew
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
        progress: Progress = silent,
    ) -> Verdict:
        """Judge a submission and record nothing."""
        known = Known(self.open(), self.names)
        submission = self._read(known, content, name, today, media_type)
        return validate(submission, known, self.shapes, progress=progress)

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
            self._require(known, replacing)
            submission = self._read(known, content, name, today, media_type)
            judge = sift if keep_going else validate
            verdict = judge(
                submission, known, self.shapes, replacing=tuple(replacing), progress=progress
            )
            if not verdict.accepted or verdict.effect is None or not verdict.claims:
                return Receipt(verdict)
            new = [claim.iri for claim in verdict.claims if claim.table != "sources"]
            gone = Withdrawal.of(replacing, today, reason, new) if replacing else None
            return self._enter(verdict, Record(verdict.claims, gone), verdict.effect, today)

    def mend(self, content: bytes, name: str, today: date, *, media_type: str = "") -> Mended:
        """Return a repaired copy of a submission and what was changed in it."""
        known = Known(self.open(), self.names)
        submission = self._read(known, content, name, today, media_type)
        return mend(submission, known, self.shapes)

    def retract(self, claims: Sequence[NamedNode], today: date, *, reason: str = "") -> Receipt:
        """Take claims back, unless something that stays would then point into the void."""
        with self.archive.lock():
            known = Known(self.open(), self.names)
            self._require(known, claims)
            verdict = self._judge_leaving(known, claims, ", ".join(map(show, claims)))
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
    ) -> Receipt:
        """Record what a change of graphs amounts to as one: new claims, revisions, withdrawals.

        `work` finds the difference from the store that it is then judged against; nobody else
        writes meanwhile. With `dry_run` it is judged only.
        """
        with self.archive.lock():
            known = Known(self.open(), self.names)
            rewriting = rewrite(work(known.store), known, name, today, self.bounds)
            leaving = Withdrawal.of(rewriting.gone, today, reason)
            submission, renewed = self._renew(rewriting.submission, leaving)
            if rewriting.gone and not submission.claims and not submission.findings:
                verdict = self._judge_leaving(known, rewriting.gone, name)
            else:
                verdict = validate(submission, known, self.shapes, replacing=rewriting.gone)
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
        return self._renew(submission)[0]

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

    def _require(self, known: Known, claims: Sequence[NamedNode]) -> None:
        missing = [claim for claim in claims if claim not in known.things(claims)]
        if missing:
            nearest = tuple(show(each) for each in known.nearest(missing[0]))
            hint = f"did you mean {' or '.join(nearest)}?" if nearest else "see the thing's page"
            raise NotFound(f"no claim is called {show(missing[0])}", hint=hint, nearest=nearest)
