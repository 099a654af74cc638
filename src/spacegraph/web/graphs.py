"""Answer the SPARQL 1.1 Graph Store Protocol at /graphs, for reading."""

from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.errors import NotFound
from spacegraph.namespaces import BASE
from spacegraph.store.base import Stop, Store
from spacegraph.store.results import GRAPH_FORMATS
from spacegraph.store.terms import iri_to_sparql
from spacegraph.web.answers import AnswerResponse, run
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.negotiation import accept_of, choose
from spacegraph.web.problems import Problem

router = APIRouter(tags=["Graph Store"])

ALLOW: Final = "GET, HEAD, OPTIONS"
_WRITES: Final = ["PUT", "POST", "DELETE", "PATCH"]


@router.head("/graphs", include_in_schema=False)
@router.get("/graphs", response_class=Response)
async def graph_by_name(request: Request, store: StoreDep) -> Response:
    """Give the graph named by `?graph=IRI`, or by `?default` the default graph (§4.2)."""
    fields = parse_qsl(request.url.query, keep_blank_values=True)
    graphs = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(graphs) + default != 1:
        raise Problem(400, "name one graph: add ?default or ?graph= with an IRI (Protocol §4.2)")
    formats = [value for name, value in fields if name in ("format", "output")]
    return await _give(request, store, graphs[0] if graphs else None, *formats[:1])


@router.head("/graphs/{path:path}", include_in_schema=False)
@router.get("/graphs/{path:path}", response_class=Response)
async def graph_by_path(request: Request, store: StoreDep, path: str) -> Response:
    """Give the graph whose IRI ends in the path, such as `/graphs/claim/…` (§4.1)."""
    return await _give(request, store, BASE + path)


@router.options("/graphs", include_in_schema=False)
@router.options("/graphs/{path:path}", include_in_schema=False)
async def options() -> Response:
    """Name the methods that are answered here."""
    return Response(status_code=204, headers={"Allow": ALLOW})


@router.api_route("/graphs", methods=_WRITES, include_in_schema=False)
@router.api_route("/graphs/{path:path}", methods=_WRITES, include_in_schema=False)
async def write() -> Response:
    """Point whoever wants to write to the gate (§5.8: a read-only store answers 405)."""
    raise Problem(
        405,
        "graphs are not written directly. Send facts to POST /claims, where they are validated",
        headers={"Allow": ALLOW},
    )


async def _give(
    request: Request, store: Store, graph: str | None, name: str | None = None
) -> Response:
    pattern = "?s ?p ?o"
    if graph is not None:
        pattern = f"GRAPH {iri_to_sparql(graph)} {{ ?s ?p ?o }}"
    format = choose(GRAPH_FORMATS, accept_of(request.headers), name)

    def work(stop: Stop) -> Response:
        if graph is not None and not store.ask(f"ASK {{ {pattern} }}"):
            raise NotFound(f"there is no graph <{graph}>", hint="GET /sparql lists the graphs")
        if known := not_modified(request.headers, store.generation, format):
            return known
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        answer = store.stream(query, format.media_type, stop=stop)
        return AnswerResponse(answer, format, cache_headers(answer.generation, format))

    return await run(request, work)
