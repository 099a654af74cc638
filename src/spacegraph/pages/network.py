"""Explore the network around a thing: choose relations and years, follow a tie to its evidence."""

import gzip
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import networkx as nx
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from spacegraph.analytics.layers import DEFAULT, layers
from spacegraph.analytics.network import network
from spacegraph.analytics.nodes import SECTORS
from spacegraph.analytics.writers import FORMATS
from spacegraph.namespaces import BASE
from spacegraph.pages.explorer import COLOURS, SIZES, groups, to_json
from spacegraph.pages.formats import HTML, JSON, caching, tag, unchanged
from spacegraph.pages.neighbourhood import HEIGHT, WIDTH, best_connected, draw
from spacegraph.pages.render import Page, data_block, render
from spacegraph.pages.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

_REPORTS: Final = tuple(FORMATS)

_WORDS: Final = (
    "broken-off",
    "claims",
    "community",
    "draw-around",
    "evidence",
    "left-out",
    "measure-betweenness",
    "measure-closeness",
    "measure-degree",
    "measure-eigenvector",
    "measure-pagerank",
    "measure-weighted_degree",
    "network",
    "network-count",
    "partners",
    "rank",
    "source",
    "sources",
    "unknown",
)
"""What the script says, besides the words of the page."""

Colour = Literal["sector", "community"]


@router.api_route("/network", methods=["GET", "HEAD"])
def explore(
    request: Request,
    site: SiteDep,
    of: Annotated[str, Query(max_length=200)] = "",
    layer: Annotated[list[str] | None, Query()] = None,
    since: str = "",
    until: str = "",
    colour: Colour = "sector",
) -> Response:
    """Draw the neighbourhood of an organisation, or name the best connected ones."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    names = tuple(sorted(set(layer or DEFAULT)))
    drawn = _network(site, names, since, until)
    centre = _iri(of)
    group = _kept_groups(site, drawn, names, since, until) if colour == "community" else {}
    return render(
        request,
        "network.html",
        headers=caching(etag),
        of=of,
        since=since,
        until=until,
        names=names,
        layers=layers(),
        colour=colour,
        colours=COLOURS,
        drawn=draw(drawn, centre, group) if of else None,
        connected=[] if of else best_connected(drawn),
        left_out=drawn.graph["left_out"],
        titles=drawn.graph["titles"],
        sectors=SECTORS,
        width=WIDTH,
        height=HEIGHT,
        reports=_REPORTS,
        joined=",".join(names),
        base=BASE,
        setting=data_block(_setting(Page(request))),
    )


@router.api_route("/network/ties", methods=["GET", "HEAD"])
def ties(
    request: Request,
    site: SiteDep,
    layer: Annotated[list[str] | None, Query()] = None,
    since: str = "",
    until: str = "",
) -> Response:
    """Give the explorer a whole network: measures, communities, evidence of every tie."""
    etag = tag(request, site.store.generation, JSON)
    if known := unchanged(request, etag):
        return known
    names = tuple(sorted(set(layer or DEFAULT)))
    drawn = _network(site, names, since, until)
    content = site.keep(
        f"ties {','.join(names)} {since} {until}",
        lambda store: gzip.compress(to_json(store, drawn), 6, mtime=0),
    )
    headers = {**caching(etag), "Vary": "Accept, Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=JSON.media_type, headers=headers)
    return Response(gzip.decompress(content), media_type=JSON.media_type, headers=headers)


def _setting(page: Page) -> dict[str, Any]:
    """Tell the script where things are and what they are called."""
    sectors = {sector: page.say(f"sector-{sector}") for sector in SECTORS}
    return {
        "base": BASE,
        "ties": "/network/ties",
        "sizes": SIZES,
        "colours": COLOURS,
        "sectors": sectors,
        "words": {key: page.say(key) for key in _WORDS},
    }


def _kept_groups(
    site: Site, drawn: "nx.MultiDiGraph[str]", names: Sequence[str], since: str, until: str
) -> dict[str, int]:
    key = f"groups {','.join(names)} {since} {until}"
    return site.keep(key, lambda _: dict(groups(drawn)))


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
