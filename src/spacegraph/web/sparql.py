"""Answer the SPARQL 1.1 Protocol at /sparql: queries of anyone, updates of token holders."""

from functools import partial
from typing import Final, cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from spacegraph.errors import Refused
from spacegraph.settings import Settings
from spacegraph.store.base import Answer, Dataset, Difference, Stop, Store
from spacegraph.store.guard import read
from spacegraph.store.results import FORMATS, GRAPH_FORMATS, SOLUTION_FORMATS
from spacegraph.web.answers import AnswerResponse, aside, obtain, run
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.description import Descriptions
from spacegraph.web.flights import Flights
from spacegraph.web.negotiation import accept_of, choose, prefers_page
from spacegraph.web.preconditions import Preconditions
from spacegraph.web.protocol import UPDATE, Change, Operation, read_body, read_url
from spacegraph.web.routes import Direct, is_answered
from spacegraph.web.writing import write, writing_of

ALLOW: Final = "GET, HEAD, POST, OPTIONS"

EDITOR: Final = "/query"
"""Where people write queries, on a server that has pages."""


async def query_by_url(request: Request) -> Response:
    """Answer `?query=`; without one, describe the service. Who reads pages is led to the editor."""
    encoded = request.scope["query_string"]
    operation = await aside(len(encoded), partial(read_url, encoded))
    format = operation.format if operation else request.query_params.get("format")
    if not format and _wants_page(request, operation):
        query = f"?{urlencode({'query': operation.query})}" if operation else ""
        return RedirectResponse(f"{EDITOR}{query}", 303, {"Vary": "Accept"})
    if operation is None:
        return await _describe(request, format)
    return await _answer(request, operation)


async def query_by_body(request: Request) -> Response:
    """Answer a query or do an update, sent in a form or as it stands."""
    body = await request.body()
    content_type = request.headers.get("content-type")
    encoded = request.scope["query_string"]
    size = len(encoded) + len(body)
    operation = await aside(size, partial(read_body, content_type, encoded, body))
    if isinstance(operation, Change):
        return await _change(request, operation)
    return await _answer(request, operation)


async def options(request: Request) -> Response:
    """Name the methods that are answered here."""
    return Response(status_code=204, headers={"Allow": ALLOW})


ROUTES: Final = (
    Direct("/sparql", query_by_url, methods=["GET"]),
    Direct("/sparql", query_by_body, methods=["POST"]),
    Direct("/sparql", options, methods=["OPTIONS"], include_in_schema=False),
)


def _wants_page(request: Request, operation: Operation | None) -> bool:
    """Tell whether a person came here with a browser, and there is a page to show."""
    if operation and operation.dataset:
        # The editor knows no dataset but the whole.
        return False
    formats = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    if not prefers_page(accept_of(request.headers), formats):
        return False
    return is_answered(request.scope, "GET", EDITOR)


def _hosts(request: Request) -> frozenset[str]:
    return cast(Settings, request.app.state.settings).services


def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


async def _answer(request: Request, operation: Operation) -> Response:
    store = _store(request)
    query = operation.query
    reading = await aside(len(query), partial(read, query, _hosts(request)))
    format = choose(FORMATS[reading.form], accept_of(request.headers), operation.format)
    conditional = reading.stable and request.method in ("GET", "HEAD")
    of = f"{query} {operation.dataset}" if conditional else ""
    if conditional and (known := not_modified(request.headers, store.generation, format, of)):
        return known

    asked = query, format.media_type, operation.dataset
    answer = await _obtain(request, asked, shared=reading.stable)
    headers = cache_headers(answer.generation, format, of, stable=conditional)
    return AnswerResponse(answer, format, headers)


async def _obtain(request: Request, asked: tuple[str, str, Dataset], *, shared: bool) -> Answer:
    """Take an answer that is kept, or have the query worked on, once for all who share it."""
    store = _store(request)
    flights = cast(Flights, request.app.state.flights)
    if shared:
        await flights.wait(asked)
    begun = store.begin(*asked)
    if isinstance(begun, Answer):
        return begun
    with flights.flight(asked):
        if begun is None:
            return await run(request, lambda stop: store.stream(*asked, stop=stop))
        return await obtain(request, begun)


async def _change(request: Request, change: Change) -> Response:
    """Have the gate judge what an update would change; the update itself changes nothing."""
    writing = writing_of(request)
    if writing is None:
        raise Refused("this server has no gate, so it takes no updates")
    writing.check(request)
    conditions = Preconditions.of(request.headers)

    def work(store: Store, stop: Stop) -> Difference:
        # Nobody else writes between this look and the record.
        conditions.require_state(store.generation)
        return store.difference(change.update, change.dataset, stop=stop)

    content = change.update.encode()
    return await write(request, writing, content, UPDATE, "update.ru", work)


async def _describe(request: Request, name: str | None) -> Response:
    store = _store(request)
    format = choose(GRAPH_FORMATS, accept_of(request.headers), name)
    endpoint = str(request.url.replace(query=""))
    if known := not_modified(request.headers, store.generation, format, endpoint):
        return known
    descriptions = cast(Descriptions, request.app.state.descriptions)
    generation, body = await run(request, lambda stop: descriptions.write(endpoint, format))
    headers = cache_headers(generation, format, endpoint)
    return Response(body, headers={**headers, "Content-Type": format.content_type})
