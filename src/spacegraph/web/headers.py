"""Give every response its request id, its security headers and its CORS headers."""

import random
import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers as RequestHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacegraph.web.logs import REQUEST

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")

_SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Set where the response has not set them itself, as pages do."""

_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
"""Authorization is not among the headers: pages of other sites may read here, not write."""

_EXPOSED: Final = "ETag, Link, Location, Retry-After, X-Request-ID, X-Generation"
_SHARED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
}

Pair = tuple[bytes, bytes]


def _raw(headers: Mapping[str, str]) -> tuple[Pair, ...]:
    """Write headers as they go over the wire, where names are small."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


_RAW_SHARED: Final = _raw(_SHARED)
_RAW_SECURITY: Final = _raw(_SECURITY)

ALWAYS: Final = (*_RAW_SHARED, *_RAW_SECURITY)
"""What an answer bears that no handler makes."""


class Headers:
    """Adds headers on the way out and keeps the request id in `scope["state"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = RequestHeaders(scope=scope)
        given = request.get("x-request-id", "").strip(" \t")
        identifier = given if _IDENTIFIER.fullmatch(given) else f"{random.getrandbits(64):016x}"
        scope.setdefault("state", {})["request_id"] = identifier
        REQUEST.set(identifier)

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                written = list(message.get("headers", ()))
                names = {name for name, _ in written}
                own = [(b"x-request-id", identifier.encode()), *_RAW_SHARED]
                # What a 304 says replaces what the browser has kept of the page, so it says none.
                if message["status"] != 304:
                    own += [pair for pair in _RAW_SECURITY if pair[0] not in names]
                message = {**message, "headers": written + own}
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in request:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, add)
        else:
            await self._app(scope, receive, add)
