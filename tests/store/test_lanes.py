"""Who may work next, and who has worked too long."""

from typing import cast

import pytest

from spacegraph.store.custody import Worker
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


class Clock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make(clock: Clock, *, heavy: int = 1) -> Lanes:
    return Lanes(Roster(light=1, heavy=heavy, light_seconds=0.1), clock)


def begin(lanes: Lanes, shape: int, hand: Hand | None = None) -> Worker:
    """Put a stand-in for a worker to work."""
    worker = cast(Worker, hand or Hand())
    lanes.begin(worker, shape, heavy=False)
    return worker


def test_a_query_becomes_heavy_when_it_lasts(clock: Clock) -> None:
    lanes = make(clock)
    hand = begin(lanes, LONG)
    assert lanes.promote() == ([], None)
    assert (lanes.light, lanes.heavy) == (1, 0)
    clock.now += 0.2
    assert lanes.promote() == ([hand], None)
    assert (lanes.light, lanes.heavy) == (0, 1)
    assert lanes.promote() == ([], None), "it is calmed once"


def test_a_query_that_waits_for_a_processor_is_not_long(clock: Clock) -> None:
    lanes = make(clock)
    hand = begin(lanes, LONG, Hand(seconds=0.001))
    clock.now += 0.2
    assert lanes.promote() == ([], None)
    clock.now += 10
    assert lanes.promote() == ([hand], None)


def test_a_full_lane_ends_who_holds_up_others(clock: Clock) -> None:
    lanes = make(clock)
    begin(lanes, LONG)
    clock.now += 0.2
    lanes.promote()
    second = begin(lanes, LONG)
    clock.now += 0.2
    assert lanes.promote() == ([second], None), "nobody waits"
    lanes.join(SHORT)
    assert lanes.promote() == ([], second)
    second.evicted = True
    assert lanes.promote() == ([], None)


def test_a_worker_of_the_surge_does_not_stay(clock: Clock) -> None:
    lanes = make(clock, heavy=0)
    hands = [begin(lanes, LONG), begin(lanes, LONG)]
    clock.now += 0.2
    assert lanes.promote() == (hands, hands[0])


def test_a_known_long_query_waits_in_its_own_lane_while_that_is_full(clock: Clock) -> None:
    lanes = make(clock)
    assert not lanes.is_heavy(LONG)
    hand = begin(lanes, LONG)
    clock.now += 0.2
    lanes.promote()
    assert lanes.is_heavy(LONG)
    assert not lanes.is_heavy(SHORT)
    ticket = lanes.join(LONG)
    assert lanes.next() is None
    lanes.end(hand)
    assert lanes.next() is ticket
    first = lanes.join(SHORT)
    assert lanes.next() is first, "light ones go first"


def test_one_that_seems_long_is_tried_when_nobody_else_waits(clock: Clock) -> None:
    lanes = make(clock)
    begin(lanes, LONG)
    clock.now += 0.2
    lanes.promote()
    ticket = lanes.join(LONG)
    ticket.tried = True
    assert lanes.trying == 1
    assert lanes.next() is ticket
    lanes.admit(ticket, cast(Worker, Hand()))
    assert (lanes.light, lanes.heavy, lanes.trying) == (1, 1, 0)


def test_a_query_that_was_quick_is_light_again(clock: Clock) -> None:
    lanes = make(clock)
    begin(lanes, LONG)
    clock.now += 0.2
    lanes.promote()
    assert lanes.is_heavy(LONG)
    lanes.end(begin(lanes, LONG))
    assert not lanes.is_heavy(LONG)


def test_askers_are_served_in_turn(clock: Clock) -> None:
    lanes = make(clock)
    first, second = lanes.join(SHORT), lanes.join(SHORT)
    assert lanes.next() is first
    hand, called = cast(Worker, Hand()), []
    first.watch(lambda: called.append("first"))
    second.watch(lambda: called.append("second"))
    lanes.admit(first, hand)
    assert (first.worker, second.worker) == (hand, None)
    assert called == ["first"]
    lanes.end(hand)
    assert lanes.next() is second
    first.watch(lambda: called.append("late"))
    assert called == ["first", "late"]


def test_who_has_left_is_not_next(clock: Clock) -> None:
    lanes = make(clock)
    first, second = lanes.join(SHORT), lanes.join(SHORT)
    lanes.leave(first)
    lanes.leave(first)
    assert lanes.next() is second
    assert lanes.waits == 1


def test_a_query_that_lasts_leaves_its_place_to_others(clock: Clock) -> None:
    lanes = make(clock)
    begin(lanes, SHORT)
    ticket = lanes.join(SHORT)
    assert (lanes.quick, lanes.next()) == (1, None)
    clock.now += 0.03
    assert (lanes.quick, lanes.light, lanes.next()) == (0, 1, ticket)


def test_a_query_that_waits_for_a_processor_keeps_its_place(clock: Clock) -> None:
    lanes = make(clock)
    begin(lanes, SHORT, Hand(seconds=0.001))
    lanes.join(SHORT)
    clock.now += 0.03
    assert (lanes.quick, lanes.next()) == (1, None)


def test_the_next_look_is_due_when_the_oldest_is(clock: Clock) -> None:
    lanes = make(clock)
    assert lanes.until_overdue() == pytest.approx(0.1)
    assert lanes.oldest == 0
    begin(lanes, SHORT)
    clock.now += 0.04
    assert lanes.until_overdue() == 0, "it is no quick one"
    assert lanes.quick == 0
    assert lanes.until_overdue() == pytest.approx(0.06)
    assert lanes.oldest == pytest.approx(0.04)


def test_what_is_remembered_is_bounded(clock: Clock) -> None:
    lanes = make(clock)
    for shape in range(5000):
        hand = begin(lanes, shape)
        clock.now += 0.2
        lanes.promote()
        if shape:
            lanes.end(hand)
    assert lanes.is_heavy(4999)
    assert not lanes.is_heavy(1)


def test_heavy_workers_leave_half_of_the_memory() -> None:
    assert affordable(4, 1 << 60).heavy == 1
    assert affordable(4, 1 << 20).heavy == 16
    assert affordable(3, 1 << 20).light == 3
