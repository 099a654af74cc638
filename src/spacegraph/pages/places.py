"""A map of provinces and launch sites, and the same as tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.graph.facts_places import MEASURES, Spot, find_places
from spacegraph.namespaces import BASE, SG
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

WIDTH: Final = 960
HEIGHT: Final = 620
_WEST, _EAST, _SOUTH, _NORTH = 72.0, 136.0, 16.0, 55.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map, in units of the picture."""

    spot: Spot
    x: float
    y: float
    radius: float
    number: int = 0


@router.api_route("/places", methods=["GET", "HEAD"])
def places(request: Request, site: SiteDep) -> Response:
    """Draw the provinces, as large as their organisations are many, and the launch sites."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    found = site.keep("places", find_places)
    words = site.vocabulary()
    most = max((each.counts["Organisation"] for each in found.provinces), default=1) or 1
    provinces = [
        _mark(each.spot, 3 + 25 * (each.counts["Organisation"] / most) ** 0.5, number)
        for each in found.provinces
        if (number := each.counts["Organisation"])
    ]
    return render(
        request,
        "places.html",
        headers=caching(etag),
        places=found,
        measures={name: words.label(getattr(SG, name)) for name in MEASURES},
        provinces=_inside(provinces),
        sites=_inside(_mark(spot, 5) for spot in found.sites),
        meridians=[(lon, _x(lon)) for lon in range(80, 136, 10)],
        parallels=[(lat, _y(lat)) for lat in range(20, 55, 10)],
        width=WIDTH,
        height=HEIGHT,
        base=BASE,
    )


def _mark(spot: Spot, radius: float, number: int = 0) -> Mark:
    return Mark(spot, _x(spot.longitude or 0), _y(spot.latitude or 0), round(radius, 1), number)


def _inside(marks: Iterable[Mark]) -> list[Mark]:
    return [
        mark
        for mark in marks
        if mark.spot.latitude and 0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT
    ]


def _x(longitude: float) -> float:
    return round((longitude - _WEST) / (_EAST - _WEST) * WIDTH, 1)


def _y(latitude: float) -> float:
    return round((_NORTH - latitude) / (_NORTH - _SOUTH) * HEIGHT, 1)
