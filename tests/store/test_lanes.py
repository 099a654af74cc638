"""Who may work next, and who has worked too long."""

from collections.abc import Iterator

import pytest

from spacegraph.store.lanes import Lanes
from spacegraph.store.roster import Roster, affordable

LONG, SHORT = 1, 2


class Hand:
    """Stands in for a worker that has used so much processor time."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self.evicted = False

    def processor_seconds(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock that stands still until the test moves it."""
    now = [100.0]
    monkeypatch.setattr("spacegraph.store.lanes.time.monotonic", lambda: now[0])
    yield now


def lanes(**roster: float) -> Lanes:
    return Lanes(Roster(**{"light": 1, "heavy": 1, "light_seconds": 0.1, **roster}))  # type: ignore[arg-type]


def test_a_query_becomes_heavy_when_it_lasts(clock: list[float]) -> None:
    each, hand = lanes(), Hand()
    each.begin(hand, LONG, heavy=False)  # type: ignore[arg-type]
    assert each.promote() == ([], None)
    assert (each.light, each.heavy) == (1, 0)
    clock[0] += 0.2
    assert each.promote() == ([hand], None)
    assert (each.light, each.heavy) == (0, 1)
    assert each.promote() == ([], None), "it is calmed once"


def test_a_query_that_waits_for_a_processor_is_not_long(clock: list[float]) -> None:
    each, hand = lanes(), Hand(seconds=0.001)
    each.begin(hand, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    assert each.promote() == ([], None)
    clock[0] += 10
    assert each.promote() == ([hand], None)


def test_a_full_lane_ends_who_holds_up_others(clock: list[float]) -> None:
    each, first, second = lanes(), Hand(), Hand()
    each.begin(first, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    each.promote()
    each.begin(second, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    assert each.promote() == ([second], None), "nobody waits"
    each.waiting[False].append(object())
    assert each.promote() == ([], second)
    second.evicted = True
    assert each.promote() == ([], None)


def test_a_worker_of_the_surge_does_not_stay(clock: list[float]) -> None:
    each, hands = lanes(heavy=0), [Hand(), Hand()]
    for hand in hands:
        each.begin(hand, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    loud, ended = each.promote()
    assert loud == hands
    assert ended is hands[0]


def test_a_known_long_query_waits_in_its_own_lane_while_that_is_full(clock: list[float]) -> None:
    each, hand = lanes(), Hand()
    assert not each.is_heavy(LONG)
    each.begin(hand, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    each.promote()
    assert each.is_heavy(LONG)
    assert not each.is_heavy(SHORT)
    ticket = object()
    each.waiting[True].append(ticket)
    assert not each.is_next(ticket, heavy=True)
    each.end(hand)  # type: ignore[arg-type]
    assert each.is_next(ticket, heavy=True)
    each.waiting[False].append(object())
    assert not each.is_next(ticket, heavy=True), "light ones go first"


def test_a_query_that_was_quick_is_light_again(clock: list[float]) -> None:
    each, first, second, third = lanes(heavy=1), Hand(), Hand(), Hand()
    for hand in (first, second):
        each.begin(hand, LONG, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.2
    each.promote()
    assert each.is_heavy(LONG)
    each.begin(third, LONG, heavy=False)  # type: ignore[arg-type]
    each.end(third)  # type: ignore[arg-type]
    assert not each.is_heavy(LONG)


def test_askers_are_served_in_turn() -> None:
    each, first, second = lanes(), object(), object()
    each.waiting[False].extend([first, second])
    assert each.is_next(first, heavy=False)
    assert not each.is_next(second, heavy=False)


def test_the_next_look_is_due_when_the_oldest_is(clock: list[float]) -> None:
    each = lanes()
    assert each.until_overdue() == pytest.approx(0.1)
    each.begin(Hand(), SHORT, heavy=False)  # type: ignore[arg-type]
    clock[0] += 0.04
    assert each.until_overdue() == pytest.approx(0.06)


def test_what_is_remembered_is_bounded(clock: list[float]) -> None:
    each = lanes(heavy=1)
    for shape in range(5000):
        hand = Hand()
        each.begin(hand, shape, heavy=False)  # type: ignore[arg-type]
        clock[0] += 0.2
        each.promote()
        if shape:
            each.end(hand)  # type: ignore[arg-type]
    assert each.is_heavy(4999)
    assert not each.is_heavy(1)


def test_heavy_workers_leave_half_of_the_memory() -> None:
    assert affordable(4, 1 << 60).heavy == 1
    assert affordable(4, 1 << 20).heavy == 16
    assert affordable(3, 1 << 20).light == 3
