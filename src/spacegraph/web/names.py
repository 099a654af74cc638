"""Find things by name over HTTP, quickly enough for type-ahead."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from spacegraph.search.indexes import Names
from spacegraph.search.names import KINDS
from spacegraph.search.search import search
from spacegraph.web.problems import Problem
from spacegraph.web.views import ViewDep

LONGEST = 200


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
