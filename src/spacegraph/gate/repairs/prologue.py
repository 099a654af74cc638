"""Mend what stands before the facts of a Turtle document: its prefixes and its sources."""

import re
from collections.abc import Iterator

from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.edits import Edit
from spacegraph.namespaces import PREFIXES

_UNDECLARED = re.compile(r"the prefix ([^ :]*): has not been declared")


def find_undeclared(submission: Submission) -> list[str]:
    """Return the well-known prefixes that the text uses without declaring them."""
    if not any(_UNDECLARED.search(each.message) for each in submission.findings):
        return []
    text = submission.content.decode("utf-8-sig", errors="replace")
    return [
        name
        for name in PREFIXES
        if re.search(rf"(?<![\w:<]){re.escape(name)}:(?!//)", text)
        and not re.search(rf"(?i)prefix\s+{re.escape(name)}:", text)
    ]


def mend_sources(submission: Submission) -> Iterator[Edit]:
    """Write a source given as text as an address."""
    text = submission.content.decode("utf-8-sig", errors="replace")
    for finding in submission.findings:
        if finding.message == "the source is a text" and finding.value.startswith("http"):
            written = f'"{finding.value}"'
            if text.count(written) == 1:
                start = text.index(written)
                end = start + len(written)
                yield Edit(start, end, f"<{finding.value}>", "a source is an address")
