"""Edits of a text: what to put where, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

Change = tuple[str, str, str, str]
"""Where (`file:line`), what stands there, what should, and why."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put a text in the place of a span of characters; an empty span inserts."""

    start: int
    end: int
    text: str
    why: str


def make_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; of several on one span the first is made."""
    for edit in reversed(_ordered(edits)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def list_changes(name: str, text: str, edits: Iterable[Edit]) -> list[Change]:
    """Describe the edits that are made, in the order of the text."""
    return [
        (
            f"{name}:{text.count(chr(10), 0, edit.start) + 1}",
            text[edit.start : edit.end],
            edit.text.strip(),
            edit.why,
        )
        for edit in _ordered(edits)
    ]


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    taken: dict[tuple[int, int], Edit] = {}
    for edit in edits:
        taken.setdefault((edit.start, edit.end), edit)
    return sorted(taken.values())
