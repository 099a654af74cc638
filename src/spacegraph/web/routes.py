"""Say what routes there are and what they answer; have HEAD answered wherever GET is."""

from typing import Final

from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Direct(Route):
    """A route without what FastAPI does around a handler, which takes longer than a kept answer."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as any route, and tell those who watch the request which one it was."""
        match, found = super().matches(scope)
        return match, {**found, "route": self} if match is Match.FULL else found


def is_answered(scope: Scope, method: str, path: str = "") -> bool:
    """Tell whether the application of a request answers a method, there or at another path."""
    return _find(scope, method, path) is not None


def _find(scope: Scope, method: str, path: str = "") -> BaseRoute | None:
    asked = {**scope, "method": method, "path": path or scope["path"]}
    routes = scope["app"].router.routes
    return next((route for route in routes if route.matches(asked)[0] is Match.FULL), None)


def _knows_head(scope: Scope) -> bool:
    """Tell whether HEAD comes to where GET does; a route or router further on is another's."""
    given = _find(scope, "GET")
    return given is None or given is _find(scope, "HEAD")


def methods_of(scope: Scope) -> list[str]:
    """List what all routes of a request's path answer; the framework names those of the first."""
    found = [method for method in METHODS if is_answered(scope, method)]
    return ["GET", "HEAD", *found[1:]] if "GET" in found and "HEAD" not in found else found


class Heads:
    """Answers HEAD as GET without the body (RFC 9110 §9.3.2) where no handler knows it better."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or _knows_head(scope):
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
