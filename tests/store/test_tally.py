"""Every way in which a query can end is counted once, under its name."""

from collections.abc import Iterator

import pytest

from spacegraph.errors import NotFound, QueryError, SpacegraphError, StoreError
from spacegraph.store.base import Busy, Crashed, LimitReached, Stopped
from spacegraph.store.custody import KeeperLost
from spacegraph.store.tally import OUTCOMES, Tally

ENDS: dict[str, list[SpacegraphError]] = {
    "deadline": [LimitReached("x", limit="seconds")],
    "memory": [LimitReached("x", limit="memory")],
    "result": [LimitReached("x", limit="result")],
    "pause": [LimitReached("x", limit="pause")],
    "busy": [Busy("x", retry_after=1)],
    "stopped": [Stopped("x")],
    "crashed": [Crashed("x")],
    "keeper-lost": [KeeperLost("x")],
    "malformed": [QueryError("x")],
    "failed": [StoreError("x"), NotFound("x")],
}


def chunks(error: SpacegraphError | None = None) -> Iterator[bytes]:
    yield b"a"
    if error:
        raise error
    yield b"b"


def counted(tally: Tally) -> dict[str, int]:
    return {outcome: count for outcome, count in tally.counts().items() if count}


def test_an_answer_read_to_its_end_is_answered() -> None:
    tally = Tally()
    assert b"".join(tally.follow(chunks())) == b"ab"
    assert counted(tally) == {"answered": 1}


def test_an_answer_that_nobody_reads_on_is_stopped() -> None:
    tally = Tally()
    answer = tally.follow(chunks())
    assert next(answer) == b"a"
    del answer
    assert counted(tally) == {"stopped": 1}


@pytest.mark.parametrize("outcome", ENDS)
def test_an_error_is_counted_and_goes_on_its_way(outcome: str) -> None:
    for error in ENDS[outcome]:
        tally = Tally()
        with pytest.raises(type(error)):
            list(tally.follow(chunks(error)))
        with pytest.raises(type(error)), tally.failures():
            raise error
        assert counted(tally) == {outcome: 2}


def test_every_outcome_is_told_from_the_start() -> None:
    assert Tally().counts() == dict.fromkeys(("answered", *ENDS), 0)
    assert set(OUTCOMES) == {"answered", *ENDS}
