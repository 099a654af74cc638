"""The saved questions as an API: one route a question, its parameters in the OpenAPI."""

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from spacegraph.graph.answers import to_csv, to_json
from spacegraph.graph.parameters import Parameter
from spacegraph.graph.questions import Question, ask, find_question, read_questions
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.negotiation import Plain
from spacegraph.web.problems import Problem
from spacegraph.web.views import PARAMETERS, ViewDep

_FORMATS: Final = {
    "json": (Plain("application/json", ("json",)), to_json),
    "csv": (Plain("text/csv", ("csv",)), to_csv),
}
_TYPES: Final = {"year": "string", "date": "string", "integer": "integer"}


def questions_router() -> APIRouter:
    """Make the routes of every shipped question."""
    questions = read_questions()
    router = APIRouter(tags=["questions"])

    @router.get("/questions.json", summary="List the saved questions")
    def listing(request: Request, store: StoreDep) -> Response:
        format, base, generation = _FORMATS["json"][0], str(request.base_url), store.generation
        if unchanged := not_modified(request.headers, generation, format, base):
            return unchanged
        listed = [_described(question, base) for question in questions.values()]
        return JSONResponse(listed, headers=dict(cache_headers(generation, format, base)))

    for question in questions.values():
        for suffix in _FORMATS:
            router.add_api_route(
                f"/questions/{question.name}.{suffix}",
                _handler(question, suffix),
                methods=["GET"],
                name=f"{question.name}.{suffix}",
                summary=question.title,
                description=question.summary,
                response_class=Response,
                openapi_extra={"parameters": [_parameter(each) for each in question.parameters]},
            )

    @router.get("/questions/{name}.{suffix}", include_in_schema=False)
    def unknown(request: Request, name: str, suffix: str) -> Response:
        find_question(questions, name)
        if suffix == "html":
            return RedirectResponse(request.url.replace(path=f"/questions/{name}"), 308)
        raise Problem(404, f"an answer comes as {' or '.join(_FORMATS)}, not as {suffix!r}")

    return router


def _handler(question: Question, suffix: str) -> Callable[..., Response]:
    format, write = _FORMATS[suffix]

    def answer(request: Request, store: ViewDep) -> Response:
        given = request.query_params
        if repeated := sorted({name for name in given if len(given.getlist(name)) > 1}):
            raise Problem(400, f"{', '.join(repeated)} is given more than once")
        asked, generation = f"{question.name} {sorted(given.items())}", store.generation
        if unchanged := not_modified(request.headers, generation, format, asked):
            return unchanged
        values = {name: value for name, value in given.items() if name not in PARAMETERS}
        table = ask(store, question, values)
        headers = dict(cache_headers(generation, format, asked))
        return Response(write(table), media_type=format.media_type, headers=headers)

    return answer


def _described(question: Question, base: str) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": question.title,
        "summary": question.summary,
        "group": question.group,
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "required": each.required,
                "description": each.description,
            }
            for each in question.parameters
        ],
        "example": dict(question.example),
        "url": f"{base}questions/{question.name}.json",
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description} ({parameter.type})",
        "schema": {"type": _TYPES.get(parameter.type, "string")},
    }
