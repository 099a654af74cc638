"""Networks and reports over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.order import Order, fulfil, names, two_years
from spacegraph.analytics.writers import FORMATS, render
from spacegraph.analytics.writers.shell import policy_of
from spacegraph.graph.authority import Policy
from spacegraph.graph.view import View
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.negotiation import Plain, choose
from spacegraph.web.views import KnownBy, KnownDep, Settle, read_date
from spacegraph.web.workshop import WorkshopDep

_FORMATS = tuple(
    Plain(media_type.partition(";")[0], (name,)) for name, media_type in FORMATS.items()
)


router = APIRouter(tags=["report"])

Names = Annotated[str | None, Query(description="Joined by commas")]
Day = Annotated[str | None, Query(description="A year, month or day")]


@router.get("/report", summary="Report on the network of organisations", response_class=Response)
async def report(
    request: Request,
    store: KnownDep,
    workshop: WorkshopDep,
    layers: Annotated[
        str | None, Query(description=f"Joined by commas; {','.join(DEFAULT)} unless told")
    ] = None,
    format: Annotated[str | None, Query(description="; ".join(FORMATS))] = None,
    as_of: Day = None,
    since: Day = None,
    until: Day = None,
    types: Names = None,
    provinces: Names = None,
    weight: Annotated[str | None, Query(description="events or value")] = None,
    compare: Annotated[str | None, Query(description="Two years joined by a comma")] = None,
    measure: Annotated[str | None, Query(description="What to compare by")] = None,
    org: Annotated[str | None, Query(description="Describe one organisation instead")] = None,
    province: Annotated[str | None, Query(description="Describe one province instead")] = None,
    known_by: KnownBy = None,
    settle: Settle = Policy.MOST_RELIABLE,
) -> Response:
    """Measure who is central, who rose, or who one organisation or province deals with."""
    form = choose(_FORMATS, request.headers.get("accept"), format)
    order = Order(
        layers=names(layers),
        as_of=as_of or "",
        since=since or "",
        until=until or "",
        types=names(types),
        provinces=names(provinces),
        weight=weight or "",
        measure=measure or "",
        compare=two_years(compare) if compare else None,
        organisation=org or "",
        province=province or "",
        view=View(known_by=read_date("known_by", known_by), policy=settle),
    )
    kind, generation, asked = order.kind, store.generation, str(order)
    if unchanged := not_modified(request.headers, generation, form, asked):
        return unchanged

    def write() -> tuple[bytes, str]:
        key = kind, generation, order
        text = render(workshop.keep(key, lambda: fulfil(store, order)), form.names[0], "/")
        return text.encode(), policy_of(text)

    body, policy = await workshop.obtain(request.receive, (form.names[0], generation, order), write)
    headers = {**cache_headers(generation, form, asked), "Content-Security-Policy": policy}
    return Response(body, media_type=form.media_type, headers=headers)
