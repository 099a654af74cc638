"""A herd that asks the same asks once, and learns of a limit once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from anyio.from_thread import start_blocking_portal

from spacegraph.store.base import LimitReached
from spacegraph.web.flights import Flights

Answers = list[str | BaseException]


class Herd:
    """Askers of the same; the first one may fail."""

    def __init__(self, fail: Exception | None = None, *, keeps: bool = True) -> None:
        self.flights = Flights()
        self.fail = fail
        self.keeps = keeps
        self.kept = False
        self.asked = self.asking = self.most = 0

    async def ask(self) -> str:
        await self.flights.wait("same")
        if self.kept:
            return "kept"
        with self.flights.flight("same"):
            self.asked += 1
            self.asking += 1
            self.most = max(self.most, self.asking)
            await asyncio.sleep(0)
            self.asking -= 1
            failure, self.fail = self.fail, None
            if failure is not None:
                raise failure
            self.kept = self.keeps
        return "answered"

    async def together(self, number: int) -> Answers:
        return await asyncio.gather(*(self.ask() for _ in range(number)), return_exceptions=True)


def run(work: Callable[[], Awaitable[Answers]]) -> Answers:
    with start_blocking_portal() as portal:
        return portal.call(work)


def test_a_herd_asks_once() -> None:
    herd = Herd()
    assert run(lambda: herd.together(64)) == ["answered", *["kept"] * 63]
    assert herd.asked == 1
    assert run(lambda: herd.together(2)) == ["kept", "kept"]


def test_the_limit_of_one_is_the_limit_of_all() -> None:
    herd = Herd(LimitReached("too long", limit="seconds"))
    answers = run(lambda: herd.together(5))
    assert [str(answer) for answer in answers] == ["too long"] * 5
    assert herd.asked == 1
    assert run(lambda: herd.together(1)) == ["answered"]


def test_what_is_not_kept_is_asked_for_by_all_at_once() -> None:
    herd = Herd(keeps=False)
    assert run(lambda: herd.together(64)) == ["answered"] * 64
    assert (herd.asked, herd.most) == (64, 63)


def test_when_the_first_gives_up_the_next_asks() -> None:
    herd = Herd(ConnectionError("left"))
    left, *answers = run(lambda: herd.together(5))
    assert isinstance(left, ConnectionError)
    assert answers == ["answered", "kept", "kept", "kept"]
    assert herd.asked == 2


def test_who_leaves_disturbs_nobody() -> None:
    herd = Herd()

    async def leave() -> Answers:
        askers = [asyncio.create_task(herd.ask()) for _ in range(3)]
        await asyncio.sleep(0)
        askers[1].cancel()
        return await asyncio.gather(*askers, return_exceptions=True)

    first, second, third = run(leave)
    assert (first, third) == ("answered", "kept")
    assert isinstance(second, asyncio.CancelledError)


@pytest.mark.parametrize("asked", ["other", ("same",)])
def test_others_do_not_wait(asked: object) -> None:
    flights = Flights()

    async def ask() -> Answers:
        with flights.flight("same"):
            await asyncio.wait_for(flights.wait(asked), 5)
        return []

    assert run(ask) == []
