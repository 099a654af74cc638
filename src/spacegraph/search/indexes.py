"""Keep the indexes of a store's names, so that each is made once."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from spacegraph.search.index import Index
from spacegraph.search.names import EVENTS, read_names
from spacegraph.store.base import Store

KEPT: Final = 3
MANY: Final = EVENTS | {"spacecraft"}
"""The kinds that have most names."""


class Names:
    """The indexes of the generations asked for lately, each made when it is first asked for."""

    def __init__(self) -> None:
        self._making = Lock()
        self._lock = Lock()
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._parts: dict[frozenset[str], Index] = {}

    def index(self, store: Store) -> Index:
        """Return the index of what the store now holds; who needs another waits for no making."""
        generation = store.generation
        if found := self._find(generation):
            return found
        with self._making:
            if found := self._find(generation):
                return found
            with self._lock:
                last = next(reversed(self._indexes.values()), None)
            made = Index.of(read_names(store), last)
            with self._lock:
                self._indexes[generation] = made
                self._parts.clear()
                while len(self._indexes) > KEPT:
                    self._indexes.popitem(last=False)
            return made

    def _find(self, generation: str) -> Index | None:
        with self._lock:
            if generation in self._indexes:
                self._indexes.move_to_end(generation)
            return self._indexes.get(generation)

    def among(self, store: Store, kind: str) -> Index:
        """Return an index in which a thing of a kind is found, be it of an earlier generation.

        Where none of this generation is at hand, the one of the most things is taken: a view of
        the past holds fewer. Where there is none at all, one is made without the kinds of most
        names, but for the kind asked for: seven names of ten are theirs, and hardly one of these
        is another thing's too.
        """
        with self._making:
            with self._lock:
                whole = self._indexes.get(store.generation) or max(
                    self._indexes.values(), key=lambda index: len(index.things), default=None
                )
            if whole:
                return whole
            left_out = MANY - {kind}
            if left_out not in self._parts:
                things = (each for each in read_names(store) if each.kind not in left_out)
                self._parts[left_out] = Index.of(tuple(things))
            return self._parts[left_out]
