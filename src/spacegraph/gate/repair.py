"""Offer to mend a submission: each repair changes one place and says why.

Only what is plain is offered. Where several things may have been meant the finding's advice names
them and the curator decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from spacegraph.gate.edits import Change
from spacegraph.gate.formats import CSV
from spacegraph.gate.known import Known
from spacegraph.gate.repair_table import mend_table
from spacegraph.gate.repair_turtle import mend_turtle
from spacegraph.gate.shapes import Shapes
from spacegraph.gate.submission import Submission


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of one place: what stands there, what should, and why. `where` is `file:line`."""

    where: str
    old: str
    new: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.old or '(nothing)'} -> {self.new}: {self.why}"


@dataclass(frozen=True, slots=True)
class Mended:
    """A repaired copy and what was changed in it; without repairs it equals the submission."""

    content: bytes
    repairs: tuple[Repair, ...]


def mend(submission: Submission, known: Known, shapes: Shapes) -> Mended:
    """Return a repaired copy. JSON-LD, RDF/XML and XLSX are returned as they are."""
    if submission.format is CSV:
        content, changes = mend_table(submission, known)
    elif submission.format and submission.format.has_lines:
        content, changes = mend_turtle(submission, known, shapes)
    else:
        content, changes = submission.content, ()
    return Mended(content, tuple(_repairs(changes)))


def _repairs(changes: Iterable[Change]) -> Iterable[Repair]:
    return (Repair(*change) for change in changes)
