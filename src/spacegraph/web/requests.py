"""Refuse requests that HTTP does not allow or that nothing here can read."""

import re
from ipaddress import IPv6Address
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from spacegraph.web.problems import Problem, to_response

_ALLOW: Final = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_HOST: Final = re.compile(
    rb"(?:\[([0-9A-Fa-f:.]+)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
)
"""The host and the port of an address (RFC 3986 §3.2.2)."""

_BLANK: Final = b" \t"


class Requests:
    """Lets sound requests through and answers `OPTIONS *`, which asks about the server as such."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The white space around a value is no part of it (RFC 9110 §5.5).
        scope["headers"] = [(name, value.strip(_BLANK)) for name, value in scope["headers"]]
        if problem := _fault(scope):
            await to_response(problem)(scope, receive, send)
        elif scope["path"] == "*" and scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"Allow": _ALLOW})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _fault(scope: Scope) -> Problem | None:
    hosts = []
    for name, value in scope["headers"]:
        if name == b"host":
            hosts.append(value)
        elif name == b"content-encoding" and value.lower() not in (b"", b"identity"):
            detail = "the body is compressed, and only plain bodies are read here"
            return Problem(415, detail, headers={"Accept-Encoding": "identity"})
        elif name == b"transfer-encoding" and value.lower() != b"chunked":
            return Problem(501, "no transfer coding but chunked is read here (RFC 9112 §6.1)")
    if len(hosts) > 1 or (not hosts and scope["http_version"] == "1.1"):
        detail = f"a request names its host once, this one {len(hosts)} times (RFC 9112 §3.2)"
        return Problem(400, detail)
    if hosts and not _is_host(hosts[0]):
        return Problem(400, "the Host header is no name or address (RFC 9112 §3.2)")
    return None


def _is_host(value: bytes) -> bool:
    found = _HOST.fullmatch(value)
    if found is None or found[1] is None:
        return found is not None
    try:
        IPv6Address(found[1].decode())
    except ValueError:
        return False
    return True
