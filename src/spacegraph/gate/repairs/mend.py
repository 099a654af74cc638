"""Offer to mend a submission: each repair changes one place and says why.

Only what is plain is offered. Where several things may have been meant the finding's advice names
them and the curator decides.
"""

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from spacegraph.gate.formats.format import CSV, XLSX
from spacegraph.gate.judging.verdict import Repair
from spacegraph.gate.knowledge.duplicates import find_twins
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.statements import mend_document
from spacegraph.gate.repairs.tables import mend_csv, mend_workbook
from spacegraph.gate.shapes.shapes import Shapes


@dataclass(frozen=True, slots=True)
class Mended:
    """A repaired copy and what was changed in it; without repairs it equals the submission."""

    content: bytes
    repairs: tuple[Repair, ...]


def mend(submission: Submission, known: Known, shapes: Shapes) -> Mended:
    """Return a repaired copy of a submission of any format."""
    if submission.format is None:
        return Mended(submission.content, ())
    twins = _twins(submission, known, shapes)
    if submission.format is CSV:
        content, changes = mend_csv(submission, known, twins)
    elif submission.format is XLSX:
        content, changes = mend_workbook(submission, known, twins)
    else:
        content, changes = mend_document(submission, known, shapes, twins)
    if submission.content.startswith(BOM_UTF8) and not content.startswith(BOM_UTF8):
        content = BOM_UTF8 + content  # without it spreadsheets take the text for another encoding
    return Mended(content, tuple(Repair(*change) for change in changes))


def _twins(submission: Submission, known: Known, shapes: Shapes) -> Mapping[NamedNode, NamedNode]:
    """Return the new things of a submission that are surely known ones."""
    subjects = {
        triple.subject
        for claim in submission.claims
        for triple in claim.triples
        if isinstance(triple.subject, NamedNode)
    }
    new = subjects - known.things(subjects) - known.replaced(subjects).keys()
    found: dict[NamedNode, set[NamedNode]] = {}
    for twin in find_twins(submission.claims, new, known, shapes.schema):
        if twin.sure and isinstance(twin.triple.subject, NamedNode):
            found.setdefault(twin.triple.subject, set()).add(twin.known)
    return {node: next(iter(each)) for node, each in found.items() if len(each) == 1}
