"""Browse the things of a kind by facets."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.facts.entity import NO_LABEL, Label
from spacegraph.graph.facts.links import find_labels
from spacegraph.graph.facts.listing import FACETS, PAGE, Filter, browse
from spacegraph.graph.facts.overview import CLASSES
from spacegraph.namespaces import BASE, SG
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.sight import SightDep
from spacegraph.pages.site import Site, SiteDep
from spacegraph.store.terms import is_iri

router = APIRouter(include_in_schema=False)

_KINDS: Final = {each.value.rpartition("/")[2]: each for each in (*FACETS, SG.Programme)}
_EVENTS: Final = frozenset(
    {"Contract", "FundingRound", "Cooperation", "Mission", "Launch", "Spacecraft", "Policy"}
)
"""Kinds that are listed newest first unless told otherwise."""


@router.api_route("/browse", methods=["GET", "HEAD"])
def listing(
    request: Request,
    site: SiteDep,
    sight: SightDep,
    kind: str = "",
    first: str = "",
    last: str = "",
    property: str = "",
    value: str = "",
    sort: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """List a kind of thing, or the things that a property links to one thing."""
    etag = tag(request, sight.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    wrong = {
        name: "year-wrong"
        for name, text in (("first", first), ("last", last))
        if text and not _year(text)
    }
    link = (_node(property), _node(value)) if property and value else None
    if not kind and not link:
        kind = "Organisation"
    wanted = Filter(
        kind=_kind(kind),
        chosen=_chosen(request.query_params, _kind(kind)),
        first_year=_year(first),
        last_year=_year(last),
        link=link,
        newest=sort == "newest" or (not sort and (bool(link) or kind in _EVENTS)),
    )
    words = site.vocabulary()
    found = browse(sight.store, wanted, words, (page - 1) * PAGE)
    sound = not wrong and not sight.wrong
    return render(
        request,
        "browse.html",
        status=200 if sound else 400,
        headers=caching(etag) if sound else {"Cache-Control": "no-store"},
        wrong=wrong,
        view_wrong=sight.wrong,
        kinds=[each.value.rpartition("/")[2] for each in CLASSES],
        kind=kind,
        wanted=wanted,
        listing=found,
        labels={each.name: words.label(each.within or each.predicate) for each in wanted.facets},
        link=link and (words.inverse_label(link[0]), link[1].value, _name(site, link[1])),
        page_number=page,
        page_count=-(-found.total // PAGE),
        base=BASE,
        first=first,
        last=last,
    )


def _name(site: Site, node: NamedNode) -> Label:
    return site.vocabulary().labels.get(node) or find_labels(site.store, [node]).get(node, NO_LABEL)


def _kind(name: str) -> NamedNode | None:
    if name and name not in _KINDS:
        raise NotFound(f"no kind is called {name!r}", hint=f"kinds: {', '.join(_KINDS)}")
    return _KINDS.get(name)


def _chosen(parameters: Mapping[str, str], kind: NamedNode | None) -> dict[str, NamedNode]:
    """Read the facets; a value is the path of its IRI here, without the first slash."""
    return {
        facet.name: _node(BASE + parameters[facet.name])
        for facet in (FACETS.get(kind, ()) if kind else ())
        if parameters.get(facet.name)
    }


def _node(iri: str) -> NamedNode:
    if not is_iri(iri):
        raise QueryError(f"{iri!r} is no IRI", hint="follow a link of the page instead")
    return NamedNode(iri)


def _year(text: str) -> int | None:
    """Read four digits; None for anything else."""
    return int(text) if re.fullmatch("[0-9]{4}", text.strip()) else None
