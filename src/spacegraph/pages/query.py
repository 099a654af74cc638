"""Write a query, run it, look at the answer; works without script.

A query that fails still gives a good page: the editor with the error at its line. The status of
the answer itself is that of /sparql.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from spacegraph.errors import QueryError, Refused, StoreError
from spacegraph.graph.questions import find_question
from spacegraph.namespaces import BASE, PREFIXES
from spacegraph.pages.formats import JSON, caching, tag, unchanged
from spacegraph.pages.render import Page, data_block, render
from spacegraph.pages.site import Site, SiteDep
from spacegraph.pages.tables import Table, lay_out
from spacegraph.pages.terms import find_offers
from spacegraph.settings import Settings
from spacegraph.store.base import Solutions, Stop, Store
from spacegraph.store.guard import read
from spacegraph.store.results import Form as QueryForm
from spacegraph.web.answers import run
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.forms import LONGEST, read_form
from spacegraph.web.problems import to_response
from spacegraph.web.sparql import query_by_body

router = APIRouter(include_in_schema=False)

SHOWN: Final = 1000
"""How many rows a page shows; the downloads have all."""

_MOST_BYTES: Final = 2 << 20
_BEGINNING: Final = "\n".join(
    (
        *(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("sg", "rdfs", "skos", "prov")),
        "SELECT ?firm ?name WHERE {",
        '  ?firm a sg:CommercialFirm ; rdfs:label ?name FILTER (LANG(?name) = "en")',
        "}",
        "ORDER BY ?name ?firm",
        "LIMIT 20",
    )
)
_WORDS: Final[Mapping[str, str]] = {
    "answer": "answer",
    "broken": "broken-off",
    "cancelled": "cancelled",
    "cut": "cut-query",
    "declare": "editor-declare",
    "download": "download",
    "empty": "empty",
    "keywords": "editor-keywords",
    "more": "more-rows",
    "no": "stands-no",
    "permalink": "permalink",
    "rows": "rows",
    "running": "running",
    "syntax": "editor-syntax",
    "terms": "vocabulary",
    "things": "editor-things",
    "took": "took",
    "undeclared": "editor-undeclared",
    "yes": "stands-yes",
}
"""What the script says, by the words of the interface."""

_DOWNLOADS: Final[Mapping[bool, tuple[str, ...]]] = {
    False: ("csv", "tsv", "json", "xml"),
    True: ("ttl", "nt", "jsonld", "rdfxml"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a query: rows, a yes or no, triples as Turtle, or an error."""

    table: Table | None = None
    rows: int = 0
    cut: bool = False
    truth: bool | None = None
    turtle: str = ""
    error: QueryError | Refused | StoreError | None = None
    downloads: tuple[str, ...] = ()

    @property
    def line(self) -> int | None:
        """The line of the query that the error is about, where it is about one."""
        return self.error.line if isinstance(self.error, QueryError) else None


@router.api_route("/query", methods=["GET", "HEAD"])
async def by_address(
    request: Request, site: SiteDep, store: StoreDep, query: str = "", example: str = ""
) -> Response:
    """Show the editor with the text of an example, or with a query and its answer."""
    text = find_question(site.questions, example).text if example else ""
    return await _show(request, site, store, query, text)


@router.post("/query")
async def by_form(request: Request, site: SiteDep, store: StoreDep) -> Response:
    """Do the same for a query too long for an address."""
    query = (await read_form(request, LONGEST)).get("query", "")
    return await _show(request, site, store, query if isinstance(query, str) else "")


@router.api_route("/query/terms", methods=["GET", "HEAD"])
def terms(request: Request, site: SiteDep) -> Response:
    """Give the editor what it completes: classes, properties and controlled values in use."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    words = site.vocabulary()
    offers = site.keep("terms", lambda store: find_offers(store, words))
    return JSONResponse(offers, headers=caching(etag))


@router.post("/query/ask")
async def ask(request: Request) -> Response:
    """Answer the script as /sparql would, but a wrong query with status 200.

    A browser writes every refused request into its console as an error, and a query that is not
    yet right is none: the script tells by the media type of the problem document.
    """
    try:
        return await query_by_body(request)
    except (QueryError, Refused, StoreError) as error:
        problem = to_response(error)
        problem.status_code = 200
        return problem


async def _show(
    request: Request, site: Site, store: Store, query: str, beginning: str = ""
) -> Response:
    text = query.strip()
    page = Page(request)
    hosts = cast(Settings, request.app.state.settings).services
    outcome = await run(request, partial(_ask, store, text, page, hosts)) if text else None
    return render(
        request,
        "query.html",
        headers={"Cache-Control": "no-cache" if not text else "no-store"},
        query=query or beginning or _BEGINNING,
        outcome=outcome,
        examples=sorted(site.questions.values(), key=lambda each: each.title),
        prefixes=PREFIXES,
        setting=data_block(_setting(page)),
    )


def _setting(page: Page) -> Mapping[str, Any]:
    """Tell the script where things are and what they are called."""
    return {
        "base": BASE,
        "prefixes": dict(PREFIXES),
        "terms": "/query/terms",
        "ask": "/query/ask",
        "words": {name: page.say(key) for name, key in _WORDS.items()},
    }


def _ask(store: Store, query: str, page: Page, hosts: frozenset[str], stop: Stop) -> Outcome:
    """Ask what a stranger wrote; only the store of the endpoint is made for that."""
    try:
        form = read(query, hosts).form
        downloads = _DOWNLOADS[form.is_graph]
        if form.is_graph:
            text, cut = _beginning(store, query, "text/turtle", stop)
            return Outcome(turtle=text, cut=cut, downloads=downloads)
        if form is QueryForm.ASK:
            text, _ = _beginning(store, query, "application/sparql-results+json", stop)
            return Outcome(truth='"boolean":true' in text.replace(" ", ""))
        text, cut = _beginning(store, query, "text/tab-separated-values", stop)
        found = _parse(text)
    except (QueryError, Refused, StoreError) as error:
        return Outcome(error=error)
    table = lay_out(found.variables, found.rows, page.links)
    return Outcome(table=table, rows=len(found), cut=cut, downloads=downloads)


def _beginning(store: Store, query: str, media_type: str, stop: Stop) -> tuple[str, bool]:
    """Read the first lines of an answer, and stop the query when there are enough."""
    lines: list[str] = []
    with store.stream(query, media_type, stop=stop) as answer:
        for line in _lines(answer):
            if len(lines) > SHOWN:
                return "".join(lines), True
            lines.append(line)
    return "".join(lines), False


def _lines(chunks: Iterable[bytes]) -> Iterable[str]:
    rest, size = b"", 0
    for chunk in chunks:
        size += len(chunk)
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode() + "\n"
        if size > _MOST_BYTES:
            break
    if rest:
        yield rest.decode(errors="replace")


def _parse(text: str) -> Solutions:
    results = ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.TSV)
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError("the answer holds no rows")
    variables = tuple(each.value for each in results.variables)
    return Solutions(variables, tuple(tuple(each) for each in results))
