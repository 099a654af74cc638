"""Refuse request bodies that are too long or do not come, while they arrive."""

from math import inf
from typing import Final

from anyio import move_on_after
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacegraph.web.problems import Problem, to_response

_DRAINED: Final = 4
_DRAIN_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 30.0
"""For so long nothing of a body that is not yet whole may come."""


class BodyLimit:
    """Counts what arrives; neither a missing nor a false Content-Length gets past it."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > self._most:
            await self._drain(receive)
            await to_response(self._too_long())(scope, receive, send)
            return
        arrived, more = 0, True

        async def count() -> Message:
            nonlocal arrived, more
            with move_on_after(_PAUSE_SECONDS if more else inf) as patience:
                message = await receive()
            if patience.cancelled_caught:
                raise _too_slow()
            more = message.get("more_body", False)
            arrived += len(message.get("body", b""))
            if arrived > self._most:
                await self._drain(receive)
                raise self._too_long()
            return message

        await self._app(scope, count, send)

    async def _drain(self, receive: Receive) -> None:
        """Take in a little more: a client that is still sending would not see the answer."""
        rest = _DRAINED * self._most
        with move_on_after(_DRAIN_SECONDS):
            while rest > 0 and (message := await receive()).get("more_body", False):
                rest -= len(message.get("body", b""))

    def _too_long(self) -> Problem:
        return Problem(
            413,
            f"the request has more than {self._most:,} bytes, the limit. Send it in parts",
            headers={"Connection": "close"},
            limit=self._most,
        )


def _too_slow() -> Problem:
    return Problem(
        408,
        f"nothing more of the body came within {_PAUSE_SECONDS:g} s. Send it again",
        headers={"Connection": "close"},
    )
