"""The saved questions: a list, a form for each, and the answer under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.facts import Label
from spacegraph.graph.facts_vocabulary import Vocabulary
from spacegraph.graph.parameters import CONCEPT_OF, Parameter
from spacegraph.graph.questions import AnswerTable, Question, ask, find_question
from spacegraph.namespaces import CONCEPT
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import Page, render
from spacegraph.pages.site import Site, SiteDep
from spacegraph.pages.tables import lay_out

router = APIRouter(include_in_schema=False)

SHOWN: Final = 500
"""How many rows a page shows; the downloads have all."""


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
def question(request: Request, site: SiteDep, name: str) -> Response:
    """Show the form of a question, and its answer once what it needs is given."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    asked = find_question(site.questions, name)
    given = {
        each.name: value
        for each in asked.parameters
        if (value := request.query_params.get(each.name, "").strip())
    }
    table, error = None, None
    if given or not any(each.required for each in asked.parameters):
        try:
            table = ask(site.store, asked, given)
        except (NotFound, QueryError) as problem:
            error = problem
    page = Page(request)
    return render(
        request,
        "question.html",
        status=200 if error is None else 400,
        headers=caching(etag) if error is None else {"Cache-Control": "no-store"},
        question=asked,
        fields=_fields(site, asked, given, error),
        error=error,
        nearest=getattr(error, "nearest", ()),
        wrong=_wrong(asked, error),
        given=given,
        pickable=_PICKABLE,
        **_answer(table, page),
    )


def _answer(table: AnswerTable | None, page: Page) -> Mapping[str, object]:
    if table is None:
        return {"answer": None, "table": None}
    return {
        "answer": table,
        "table": lay_out(table.columns, table.rows[:SHOWN], page.links),
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
