"""Explore the network around a thing: choose relations and years, follow a tie to its evidence."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import DEFAULT, layers
from spacegraph.analytics.network import network
from spacegraph.analytics.nodes import SECTORS
from spacegraph.analytics.writers import FORMATS
from spacegraph.namespaces import BASE
from spacegraph.pages.explorer import COLOURS, SIZES, groups, to_json
from spacegraph.pages.formats import HTML, JSON, caching, tag, unchanged
from spacegraph.pages.neighbourhood import HEIGHT, WIDTH, best_connected, draw
from spacegraph.pages.render import Page, data_block, render
from spacegraph.pages.site import SiteDep
from spacegraph.store.base import Store
from spacegraph.web.workshop import WorkshopDep

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


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of the network that is asked for, of the facts as they are."""

    generation: str
    names: tuple[str, ...]
    since: str
    until: str

    def draw(self, store: Store) -> Network:
        """Draw it; raises for a layer that there is not, and for what is no date."""
        return network(store, self.names, since=self.since or None, until=self.until or None)


async def _cut(
    site: SiteDep,
    layer: Annotated[list[str] | None, Query()] = None,
    since: str = "",
    until: str = "",
) -> Cut:
    return Cut(site.store.generation, tuple(sorted(set(layer or DEFAULT))), since, until)


CutDep = Annotated[Cut, Depends(_cut)]


@router.api_route("/network", methods=["GET", "HEAD"])
async def explore(
    request: Request,
    site: SiteDep,
    workshop: WorkshopDep,
    cut: CutDep,
    of: Annotated[str, Query(max_length=200)] = "",
    colour: Colour = "sector",
) -> Response:
    """Draw the neighbourhood of an organisation, or name the best connected ones."""
    etag = tag(request, cut.generation, HTML)
    if known := unchanged(request, etag):
        return known

    def make() -> tuple[Network, Mapping[str, int]]:
        drawn = workshop.keep(cut, lambda: cut.draw(site.store))
        return drawn, groups(drawn) if colour == "community" else {}

    made = await workshop.obtain(request.receive, (colour, cut), make)
    return await run_in_threadpool(_show, request, etag, cut, *made, of, colour)


def _show(
    request: Request,
    etag: str,
    cut: Cut,
    drawn: Network,
    group: Mapping[str, int],
    of: str,
    colour: Colour,
) -> Response:
    return render(
        request,
        "network.html",
        headers=caching(etag),
        of=of,
        since=cut.since,
        until=cut.until,
        names=cut.names,
        layers=layers(),
        colour=colour,
        colours=COLOURS,
        drawn=draw(drawn, _iri(of), group) if of else None,
        connected=[] if of else best_connected(drawn),
        left_out=drawn.graph["left_out"],
        titles=drawn.graph["titles"],
        sectors=SECTORS,
        width=WIDTH,
        height=HEIGHT,
        reports=_REPORTS,
        joined=",".join(cut.names),
        base=BASE,
        setting=data_block(_setting(Page(request))),
    )


@router.api_route("/network/ties", methods=["GET", "HEAD"])
async def ties(request: Request, site: SiteDep, workshop: WorkshopDep, cut: CutDep) -> Response:
    """Give the explorer a whole network: measures, communities, evidence of every tie."""
    etag = tag(request, cut.generation, JSON)
    if known := unchanged(request, etag):
        return known

    def make() -> bytes:
        drawn = workshop.keep(cut, lambda: cut.draw(site.store))
        return gzip.compress(to_json(site.store, drawn), 6, mtime=0)

    content = await workshop.obtain(request.receive, ("ties", cut), make)
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


def _iri(of: str) -> str:
    """Read an id of an organisation, a path of an IRI, or a whole IRI."""
    if of.startswith(BASE):
        return of
    return BASE + (of if "/" in of else f"organisation/{of}")
