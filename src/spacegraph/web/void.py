"""The description of the dataset where crawlers look for it, and its dumps."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, serialize
from starlette.responses import Response

from spacegraph.graph.manifest import Manifest
from spacegraph.graph.void import describe
from spacegraph.namespaces import PREFIXES
from spacegraph.store.base import Stop
from spacegraph.store.results import GRAPH_FORMATS, find_in
from spacegraph.web.answers import AnswerResponse, run
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.negotiation import choose
from spacegraph.web.quads import MEDIA_TYPE, stream_quads

_DUMP: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def void_router(manifest: Callable[[], Manifest]) -> APIRouter:
    """Make /.well-known/void and the dumps; `manifest` gives the one that stands."""
    router = APIRouter(tags=["dataset"])

    @router.get("/.well-known/void", summary="VoID and DCAT", response_class=Response)
    def void(request: Request, store: StoreDep) -> Response:
        format = choose(GRAPH_FORMATS, request.headers.get("accept"))
        generation, base = store.generation, str(request.base_url).rstrip("/")
        if unchanged := not_modified(request.headers, generation, format, base):
            return unchanged
        triples = sorted(describe(manifest(), base), key=str)
        syntax = RdfFormat.from_media_type(format.media_type)
        body = serialize(triples, format=syntax, prefixes=dict(PREFIXES)) or b""
        headers = dict(cache_headers(generation, format, base))
        return Response(body, media_type=format.media_type, headers=headers)

    @router.head("/dump.ttl", include_in_schema=False)
    @router.get("/dump.ttl", summary="What is held true, as Turtle", response_class=Response)
    async def dump(request: Request, store: StoreDep) -> Response:
        format = find_in(GRAPH_FORMATS, "text/turtle")
        if unchanged := not_modified(request.headers, store.generation, format):
            return unchanged

        def work(stop: Stop) -> AnswerResponse:
            answer = store.stream(_DUMP, format.media_type, stop=stop)
            return AnswerResponse(answer, format, cache_headers(answer.generation, format))

        return await run(request, work)

    @router.head("/dump.nq", include_in_schema=False)
    @router.get("/dump.nq", summary="Every claim and what is held true", response_class=Response)
    async def quads(request: Request, store: StoreDep) -> Response:
        format = find_in(GRAPH_FORMATS, MEDIA_TYPE)
        if unchanged := not_modified(request.headers, store.generation, format):
            return unchanged

        def work(stop: Stop) -> AnswerResponse:
            answer = stream_quads(store, stop)
            return AnswerResponse(answer, format, cache_headers(answer.generation, format))

        return await run(request, work)

    return router
