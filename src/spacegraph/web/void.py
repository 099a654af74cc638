"""The description of the dataset where crawlers look for it, and its dumps."""

from collections.abc import Callable, Iterator
from typing import Final

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, serialize
from starlette.responses import Response, StreamingResponse

from spacegraph.graph.manifest import Manifest
from spacegraph.graph.void import describe
from spacegraph.namespaces import PREFIXES
from spacegraph.store.results import GRAPH_FORMATS
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.negotiation import choose

_DUMP: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def void_router(manifest: Callable[[], Manifest]) -> APIRouter:
    """Make /.well-known/void and /dump.ttl; `manifest` gives the one that stands."""
    router = APIRouter(tags=["dataset"])

    @router.get("/.well-known/void", summary="VoID and DCAT", response_class=Response)
    def void(request: Request, store: StoreDep) -> Response:
        format = choose(GRAPH_FORMATS, request.headers.get("accept"))
        if unchanged := not_modified(request.headers, store.generation, format):
            return unchanged
        triples = sorted(describe(manifest(), str(request.base_url).rstrip("/")), key=str)
        syntax = RdfFormat.from_media_type(format.media_type)
        body = serialize(triples, format=syntax, prefixes=dict(PREFIXES)) or b""
        headers = dict(cache_headers(store.generation, format))
        return Response(body, media_type=format.media_type, headers=headers)

    @router.get("/dump.ttl", summary="What is held true, as Turtle", response_class=Response)
    def dump(store: StoreDep) -> Response:
        answer = store.stream(_DUMP, "text/turtle")

        def chunks() -> Iterator[bytes]:
            with answer:
                yield from answer

        return StreamingResponse(chunks(), media_type="text/turtle")

    return router
