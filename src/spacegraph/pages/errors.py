"""Tell a reader who got nothing why, and what to do; tell machines as before."""

import json
from typing import Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.responses import Response

from spacegraph.errors import NotFound, SpacegraphError
from spacegraph.graph.facts.entity import NO_LABEL, Label
from spacegraph.graph.facts.links import find_labels
from spacegraph.pages.render import render
from spacegraph.pages.site import Site
from spacegraph.pages.words import say, to_language
from spacegraph.store.terms import is_iri
from spacegraph.web.negotiation import accept_of, parse_accept, weigh
from spacegraph.web.problems import Problem, answer_error

_KEPT: Final = ("allow", "retry-after")
_TITLED: Final = frozenset({400, 403, 404, 405, 406, 413, 503, 504, 507})
_ADVISED: Final = frozenset({413, 503, 504, 507})
"""What the limits of the server cause: the page says what to do about it."""


def wants_page(request: Request) -> bool:
    """Tell whether the asker is a browser that shows a page, not a program."""
    ranges = parse_accept(accept_of(request.headers) or "")
    named = any(each.type == "text" and each.subtype == "html" for each in ranges)
    return named and weigh("text/html", ranges) > weigh("application/json", ranges)


def to_page(request: Request, error: Exception) -> Response:
    """Show an error as a page to whom wants one, else as the problem document it is."""
    problem = answer_error(request, error)
    if not wants_page(request):
        return problem
    status = problem.status_code
    message, hint = _told(error, problem)
    language = to_language(request.query_params.get("lang"))
    headers = {name: problem.headers[name] for name in _KEPT if name in problem.headers}
    return render(
        request,
        "error.html",
        status=status,
        code=status,
        headers={"Cache-Control": "no-store", **headers},
        title=say(f"error-{status if status in _TITLED else 'other'}", language),
        advice=say(f"error-advice-{status}", language) if status in _ADVISED else "",
        message=message or say("not-here", language),
        hint=hint,
        nearest=_nearest(request, error),
        sought=request.url.path.rpartition("/")[2].replace("-", " ") if status == 404 else "",
    )


def add_error_pages(app: FastAPI) -> None:
    """Have an app show errors to people; machines get the documents of `web.problems`."""

    async def answer(request: Request, error: Exception) -> Response:
        return to_page(request, error)

    for kind in (Problem, SpacegraphError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)


def _told(error: Exception, problem: Response) -> tuple[str, str]:
    """Return what an error says and advises; nothing where it is only an unknown address."""
    if isinstance(error, SpacegraphError):
        return error.message, error.hint
    if isinstance(error, HTTPException) and error.status_code == 404:
        return "", ""
    return str(json.loads(bytes(problem.body)).get("detail", "")), ""


def _nearest(request: Request, error: Exception) -> list[tuple[str, Label]]:
    """Name the things that an unknown one may have meant."""
    if not isinstance(error, NotFound):
        return []
    site = cast(Site, request.app.state.site)
    near = [NamedNode(iri) for iri in error.nearest if is_iri(iri)]
    labels = find_labels(site.store, near)
    return [(node.value, labels.get(node, NO_LABEL)) for node in near]
