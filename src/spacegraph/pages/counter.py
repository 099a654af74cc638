"""The counter: where facts are checked, mended and handed in by those who hold the token."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from spacegraph.gate.desk import Desk
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.web.bench import Bench
from spacegraph.web.problems import Problem

_COMPARED: Final = 20_000
"""Lines of a text of which one place can be mended; a longer one is mended as a whole."""


@dataclass(frozen=True, slots=True)
class Counter:
    """`admit` raises a Problem for a token that may not write; `today` dates what is recorded.

    Who holds none takes a turn at the `bench`.
    """

    desk: Desk
    quarantine: Quarantine
    admit: Callable[[str], None]
    today: Callable[[], date]
    bench: Bench = field(default_factory=Bench)

    def knows(self, token: str) -> bool:
        """Tell whether a token may write."""
        try:
            self.admit(token)
        except Problem:
            return False
        return True


def mend_line(text: str, mended: str, line: int) -> str:
    """Take over from a mended text only what differs at one line, counted from 1."""
    old, new = text.split("\n"), mended.split("\n")
    if len(old) == len(new):
        kept = [new[at] if at == line - 1 else each for at, each in enumerate(old)]
        return "\n".join(kept)
    if max(len(old), len(new)) > _COMPARED:
        return mended
    made: list[str] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        here = kind != "equal" and first <= line - 1 <= max(last - 1, first)
        made += new[start:end] if here else old[first:last]
    return "\n".join(made)
