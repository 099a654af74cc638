"""What takes long is made one at a time; who waits for it holds no thread, and may leave."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from anyio.from_thread import start_blocking_portal
from anyio.to_thread import current_default_thread_limiter
from starlette.types import Message

from spacegraph.store.base import Busy, Stopped
from spacegraph.web.workshop import Workshop


async def stay() -> Message:
    """Receive as from a client that stays."""
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


async def leave() -> Message:
    return {"type": "http.disconnect"}


class Work:
    """Something that is made until it is let go; `made` lists what was, in order."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.begun, self.ended = threading.Event(), threading.Event()
        self.made: list[str] = []
        self.task = asyncio.create_task(workshop.obtain(stay, "long", self._work))

    async def settle(self) -> None:
        await asyncio.to_thread(self.begun.wait)

    async def go(self) -> None:
        self.ended.set()
        await self.task

    def ask(self, name: str) -> "asyncio.Task[str]":
        return asyncio.create_task(self.workshop.obtain(stay, name, partial(self._make, name)))

    def _work(self) -> None:
        self.begun.set()
        self.ended.wait()

    def _make(self, name: str) -> str:
        self.made.append(name)
        return name


def play(scene: Callable[[Work], Awaitable[None]], workshop: Workshop) -> None:
    async def run() -> None:
        work = Work(workshop)
        await work.settle()
        await scene(work)
        if not work.ended.is_set():
            await work.go()
        # Whatever happened, the next one is made.
        assert await workshop.obtain(stay, "next", lambda: "made") == "made"

    with start_blocking_portal() as portal:
        portal.call(run)


def test_one_after_the_other_and_once_for_all_who_ask() -> None:
    async def scene(work: Work) -> None:
        tasks = [work.ask(name) for name in "abacab"]
        await asyncio.sleep(0)
        assert work.made == []
        await work.go()
        assert await asyncio.gather(*tasks) == list("abacab")
        assert work.made == ["a", "b", "c"]

    play(scene, Workshop("busy", waiting=3))


def test_the_last_few_are_kept() -> None:
    async def scene(work: Work) -> None:
        await work.go()
        for name in "abacab":
            assert await work.ask(name) == name
        assert work.made == ["a", "b", "c", "b"], "a was asked for after b, so b went for c"

    play(scene, Workshop("busy", kept=2))


def test_parts_are_kept_with_the_whole() -> None:
    async def scene(work: Work) -> None:
        await work.go()
        parts: list[int] = []

        def make(name: str) -> str:
            number = work.workshop.keep("part", lambda: parts.append(1) or len(parts))
            return f"{name} of {number}"

        for name in "ab":
            made = await work.workshop.obtain(stay, name, partial(make, name))
            assert made == f"{name} of 1"

    play(scene, Workshop("busy"))


def test_there_is_room_for_few_to_wait() -> None:
    async def scene(work: Work) -> None:
        first = work.ask("first")
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="too many wait") as caught:
            await work.ask("second")
        assert caught.value.retry_after > 0
        same = work.ask("first")
        await work.go()
        assert await first == await same == "first"
        assert work.made == ["first"]

    play(scene, Workshop("too many wait", waiting=1, pause=0))


def test_nobody_waits_without_end() -> None:
    async def scene(work: Work) -> None:
        with pytest.raises(Busy):
            await work.ask("late")
        await work.go()
        assert work.made == [], "nobody waited for it any more"

    play(scene, Workshop("busy", seconds=0.01))


def test_what_is_being_made_is_waited_for() -> None:
    async def scene(work: Work) -> None:
        again = asyncio.create_task(work.workshop.obtain(stay, "long", lambda: None))
        with pytest.raises(Busy):
            await work.ask("late")
        assert not again.done()
        await work.go()
        await again

    play(scene, Workshop("busy", seconds=0.01))


def test_who_goes_away_gives_the_place_up() -> None:
    async def scene(work: Work) -> None:
        for name in "abc":
            with pytest.raises(Stopped):
                await work.workshop.obtain(leave, name, lambda: work.made.append("gone"))
        cancelled = work.ask("d")
        await asyncio.sleep(0)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        last = work.ask("e")
        await asyncio.sleep(0)
        await work.go()
        assert await last == "e"
        assert work.made == ["e"]

    play(scene, Workshop("busy", waiting=1, pause=0))


def test_a_failure_is_told_to_all_and_not_kept() -> None:
    async def scene(work: Work) -> None:
        failing = [
            asyncio.create_task(work.workshop.obtain(stay, "key", lambda: 1 // 0)) for _ in range(3)
        ]
        await asyncio.sleep(0)
        await work.go()
        for each in failing:
            with pytest.raises(ZeroDivisionError):
                await each
        assert await work.ask("key") == "key"

    play(scene, Workshop("busy"))


def test_nobody_else_has_a_thread_less() -> None:
    async def scene(work: Work) -> None:
        tasks = [work.ask(str(number)) for number in range(100)]
        await asyncio.sleep(0)
        # The one who waits for the work to begin has given its thread back.
        assert current_default_thread_limiter().borrowed_tokens == 0
        await work.go()
        assert len(await asyncio.gather(*tasks)) == 100

    play(scene, Workshop("busy", waiting=100))
