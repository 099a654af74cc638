"""The verdict on a submission: whether it may enter, and everything there is to say about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.gate.knowledge.effect import Effect
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity

_PLACE: Final = re.compile(r"(.*(?::|!))([A-Z]*)(\d{1,9})")
"""`file:line`, or `file:sheet!cell`."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of one place: what stands there, what should, and why. `where` is `file:line`.

    `column` is where it begins in its line, from 1; zero where that is not plain.
    """

    where: str
    old: str
    new: str
    why: str
    column: int = 0

    def __str__(self) -> str:
        return f"{self.where}: {self.old or '(nothing)'} -> {self.new}: {self.why}"


@dataclass(frozen=True, slots=True)
class Leaving:
    """The claims that leave with nothing in their place, and those in whose place others come.

    `shipped` counts those of them that came with the project, not through the gate.
    """

    withdrawn: tuple[NamedNode, ...] = ()
    superseded: tuple[NamedNode, ...] = ()
    shipped: int = 0

    @property
    def claims(self) -> tuple[NamedNode, ...]:
        return (*self.withdrawn, *self.superseded)

    def __str__(self) -> str:
        counted = ((self.withdrawn, "taken back"), (self.superseded, "superseded"))
        told = [f"{_claims(len(each))} {word}" for each, word in counted if each]
        return ", ".join((*told, *([f"{self.shipped:,} of them shipped"] if self.shipped else ())))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`claims` are those that would be recorded, without those that are on record already.

    `effect` is what accepting them does to the default graph; None where it cannot be told.
    `repairs` are those that a refused submission could be mended by.
    """

    name: str
    accepted: bool
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    effect: Effect | None = None
    leaving: Leaving = Leaving()
    repairs: tuple[Repair, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        findings: Iterable[Finding],
        claims: Iterable[Claim] = (),
        effect: Effect | None = None,
    ) -> "Verdict":
        """Judge by the findings: one error refuses all."""
        known = tuple(sorted(dict.fromkeys(findings), key=by_weight))
        accepted = not any(finding.severity is Severity.ERROR for finding in known)
        return cls(name, accepted, known, tuple(claims), effect)

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def summary(self) -> str:
        """Say in one line what came out."""
        counted = ", ".join(
            f"{number} {severity}{'s' if number != 1 else ''}"
            for severity in Severity
            if (number := self.count(severity)) and severity is not Severity.INFO
        )
        only = not self.claims and self.leaving.claims
        state = ("may leave" if only else "may enter") if self.accepted else "refused"
        if self.accepted and self.count(Severity.ERROR):
            state = "may enter in part"
        claims = "" if only else _claims(len(self.claims))
        told = ", ".join(filter(None, (claims, str(self.leaving), counted)))
        return f"{self.name}: {state} ({told})"


def _claims(count: int) -> str:
    return f"{count:,} claim{'s' if count != 1 else ''}"


def by_weight(finding: Finding) -> tuple[int, str, int, int, str, str, str]:
    """Order findings: errors first, then by their place, in a workbook by row and column."""
    match = _PLACE.fullmatch(finding.where)
    file, column, line = match.groups() if match else (finding.where, "", "")
    place = (file, int(line) if line else 0, len(column), column)
    rank = list(Severity).index(finding.severity)
    return (rank, *place, finding.subject, finding.message)
