"""Read requests from a connection within bounds, before any handler sees them.

The server reads a head of any length and keeps a connection that never sends one; and what it
cannot read it answers in plain text.
"""

import json
import logging
import sys
from asyncio import TimerHandle, Transport
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from spacegraph.web.crowd import LINGERING, Crowd
from spacegraph.web.headers import ALWAYS

LONGEST_HEAD: Final = 64 * 1024
"""How long the request line and the headers of a request may be together, in bytes."""

HEAD_SECONDS: Final = 30.0
"""How long a connection may take to send the head of its first request, or of one it began."""

CROWDED_SECONDS: Final = 5
"""When one that was one too many may try again."""

_LINGER_SECONDS: Final = 1.0
"""How long what was refused is listened to: closed at once, its asker might never read why."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A problem (RFC 9457) with a request that no handler sees."""

    status: int
    detail: str
    hint: str
    limit: str = ""
    retry_after: int = 0


class Connection(HttpToolsProtocol):
    """A connection whose requests have bounds; what breaks them gets a problem document."""

    crowd: ClassVar[Crowd | None] = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._refused = False
        self._refusal: _Refusal | None = None
        self._in_head = True
        self._in_body = False
        self._unanswered = 0
        self._arrived = 0
        self._late: TimerHandle | None = None
        self._counted = False
        self._lingers = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first head, unless there is no room for one more."""
        super().connection_made(transport)
        if self.crowd is not None:
            if reason := self.crowd.enter(self._host):
                self._turn_away(self.crowd, reason)
                return
            self._counted = True
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        if self.crowd is not None:
            if self._counted:
                self.crowd.leave(self._host)
            if self._lingers:
                self.crowd.lingering -= 1
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head or trailer that does not end is refused when it is too long."""
        if self._refused:
            return
        self._arrived += len(data)
        super().data_received(data)
        if self._refused:
            return
        if self._arrived > LONGEST_HEAD:
            self._refuse_head()
        elif not self._in_head:
            self._stop_waiting()
        elif self._late is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Count the head that begins here; what came with its first bytes is not known by part."""
        super().on_message_begin()
        self._in_head = True
        self._arrived = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a trailer must not stand for one (RFC 9110 §6.5.1), and none is wanted."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request if its head is within the bounds."""
        self._in_head = False
        self._arrived = 0
        if self._refused:
            return
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > LONGEST_HEAD:
            self._refuse_head()
        else:
            super().on_headers_complete()
            self._in_body = True
            self._unanswered += 1

    def on_body(self, body: bytes) -> None:
        """Pass on what belongs to a request that was started."""
        self._arrived = 0
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request that was started."""
        self._in_body = False
        self._arrived = 0
        if not self._refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request, or refuse the one that could not be read."""
        super().on_response_complete()
        self._unanswered -= 1
        if self._refusal and self._unanswered == 0 and not self.transport.is_closing():
            self._tell(self._refusal)
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser could not read."""
        if isinstance(sys.exception(), httptools.HttpParserInvalidMethodError):
            self._refuse(
                501, "this method is not known here", "GET and POST are, see /openapi.json"
            )
        else:
            self._refuse(400, "this is not a request of HTTP/1.1", "see RFC 9112")

    @property
    def _host(self) -> str | None:
        return self.client[0] if self.client else None

    def _turn_away(self, crowd: Crowd, reason: str) -> None:
        """Refuse the connection as such, whatever is asked over it."""
        self._refused = True
        if crowd.lingering >= LINGERING:
            self.transport.abort()
            return
        crowd.lingering += 1
        self._lingers = True
        hint = "close some, or keep fewer open and use each for many requests"
        self._tell(_Refusal(503, reason, hint, limit="connections", retry_after=CROWDED_SECONDS))
        self.transport.write_eof()
        self._late = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _wait_for_head(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._refuse(408, f"no request came within {HEAD_SECONDS:g} s", "connect when you have one")

    def _refuse_head(self) -> None:
        if self._in_body:
            what = f"the trailer of the request has more than {LONGEST_HEAD:,} bytes"
            self._refuse(431, what, "send no trailer, it is not read")
        elif self.headers and len(self.url) < LONGEST_HEAD // 2:
            what = f"the head of the request has more than {LONGEST_HEAD:,} bytes"
            self._refuse(431, what, "send fewer or shorter headers")
        else:
            what = f"the address is too long: a head may have {LONGEST_HEAD:,} bytes"
            self._refuse(414, what, "send a long query in the body, by POST")

    def _refuse(self, status: int, detail: str, hint: str) -> None:
        """Answer with a problem document and close; nothing more is read.

        Requests that came before have their answers first (RFC 9112 §9.3.2).
        """
        self._refused = True
        self._stop_waiting()
        _LOG.warning("a request was refused: %d, %s", status, detail)
        refusal = _Refusal(status, detail, hint)
        if self._in_body:
            self._abandon()
        if self._unanswered > 0:
            self._refusal = refusal
            return
        if not (self._in_body and self.cycle.response_started):
            self._tell(refusal)
        self.transport.close()

    def _abandon(self) -> None:
        """Leave a request whose rest cannot be read without an answer of its own."""
        self._unanswered -= not self.cycle.response_complete
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()

    def _tell(self, refusal: _Refusal) -> None:
        title = HTTPStatus(refusal.status).phrase
        document = {"title": title, **asdict(refusal)}
        body = json.dumps({name: value for name, value in document.items() if value}).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *ALWAYS,
        ]
        if refusal.retry_after:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        lines = b"".join(b"%s: %s\r\n" % pair for pair in headers)
        start = f"HTTP/1.1 {refusal.status} {title}\r\n".encode()
        self.transport.write(b"%s%s\r\n%s" % (start, lines, body))


def counted(crowd: Crowd) -> type[Connection]:
    """Make the kind of connections that are counted together."""
    return type("Counted", (Connection,), {"crowd": crowd})
