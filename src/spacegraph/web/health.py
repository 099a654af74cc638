"""Tell whoever watches over the server how it is."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from spacegraph.web.dependencies import StoreDep

router = APIRouter(tags=["Operations"])


@router.get("/health")
async def health(store: StoreDep) -> JSONResponse:
    """Say that the process lives, whether it can answer queries, and from which facts."""
    ready = store.ready
    content = {"live": True, "ready": ready, "generation": store.generation}
    return JSONResponse(content, 200 if ready else 503, {"Cache-Control": "no-store"})
