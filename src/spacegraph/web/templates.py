"""Empty tables to fill in: `/templates/contracts.xlsx`, `/templates/contracts.csv`."""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.gate.formats.format import CSV, XLSX
from spacegraph.gate.formats.templates import to_csv_template, to_xlsx_template
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.table import Table
from spacegraph.web.caching import knows, make_tag

router = APIRouter(tags=["claims"])

_WRITERS: Final[Mapping[str, tuple[str, Callable[[Table], bytes]]]] = MappingProxyType(
    {
        "csv": (CSV.media_types[0], to_csv_template),
        "xlsx": (XLSX.media_types[0], to_xlsx_template),
    }
)


@router.head("/templates/{name}.{suffix}", include_in_schema=False)
@router.get(
    "/templates/{name}.{suffix}",
    summary="An empty fact table to fill in",
    response_class=Response,
    responses={
        200: {"content": {media_type: {} for media_type, _ in _WRITERS.values()}},
        404: {"description": "No table has this name"},
    },
)
def template(request: Request, name: str, suffix: Literal["csv", "xlsx"]) -> Response:
    """Return the header of a table; as XLSX with drop-down lists, notes and text format."""
    table, body = table_named(name), _write(name, suffix)
    tag = make_tag(sha256(body).hexdigest(), strong=True)
    headers = {"ETag": tag, "Cache-Control": "public, max-age=3600"}
    if knows(request.headers, tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{table.name}.{suffix}"'
    return Response(body, headers=headers, media_type=_WRITERS[suffix][0])


@cache
def _write(name: str, suffix: str) -> bytes:
    return _WRITERS[suffix][1](table_named(name))
