"""A map of provinces and launch sites over the outlines of countries, and the same as tables."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.graph.facts.places import MEASURES, Spot, find_places
from spacegraph.namespaces import BASE, SG
from spacegraph.pages.atlas import Atlas, read_atlas
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

_GRATICULE: Final = 10
_DETAIL: Final = 2
_LINE: Final = 13
_NAME: Final = 90
"""How far apart the names of two places must be, down or across."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map, in units of the picture; `named` where there is room for its name."""

    spot: Spot
    x: float
    y: float
    radius: float
    number: int = 0
    named: bool = False


@router.api_route("/places", methods=["GET", "HEAD"])
def places(request: Request, site: SiteDep) -> Response:
    """Draw the provinces, as large as their organisations are many, and the launch sites."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    found = site.keep("places", find_places)
    words = site.vocabulary()
    most = max((each.counts["Organisation"] for each in found.provinces), default=1) or 1
    atlas = read_atlas()
    provinces = [
        _mark(atlas, each.spot, 3 + 25 * (each.counts["Organisation"] / most) ** 0.5, number)
        for each in found.provinces
        if (number := each.counts["Organisation"])
    ]
    return render(
        request,
        "places.html",
        headers=caching(etag),
        places=found,
        measures={name: words.label(getattr(SG, name)) for name in MEASURES},
        provinces=_name(_inside(atlas, provinces)),
        sites=_inside(atlas, (_mark(atlas, spot, 5) for spot in found.sites)),
        atlas=atlas,
        graticule=_graticule(atlas),
        base=BASE,
    )


def _mark(atlas: Atlas, spot: Spot, radius: float, number: int = 0) -> Mark:
    x, y = atlas.place(spot.longitude or 0, spot.latitude or 0)
    return Mark(spot, round(x, 1), round(y, 1), round(radius, 1), number)


def _inside(atlas: Atlas, marks: Iterable[Mark]) -> list[Mark]:
    return [
        mark
        for mark in marks
        if mark.spot.latitude and 0 <= mark.x <= atlas.width and 0 <= mark.y <= atlas.height
    ]


def _name(marks: Iterable[Mark]) -> list[Mark]:
    """Name the marks from the first on that no name before them is too near to."""
    named: list[Mark] = []
    for mark in marks:
        free = all(
            abs(mark.y - other.y) > _LINE or abs(mark.x - other.x) > _NAME
            for other in named
            if other.named
        )
        named.append(replace(mark, named=free))
    return named


def _graticule(atlas: Atlas) -> tuple[str, ...]:
    """Draw every tenth meridian and parallel as the points of a line."""
    meridians = (
        [(longitude, latitude) for latitude in range(0, 71, _DETAIL)]
        for longitude in range(40, 171, _GRATICULE)
    )
    parallels = (
        [(longitude, latitude) for longitude in range(40, 171, _DETAIL)]
        for latitude in range(0, 71, _GRATICULE)
    )
    return tuple(
        " ".join(f"{x:.0f},{y:.0f}" for x, y in (atlas.place(*point) for point in line))
        for line in (*meridians, *parallels)
    )
