"""Find things by name over HTTP, quickly enough for type-ahead."""

from collections import OrderedDict
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query

from spacegraph.search.index import Index
from spacegraph.search.names import KINDS, read_names
from spacegraph.search.search import search
from spacegraph.store.base import Store
from spacegraph.web.problems import Problem
from spacegraph.web.views import ViewDep

LONGEST = 200
KEPT = 3


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


def search_router(names: Names) -> APIRouter:
    """Make the route /search over an index."""
    router = APIRouter(tags=["search"])

    @router.get("/search", summary="Find things by any of their names")
    def find(
        store: ViewDep,
        q: Annotated[str, Query(max_length=LONGEST, description="A name, in any spelling")],
        kind: Annotated[list[str] | None, Query(description="Only these kinds")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> dict[str, Any]:
        if unknown := sorted(set(kind or ()) - set(KINDS)):
            raise Problem(400, f"no kind {unknown[0]!r}; there are {', '.join(sorted(KINDS))}")
        hits = search(names.index(store), q, kinds=kind, limit=limit)
        results = [
            {
                "iri": hit.iri,
                "label": hit.label,
                "label_zh": hit.label_zh,
                "kind": hit.kind,
                "score": round(hit.score, 3),
                "why": hit.why,
            }
            for hit in hits
        ]
        return {"query": q, "results": results}

    return router
