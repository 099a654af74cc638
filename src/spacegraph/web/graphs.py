"""Answer the SPARQL 1.1 Graph Store HTTP Protocol at /graphs; writes pass the gate."""

from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import RedirectResponse, Response

from spacegraph.errors import NotFound
from spacegraph.gate.desk import Receipt
from spacegraph.gate.reading.grouping import DOCUMENT
from spacegraph.gate.reading.submission import Locator
from spacegraph.gate.updates.graphs import (
    READABLE,
    GraphChange,
    Manner,
    find_graph_format,
    read_graph,
)
from spacegraph.gate.vocabulary.kinds import is_thing, show, split
from spacegraph.graph.ledger import follow
from spacegraph.namespaces import BASE
from spacegraph.store.base import Difference, Stop, Store
from spacegraph.store.results import GRAPH_FORMATS, Format
from spacegraph.store.terms import iri_to_sparql
from spacegraph.web.answers import AnswerResponse, run
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.claim_graph import ClaimGraph
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.negotiation import accept_of, choose
from spacegraph.web.preconditions import Preconditions
from spacegraph.web.problems import Problem
from spacegraph.web.sent import check_names, media_type_of
from spacegraph.web.writing import Writing, follow_claim, location, write, writing_of

router = APIRouter(tags=["Graph Store"])

_READS: Final = "GET, HEAD, OPTIONS"
_ALLOW: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_FIELDS: Final = ("graph", "default", "dry_run", "reason", "leaving", "format")


@router.head("/graphs", include_in_schema=False)
@router.get("/graphs", response_class=Response)
async def graph_by_name(request: Request, store: StoreDep) -> Response:
    """Give the graph named by `?graph=IRI`, or by `?default` the default graph (§4.2)."""
    graph = _named(request)
    if graph is None:
        raise Problem(400, "name one graph: add ?default or ?graph= with an IRI (Protocol §4.2)")
    return await _give(request, store, graph)


@router.head("/graphs/{path:path}", include_in_schema=False)
@router.get("/graphs/{path:path}", response_class=Response)
async def graph_by_path(request: Request, store: StoreDep, path: str) -> Response:
    """Give the graph whose IRI ends in the path, such as `/graphs/claim/…` (§4.1)."""
    return await _give(request, store, BASE + path)


@router.options("/graphs", include_in_schema=False)
@router.options("/graphs/{path:path}", include_in_schema=False)
async def options(request: Request) -> Response:
    """Name the methods that are answered here."""
    return Response(status_code=204, headers={"Allow": _allowed(request)})


@router.put("/graphs", response_class=Response)
@router.post("/graphs", response_class=Response)
@router.delete("/graphs", response_class=Response)
async def write_by_name(request: Request) -> Response:
    """Replace (PUT), extend (POST) or take back (DELETE) the claim named by `?graph=IRI` (§5).

    POST without a name makes a new claim, which gets a name here (§5.5).
    """
    writing = _permit(request)
    graph = _named(request)
    if graph is None and request.method == "POST":
        return await _write(request, writing, DOCUMENT)
    if graph is None:
        raise Problem(400, "name one graph: add ?graph= with the IRI of a claim (Protocol §4.2)")
    return await _write(request, writing, _writable(graph))


@router.put("/graphs/{path:path}", response_class=Response)
@router.post("/graphs/{path:path}", response_class=Response)
@router.delete("/graphs/{path:path}", response_class=Response)
async def write_by_path(request: Request, path: str) -> Response:
    """Do the same with the claim whose IRI ends in the path."""
    writing = _permit(request)
    return await _write(request, writing, _writable(BASE + path))


@router.patch("/graphs", include_in_schema=False)
@router.patch("/graphs/{path:path}", include_in_schema=False)
async def patch(request: Request) -> Response:
    """Point to updates (§5.7 leaves PATCH to the server)."""
    raise Problem(
        405,
        "a graph is not patched. Send the change as an update to POST /sparql",
        headers={"Allow": _allowed(request)},
    )


def _named(request: Request) -> str | None:
    """Read the name in `?graph=`, empty for `?default`; None where there is neither."""
    fields = parse_qsl(request.url.query, keep_blank_values=True)
    graphs = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(graphs) + default > 1 or graphs == [""]:
        raise Problem(400, "name one graph: add ?default or ?graph= with an IRI (Protocol §4.2)")
    return "" if default else next(iter(graphs), None)


def _allowed(request: Request) -> str:
    return _ALLOW if writing_of(request) else _READS


def _permit(request: Request) -> Writing:
    writing = writing_of(request)
    if writing is None:
        raise Problem(
            405,
            "this server takes no graphs. Send facts to POST /claims of one that has a gate",
            headers={"Allow": _READS},
        )
    writing.check(request)
    check_names((name for name, _ in request.query_params.multi_items()), _FIELDS, many=_FIELDS[:2])
    return writing


def _writable(graph: str) -> NamedNode:
    """Refuse every graph that no claim can be, with the reason (§5.8 leaves the status open)."""
    if not graph:
        raise Problem(
            403, "the default graph is derived from the claims and cannot be written. Write a claim"
        )
    iri_to_sparql(graph)
    node = NamedNode(graph)
    if not _is_claim(node):
        raise Problem(
            409,
            f"<{graph}> can name no claim, and only claims have graphs. Write <{BASE}claim/NAME>, "
            "the name in lower-case letters, digits and hyphens, or POST to /graphs without a name",
        )
    return node


def _is_claim(graph: NamedNode) -> bool:
    return split(graph)[0] == "claim" and is_thing(graph)


async def _write(request: Request, writing: Writing, graph: NamedNode) -> Response:
    manner = Manner(request.method)
    content, media_type = b"", media_type_of(request)
    conditions = Preconditions.of(request.headers)
    change, locator = GraphChange(manner, graph), None
    if manner is not Manner.REMOVE:
        format = find_graph_format(media_type)
        if format is None:
            known = ", ".join(each.media_types[0] for each in READABLE)
            raise Problem(
                415,
                f"a graph cannot be read from {media_type or 'a body without Content-Type'}. "
                f"Send it as {known}",
                headers={"Accept-Post": known},
            )
        name = f"graph{format.suffixes[0]}"
        content = await request.body()
        read = partial(read_graph, content, media_type, name, writing.desk.bounds)
        change = GraphChange(manner, graph, await run(request, lambda stop: read()))

        if format.rdf:
            title = name if graph == DOCUMENT else show(graph)
            locator = Locator(title, content.decode("utf-8-sig"), format.rdf)

    def work(store: Store, stop: Stop) -> Difference:
        withdrawals = writing.withdrawals()
        difference = change.difference(store, withdrawals)
        if conditions:
            # Nobody else writes between this look and the record.
            latest, _ = follow(graph, withdrawals)
            conditions.require(ClaimGraph.read(store, latest, stop).tags(), show(graph))
        return difference

    def is_new(receipt: Receipt) -> bool:
        return bool(receipt.record and receipt.record.withdrawal is None)

    told = locator.name if locator else show(graph)
    return await write(
        request, writing, content, media_type, told, work, created=is_new, locator=locator
    )


async def _give(request: Request, store: Store, graph: str) -> Response:
    pattern = f"GRAPH {iri_to_sparql(graph)} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    fields = request.query_params
    name = fields.get("format") or fields.get("output")
    format = choose(GRAPH_FORMATS, accept_of(request.headers), name)
    if graph and _is_claim(NamedNode(graph)):
        return await run(request, partial(_give_claim, request, store, NamedNode(graph), format))

    def work(stop: Stop) -> Response:
        if graph and not store.ask(f"ASK {{ {pattern} }}"):
            return _lead_on(request, store, NamedNode(graph))
        if known := not_modified(request.headers, store.generation, format):
            return known
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        answer = store.stream(query, format.media_type, stop=stop)
        return AnswerResponse(answer, format, cache_headers(answer.generation, format))

    return await run(request, work)


def _give_claim(
    request: Request, store: Store, claim: NamedNode, format: Format, stop: Stop
) -> Response:
    """Give a graph that may be written, under a tag of its own that a change can be bound to."""
    graph = ClaimGraph.read(store, claim, stop)
    if not graph:
        return _lead_on(request, store, claim)
    conditions, headers = Preconditions.of(request.headers), graph.headers(format)
    if conditions.matching:
        Preconditions(conditions.matching).require(graph.tags(), show(claim))
    if conditions.knows(headers["ETag"]):
        return Response(status_code=304, headers=headers)
    content_type = {"Content-Type": format.content_type}
    return Response(graph.write(format), headers={**headers, **content_type})


def _lead_on(request: Request, store: Store, graph: NamedNode) -> Response:
    """Lead from a claim that was superseded to its latest revision."""
    latest, gone = follow_claim(request, graph) if _is_claim(graph) else (graph, None)
    if store.ask(f"ASK {{ GRAPH {iri_to_sparql(latest.value)} {{ ?s ?p ?o }} }}"):
        query = f"?{request.url.query}" if "graph" not in request.query_params else ""
        return RedirectResponse(f"{location(latest)}{query.rstrip('?')}", 307)
    if gone:
        raise gone
    raise NotFound(f"there is no graph <{graph.value}>", hint="GET /sparql lists the graphs")
