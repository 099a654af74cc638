"""Tell whoever watches over the server how it is."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import JSONResponse

from spacegraph.web.dependencies import StoreDep

router = APIRouter(tags=["Operations"])

_HEADERS: Final = {"Cache-Control": "no-store"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    503: {
        "description": "Not yet, or not any more: the facts are being loaded or cannot be",
        "content": {"application/json": {}},
    }
}


@router.get("/health", summary="How the server is", responses=_RESPONSES)
async def health(store: StoreDep) -> JSONResponse:
    """Say that the process lives, whether it can answer queries, and from which facts."""
    return _tell(store.ready, {"live": True, "ready": store.ready, "generation": store.generation})


@router.get("/health/live", summary="Whether the process lives")
async def live() -> JSONResponse:
    """Answer as long as there is anybody to answer; who gets no answer should restart it."""
    return JSONResponse({"live": True}, headers=_HEADERS)


@router.get("/health/ready", summary="Whether queries are answered", responses=_RESPONSES)
async def ready(store: StoreDep) -> JSONResponse:
    """Say whether to send queries here: not while the facts are being loaded."""
    return _tell(store.ready, {"ready": store.ready, "generation": store.generation})


def _tell(ready: bool, content: dict[str, object]) -> JSONResponse:
    return JSONResponse(content, 200 if ready else 503, _HEADERS)
