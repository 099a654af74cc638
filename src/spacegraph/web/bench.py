"""Judge what strangers send one after the other: judging takes the time of everybody's server."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar

from anyio import to_thread
from starlette.types import Receive

from spacegraph.store.base import Busy, Stopped
from spacegraph.web.problems import Problem

MOST_BYTES: Final = 256 << 10
"""How much is judged for a stranger: sound facts of this length take some fifteen seconds."""

_WAITING: Final = 8
_WAIT_SECONDS: Final = 20.0
_RETRY_SECONDS: Final = 5

_Value = TypeVar("_Value")


class Bench:
    """A place where one is judged, and a short line for it. For one event loop."""

    def __init__(self, waiting: int = _WAITING, seconds: float = _WAIT_SECONDS) -> None:
        self._line: deque[asyncio.Future[None]] = deque()
        self._taken = False
        self._waiting = waiting
        self._seconds = seconds

    async def judge(self, receive: Receive, work: Callable[[], _Value]) -> _Value:
        """Do the work in a thread when its turn comes; who goes away before loses the turn.

        Nothing else may be read from `receive`. Raises Busy where the line is full or long.
        """
        await self._come(receive)
        try:
            return await to_thread.run_sync(work)
        finally:
            self._next()

    async def _come(self, receive: Receive) -> None:
        if not self._taken:
            self._taken = True
            return
        if len(self._line) >= self._waiting:
            raise _busy()
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._line.append(turn)
        watch = loop.create_task(_watch(receive, turn))
        patience = loop.call_later(self._seconds, _give_up, turn, _busy())
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._next()
            raise
        finally:
            watch.cancel()
            patience.cancel()
            if turn in self._line:
                self._line.remove(turn)

    def _next(self) -> None:
        """Leave the place to the next who still wants it."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False


def too_long(size: int) -> Problem:
    """Make the 413 for what is too long to be judged for a stranger."""
    return Problem(
        413,
        f"there are {size:,} bytes to judge; more than {MOST_BYTES:,} are judged only for "
        "holders of the token. Send the token, or a part at a time",
        limit=MOST_BYTES,
    )


async def _watch(receive: Receive, turn: asyncio.Future[None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    _give_up(turn, Stopped("whoever asked for the judgement is gone"))


def _give_up(turn: asyncio.Future[None], error: Exception) -> None:
    if not turn.done():
        turn.set_exception(error)


def _busy() -> Busy:
    return Busy(
        "too many facts wait to be judged",
        retry_after=_RETRY_SECONDS,
        hint="come back in a moment; holders of the token need not wait in this line",
    )
