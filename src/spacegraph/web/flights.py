"""Let who asks what is being answered for another wait for that answer."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from spacegraph.store.base import Crashed, LimitReached


class Flights:
    """The queries of an event loop that are being answered, so that a herd asks only once.

    The answer itself is not handed on: the store keeps it, or it is asked for again.
    """

    def __init__(self) -> None:
        self._landings: dict[Hashable, asyncio.Future[LimitReached | Crashed | None]] = {}

    async def wait(self, asked: Hashable) -> None:
        """Wait as long as the same is being answered; raises the limit or crash that ended it.

        When the one who asked gives up, the next one asks and the others wait for that.
        """
        while (landing := self._landings.get(asked)) is not None:
            await asyncio.wait({landing})
            if landing.cancelled():
                continue
            if (failure := landing.result()) is not None:
                raise failure
            return

    @contextmanager
    def flight(self, asked: Hashable) -> Iterator[None]:
        """Tell others that this is being answered, and how that ended."""
        landing = asyncio.get_running_loop().create_future()
        self._landings[asked] = landing
        try:
            yield
            landing.set_result(None)
        except (LimitReached, Crashed) as failure:
            landing.set_result(failure)
            raise
        finally:
            landing.cancel()
            if self._landings.get(asked) is landing:
                del self._landings[asked]
