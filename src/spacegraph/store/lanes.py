"""Tell long queries from short ones, and let each wait in its own lane.

A query is *light* until it has run for `light_seconds`; then it is *heavy* and gets only the
processor time that is left over. There is room for so many heavy ones. As long as they fill it,
further queries of a shape that was heavy wait for a place among them, for a while; then they are
tried, since a short query may look like a long one. A light one that turns heavy is ended when
others wait for its worker, or to be tried.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from spacegraph.store.custody import Worker
from spacegraph.store.roster import Roster

_REMEMBERED: Final = 4096
_PATIENCE: Final = 20


@dataclass(slots=True)
class Duty:
    """What a busy worker works on, since when, and whether that turned out to be heavy."""

    shape: int
    since: float
    heavy: bool
    calm: bool = False


class Lanes:
    """Who waits, who works, and which queries are known to be heavy; not thread-safe."""

    def __init__(self, roster: Roster, clock: Callable[[], float] = time.monotonic) -> None:
        self._roster = roster
        self._clock = clock
        self._known: OrderedDict[int, None] = OrderedDict()
        self.busy: dict[Worker, Duty] = {}
        self.waiting: dict[bool, deque[object]] = {False: deque(), True: deque()}
        self.trying = 0

    def is_heavy(self, shape: int) -> bool:
        """Tell whether a query should wait for a place among the heavy ones."""
        full = self.heavy >= self._roster.heavy or bool(self.waiting[True])
        return full and shape in self._known

    def age(self, duty: Duty) -> float:
        """Say how long a query has been running."""
        return self._clock() - duty.since

    @property
    def oldest(self) -> float:
        """How long the longest query has been running; 0 where there is none."""
        return max(map(self.age, self.busy.values()), default=0.0)

    @property
    def heavy(self) -> int:
        return sum(duty.heavy for duty in self.busy.values())

    @property
    def light(self) -> int:
        return len(self.busy) - self.heavy

    def is_next(self, ticket: object, *, heavy: bool) -> bool:
        """Tell whether the holder of a ticket may take the next idle worker."""
        if self.waiting[heavy][0] is not ticket:
            return False
        return not heavy or (self.heavy < self._roster.heavy and not self.waiting[False])

    def begin(self, worker: Worker, shape: int, *, heavy: bool) -> None:
        self.busy[worker] = Duty(shape, self._clock(), heavy)

    def end(self, worker: Worker) -> Duty:
        """Take a worker off its duty; a query that was quick this time is light again."""
        duty = self.busy.pop(worker)
        if self.age(duty) < self._roster.light_seconds:
            self._known.pop(duty.shape, None)
        return duty

    def promote(self) -> tuple[list[Worker], Worker | None]:
        """Make overdue queries heavy as far as there is room.

        Returns the workers to calm, and one to end because others wait for it, or because a
        worker of the surge must not become a heavy one more.
        """
        overdue = [
            (worker, duty)
            for worker, duty in self.busy.items()
            if not duty.heavy and self._is_overdue(worker, duty)
        ]
        room = max(self._roster.heavy - self.heavy, 0)
        for _, duty in overdue[:room]:
            duty.heavy = True
        for _, duty in overdue:
            self._remember(duty.shape)
        late = {worker for worker, _ in overdue}
        loud = [
            worker
            for worker, duty in self.busy.items()
            if not duty.calm and (duty.heavy or worker in late)
        ]
        for worker in loud:
            self.busy[worker].calm = True
        blocking = [worker for worker, _ in overdue[room:] if not worker.evicted]
        wanted = self.waiting[False] or self.trying or self.light > self._roster.light
        return loud, blocking[0] if blocking and wanted else None

    def _is_overdue(self, worker: Worker, duty: Duty) -> bool:
        """Tell whether a query is long by itself, not only kept waiting for a processor."""
        limit = self._roster.light_seconds
        if self.age(duty) < limit:
            return False
        return self.age(duty) > _PATIENCE * limit or worker.processor_seconds() > limit

    def until_overdue(self) -> float:
        """Say for how long surely no query becomes overdue."""
        ages = [self.age(duty) for duty in self.busy.values() if not duty.calm]
        return max(self._roster.light_seconds - max(ages, default=0.0), 0.0)

    def _remember(self, shape: int) -> None:
        self._known[shape] = None
        self._known.move_to_end(shape)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
