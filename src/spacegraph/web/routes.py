"""Ask an application what it answers, and have it answer HEAD wherever it answers GET."""

from typing import Final

from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def is_answered(scope: Scope, method: str, path: str = "") -> bool:
    """Tell whether the application of a request answers a method, there or at another path."""
    asked = {**scope, "method": method, "path": path or scope["path"]}
    routes = scope["app"].router.routes
    return any(route.matches(asked)[0] is Match.FULL for route in routes)


def methods_of(scope: Scope) -> list[str]:
    """List what all routes of a request's path answer; the framework names those of the first."""
    found = [method for method in METHODS if is_answered(scope, method)]
    return ["GET", "HEAD", *found[1:]] if "GET" in found and "HEAD" not in found else found


class Heads:
    """Answers HEAD as GET without the body (RFC 9110 §9.3.2) where no handler knows it better."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or is_answered(scope, "HEAD"):
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send_head)
        finally:
            # What was noted on the way, the route above all, is looked at from outside.
            scope.update({**asked, "method": "HEAD"})
