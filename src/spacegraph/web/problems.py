"""Turn errors into problem documents (RFC 9457); the one door that lets no traceback out."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacegraph.errors import (
    DataError,
    NotFound,
    QueryError,
    Refused,
    ShapeError,
    SpacegraphError,
    StoreError,
)
from spacegraph.store.base import Busy, Faulty, LimitReached, Stopped, Unreachable
from spacegraph.web.routes import methods_of

_LOG: Final = logging.getLogger(__name__)

_STATUS: Final[tuple[tuple[type[SpacegraphError], int], ...]] = (
    (QueryError, 400),
    (DataError, 400),
    (Refused, 403),
    (NotFound, 404),
    (ShapeError, 500),
    (Busy, 503),
    (Stopped, 503),
    (Unreachable, 503),
    (Faulty, 502),
    (StoreError, 500),
    (SpacegraphError, 500),
)
"""The status of each error, the narrower class first."""

_LIMIT_STATUS: Final = {"seconds": 504, "pause": 504, "memory": 507, "result": 507}

_PLACES: Final = ("line", "column", "nearest", "findings")
_DETAILS: Final = ("hint", *_PLACES, "limit", "seconds", "retry_after")
"""The attributes of an error that its document repeats as members."""


class Problem(Exception):
    """What is wrong with a request as such: its headers, its encoding, its method."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members


class ProblemResponse(JSONResponse):
    """A problem document; `type` is about:blank, so `title` is the status phrase (§4.2.1)."""

    media_type = "application/problem+json"

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        title = HTTPStatus(status).phrase
        self._content = {"title": title, "status": status, "detail": detail, **members}
        super().__init__(self._content, status, {"Cache-Control": "no-store", **(headers or {})})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it with the id of the request, by which the log can be searched."""
        if identifier := scope.get("state", {}).get("request_id"):
            self.body = self.render({**self._content, "request": identifier})
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def to_response(error: Exception) -> Response:
    """Translate an error that was meant for the asker; raises any other again."""
    if isinstance(error, Problem):
        return ProblemResponse(error.status, error.detail, headers=error.headers, **error.members)
    if isinstance(error, SpacegraphError):
        return _from_error(error)
    if isinstance(error, HTTPException):
        return ProblemResponse(error.status_code, error.detail, headers=error.headers)
    if isinstance(error, RequestValidationError):
        findings = [_finding(each) for each in error.errors()]
        return ProblemResponse(400, "; ".join(findings), findings=findings)
    raise error


def _from_error(error: SpacegraphError) -> Response:
    if isinstance(error, StoreError) and error.where:
        _LOG.error("%s", error)
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if isinstance(error, LimitReached):
        status = _LIMIT_STATUS[error.limit]
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else {}
    members = {name: getattr(error, name, None) for name in _DETAILS}
    told = {name: value for name, value in members.items() if value not in (None, "", ())}
    return ProblemResponse(status, error.message, headers=headers, **told)


def _finding(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"][1:])
    return f"{where or 'request'}: {error['msg']}"


def answer_error(request: Request, error: Exception) -> Response:
    """Translate an error as `to_response` does; a 405 names every method of the path."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        allowed = ", ".join(methods_of(request.scope))
        detail = f"{request.method} is not answered here, only {allowed}"
        return ProblemResponse(405, detail, headers={"Allow": allowed})
    return to_response(error)


async def _answer(request: Request, error: Exception) -> Response:
    return answer_error(request, error)


def add_problems(app: FastAPI) -> None:
    """Have an app answer every error meant for the asker with a problem document."""
    for kind in (Problem, SpacegraphError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)


class Door:
    """Answers what nobody expected with a bare 500; the log gets the traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            identifier = scope.get("state", {}).get("request_id", "")
            _LOG.exception("request %s failed", identifier)
            # An answer that has begun is left incomplete: the server then cuts the connection.
            if not begun:
                detail = f"something failed here; if you report it, name request {identifier}"
                await ProblemResponse(500, detail)(scope, receive, send)
