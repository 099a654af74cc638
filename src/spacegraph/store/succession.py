"""Have one keeper at a time, and another when it ends or the store was rebuilt."""

import logging
import threading
from pathlib import Path
from typing import Final

from spacegraph.errors import StoreError
from spacegraph.store.custody import Custody, KeeperLost, Worker

_RETRY_SECONDS: Final = 2.0
_LOG: Final = logging.getLogger(__name__)


class Succession:
    """The keeper of a store folder, whichever process that is now.

    One that ends is followed by another at once, whether anybody needs it or not: until then the
    store is not ready, and whoever looks at that sends nobody here.
    """

    def __init__(self, store: Path, *, wait: bool) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._succeeding = threading.Lock()
        self._closed = threading.Event()
        self._failure: StoreError | None = None
        self.current = Custody(store, wait=wait)
        self._watch(self.current)

    @property
    def failure(self) -> StoreError | None:
        """Say why there is no keeper, if so.

        It is another error each time: one that many raise gathers what all of them hold.
        """
        error = self._failure
        return error and StoreError(error.message, hint=error.hint, where=error.where)

    @property
    def alive(self) -> bool:
        return self._failure is None and not self._closed.is_set() and self.current.alive

    @property
    def loaded(self) -> bool:
        return self.alive and self.current.loaded

    def has(self, worker: Worker) -> bool:
        """Tell whether a worker holds the facts as they are now."""
        custody = self.current
        return worker.custody is custody and worker.generation == custody.generation

    def fork(self, memory_bytes: int) -> Worker | None:
        """Have a worker forked; where the keeper has ended, wait for another and return None.

        Where there cannot be one `failure` says why, until there can.
        """
        custody = self.current
        try:
            return custody.fork(memory_bytes)
        except KeeperLost:
            if self._failure is None:
                self._follow(custody)
        return None

    def renew(self) -> Custody:
        """Start a keeper on the store as it is on disk now; return the one it replaces."""
        fresh = Custody(self._store)
        while not self._install(fresh, old := self.current):
            if self._closed.is_set():
                return fresh
        return old

    def close(self) -> None:
        """End the keeper and every worker it forked."""
        with self._lock:
            self._closed.set()
        self.current.close()

    def _watch(self, custody: Custody) -> None:
        threading.Thread(
            target=self._guard, args=(custody,), name="succession", daemon=True
        ).start()

    def _guard(self, custody: Custody) -> None:
        """Wait for the end of a keeper, and start another until that succeeds."""
        custody.wait()
        while self.current is custody and not self._closed.is_set():
            self._follow(custody)
            if self.current is custody:
                self._closed.wait(_RETRY_SECONDS)

    def _follow(self, lost: Custody) -> None:
        """Put another in the place of a keeper that has ended."""
        with self._succeeding:
            lost.close()
            if self._closed.is_set() or self.current is not lost:
                return
            _LOG.error("the keeper process ended; starting another")
            try:
                fresh = Custody(self._store)
            except StoreError as error:
                self._failure = error.with_traceback(None)
                return
            if not self._install(fresh, lost):
                fresh.close()

    def _install(self, fresh: Custody, old: Custody) -> bool:
        """Put a keeper in the place of another, unless a third is there already."""
        with self._lock:
            installed = not self._closed.is_set() and self.current is old
            if installed:
                self.current = fresh
                self._failure = None
        if installed:
            self._watch(fresh)
        return installed
