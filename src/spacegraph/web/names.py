"""Find things by name over HTTP, quickly enough for type-ahead."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from spacegraph.search.index import Index
from spacegraph.search.indexes import KEPT, Names
from spacegraph.search.names import KINDS
from spacegraph.search.search import search
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.negotiation import Plain
from spacegraph.web.problems import Problem
from spacegraph.web.views import ViewDep
from spacegraph.web.workshop import Workshop

LONGEST = 200
_JSON = Plain("application/json", ("json",))


def search_router(names: Names) -> APIRouter:
    """Make the route /search over an index."""
    router = APIRouter(tags=["search"])
    workshop = Workshop("too many names wait to be read", kept=KEPT)

    async def choose(request: Request, store: ViewDep) -> Index:
        """Return the index of what is looked at, made by the first to ask."""
        work = partial(names.index, store)
        return await workshop.obtain(request.receive, store.generation, work)

    @router.get("/search", summary="Find things by any of their names")
    def find(
        request: Request,
        store: ViewDep,
        index: Annotated[Index, Depends(choose)],
        q: Annotated[str, Query(max_length=LONGEST, description="A name, in any spelling")],
        kind: Annotated[list[str] | None, Query(description="Only these kinds")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> Response:
        if unknown := sorted(set(kind or ()) - set(KINDS)):
            raise Problem(400, f"no kind {unknown[0]!r}; there are {', '.join(sorted(KINDS))}")
        generation, asked = store.generation, f"{q} {sorted(kind or ())} {limit}"
        if unchanged := not_modified(request.headers, generation, _JSON, asked):
            return unchanged
        hits = search(index, q, kinds=kind, limit=limit)
        results: list[dict[str, Any]] = [
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
        headers = dict(cache_headers(generation, _JSON, asked))
        return JSONResponse({"query": q, "results": results}, headers=headers)

    return router
