"""Keep the indexes of a store's names, so that each is made once."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from spacegraph.search.index import Index
from spacegraph.search.names import read_names
from spacegraph.store.base import Store

KEPT: Final = 3


class Names:
    """The indexes of the generations asked for lately, each made when it is first asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._indexes: OrderedDict[str, Index] = OrderedDict()

    def index(self, store: Store) -> Index:
        """Return the index of what the store now holds."""
        generation = store.generation
        with self._lock:
            if generation not in self._indexes:
                last = next(reversed(self._indexes.values()), None)
                self._indexes[generation] = Index.of(read_names(store), last)
            self._indexes.move_to_end(generation)
            while len(self._indexes) > KEPT:
                self._indexes.popitem(last=False)
            return self._indexes[generation]

    def recent(self, store: Store) -> Index:
        """Return an index that is at hand, be it of an earlier generation, else make one.

        Where none is of this generation, the one of the most things is taken: a view of the past
        holds fewer.
        """
        with self._lock:
            kept = self._indexes.get(store.generation) or max(
                self._indexes.values(), key=lambda index: len(index.things), default=None
            )
        return kept or self.index(store)
