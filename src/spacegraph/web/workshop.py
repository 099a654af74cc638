"""Make what takes long one thing after the other, once for all who wait for it.

Who waits holds no thread, so that pages, searches and metrics go on meanwhile.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Annotated, Any, Final, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from starlette.types import Receive

from spacegraph.store.base import Busy, Stopped

WAITING: Final = 8
WAIT_SECONDS: Final = 20.0
_KEPT: Final = 24
_RETRY_SECONDS: Final = 5
PAUSE_SECONDS: Final = 1.0
"""Who asks again as soon as refused would keep the server busy with refusals."""

_Value = TypeVar("_Value")


@dataclass(slots=True)
class _Order:
    """Something to be made, and all who wait for it."""

    make: Callable[[], Any]
    askers: set[asyncio.Future[Any]] = field(default_factory=set)
    begun: bool = False


class Workshop:
    """Makes one thing at a time, in the order of asking, and keeps the last few.

    For one event loop. `busy` says what too many wait for; `waiting` is how many things may wait
    to be begun, and `seconds` for how long an asker waits for that. An asker for whom there is no
    room is told so after a `pause`.
    """

    def __init__(
        self,
        busy: str,
        *,
        hint: str = "come back in a moment",
        kept: int = _KEPT,
        waiting: int = WAITING,
        seconds: float = WAIT_SECONDS,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._busy = partial(Busy, busy, retry_after=_RETRY_SECONDS, hint=hint)
        self._most = kept
        self._waiting = waiting
        self._seconds = seconds
        self._pause = pause
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._orders: dict[Hashable, _Order] = {}
        self._thread = CapacityLimiter(1)
        self._work: asyncio.Task[Any] | None = None

    async def obtain(self, receive: Receive, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what stands under a key; what does not yet is made in a thread of this workshop.

        Nothing else may be read from `receive`: who goes away waits no more, and what nobody waits
        for is not begun. Raises Busy where too many wait, or it is not begun in time.
        """
        if self._is_full(key):
            await asyncio.sleep(self._pause)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(_Value, self._kept[key])
        if self._is_full(key):
            raise self._busy()
        order = self._orders.setdefault(key, _Order(partial(self.keep, key, make)))
        loop = asyncio.get_running_loop()
        over: asyncio.Future[_Value] = loop.create_future()
        order.askers.add(over)
        watch = loop.create_task(_watch(receive, over))
        patience = loop.call_later(self._seconds, self._lose_patience, order, over)
        self._begin()
        try:
            return await over
        finally:
            watch.cancel()
            patience.cancel()
            order.askers.discard(over)
            if not order.askers and not order.begun:
                self._orders.pop(key, None)

    def keep(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what stands under a key, for that of which it is a part: within `make` only."""
        with self._lock:
            if key in self._kept:
                return cast(_Value, self._kept[key])
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def _is_full(self, key: Hashable) -> bool:
        """Tell whether something is being made, and there is no room for one more to wait."""
        if self._work is None or key in self._orders or key in self._kept:
            return False
        return sum(not order.begun for order in self._orders.values()) >= self._waiting

    def _begin(self) -> None:
        """Begin what was asked for first, unless something is being made."""
        if self._work is not None or not self._orders:
            return
        key, order = next(iter(self._orders.items()))
        order.begun = True
        work = to_thread.run_sync(order.make, limiter=self._thread)
        self._work = asyncio.get_running_loop().create_task(work)
        self._work.add_done_callback(partial(self._end, key))

    def _end(self, key: Hashable, work: asyncio.Task[Any]) -> None:
        self._work = None
        error = None if work.cancelled() else work.exception()
        for asker in self._orders.pop(key).askers:
            if asker.done():
                continue
            if work.cancelled():
                asker.cancel()
            elif error:
                asker.set_exception(error)
            else:
                asker.set_result(work.result())
        self._begin()

    def _lose_patience(self, order: _Order, asker: asyncio.Future[Any]) -> None:
        if not order.begun and not asker.done():
            asker.set_exception(self._busy())


async def _watch(receive: Receive, asker: asyncio.Future[Any]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    if not asker.done():
        asker.set_exception(Stopped("whoever asked is gone"))


async def _workshop(request: Request) -> Workshop:
    return cast(Workshop, request.app.state.workshop)


WorkshopDep = Annotated[Workshop, Depends(_workshop)]
"""Where the server makes reports and networks."""
