"""Tell long queries from short ones, and let each wait in its own lane.

A query is *light* until it has run for `light_seconds`; then it is *heavy* and gets only the
processor time that is left over. There is room for so many heavy ones. As long as they fill it,
further queries of a shape that was heavy wait for a place among them, for a while; then they are
tried, since a short query may look like a long one. A light one that turns heavy is ended when
others wait for its worker, or to be tried.
"""

import threading
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
    """What a busy worker works on, since when, and what that turned out to be."""

    shape: int
    since: float
    heavy: bool
    quick: bool = True
    calm: bool = False


class Ticket:
    """A place in the queue for a worker, which is there when its turn has come."""

    def __init__(self, shape: int, since: float, *, heavy: bool) -> None:
        self.shape = shape
        self.since = since
        self.heavy = heavy
        self.tried = False
        self.worker: Worker | None = None
        self._lock = threading.Lock()
        self._action: Callable[[], None] | None = None

    def watch(self, action: Callable[[], None]) -> None:
        """Have an action run, in any thread, when the turn comes or never will; at once if it has.

        It replaces the one before and may run more than once.
        """
        with self._lock:
            self._action = action
            late = self.worker is not None
        if late:
            action()

    def call(self, worker: Worker | None = None) -> None:
        """Tell who waits that the turn has come, or to look what has happened."""
        with self._lock:
            self.worker = worker or self.worker
            action = self._action
        if action is not None:
            action()


class Lanes:
    """Who waits, who works, and which queries are known to be heavy; not thread-safe."""

    def __init__(self, roster: Roster, clock: Callable[[], float] = time.monotonic) -> None:
        self._roster = roster
        self._clock = clock
        self._known: OrderedDict[int, None] = OrderedDict()
        self.busy: dict[Worker, Duty] = {}
        self.waiting: dict[bool, deque[Ticket]] = {False: deque(), True: deque()}

    def is_heavy(self, shape: int) -> bool:
        """Tell whether a query should wait for a place among the heavy ones."""
        full = self.heavy >= self._roster.heavy or bool(self.waiting[True])
        return full and shape in self._known

    def age(self, duty: Duty) -> float:
        """Say how long a query has been running."""
        return self._clock() - duty.since

    def wait(self, ticket: Ticket) -> float:
        """Say how long an asker has been waiting."""
        return self._clock() - ticket.since

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

    @property
    def waits(self) -> int:
        return sum(map(len, self.waiting.values()))

    @property
    def quick(self) -> int:
        """How many workers will soon be free again, as far as one can tell."""
        for worker, duty in self.busy.items():
            duty.quick = (
                duty.quick
                and self.age(duty) < self._roster.light_seconds
                and not self._has_used(worker, duty, self._roster.quick_seconds)
            )
        return sum(duty.quick for duty in self.busy.values())

    @property
    def trying(self) -> int:
        """How many that seem heavy are to be tried."""
        return sum(ticket.tried for ticket in self.waiting[True])

    def join(self, shape: int) -> Ticket:
        """Queue up."""
        ticket = Ticket(shape, self._clock(), heavy=self.is_heavy(shape))
        self.waiting[ticket.heavy].append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Leave the queue; harmless for who has left."""
        if ticket in (queue := self.waiting[ticket.heavy]):
            queue.remove(ticket)

    def next(self) -> Ticket | None:
        """Tell who may take the next idle worker."""
        light, heavy = self.waiting[False], self.waiting[True]
        if not light and heavy and self.heavy < self._roster.heavy:
            return heavy[0]
        if self.quick >= self._roster.light:
            # Whoever comes next is sooner done when these are done first.
            return None
        if light:
            return light[0]
        return next((ticket for ticket in heavy if ticket.tried), None)

    def admit(self, ticket: Ticket, worker: Worker) -> None:
        """Put a worker to the query of who is next."""
        self.leave(ticket)
        self.begin(worker, ticket.shape, heavy=ticket.heavy and not ticket.tried)
        ticket.call(worker)

    def begin(self, worker: Worker, shape: int, *, heavy: bool) -> None:
        self.busy[worker] = Duty(shape, self._clock(), heavy, quick=not heavy)

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
        return self._has_used(worker, duty, limit) or self.age(duty) > _PATIENCE * limit

    def _has_used(self, worker: Worker, duty: Duty, seconds: float) -> bool:
        return self.age(duty) >= seconds and worker.processor_seconds() > seconds

    def until_overdue(self) -> float:
        """Say for how long surely no query becomes overdue, and every quick one remains so."""
        limits = self._roster
        left = (
            (limits.quick_seconds if duty.quick else limits.light_seconds) - self.age(duty)
            for duty in self.busy.values()
            if not duty.calm
        )
        return max(min(left, default=limits.light_seconds), 0.0)

    def _remember(self, shape: int) -> None:
        self._known[shape] = None
        self._known.move_to_end(shape)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
