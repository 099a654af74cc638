"""Name states of representations, so that nobody fetches twice what has not changed."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacegraph.web.negotiation import Representation
from spacegraph.web.preconditions import Preconditions
from spacegraph.web.problems import Problem

_OF_STATE: Final = (b"etag", b"cache-control", b"vary", b"x-generation")
"""The headers that a 304 repeats (RFC 9110 §15.4.5)."""

_VOLATILE: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "Vary": "Accept"}
_PROGRAM: Final = version("spacegraph")


def make_tag(*parts: str, strong: bool = False) -> str:
    """Make an entity tag of all that determines an answer; only strong ones name its bytes.

    Parts that come from a request are complete only once it is known to be a sound one.
    """
    digest = sha256("\0".join((_PROGRAM, *parts)).encode(errors="surrogatepass")).hexdigest()
    return f'"{digest[:20]}"' if strong else f'W/"{digest[:20]}"'


def entity_tag(generation: str, format: Representation, of: str = "") -> str:
    """Name a representation: weak, since the order of rows is free without ORDER BY.

    `of` is what was asked, with whatever else the answer depends on.
    """
    return make_tag(generation, format.media_type, of)


def knows(headers: Headers, tag: str) -> bool:
    """Tell whether the asker has what a tag names (RFC 9110 §13.1.2), compared weakly.

    `*` names nothing here: whether there is any is known when there is an answer, see `AnyState`.
    """
    if "if-none-match" not in headers:
        return False
    known = _unlike(headers)
    return tag.removeprefix("W/") in {each.removeprefix("W/") for each in known}


def cache_headers(
    generation: str, format: Representation, of: str = "", *, stable: bool = True
) -> Mapping[str, str]:
    """Say how long an answer holds: until the facts change, or not at all.

    The state of the facts is named as such, too: an update may be bound to it.
    """
    if not stable:
        return {**_VOLATILE, "X-Generation": generation}
    return {
        "X-Generation": generation,
        "ETag": entity_tag(generation, format, of),
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }


def not_modified(
    headers: Headers, generation: str, format: Representation, of: str = ""
) -> Response | None:
    """Make the 304 for a request that names this state."""
    if not knows(headers, entity_tag(generation, format, of)):
        return None
    return Response(status_code=304, headers=dict(cache_headers(generation, format, of)))


def _unlike(headers: Headers) -> tuple[str, ...]:
    """Read If-None-Match; for who only reads, a condition that cannot be read is none."""
    try:
        return Preconditions.of(headers).unlike
    except Problem:
        return ()


class AnyState:
    """Answers `If-None-Match: *` with 304 where the answer would have been given."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _names_any(scope):
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


def _names_any(scope: Scope) -> bool:
    if all(name != b"if-none-match" for name, _ in scope["headers"]):
        return False
    return _unlike(Headers(scope=scope)) == ("*",)
