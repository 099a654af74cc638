"""Count how queries end."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from spacegraph.errors import QueryError, SpacegraphError, StoreError
from spacegraph.store.base import Busy, Crashed, LimitReached, Stopped
from spacegraph.store.custody import KeeperLost

ANSWERED: Final = "answered"

_LIMITS: Final = {"seconds": "deadline", "memory": "memory", "result": "result", "pause": "pause"}

_NAMES: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (KeeperLost, "keeper-lost"),
    (Busy, "busy"),
    (Stopped, "stopped"),
    (GeneratorExit, "stopped"),
    (Crashed, "crashed"),
    (QueryError, "malformed"),
    (StoreError, "failed"),
    (SpacegraphError, "failed"),
)
"""The name of each error, the narrower class first."""

OUTCOMES: Final = tuple(dict.fromkeys((ANSWERED, *_LIMITS.values(), *(name for _, name in _NAMES))))


class Tally:
    """How many queries ended in which way; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(OUTCOMES, 0)

    def counts(self) -> Mapping[str, int]:
        """Return every outcome and how often it came."""
        with self._lock:
            return dict(self._counts)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Count what fails within."""
        try:
            yield
        except SpacegraphError as error:
            self._count(_outcome(error))
            raise

    def answered(self) -> None:
        """Count a query whose whole answer is here."""
        self._count(ANSWERED)

    def follow(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass an answer on and count how it ends; one that nobody reads on is a stopped one."""
        try:
            yield from chunks
        except (SpacegraphError, GeneratorExit) as error:
            self._count(_outcome(error))
            raise
        self.answered()

    def _count(self, outcome: str) -> None:
        with self._lock:
            self._counts[outcome] += 1


def _outcome(error: BaseException) -> str:
    if isinstance(error, LimitReached):
        return _LIMITS[error.limit]
    return next(name for kind, name in _NAMES if isinstance(error, kind))
