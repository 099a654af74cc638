"""Name states of representations, so that nobody fetches twice what has not changed."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from spacegraph.web.negotiation import Representation

_VOLATILE: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "Vary": "Accept"}


def entity_tag(generation: str, format: Representation) -> str:
    """Name a representation: weak, since the order of rows is free without ORDER BY."""
    digest = sha256(f"{generation} {format.media_type}".encode()).hexdigest()
    return f'W/"{digest[:20]}"'


def cache_headers(
    generation: str, format: Representation, *, stable: bool = True
) -> Mapping[str, str]:
    """Say how long an answer holds: until the facts change, or not at all."""
    if not stable:
        return _VOLATILE
    return {
        "ETag": entity_tag(generation, format),
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }


def not_modified(headers: Headers, generation: str, format: Representation) -> Response | None:
    """Make the 304 for a request that knows this state already (RFC 9110 §13.1.2)."""
    known = headers.get("if-none-match")
    if known is None:
        return None
    tag = entity_tag(generation, format)
    tags = [each.strip().removeprefix("W/") for each in known.split(",")]
    if known.strip() != "*" and tag.removeprefix("W/") not in tags:
        return None
    return Response(status_code=304, headers=dict(cache_headers(generation, format)))
