"""The saved questions: a list, a form for each, and the answer under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.facts.entity import Label
from spacegraph.graph.facts.links import find_labels
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.graph.parameters import CONCEPT_OF, Parameter
from spacegraph.graph.questions import AnswerTable, Question, ask, find_question
from spacegraph.namespaces import CONCEPT
from spacegraph.pages.answer_map import draw_map
from spacegraph.pages.formats import (
    CSV,
    HTML,
    JSON,
    caching,
    negotiate,
    suffix,
    tag,
    unchanged,
)
from spacegraph.pages.pictures import draw_chart, draw_ties
from spacegraph.pages.render import Page, render
from spacegraph.pages.sight import SightDep
from spacegraph.pages.site import Site, SiteDep
from spacegraph.pages.tables import lay_out, things
from spacegraph.store.base import Store

router = APIRouter(include_in_schema=False)

SHOWN: Final = 500
"""How many rows a page shows; the downloads have all."""

_FORMATS: Final = (HTML, CSV, JSON)


_PICKABLE: Final = {
    "organisation": "organisation",
    "place": "place",
    "province": "place",
    "contract": "contract",
    "cooperation": "cooperation",
    "funding": "funding",
    "mission": "mission",
    "vehicle": "vehicle",
    "policy": "policy",
    "programme": "programme",
}
"""Types of parameters whose values can be suggested, and the kind of thing to search for."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as an input: what stands in it, what may, and what is wrong with it."""

    parameter: Parameter
    value: str
    example: str
    choices: tuple[tuple[str, Label], ...]
    wrong: str = ""


@router.api_route("/questions", methods=["GET", "HEAD"])
def listing(request: Request, site: SiteDep) -> Response:
    """List the questions by group."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    ordered = sorted(site.questions.values(), key=lambda each: (each.group, each.title))
    groups = [(name, list(each)) for name, each in groupby(ordered, lambda each: each.group)]
    return render(request, "questions.html", headers=caching(etag), groups=groups)


@router.api_route("/questions/{name}", methods=["GET", "HEAD"])
def question(request: Request, site: SiteDep, sight: SightDep, name: str) -> Response:
    """Show the form of a question, and its answer once what it needs is given.

    Programs that ask for JSON or CSV are sent on to the address of that.
    """
    asked = find_question(site.questions, name)
    format = negotiate(request, _FORMATS, None)
    if format is not HTML:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/questions/{name}.{suffix(format)}{query}", status_code=303)
    etag = tag(request, sight.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    given = {
        each.name: value
        for each in asked.parameters
        if (value := request.query_params.get(each.name, "").strip())
    }
    table, error = None, None
    if not sight.wrong and (given or not any(each.required for each in asked.parameters)):
        try:
            table = ask(sight.store, asked, given)
        except (NotFound, QueryError) as problem:
            error = problem
    page = Page(request)
    sound = error is None and not sight.wrong
    query = urlencode({**given, **page.view})
    downloads = [
        (each, f"/questions/{asked.name}.{suffix(each)}{'?' if query else ''}{query}")
        for each in _FORMATS[1:]
    ]
    links = ", ".join(
        f'<{href}>; rel="alternate"; type="{each.media_type}"' for each, href in downloads
    )
    return render(
        request,
        "question.html",
        status=200 if sound else 400,
        headers={**caching(etag), "Link": links} if sound else {"Cache-Control": "no-store"},
        question=asked,
        fields=_fields(site, asked, given, error),
        error=error,
        nearest=getattr(error, "nearest", ()),
        wrong=_wrong(asked, error),
        view_wrong=sight.wrong,
        downloads=[(suffix(each), href) for each, href in downloads],
        again=page.to(f"/questions/{asked.name}", **given, **page.view),
        pickable=_PICKABLE,
        **_answer(sight.store, site.vocabulary(), table, page),
    )


def _answer(
    store: Store, words: Vocabulary, answer: AnswerTable | None, page: Page
) -> Mapping[str, object]:
    """Lay the rows out as a table, and draw them where their shape allows."""
    if answer is None:
        return {"answer": None, "table": None, "chart": None, "ties": None, "atlas": None}
    rows = answer.rows[:SHOWN]
    mentioned = things(rows)
    known = {node: words.labels[node] for node in mentioned if node in words.labels}
    labels = {**find_labels(store, mentioned - known.keys()), **known}
    table = lay_out(answer.columns, rows, page.links, labels)
    return {
        "answer": answer,
        "table": table,
        "chart": draw_chart(answer.columns, rows, table),
        "ties": draw_ties(rows, table),
        "atlas": draw_map(store, rows, table),
    }


def _fields(
    site: Site, asked: Question, given: Mapping[str, str], error: NotFound | QueryError | None
) -> list[Field]:
    wrong = _wrong(asked, error)
    return [
        Field(
            parameter=each,
            value=given.get(each.name, ""),
            example=asked.example.get(each.name, ""),
            choices=_choices(site.vocabulary(), each),
            wrong=str(error) if error and each.name == wrong else "",
        )
        for each in asked.parameters
    ]


def _wrong(asked: Question, error: NotFound | QueryError | None) -> str:
    """Return the parameter that an error begins with; empty where it is of the whole form."""
    first = error.message.partition(" = ")[0] if error else ""
    return first if any(each.name == first for each in asked.parameters) else ""


def _choices(words: Vocabulary, parameter: Parameter) -> tuple[tuple[str, Label], ...]:
    """List the controlled values of a parameter that takes one of a scheme."""
    scheme = parameter.type.removeprefix(CONCEPT_OF)
    if scheme == parameter.type:
        return ()
    prefix = f"{CONCEPT}{scheme}/"
    return tuple(
        (node.value.removeprefix(prefix), label)
        for node, label in sorted(words.labels.items(), key=lambda item: item[1].en)
        if node.value.startswith(prefix)
    )
