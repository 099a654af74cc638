"""Answer the SPARQL 1.1 Protocol at /sparql."""

from functools import partial
from io import BytesIO
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.store.base import Stop, Store
from spacegraph.store.evaluation import write_graph
from spacegraph.store.guard import read
from spacegraph.store.results import FORMATS, GRAPH_FORMATS, Format
from spacegraph.web.answers import AnswerResponse, run
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.description import describe
from spacegraph.web.negotiation import accept_of, choose
from spacegraph.web.protocol import Operation, read_body, read_url

router = APIRouter(tags=["SPARQL"])

ALLOW: Final = "GET, HEAD, POST, OPTIONS"


@router.head("/sparql", include_in_schema=False)
@router.get("/sparql", response_class=Response)
async def query_by_url(request: Request, store: StoreDep) -> Response:
    """Answer `?query=`; without one, describe the service."""
    operation = read_url(request.scope["query_string"])
    if operation is None:
        return await _describe(request, store)
    return await _answer(request, store, operation)


@router.post("/sparql", response_class=Response)
async def query_by_body(request: Request, store: StoreDep) -> Response:
    """Answer a query sent as a form or as application/sparql-query."""
    body = await request.body()
    content_type = request.headers.get("content-type")
    operation = read_body(content_type, request.scope["query_string"], body)
    return await _answer(request, store, operation)


@router.options("/sparql", include_in_schema=False)
async def options() -> Response:
    """Name the methods that are answered here."""
    return Response(status_code=204, headers={"Allow": ALLOW})


async def _answer(request: Request, store: Store, operation: Operation) -> Response:
    reading = read(operation.query)
    format = choose(FORMATS[reading.form], accept_of(request.headers), operation.format)
    conditional = reading.stable and request.method in ("GET", "HEAD")
    if conditional and (known := not_modified(request.headers, store.generation, format)):
        return known

    def work(stop: Stop) -> AnswerResponse:
        answer = store.stream(operation.query, format.media_type, operation.dataset, stop=stop)
        headers = cache_headers(answer.generation, format, stable=conditional)
        return AnswerResponse(answer, format, headers)

    return await run(request, work)


async def _describe(request: Request, store: Store) -> Response:
    format = choose(GRAPH_FORMATS, accept_of(request.headers))
    if known := not_modified(request.headers, store.generation, format):
        return known
    endpoint = str(request.url.replace(query=""))
    return await run(request, partial(_description, store, endpoint, format))


def _description(store: Store, endpoint: str, format: Format, stop: Stop) -> Response:
    generation = store.generation
    triples = describe(store, endpoint)
    output = BytesIO()
    write_graph(triples, format, output)
    headers = {**cache_headers(generation, format), "Content-Type": format.content_type}
    return Response(output.getvalue(), headers=headers)
