"""Ask one worker one query and turn whatever happens into chunks or a typed error."""

import logging
import re
import signal
import threading
import time
from collections.abc import Callable
from math import ceil
from typing import Any, Final

from spacegraph.errors import NotFound, QueryError, SpacegraphError, StoreError
from spacegraph.store.base import Crashed, Evicted, LimitReached, Limits, Stopped, Unsortable
from spacegraph.store.custody import Death, KeeperLost, Worker
from spacegraph.store.frames import Closed, Frame, Kind, send_json
from spacegraph.store.worker import OUT_OF_MEMORY, PAUSED_TOO_LONG, Job

_GRACE_SECONDS: Final = 5.0
_LOG: Final = logging.getLogger(__name__)
_EXCEPTION: Final = re.compile(r"^([A-Z]\w+)(?::.*)?\Z", re.MULTILINE)
_STOPPED: Final = "the query was stopped by its asker"
_LESS: Final = "add LIMIT, name more of the terms, or ask for less at a time"


class Conversation:
    """A query on its way through a worker; `dismiss` gets the worker back exactly once.

    `dismiss(worker, reusable, growth)` is told whether the worker can take another query and by
    how many bytes it has grown.
    """

    def __init__(
        self, worker: Worker, job: Job, dismiss: Callable[[Worker, bool, int], None]
    ) -> None:
        self._worker = worker
        self._job = job
        self._dismiss = dismiss
        self._reading = threading.Lock()
        self._state = threading.Lock()
        self._over = False
        self._cancelled = False
        self._begun = 0.0

    @property
    def generation(self) -> str:
        """Name the state of the facts that the worker holds."""
        return self._worker.generation

    def begin(self) -> None:
        """Send the query."""
        self._begun = time.monotonic()
        with self._reading:
            try:
                self._worker.channel.settimeout(self._patience)
                send_json(self._worker.channel, self._job.to_json())
            except (Closed, OSError):
                raise self._lost() from None

    def fileno(self) -> int:
        """Name the descriptor that is readable when a piece may be here."""
        return self._worker.channel.fileno()

    def receive(self) -> bytes | None:
        """Wait for the next piece of the answer; None after the last one."""
        with self._reading:
            if self._over:
                raise Stopped(_STOPPED)
            try:
                self._worker.channel.settimeout(self._patience)
                return self._read(self._worker.receiver.receive())
            except TimeoutError:
                raise self._lost(late=True) from None
            except (Closed, OSError):
                raise self._lost() from None

    def take(self) -> bytes | None:
        """Take the next piece if it is here; BlockingIOError where `receive` would have to wait.

        To find out why a worker is gone is a wait too.
        """
        with self._reading:
            if self._over:
                raise Stopped(_STOPPED)
            try:
                self._worker.channel.settimeout(0)
                frame = self._worker.receiver.receive()
            except (Closed, OSError):
                raise BlockingIOError from None
            return self._read(frame)

    def cancel(self) -> None:
        """Stop the query, whoever is waiting for it; harmless when it is over."""
        with self._state:
            if self._over:
                return
            self._cancelled = True
            self._worker.interrupt()
        with self._reading:
            self._finish(reusable=False)

    @property
    def _patience(self) -> float:
        return self._job.limits.seconds + _GRACE_SECONDS

    def _read(self, frame: Frame) -> bytes | None:
        if frame.kind is Kind.DATA:
            return frame.body
        message = frame.json()
        self._worker.spent = message["spent"]
        self._finish(reusable=self._job.reusable, growth=message["growth"])
        if frame.kind is Kind.ERROR:
            raise self._timed(_from_json(message))
        return None

    def _lost(self, *, late: bool = False) -> SpacegraphError:
        """Find out why the worker is gone, or end it when it is late."""
        death = self._finish(
            reusable=False, kill=late or self._cancelled or bool(self._worker.evicted)
        )
        if self._cancelled:
            return Stopped(_STOPPED)
        if self._worker.evicted:
            return Evicted(
                self._worker.evicted,
                retry_after=ceil(self._job.limits.seconds),
                hint=_LESS,
            )
        if death.keeper_lost:
            return KeeperLost("the keeper process ended", hint="ask again")
        error = explain(Death(-signal.SIGALRM, "") if late else death, self._job.limits)
        return self._timed(error)

    def _timed(self, error: SpacegraphError) -> SpacegraphError:
        if isinstance(error, LimitReached):
            error.seconds = round(time.monotonic() - self._begun, 2)
        return error

    def _finish(self, *, reusable: bool, growth: int = 0, kill: bool = True) -> Death:
        with self._state:
            if self._over:
                return Death(0, "")
            self._over = True
            reusable = reusable and not self._cancelled
        death = Death(0, "") if reusable else self._worker.bury(kill=kill)
        self._dismiss(self._worker, reusable, growth)
        return death


def explain(death: Death, limits: Limits) -> StoreError:
    """Tell the asker why a worker ended in the middle of a query."""
    if death.code == -signal.SIGALRM:
        return LimitReached(
            f"the query was stopped after {limits.seconds:g} s, its limit",
            limit="seconds",
            hint=_LESS,
        )
    if death.code == PAUSED_TOO_LONG:
        return LimitReached(
            f"the answer was not read for {limits.pause_seconds:g} s, the limit",
            limit="pause",
            hint="read faster, or ask for less at a time",
        )
    if death.code == OUT_OF_MEMORY or "memory allocation" in death.words:
        return LimitReached(
            f"the query needs more than {limits.memory_bytes >> 20} MiB of memory, its limit",
            limit="memory",
            hint=_LESS,
        )
    _LOG.error("a worker ended with %d: %s", death.code, _kind(death.words))
    if "total order" in death.words:
        return Unsortable(
            "the engine cannot sort this mixture of numbers, strings and dates",
            hint="sort by one kind of value, e.g. ORDER BY STR(?x)",
        )
    if death.code == -signal.SIGSEGV:
        return Crashed(
            "the query made the engine crash, most likely by its length or its depth",
            hint="write it flatter, or with fewer UNION, ||, lists or steps of a path in a row",
        )
    return Crashed("the process that worked on the query ended", hint="ask again")


def _kind(words: str) -> str:
    """Name the kind of an end: last words may repeat the query and name files of this machine."""
    if "panicked" in words:
        return "panic"
    kind = _EXCEPTION.search(words)
    return kind[1] if kind else "no known last words"


def _from_json(message: dict[str, Any]) -> SpacegraphError:
    text, hint = message["message"], message["hint"]
    if message["error"] == "missing":
        return NotFound(text, hint=hint)
    if message["error"] == "query":
        return QueryError(text, hint=hint, line=message["line"], column=message["column"])
    if message["error"] == "limit":
        return LimitReached(text, hint=hint, limit=message["limit"])
    return StoreError(text, hint=hint)
