"""Name states of representations, so that nobody fetches twice what has not changed."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacegraph.web.negotiation import Representation

_OF_STATE: Final = (b"etag", b"cache-control", b"vary")
"""The headers that a 304 repeats (RFC 9110 §15.4.5)."""

_VOLATILE: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "Vary": "Accept"}


def entity_tag(generation: str, format: Representation, of: str = "") -> str:
    """Name a representation: weak, since the order of rows is free without ORDER BY.

    `of` is what was asked, where the address alone does not say it or an error may come of it.
    """
    digest = sha256(f"{generation} {format.media_type} {of}".encode()).hexdigest()
    return f'W/"{digest[:20]}"'


def cache_headers(
    generation: str, format: Representation, of: str = "", *, stable: bool = True
) -> Mapping[str, str]:
    """Say how long an answer holds: until the facts change, or not at all."""
    if not stable:
        return _VOLATILE
    return {
        "ETag": entity_tag(generation, format, of),
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }


def not_modified(
    headers: Headers, generation: str, format: Representation, of: str = ""
) -> Response | None:
    """Make the 304 for a request that names this state (RFC 9110 §13.1.2).

    `*` names none: whether there is any is known when there is an answer, see `AnyState`.
    """
    known = ", ".join(headers.getlist("if-none-match"))
    tag = entity_tag(generation, format, of)
    if tag.removeprefix("W/") not in (each.strip().removeprefix("W/") for each in known.split(",")):
        return None
    return Response(status_code=304, headers=dict(cache_headers(generation, format, of)))


class AnyState:
    """Answers `If-None-Match: *` with 304 where the answer would have been given."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (b"if-none-match", b"*") not in scope["headers"]:
            await self._app(scope, receive, send)
            return
        known = False

        async def withhold(message: Message) -> None:
            nonlocal known
            if message["type"] == "http.response.start":
                given = {name.lower(): value for name, value in message["headers"]}
                reads = scope["method"] in ("GET", "HEAD")
                known = reads and message["status"] == 200 and b"etag" in given
                if known:
                    kept = [(name, given[name]) for name in _OF_STATE if name in given]
                    message = {**message, "status": 304, "headers": kept}
            elif known:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, withhold)
