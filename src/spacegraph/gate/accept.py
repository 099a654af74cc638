"""Take in what holds, take back what was wrong: each a transaction that leaves a record.

The order is: judge, record on disk, commit to the store, be visible. A crash before the record is
in place leaves nothing; after it, the next start builds the store with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode

from spacegraph.errors import NotFound
from spacegraph.gate.archive import Archive
from spacegraph.gate.batch import sift
from spacegraph.gate.bounds import DEFAULT, Bounds
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
from spacegraph.store.base import Store


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
        known = Known(self.open())
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
            known = Known(self.open())
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
        known = Known(self.open())
        submission = self._read(known, content, name, today, media_type)
        return mend(submission, known, self.shapes)

    def retract(self, claims: Sequence[NamedNode], today: date, *, reason: str = "") -> Receipt:
        """Take claims back, unless something that stays would then point into the void."""
        with self.archive.lock():
            known = Known(self.open())
            self._require(known, claims)
            effect = find_effect(known.store, Change((), tuple(claims)), self.shapes.schema)
            broken = find_broken(known.store, effect, self.shapes)
            names = known.names(each.focus for each in broken)
            wording = Wording(self.shapes.labels, names)
            findings = [left_behind(each, wording) for each in broken]
            verdict = Verdict.of(", ".join(map(show, claims)), findings, (), effect)
            if not verdict.accepted:
                return Receipt(verdict)
            withdrawal = Withdrawal.of(claims, today, reason)
            return self._enter(verdict, Record((), withdrawal), effect, today)

    def _read(
        self, known: Known, content: bytes, name: str, today: date, media_type: str
    ) -> Submission:
        """Read a submission; claims that were withdrawn before come back under another name."""
        submission = read_submission(
            content, name, known, today, media_type=media_type, bounds=self.bounds
        )
        withdrawals = self.archive.withdrawals()
        claims = tuple(
            replace(claim, iri=renew(claim.iri, withdrawals)) for claim in submission.claims
        )
        return replace(submission, claims=claims)

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
