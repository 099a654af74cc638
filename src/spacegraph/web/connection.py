"""Read requests from a connection within bounds, before any handler sees them.

The server reads a head of any length and keeps a connection that never sends one; and what it
cannot read it answers in plain text.
"""

import json
import logging
import sys
from asyncio import TimerHandle, Transport
from http import HTTPStatus
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from spacegraph.web.headers import ALWAYS

LONGEST_HEAD: Final = 64 * 1024
"""How long the request line and the headers of a request may be together, in bytes."""

HEAD_SECONDS: Final = 30.0
"""How long a connection may take to send the head of its first request, or of one it began."""

_LOG: Final = logging.getLogger(__name__)


class Connection(HttpToolsProtocol):
    """A connection whose requests have bounds; what breaks them gets a problem document."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._refused = False
        self._in_head = True
        self._arrived = 0
        self._late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is counted, and refused when it is too long."""
        if self._refused:
            return
        self._arrived += len(data)
        super().data_received(data)
        if not self._in_head:
            self._stop_waiting()
        elif self._arrived > LONGEST_HEAD and not self._refused:
            self._refuse_head()
        elif self._late is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Count the head that begins here; what came with its first bytes is not known by part."""
        super().on_message_begin()
        self._in_head = True
        self._arrived = 0

    def on_headers_complete(self) -> None:
        """Start the request if its head is within the bounds."""
        self._in_head = False
        if self._refused:
            return
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > LONGEST_HEAD:
            self._refuse_head()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on what belongs to a request that was started."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request that was started."""
        if not self._refused:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser could not read."""
        if isinstance(sys.exception(), httptools.HttpParserInvalidMethodError):
            self._refuse(
                501, "this method is not known here", "GET and POST are, see /openapi.json"
            )
        else:
            self._refuse(400, "this is not a request of HTTP/1.1", "see RFC 9112")

    def _wait_for_head(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._refuse(408, f"no request came within {HEAD_SECONDS:g} s", "connect when you have one")

    def _refuse_head(self) -> None:
        if self.headers and len(self.url) < LONGEST_HEAD // 2:
            what = f"the head of the request has more than {LONGEST_HEAD:,} bytes"
            self._refuse(431, what, "send fewer or shorter headers")
        else:
            what = f"the address is too long: a head may have {LONGEST_HEAD:,} bytes"
            self._refuse(414, what, "send a long query in the body, by POST")

    def _refuse(self, status: int, detail: str, hint: str) -> None:
        """Answer with a problem document and close; nothing more is read."""
        self._refused = True
        self._stop_waiting()
        _LOG.warning("a request was refused: %d, %s", status, detail)
        title = HTTPStatus(status).phrase
        document = {"title": title, "status": status, "detail": detail, "hint": hint}
        body = json.dumps(document).encode()
        headers = (
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *ALWAYS,
        )
        lines = b"".join(b"%s: %s\r\n" % pair for pair in headers)
        self.transport.write(b"HTTP/1.1 %d %s\r\n%s\r\n" % (status, title.encode(), lines) + body)
        self.transport.close()
