"""Judge what strangers send one after the other: judging takes the time of everybody's server."""

from collections.abc import Callable
from typing import Final, TypeVar

from starlette.types import Receive

from spacegraph.web.problems import Problem
from spacegraph.web.workshop import PAUSE_SECONDS, WAIT_SECONDS, WAITING, Workshop

MOST_BYTES: Final = 256 << 10
"""How much is judged for a stranger: sound facts of this length take some fifteen seconds."""

_Value = TypeVar("_Value")


class Bench:
    """A place where one is judged, and a short line for it. For one event loop."""

    def __init__(
        self,
        waiting: int = WAITING,
        seconds: float = WAIT_SECONDS,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._workshop = Workshop(
            "too many facts wait to be judged",
            hint="come back in a moment; holders of the token need not wait in this line",
            kept=0,
            waiting=waiting,
            seconds=seconds,
            pause=pause,
        )

    async def judge(self, receive: Receive, work: Callable[[], _Value]) -> _Value:
        """Do the work in a thread when its turn comes; who goes away before loses the turn.

        Nothing else may be read from `receive`. Raises Busy where the line is full or long.
        """
        return await self._workshop.obtain(receive, object(), work)


def too_long(size: int) -> Problem:
    """Make the 413 for what is too long to be judged for a stranger."""
    return Problem(
        413,
        f"there are {size:,} bytes to judge; more than {MOST_BYTES:,} are judged only for "
        "holders of the token. Send the token, or a part at a time",
        limit=MOST_BYTES,
    )
