"""Have one keeper at a time, and another when it ends or the store was rebuilt."""

import logging
import threading
from pathlib import Path
from typing import Final

from spacegraph.errors import StoreError
from spacegraph.store.custody import Custody, KeeperLost, Worker

_LOG: Final = logging.getLogger(__name__)


class Succession:
    """The keeper of a store folder, whichever process that is now."""

    def __init__(self, store: Path, *, wait: bool) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._closed = False
        self.current = Custody(store, wait=wait)
        self.failure: StoreError | None = None

    @property
    def alive(self) -> bool:
        return self.failure is None and not self._closed and self.current.alive

    @property
    def loaded(self) -> bool:
        return self.alive and self.current.loaded

    def has(self, worker: Worker) -> bool:
        """Tell whether a worker holds the facts as they are now."""
        custody = self.current
        return worker.custody is custody and worker.generation == custody.generation

    def fork(self, memory_bytes: int) -> Worker | None:
        """Have a worker forked; where the keeper has ended, start another and return None.

        Where that fails `failure` says why, until it succeeds.
        """
        custody = self.current
        try:
            return custody.fork(memory_bytes)
        except KeeperLost:
            custody.close()
        if self._closed or self.current is not custody:
            return None
        _LOG.error("the keeper process ended; starting another")
        try:
            fresh = Custody(self._store)
        except StoreError as error:
            self.failure = error
            return None
        self.failure = None
        if not self._install(fresh, custody):
            fresh.close()
        return None

    def renew(self) -> Custody:
        """Start a keeper on the store as it is on disk now; return the one it replaces."""
        fresh = Custody(self._store)
        while not self._install(fresh, old := self.current):
            if self._closed:
                return fresh
        self.failure = None
        return old

    def close(self) -> None:
        """End the keeper and every worker it forked."""
        with self._lock:
            self._closed = True
        self.current.close()

    def _install(self, fresh: Custody, old: Custody) -> bool:
        """Put a keeper in the place of another, unless a third is there already."""
        with self._lock:
            installed = not self._closed and self.current is old
            if installed:
                self.current = fresh
            return installed
