"""The manual, made from the ontology, the shapes and the tables themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.responses import Response

from spacegraph.graph.facts.terms import Manual, read_manual
from spacegraph.graph.void import ATTRIBUTION
from spacegraph.model.columns import ByColumn, Column
from spacegraph.namespaces import SH
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import Site, SiteDep
from spacegraph.resources import folder
from spacegraph.store.base import Store
from spacegraph.tables.catalogue import TABLES

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape in words."""

    name: str
    description: str
    message: str
    severity: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address does; a parameter is its name, its meaning and whether it is required."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, bool], ...]


_READ: Final = (SH.name, SH.description, SH.message, SH.severity)


def _show(request: Request, site: Site, template: str, **values: Any) -> Response:
    etag = tag(request, site.store.generation, HTML)
    known = unchanged(request, etag)
    return known or render(request, template, status=200, headers=caching(etag), **values)


@router.api_route("/docs", methods=["GET", "HEAD"])
def contents(request: Request, site: SiteDep) -> Response:
    """List the parts of the manual and the addresses for machines."""
    return _show(request, site, "docs.html", questions=len(site.questions))


@router.api_route("/docs/vocabulary", methods=["GET", "HEAD"])
@router.api_route("/ontology", methods=["GET", "HEAD"])
def vocabulary(request: Request, site: SiteDep) -> Response:
    """Explain every class, property and controlled value."""
    words = site.vocabulary()

    def read(store: Store) -> Manual:
        return read_manual(store, words)

    return _show(request, site, "vocabulary.html", manual=site.keep("manual", read), words=words)


@router.api_route("/docs/tables", methods=["GET", "HEAD"])
def tables(request: Request, site: SiteDep) -> Response:
    """Explain every table and column."""
    return _show(
        request, site, "tables.html", tables=TABLES, properties=_properties, words=site.vocabulary()
    )


@router.api_route("/docs/shapes", methods=["GET", "HEAD"])
def shapes(request: Request, site: SiteDep) -> Response:
    """Say in words what facts must look like."""
    return _show(request, site, "shapes.html", files=site.keep("shapes", _rules))


@router.api_route("/docs/api", methods=["GET", "HEAD"])
def api(request: Request, site: SiteDep) -> Response:
    """Explain every address for programs, as the OpenAPI document does."""
    return _show(
        request, site, "api.html", groups=_operations(request), questions=len(site.questions)
    )


@router.api_route("/about", methods=["GET", "HEAD"])
def about(request: Request, site: SiteDep) -> Response:
    """Say what this is, from where, and under which licence."""
    return _show(
        request,
        site,
        "about.html",
        attribution=ATTRIBUTION,
        generation=site.store.generation,
    )


def _properties(column: Column) -> list[NamedNode]:
    if isinstance(column.property, ByColumn):
        return sorted(set(column.property.properties.values()), key=str)
    return [column.property]


def _operations(request: Request) -> list[tuple[str, list[Operation]]]:
    """Group the routes by subject; those of the questions are explained by their own pages."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in request.app.openapi()["paths"].items():
        if path.startswith("/questions/"):
            continue
        for method, told in methods.items():
            operation = Operation(
                method.upper(),
                path,
                told.get("summary", ""),
                told.get("description", ""),
                tuple(
                    (each["name"], each.get("description", ""), each.get("required", False))
                    for each in told.get("parameters", ())
                ),
            )
            groups.setdefault(_first(told.get("tags", ())), []).append(operation)
    return list(groups.items())


def _first(tags: Sequence[str]) -> str:
    return tags[0].capitalize() if tags else "Other"


def _rules(store: Store) -> list[tuple[str, list[Rule]]]:
    """Read the shapes that say something to a reader, file by file."""
    files = []
    for path in sorted(folder("shapes").glob("*.ttl")):
        said: dict[str, dict[NamedNode, str]] = {}
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if quad.predicate in _READ and isinstance(quad.object, Literal | NamedNode):
                said.setdefault(str(quad.subject), {})[quad.predicate] = quad.object.value
        rules = [
            Rule(
                told[SH.name],
                told.get(SH.description, ""),
                told.get(SH.message, ""),
                told.get(SH.severity, "").rpartition("#")[2],
            )
            for told in said.values()
            if SH.name in told
        ]
        files.append((path.stem, rules))
    return files
