"""Keep workers ready, and share them so that long queries do not starve short ones."""

import threading
from collections import deque
from collections.abc import Iterable
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from spacegraph.errors import StoreError
from spacegraph.store.base import Busy, Limits, Stop, Stopped
from spacegraph.store.custody import KeeperLost, Worker
from spacegraph.store.lanes import Lanes, Ticket
from spacegraph.store.roster import Census, Roster
from spacegraph.store.succession import Succession

_RETRY_SECONDS: Final = 2.0
_TICK: Final = 0.005
_RESTART_SECONDS: Final = 10
_CROWDED: Final = "too many long queries are running, and others are waiting"
_ENDING: Final = "the server is ending"


class Staff:
    """The workers of one store folder; safe to use from any thread."""

    def __init__(self, store: Path, limits: Limits, roster: Roster, *, wait: bool) -> None:
        self._limits = limits
        self._roster = roster
        self._change = threading.Lock()
        self._lock = threading.RLock()
        self._work = threading.Condition(self._lock)
        self._idle: deque[Worker] = deque()
        self._leaving: list[Worker] = []
        self._lanes = Lanes(roster)
        self._forked = 0
        self._closed = False
        self._keepers = Succession(store, wait=wait)
        self._tender = threading.Thread(target=self._tend, name="staff", daemon=True)
        self._tender.start()

    @property
    def generation(self) -> str:
        return self._keepers.current.generation

    @property
    def ready(self) -> bool:
        return not self._closed and self._keepers.loaded

    def processes(self) -> tuple[int, tuple[int, ...]]:
        """Name the keeper's process and those of the workers."""
        with self._lock:
            workers = (*self._idle, *self._lanes.busy)
        return self._keepers.current.pid, tuple(worker.pid for worker in workers)

    def census(self) -> Census:
        """Count who does what right now."""
        with self._lock:
            lanes = self._lanes
            return Census(len(self._idle), lanes.light, lanes.heavy, lanes.waits, self._forked)

    def enqueue(self, shape: int) -> Ticket:
        """Queue up with a query of some shape; this never waits.

        The ticket has a worker at once if one is idle and nobody else waits. A query of a shape
        that was long waits for a place among the long ones. Raises Busy when the queue is full.
        """
        with self._lock:
            self._check()
            ticket = self._lanes.join(shape)
            self._deal()
            if ticket.worker is None:
                waiting = len(self._lanes.waiting[ticket.heavy])
                if waiting > self._roster.queue:
                    self._lanes.leave(ticket)
                    raise self._too_busy(f"{waiting - 1} queries are waiting already")
        return ticket

    def wait(self, ticket: Ticket, stop: Stop, *, trial: bool) -> Worker:
        """Wait until the turn of a ticket has come.

        One that waits among the long ones may be an innocent one that looks like others, so where
        that takes a while it may have a `trial`. Raises Busy when the wait is too long.
        """
        moved = threading.Event()
        stop.watch(moved.set)
        ticket.watch(moved.set)
        try:
            while True:
                moved.clear()
                with self._lock:
                    if ticket.worker is not None:
                        return ticket.worker
                    patience = self._patience(ticket, stop, trial=trial)
                # The turn may have come just now, which has set the event again.
                moved.wait(patience)
        except StoreError:
            self.withdraw(ticket)
            raise
        finally:
            stop.watch(None)

    def withdraw(self, ticket: Ticket) -> None:
        """Give a place in the queue up, or the worker that came of it; twice does nothing more."""
        with self._lock:
            self._lanes.leave(ticket)
            worker, ticket.worker = ticket.worker, None
        if worker is not None:
            self.dismiss(worker, reusable=True, growth=0)

    def dismiss(self, worker: Worker, reusable: bool, growth: int) -> None:
        """Take a worker back; one that is not `reusable` has ended already. This never waits."""
        with self._lock:
            duty = self._lanes.end(worker)
            keep = (
                reusable
                and not duty.calm
                and not duty.heavy
                and not worker.evicted
                and not self._closed
                and self._keepers.has(worker)
                and growth < self._limits.memory_bytes // 4
            )
            if keep:
                self._idle.append(worker)
            else:
                if reusable:
                    self._leaving.append(worker)
                self._work.notify()
            self._deal()
            custody = worker.custody
            served = any(other.custody is custody for other in self._lanes.busy)
            orphaned = custody is not self._keepers.current and not served
        if orphaned:
            threading.Thread(target=custody.close, name="old keeper", daemon=True).start()

    def apply(self, added: Iterable[Quad], removed: Iterable[Quad], generation: str) -> None:
        """Change the facts for every query that begins after this returns."""
        with self._change:
            self._keepers.current.apply(added, removed, generation)
        self._bury(self._take_idle())

    def reload(self) -> None:
        """Move to the store as it is on disk now; queries that run end on the old one."""
        # A change that came while a new keeper reads the store would be known to the old one alone.
        with self._change:
            old = self._keepers.renew()
        self._bury(self._take_idle())
        with self._lock:
            served = any(worker.custody is old for worker in self._lanes.busy)
        if not served:
            old.close()

    def close(self) -> None:
        """End every worker and the keeper; queries that run fail."""
        with self._lock:
            self._closed = True
            busy = list(self._lanes.busy)
            self._call_all()
            self._work.notify()
        self._tender.join()
        for worker in busy:
            worker.evicted = worker.evicted or _ENDING
            worker.interrupt()
        self._bury([*self._take_idle(), *self._leaving])
        self._keepers.close()

    def _patience(self, ticket: Ticket, stop: Stop, *, trial: bool) -> float:
        """Say how long an asker may wait before the next look; begin its trial when that is due."""
        if stop.requested:
            raise Stopped("the query was stopped before it began")
        self._check()
        waited = self._lanes.wait(ticket)
        if waited >= self._roster.wait_seconds:
            raise self._too_busy("no worker came free in time")
        if trial and ticket.heavy and not ticket.tried and waited >= self._roster.light_seconds:
            ticket.tried = True
            self._work.notify()
        self._deal()
        return min(self._roster.light_seconds, self._roster.wait_seconds - waited)

    def _check(self) -> None:
        if self._closed:
            hint = "ask again when it has started anew"
            raise Busy(_ENDING, retry_after=_RESTART_SECONDS, hint=hint)
        if self._keepers.failure is not None:
            raise self._keepers.failure

    def _deal(self) -> None:
        """Give idle workers to those whose turn it is."""
        while self._idle and (ticket := self._lanes.next()) is not None:
            # The one that worked last has most of what it needs in the processor's cache.
            worker = self._idle.pop()
            if self._is_fit(worker):
                self._lanes.admit(ticket, worker)
            else:
                self._leaving.append(worker)
                self._work.notify()

    def _call_all(self) -> None:
        """Have everybody who waits look what has happened."""
        for ticket in chain(*self._lanes.waiting.values()):
            ticket.call()

    @staticmethod
    def _is_fit(worker: Worker) -> bool:
        return worker.is_alive() and worker.custody.alive

    def _too_busy(self, reason: str) -> Busy:
        return Busy(
            f"the server is busy: {reason}",
            retry_after=max(ceil(self._limits.seconds - self._lanes.oldest), 1),
            hint="ask again after a pause",
        )

    def _take_idle(self) -> list[Worker]:
        with self._lock:
            taken = list(self._idle)
            self._idle.clear()
            self._work.notify()
            return taken

    @staticmethod
    def _bury(workers: Iterable[Worker]) -> None:
        for worker in workers:
            worker.bury(kill=True)

    def _tend(self) -> None:
        """Replace workers and move long queries aside, until closed."""
        while True:
            with self._lock:
                if self._closed:
                    return
                loud, blocking = self._lanes.promote()
                if blocking is not None:
                    blocking.evicted = _CROWDED
                    blocking.interrupt()
                self._deal()
                leaving, self._leaving = self._leaving, []
                missing = self._missing()
                if missing <= 0 and not loud and not leaving:
                    # Queries that begin do not wake this thread, so it looks for long ones itself.
                    self._work.wait(max(self._lanes.until_overdue(), _TICK))
                    continue
            self._bury(leaving)
            for worker in loud:
                self._calm(worker)
            if missing > 0:
                self._hire()

    def _missing(self) -> int:
        idle, roster = len(self._idle), self._roster
        return min(roster.light - idle, roster.light + roster.surge - idle - self._lanes.light)

    def _hire(self) -> None:
        worker = self._keepers.fork(self._limits.memory_bytes)
        with self._lock:
            welcome = worker is not None and self._keepers.has(worker) and not self._closed
            if worker is not None and welcome:
                self._forked += 1
                self._idle.appendleft(worker)
                self._deal()
            if self._keepers.failure is not None:
                self._call_all()
                self._work.wait(_RETRY_SECONDS)
        if worker is not None and not welcome:
            worker.bury(kill=True)

    @staticmethod
    def _calm(worker: Worker) -> None:
        try:
            worker.custody.calm(worker.pid)
        except KeeperLost:
            return
