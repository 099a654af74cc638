"""Keep a server at the state of its store, which other processes may change too."""

from collections.abc import Iterable
from contextlib import suppress
from threading import Event, Lock
from typing import Final

from pyoxigraph import Quad

from spacegraph.errors import StoreError
from spacegraph.graph.changes import Changes
from spacegraph.graph.instance import Instance
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.turn import turn
from spacegraph.store.remote.store import RemoteStore
from spacegraph.store.workers import WorkerPool

_LOOK_SECONDS: Final = 0.5
"""How often the server looks whether another process has changed the store."""


class Follower:
    """Moves a pool to the store as it is on disk; safe to use from any thread."""

    def __init__(self, instance: Instance, pool: WorkerPool | RemoteStore) -> None:
        self._instance = instance
        self._pool = pool
        self._lock = Lock()

    def show(self, added: Iterable[Quad], removed: Iterable[Quad], generation: str) -> None:
        """Show a change that this process has brought into the store, unless it is shown by now."""
        with self._lock:
            if self._pool.generation != generation:
                self._pool.apply(added, removed, generation)

    def catch_up(self) -> None:
        """Take in what others have changed: change by change, or the whole store where it must be.

        The whole store is read while nobody writes: until then it may be ahead of its manifest.
        """
        pool = self._pool
        if isinstance(pool, RemoteStore) or self._advance(pool):
            return
        with turn(self._instance.sources.book.accepted):
            if not self._advance(pool):
                pool.reload()

    def run(self, ended: Event) -> None:
        """Look every now and then, until the server ends."""
        while not ended.wait(_LOOK_SECONDS):
            with suppress(StoreError):
                if isinstance(self._pool, RemoteStore):
                    self._pool.reload()
                else:
                    self.catch_up()

    def _advance(self, pool: WorkerPool) -> bool:
        """Go the steps that are kept; tell whether they led to the store on disk."""
        store = self._instance.settings.store_path
        with self._lock:
            while (manifest := Manifest.read(store)) and manifest.generation != pool.generation:
                step = Changes(store).after(pool.generation)
                if step is None:
                    return False
                pool.apply(*step.quads(), step.after)
        return True
