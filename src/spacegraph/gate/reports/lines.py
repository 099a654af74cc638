"""Write a finding or a repair as one line, whatever the names in it hold."""

import re
from typing import Final

from spacegraph.gate.judging.verdict import Repair
from spacegraph.model.findings import Finding

_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LONGEST: Final = 120
"""Characters of a subject; a name may be an essay."""


def to_line(finding: Finding) -> str:
    """Write where, how much it weighs, of what, and what is wrong."""
    place, colon, _ = str(finding).partition(f"{finding.severity}: ")
    return _BREAKS.sub(" ", f"{place}{colon}{describe(finding)}")


def describe(finding: Finding) -> str:
    """Write of what it is said and what is wrong, without the place."""
    subject = finding.subject
    if len(subject) > _LONGEST:
        subject = f"{subject[:_LONGEST]}…"
    rest = str(finding).partition(f"{finding.severity}: ")[2]
    return _BREAKS.sub(" ", f"{subject}: {rest}" if subject else rest)


def to_repair_line(repair: Repair) -> str:
    """Write where, what stands there, what should, and why."""
    return _BREAKS.sub(" ", str(repair))
