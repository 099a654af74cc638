"""Find things by name over HTTP, quickly enough for type-ahead."""

from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query

from spacegraph.search.index import Index
from spacegraph.search.names import KINDS, read_names
from spacegraph.search.search import search
from spacegraph.store.base import Store
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.problems import Problem

LONGEST = 200


class Names:
    """The index of the present generation, made when it is first asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._generation = ""
        self._index: Index | None = None

    def index(self, store: Store) -> Index:
        """Return the index of what the store now holds."""
        with self._lock:
            if self._index is None or self._generation != store.generation:
                generation = store.generation
                self._index = Index.of(read_names(store), self._index)
                self._generation = generation
            return self._index


def search_router(names: Names) -> APIRouter:
    """Make the route /search over an index."""
    router = APIRouter(tags=["search"])

    @router.get("/search", summary="Find things by any of their names")
    def find(
        store: StoreDep,
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
