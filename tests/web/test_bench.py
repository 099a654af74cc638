"""One stranger is judged at a time, few wait, and who goes away waits no more."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.types import Message

from spacegraph.store.base import Busy, Stopped
from spacegraph.web.bench import Bench


async def stay() -> Message:
    """Receive as from a client that stays."""
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


async def leave() -> Message:
    return {"type": "http.disconnect"}


class Occupant:
    """Takes the place of a bench until it is let go."""

    def __init__(self, bench: Bench) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()
        self.task = asyncio.create_task(bench.judge(stay, self._work))

    async def settle(self) -> None:
        await asyncio.to_thread(self.begun.wait)

    async def go(self) -> None:
        self.ended.set()
        await self.task

    def _work(self) -> None:
        self.begun.set()
        self.ended.wait()


def check(scene: Callable[[Bench], Awaitable[None]], bench: Bench) -> None:
    async def play() -> None:
        await scene(bench)
        # Whatever happened, the place is free again.
        assert await bench.judge(stay, lambda: "done") == "done"

    with start_blocking_portal() as portal:
        portal.call(play)


def test_one_after_the_other_in_the_order_of_coming() -> None:
    running, most, order = 0, 0, []

    def work(number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        order.append(number)
        running -= 1

    async def scene(bench: Bench) -> None:
        first = Occupant(bench)
        await first.settle()
        tasks = [
            asyncio.create_task(bench.judge(stay, partial(work, number))) for number in range(5)
        ]
        await asyncio.sleep(0)
        assert not order
        await first.go()
        await asyncio.gather(*tasks)

    check(scene, Bench())
    assert order == [0, 1, 2, 3, 4] and most == 1


def test_a_full_line_is_busy() -> None:
    async def scene(bench: Bench) -> None:
        first = Occupant(bench)
        await first.settle()
        second = asyncio.create_task(bench.judge(stay, lambda: None))
        await asyncio.sleep(0)
        with pytest.raises(Busy) as caught:
            await bench.judge(stay, lambda: None)
        assert caught.value.retry_after > 0
        await first.go()
        await second

    check(scene, Bench(waiting=1, pause=0))


def test_nobody_waits_without_end() -> None:
    async def scene(bench: Bench) -> None:
        first = Occupant(bench)
        await first.settle()
        with pytest.raises(Busy):
            await bench.judge(stay, lambda: None)
        await first.go()

    check(scene, Bench(seconds=0.01))


def test_who_goes_away_frees_its_place() -> None:
    judged: list[str] = []

    async def scene(bench: Bench) -> None:
        first = Occupant(bench)
        await first.settle()
        with pytest.raises(Stopped):
            await bench.judge(leave, lambda: judged.append("gone"))
        second = asyncio.create_task(bench.judge(stay, lambda: judged.append("second")))
        await asyncio.sleep(0)
        await first.go()
        await second

    check(scene, Bench(waiting=1, pause=0))
    assert judged == ["second"]


def test_who_goes_away_at_its_turn_holds_nobody_up() -> None:
    """A request may be cancelled in the moment in which its turn has come."""

    async def scene(bench: Bench) -> None:
        judged: list[int] = []
        begun = asyncio.Event()
        waiting = [
            asyncio.create_task(_later(begun, bench, partial(judged.append, n))) for n in range(2)
        ]

        def wait_for_both() -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()

        loop = asyncio.get_running_loop()
        await bench.judge(stay, wait_for_both)
        # The turn of the first is there already, and it has not heard of it yet.
        waiting[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting[0]
        await waiting[1]
        assert judged[-1] == 1

    check(scene, Bench())


async def _later(begun: asyncio.Event, bench: Bench, work: Callable[[], None]) -> None:
    await begun.wait()
    await bench.judge(stay, work)


def test_a_judgement_that_fails_frees_its_place() -> None:
    async def scene(bench: Bench) -> None:
        with pytest.raises(ZeroDivisionError):
            await bench.judge(stay, lambda: 1 // 0)

    check(scene, Bench())
