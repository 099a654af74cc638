"""Watch every request from outside: what was asked, how it ended, how long it took."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEFT: Final = 499
"""The status noted for an asker who went away before the answer began; none was sent."""

UNKNOWN: Final = "(unknown)"
"""The route noted for a path that none answers."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUESTION: Final = re.compile(r"/questions/[^/{}]+\.([a-z]+)")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `route` is a template, never what stood in the address.

    `sent` counts the bytes of the body, `whole` tells whether all of it went out.
    """

    request: str
    method: str
    route: str
    status: int
    seconds: float
    sent: int
    whole: bool
    generation: str


Observer = Callable[[Exchange], None]


class Watch:
    """Tells observers of every exchange when it is over."""

    def __init__(
        self, app: ASGIApp, observers: Sequence[Observer], generation: Callable[[], str]
    ) -> None:
        self._app = app
        self._observers = tuple(observers)
        self._generation = generation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, sent, whole = LEFT, 0, False

        async def count(message: Message) -> None:
            nonlocal status, sent, whole
            await send(message)
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                whole = not message.get("more_body", False)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, count)
        finally:
            exchange = Exchange(
                request=scope.get("state", {}).get("request_id", ""),
                method=scope["method"] if scope["method"] in _METHODS else "other",
                route=_template(scope),
                status=status,
                seconds=time.perf_counter() - begun,
                sent=sent,
                whole=whole,
                generation=self._generation(),
            )
            for observe in self._observers:
                observe(exchange)


def _template(scope: Scope) -> str:
    """Name the route of a request; the saved questions, a route each, count as one."""
    path = getattr(scope.get("route"), "path_format", UNKNOWN)
    return _QUESTION.sub(r"/questions/{name}.\1", path)
