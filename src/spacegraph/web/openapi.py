"""Describe the HTTP interface to programs as it really answers."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI
from starlette.routing import BaseRoute

from spacegraph.analytics.writers import FORMATS as REPORTS
from spacegraph.gate.updates.graphs import READABLE
from spacegraph.store.results import GRAPH_FORMATS, SOLUTION_FORMATS
from spacegraph.web.routes import Direct
from spacegraph.web.verdicts import FORMATS as VERDICTS

Json = dict[str, Any]

_GRAPHS: Final = tuple(each.media_type for each in GRAPH_FORMATS)
_ANSWERS: Final = tuple(dict.fromkeys((*(each.media_type for each in SOLUTION_FORMATS), *_GRAPHS)))
_VERDICTS: Final = tuple(each.media_type for each in VERDICTS)
_REPORTS: Final = tuple(each.partition(";")[0] for each in REPORTS.values())

_METHODS: Final = ("put", "post", "delete")

_GIVEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "/sparql": _ANSWERS,
        "/graphs": _GRAPHS,
        "/graphs/{path}": _GRAPHS,
        "/report": _REPORTS,
        "/.well-known/void": _GRAPHS,
        "/claims": _VERDICTS,
    }
)
"""What a success comes in, where the route leaves that to negotiation."""

_WRITES: Final = frozenset(
    {
        ("/sparql", "post"),
        *((path, method) for path in ("/graphs", "/graphs/{path}") for method in _METHODS),
    }
)
"""The operations of the protocols that change facts, all of them through the gate."""

_SUFFIXES: Final = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
}

_PROBLEM: Final[Json] = {
    "title": "Problem",
    "description": "What is wrong with a request, and what to do (RFC 9457)",
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string"},
        "request": {"type": "string", "description": "The id of the request"},
    },
}
_ERROR: Final[Json] = {
    "description": "An error, as a problem document; a page for those who want pages",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/html": {},
    },
}
_GRAPH_LIST: Final[Json] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_QUERY: Final[tuple[Json, ...]] = tuple(
    {"name": name, "in": "query", "required": False, "description": text, "schema": schema}
    for name, text, schema in (
        ("query", "A SPARQL 1.1 query; without one the service is described", {"type": "string"}),
        ("default-graph-uri", "Graphs that make the default graph", _GRAPH_LIST),
        ("named-graph-uri", "Graphs that can be named", _GRAPH_LIST),
        ("format", "Overrides Accept", {"type": "string"}),
    )
)
_GRAPH: Final[tuple[Json, ...]] = (
    {
        "name": "graph",
        "in": "query",
        "required": False,
        "description": "The IRI of a graph",
        "schema": {"type": "string", "format": "iri"},
    },
    {
        "name": "default",
        "in": "query",
        "required": False,
        "description": "Instead of graph: the default graph",
        "schema": {"type": "string", "enum": [""]},
        "allowEmptyValue": True,
    },
)
_PARAMETERS: Final[Mapping[tuple[str, str], tuple[Json, ...]]] = MappingProxyType(
    {("/sparql", "get"): _QUERY, ("/graphs", "get"): _GRAPH}
)
_BODIES: Final[Mapping[tuple[str, str], Json]] = MappingProxyType(
    {
        ("/sparql", "post"): {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}},
                "application/sparql-update": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"query": {"type": "string"}}}
                },
            },
        },
        **{
            (path, method): {
                "required": True,
                "content": {
                    each.media_types[0]: {"schema": {"type": "string"}} for each in READABLE
                },
            }
            for path in ("/graphs", "/graphs/{path}")
            for method in ("put", "post")
        },
    }
)
_TOKEN: Final[Json] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token of this instance (SPACEGRAPH_TOKEN)",
}
_OPEN: Final = frozenset({("/sparql", "post"), ("/claims", "post")})
"""The operations of which a part needs no token: queries, and what is only judged."""


class DescribedApp(FastAPI):
    """An app whose description tells every media type, and errors as the problems they are."""

    def openapi(self) -> Json:
        """Return the OpenAPI document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["paths"] = {**_plain(self.routes), **document["paths"]}
            for path, method, operation in _operations(document):
                _mend(operation, path, method)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas["Problem"] = _PROBLEM
            document["components"]["securitySchemes"] = {"token": _TOKEN}
        return self.openapi_schema or {}


def _plain(routes: Iterable[BaseRoute]) -> dict[str, Json]:
    """Describe the routes that the framework does not, by the words of their handlers."""
    paths: dict[str, Json] = {}
    for route in routes:
        if not isinstance(route, Direct) or not route.include_in_schema:
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = {
                "tags": ["SPARQL"],
                "summary": route.name.replace("_", " ").title(),
                "description": inspect.getdoc(route.endpoint),
                "operationId": f"{route.name}_{method.lower()}",
                "responses": {"200": {"description": "Successful Response"}},
            }
    return paths


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _mend(operation: Json, path: str, method: str) -> None:
    """Correct one operation: a malformed parameter is a 400 here, and a 422 is a verdict."""
    responses: Json = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    given = _GIVEN.get(path) or _by_suffix(path)
    for status, response in responses.items():
        if given and "content" not in response and (status < "300" or status == "422"):
            response["content"] = _content(given)
        elif status >= "400" and "content" not in response:
            response["content"] = _ERROR["content"]
    if (path, method) in _WRITES:
        written = _content(_VERDICTS)
        responses["200"]["content"] = {**responses["200"]["content"], **written}
        responses["201"] = {"description": "Recorded under a new name", "content": written}
        responses["204"] = {"description": "On record already"}
        responses["422"] = {"description": "Refused, with the findings", "content": written}
    if (path, method) in _WRITES | _OPEN:
        nobody: list[Json] = [{}] if (path, method) in _OPEN else []
        operation["security"] = [*nobody, {"token": []}]
    responses["default"] = _ERROR
    if parameters := _PARAMETERS.get((path, method)):
        operation["parameters"] = [*operation.get("parameters", ()), *parameters]
    if body := _BODIES.get((path, method)):
        operation["requestBody"] = body


def _by_suffix(path: str) -> tuple[str, ...]:
    return tuple(kind for suffix, kind in _SUFFIXES.items() if path.endswith(suffix))


def _content(media_types: Iterable[str]) -> Json:
    return {media_type: {} for media_type in media_types}
