"""Explore the network around a thing: choose relations and years, follow a tie to its evidence."""

from collections.abc import Sequence
from typing import Annotated, Final

import networkx as nx
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from spacegraph.analytics.layers import DEFAULT, layers
from spacegraph.analytics.network import network
from spacegraph.analytics.nodes import SECTORS
from spacegraph.namespaces import BASE
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.neighbourhood import HEIGHT, WIDTH, best_connected, draw
from spacegraph.pages.render import render
from spacegraph.pages.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

_REPORTS: Final = ("html", "md", "csv", "json", "graphml")


@router.api_route("/network", methods=["GET", "HEAD"])
def explore(
    request: Request,
    site: SiteDep,
    of: Annotated[str, Query(max_length=200)] = "",
    layer: Annotated[list[str] | None, Query()] = None,
    since: str = "",
    until: str = "",
) -> Response:
    """Draw the neighbourhood of an organisation, or name the best connected ones."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    names = tuple(sorted(set(layer or DEFAULT)))
    drawn = _network(site, names, since, until)
    centre = _iri(of)
    return render(
        request,
        "network.html",
        headers=caching(etag),
        of=of,
        since=since,
        until=until,
        names=names,
        layers=layers(),
        drawn=draw(drawn, centre) if of else None,
        connected=[] if of else best_connected(drawn),
        left_out=drawn.graph["left_out"],
        titles=drawn.graph["titles"],
        sectors=SECTORS,
        width=WIDTH,
        height=HEIGHT,
        reports=_REPORTS,
        joined=",".join(names),
        base=BASE,
    )


def _network(site: Site, names: Sequence[str], since: str, until: str) -> "nx.MultiDiGraph[str]":
    key = f"network {','.join(names)} {since} {until}"
    return site.keep(
        key,
        lambda store: network(store, names, since=since or None, until=until or None),
    )


def _iri(of: str) -> str:
    """Read an id of an organisation, a path of an IRI, or a whole IRI."""
    if of.startswith(BASE):
        return of
    return BASE + (of if "/" in of else f"organisation/{of}")
