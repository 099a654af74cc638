"""Empty tables to fill in: `/templates/contracts.xlsx`, `/templates/contracts.csv`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal

from fastapi import APIRouter
from starlette.responses import Response

from spacegraph.gate.formats import CSV, XLSX
from spacegraph.gate.templates import to_csv_template, to_xlsx_template
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.table import Table

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
def template(name: str, suffix: Literal["csv", "xlsx"]) -> Response:
    """Return the header of a table; as XLSX with drop-down lists, notes and text format."""
    table = table_named(name)
    media_type, write = _WRITERS[suffix]
    headers = {
        "Content-Disposition": f'attachment; filename="{table.name}.{suffix}"',
        "Cache-Control": "public, max-age=3600",
    }
    return Response(write(table), headers=headers, media_type=media_type)
