"""Choose what a report on the network is about, and its format."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from spacegraph.analytics.layers import DEFAULT, layers
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

_FORMATS: Final = ("html", "md", "csv", "json", "graphml")


@router.api_route("/reports", methods=["GET", "HEAD"])
def choose(
    request: Request,
    site: SiteDep,
    layer: Annotated[list[str] | None, Query()] = None,
    format: str = "",
    as_of: str = "",
    since: str = "",
    until: str = "",
    provinces: str = "",
) -> Response:
    """Show the form; what it sends leads on to the report itself."""
    if format and layer:
        slice_ = {"as_of": as_of, "since": since, "until": until, "provinces": provinces}
        chosen = {name: value for name, value in slice_.items() if value}
        query = urlencode({"layers": ",".join(layer), "format": format, **chosen})
        return RedirectResponse(f"/report?{query}", status_code=303)
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    return render(
        request,
        "reports.html",
        headers=caching(etag),
        layers=layers(),
        chosen=DEFAULT,
        formats=_FORMATS,
    )
