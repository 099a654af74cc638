"""Networks and reports over HTTP."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.report import Report, build_report
from spacegraph.analytics.writers.page import style_source
from spacegraph.analytics.writers.render import FORMATS, render
from spacegraph.web.caching import cache_headers, not_modified
from spacegraph.web.negotiation import Plain, choose
from spacegraph.web.views import KnownDep

_FORMATS = tuple(
    Plain(media_type.partition(";")[0], (name,)) for name, media_type in FORMATS.items()
)

_POLICY = f"default-src 'none'; style-src {style_source()}; frame-ancestors 'none'"
"""A report is one file with one style sheet inside, named by its hash."""


def _names(text: str | None) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


class Shelf:
    """The reports asked for lately, each drawn once for a state of the facts."""

    def __init__(self, most: int = 12) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[object, ...], Report] = OrderedDict()

    def report(self, key: tuple[object, ...], draw: Callable[[], Report]) -> Report:
        """Return the report of a key; one is drawn at a time."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = draw()
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return self._kept[key]


router = APIRouter(tags=["report"])
_SHELF = Shelf()


@router.get("/report", summary="Report on the network of organisations", response_class=Response)
def report(
    request: Request,
    store: KnownDep,
    layers: Annotated[str, Query(description="Joined by commas")] = ",".join(DEFAULT),
    format: Annotated[str | None, Query(description="; ".join(FORMATS))] = None,
    as_of: str | None = None,
    since: str | None = None,
    until: str | None = None,
    types: Annotated[str | None, Query(description="Joined by commas")] = None,
    provinces: Annotated[str | None, Query(description="Joined by commas")] = None,
) -> Response:
    """Measure who is central; every number leads to its claims."""
    form = choose(_FORMATS, request.headers.get("accept"), format)
    generation = store.generation
    if unchanged := not_modified(request.headers, generation, form):
        # A browser takes the policy of a 304 over to what it has kept.
        unchanged.headers["Content-Security-Policy"] = _POLICY
        return unchanged

    def draw() -> Report:
        return build_report(
            store,
            _names(layers) or (),
            as_of=as_of,
            since=since,
            until=until,
            types=_names(types),
            provinces=_names(provinces),
        )

    found = _SHELF.report((generation, layers, as_of, since, until, types, provinces), draw)
    headers = {**cache_headers(generation, form), "Content-Security-Policy": _POLICY}
    return Response(render(found, form.names[0], "/"), media_type=form.media_type, headers=headers)
