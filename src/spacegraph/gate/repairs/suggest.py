"""Have findings tell what the repair would write, so that words and repair never part."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from spacegraph.gate.judging.verdict import Repair, Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.mend import mend
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.model.columns import split_cell
from spacegraph.model.findings import Finding

_LARGEST: Final = 256 << 10
"""Bytes of a submission for which repairs are looked for unasked."""

_GENERAL: Final = ("add the ", "write ")
"""How an advice begins that says less than the repair, or would make a duplicate."""


def suggest(verdict: Verdict, submission: Submission, known: Known, shapes: Shapes) -> Verdict:
    """Add to a refusal what would mend the submission, and to each finding what mends it."""
    if verdict.accepted or len(submission.content) > _LARGEST:
        return verdict
    lines = submission.content.decode("utf-8-sig", errors="replace").split("\n")
    repairs = tuple(
        replace(each, column=_column(each, lines))
        for each in mend(submission, known, shapes).repairs
    )
    by_place: dict[str, list[Repair]] = {}
    for each in repairs:
        by_place.setdefault(each.where, []).append(each)
    findings = tuple(_advised(each, by_place) for each in verdict.findings)
    return replace(verdict, findings=findings, repairs=repairs)


def _advised(finding: Finding, repairs: Mapping[str, Sequence[Repair]]) -> Finding:
    fitting = [each for each in repairs.get(finding.where, ()) if _mends(each, finding.value)]
    if len(fitting) != 1:
        return finding
    new = fitting[0].new
    said = finding.advice.startswith(_GENERAL) or new in finding.advice
    told = "; ".join(filter(None, (f"write {new}", "" if said else finding.advice)))
    return replace(finding, advice=told, instead=new)


def _mends(repair: Repair, value: str) -> bool:
    """Tell whether a repair changes a value: a cell, a piece of one, a literal, an IRI."""
    if not value:
        return False
    literal = repair.old[:1] in ("'", '"') and repair.old.strip("'\"").startswith(value)
    return value in (repair.old, *split_cell(repair.old)) or literal


def _column(repair: Repair, lines: Sequence[str]) -> int:
    """Return the column at which a repaired text stands alone in its line."""
    number = repair.where.rpartition(":")[2]
    line = lines[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(lines) else ""
    return line.index(repair.old) + 1 if repair.old and line.count(repair.old) == 1 else 0
