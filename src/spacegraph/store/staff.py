"""Keep workers ready, and share them so that long queries do not starve short ones."""

import threading
import time
from collections import deque
from collections.abc import Iterable
from math import ceil
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from spacegraph.store.base import Busy, Limits, Stop, Stopped
from spacegraph.store.custody import KeeperLost, Worker
from spacegraph.store.lanes import Lanes
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
        self._free = threading.Condition(self._lock)
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
            waiting = sum(map(len, lanes.waiting.values()))
            return Census(len(self._idle), lanes.light, lanes.heavy, waiting, self._forked)

    def engage(self, shape: int, stop: Stop, *, trial: bool) -> Worker:
        """Take an idle worker for a query of some shape, waiting in turn.

        A query of a shape that was long waits for a place among the long ones. It may be an
        innocent one that looks like others, so where that takes a while it may have a `trial`.
        Raises Busy when the queue is full or the wait too long.
        """
        with self._lock:
            heavy = self._lanes.is_heavy(shape)
            queue = self._lanes.waiting[heavy]
            if len(queue) >= self._roster.queue:
                raise self._too_busy(f"{len(queue)} queries are waiting already")
            ticket = object()
            queue.append(ticket)
            try:
                worker = self._next_worker(ticket, stop, heavy=heavy)
                if worker is None:
                    trial = trial and heavy
                    worker, heavy = self._wait_for_worker(ticket, stop, heavy=heavy, trial=trial)
                self._lanes.begin(worker, shape, heavy=heavy)
                if not self._idle:
                    self._work.notify()
            finally:
                queue.remove(ticket)
                if queue:
                    self._free.notify_all()
        return worker

    def engage_at_once(self, shape: int) -> Worker | None:
        """Take an idle worker if nobody else waits for one, else None; this never waits."""
        with self._lock:
            lanes = self._lanes
            if self._closed or any(lanes.waiting.values()) or lanes.is_heavy(shape):
                return None
            worker = self._take_last()
            if worker is None:
                return None
            lanes.begin(worker, shape, heavy=False)
            if not self._idle:
                self._work.notify()
            return worker

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
            custody = worker.custody
            served = any(other.custody is custody for other in self._lanes.busy)
            orphaned = custody is not self._keepers.current and not served
            self._free.notify_all()
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
            self._free.notify_all()
            self._work.notify()
        self._tender.join()
        for worker in busy:
            worker.evicted = worker.evicted or _ENDING
            worker.interrupt()
        self._bury([*self._take_idle(), *self._leaving])
        self._keepers.close()

    def _wait_for_worker(
        self, ticket: object, stop: Stop, *, heavy: bool, trial: bool
    ) -> tuple[Worker, bool]:
        """Return the worker that comes free, and whether it is for a long query."""
        stop.watch(self._wake)
        self._work.notify()
        begun = time.monotonic()
        until = self._roster.light_seconds if trial else self._roster.wait_seconds
        tried = False
        try:
            while True:
                self._free.wait(until - (time.monotonic() - begun))
                worker = self._next_worker(ticket, stop, heavy=heavy)
                if worker is not None:
                    return worker, heavy
                if tried and not self._lanes.waiting[False] and (found := self._take_last()):
                    return found, False
                if time.monotonic() - begun < until:
                    continue
                if tried or not trial:
                    raise self._too_busy("no worker came free in time")
                until, tried = self._roster.wait_seconds, True
                self._lanes.trying += 1
                self._work.notify()
        finally:
            self._lanes.trying -= tried

    def _next_worker(self, ticket: object, stop: Stop, *, heavy: bool) -> Worker | None:
        if stop.requested:
            raise Stopped("the query was stopped before it began")
        if self._closed:
            raise Busy("the store is closed", retry_after=_RESTART_SECONDS)
        if self._keepers.failure is not None:
            raise self._keepers.failure
        while self._idle and self._lanes.is_next(ticket, heavy=heavy):
            # The one that worked last has most of what it needs in the processor's cache.
            worker = self._idle.pop()
            if self._is_fit(worker):
                return worker
            worker.bury(kill=True)
            self._work.notify()
        return None

    def _take_last(self) -> Worker | None:
        """Take the worker that worked last if it is fit to work."""
        return self._idle.pop() if self._idle and self._is_fit(self._idle[-1]) else None

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

    def _wake(self) -> None:
        with self._lock:
            self._free.notify_all()

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
            self._free.notify_all()
            if self._keepers.failure is not None:
                self._work.wait(_RETRY_SECONDS)
        if worker is not None and not welcome:
            worker.bury(kill=True)

    @staticmethod
    def _calm(worker: Worker) -> None:
        try:
            worker.custody.calm(worker.pid)
        except KeeperLost:
            return
