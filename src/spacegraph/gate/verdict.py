"""The verdict on a submission: whether it may enter, and everything there is to say about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from spacegraph.gate.effect import Effect
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity

_PLACE: Final = re.compile(r"(.*(?::|!))[A-Z]*(\d{1,9})")
"""`file:line`, or `file:sheet!cell`, of which the row counts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`claims` are those that would be recorded, without those that are on record already.

    `effect` is what accepting them does to the default graph; None where it cannot be told.
    """

    name: str
    accepted: bool
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    effect: Effect | None = None

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
        state = "may enter" if self.accepted else "refused"
        claims = f"{len(self.claims)} claim{'s' if len(self.claims) != 1 else ''}"
        return f"{self.name}: {state} ({claims}{', ' if counted else ''}{counted})"


def by_weight(finding: Finding) -> tuple[int, str, int, str, str]:
    """Order findings: errors first, then by their place."""
    match = _PLACE.fullmatch(finding.where)
    file, line = match.groups() if match else (finding.where, "")
    number = int(line) if line else 0
    return list(Severity).index(finding.severity), file, number, finding.subject, finding.message
