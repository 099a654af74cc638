"""Choose what a report on the network is about, and its format."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from spacegraph.analytics.layers import DEFAULT, layers
from spacegraph.analytics.order import Order, names, two_years
from spacegraph.analytics.writers import FORMATS
from spacegraph.errors import QueryError
from spacegraph.model.dates import PartialDate
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

DATES: Final = ("as_of", "since", "until", "known_by")
FIELDS: Final = (*DATES, "types", "provinces", "compare", "org", "province")
"""What the form asks for besides layers and format, as `/report` names it."""


@router.api_route("/reports", methods=["GET", "HEAD"])
def choose(
    request: Request,
    site: SiteDep,
    layer: Annotated[list[str] | None, Query()] = None,
    format: str = "",
) -> Response:
    """Show the form; what it sends leads on to the report, or comes back with what is wrong."""
    given = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    wrong = dict(_faults(given)) if format else {}
    if format and not wrong:
        asked = {"layers": ",".join(layer or ()), "format": format, **given}
        query = urlencode({name: value for name, value in asked.items() if value})
        return RedirectResponse(f"/report?{query}", status_code=303)
    etag = tag(request, site.store.generation, HTML)
    if not wrong and (known := unchanged(request, etag)):
        return known
    return render(
        request,
        "reports.html",
        status=400 if wrong else 200,
        headers={} if wrong else caching(etag),
        layers=layers(),
        chosen=layer or DEFAULT,
        formats=tuple(FORMATS),
        format=format,
        fields=FIELDS,
        given=given,
        wrong=wrong,
    )


def _faults(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each field that cannot be read, and why."""
    for name in DATES:
        try:
            if given[name]:
                PartialDate.parse(given[name])
        except ValueError as error:
            yield name, str(error)
    try:
        years = two_years(given["compare"]) if given["compare"] else None
        order = Order(
            as_of=given["as_of"],
            since=given["since"],
            until=given["until"],
            types=names(given["types"]),
            provinces=names(given["provinces"]),
            compare=years,
            organisation=given["org"],
            province=given["province"],
        )
        _ = order.kind
    except QueryError as error:
        yield next(name for name in ("compare", "org", "province") if given[name]), str(error)
