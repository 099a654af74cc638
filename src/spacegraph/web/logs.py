"""Write the log: a line an event, for programs or for people, and never in anybody's way."""

import json
import logging
import time
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from queue import Empty, Full, Queue
from threading import Thread
from types import TracebackType
from typing import Final, TextIO

from spacegraph.web.watch import Exchange

REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The id of the request that this task or thread works for."""

FORMS: Final = ("json", "text")

_ACCESS: Final = logging.getLogger("spacegraph.access")
_WAITING: Final = 10_000
_FAREWELL_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.02


def log_exchange(exchange: Exchange) -> None:
    """Write the one line of a request: no address of anybody, nothing of what was asked."""
    fields = {
        "request": exchange.request,
        "method": exchange.method,
        "route": exchange.route,
        "status": exchange.status,
        "ms": round(exchange.seconds * 1000, 1),
        "bytes": exchange.sent,
        "whole": exchange.whole,
        "generation": exchange.generation,
    }
    _ACCESS.info("request", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """One JSON object a line.

    Of an error that nobody expected it tells the kind and the places in the code, not the message:
    that may repeat what a stranger sent or name files of this machine.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": REQUEST.get(),
        }
        line |= _fields(record)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = list(_places(record.exc_info[2]))
        return json.dumps({name: value for name, value in line.items() if value != ""})


class Sentences(logging.Formatter):
    """What a person at a terminal reads, with whole tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_moment(record).astimezone():%H:%M:%S} {self._told(record)}"
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return line

    @staticmethod
    def _told(record: logging.LogRecord) -> str:
        given = _fields(record)
        if record.name != _ACCESS.name:
            request = f" (request {REQUEST.get()})" if REQUEST.get() else ""
            return f"{record.levelname.lower()}: {record.getMessage()}{request}"
        broken = "" if given["whole"] else " broken off"
        return (
            f"{given['method']} {given['route']} {given['status']}{broken} "
            f"{given['ms']} ms {given['bytes']:,} bytes {given['request']}"
        )


class Lines(logging.Handler):
    """Hands lines to a thread that writes them.

    Whoever logs never waits: when the reader of the log hangs, lines are dropped and counted.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: Queue[str | None] = Queue(_WAITING)
        self._dropped = 0
        self._writer = Thread(target=self._write, name="log", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Format a record here, where its request is known, and leave it to the thread."""
        try:
            self._lines.put_nowait(self.format(record))
        except Full:
            self._dropped += 1

    def close(self) -> None:
        """Write what is left, as far as somebody reads it."""
        try:
            self._lines.put(None, timeout=_FAREWELL_SECONDS)
        except Full:
            return
        finally:
            super().close()
        self._writer.join(_FAREWELL_SECONDS)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            lines = [line, *self._more()]
            if dropped := self._dropped:
                self._dropped = 0
                text = f"{dropped} lines of the log were dropped, since nobody took them"
                record = _ACCESS.makeRecord("spacegraph", logging.WARNING, "", 0, text, (), None)
                lines.append(self.format(record))
            ended = None in lines
            text = "".join(f"{each}\n" for each in lines if each is not None)
            try:
                self._stream.write(text)
                self._stream.flush()
            except (BrokenPipeError, ValueError):
                return
            except OSError:
                # A disk may be full for a while.
                self._dropped += len(lines)
            if ended:
                return
            # Woken by every line, this thread would take turns with those that answer.
            time.sleep(_PAUSE_SECONDS)

    def _more(self) -> Iterator[str | None]:
        for _ in range(_WAITING):
            try:
                yield self._lines.get_nowait()
            except Empty:
                return


def set_up(form: str, stream: TextIO) -> None:
    """Send every log of this process to a stream; without a form a terminal gets sentences."""
    form = form or ("text" if stream.isatty() else "json")
    handler = Lines(stream)
    handler.setFormatter(JsonLines() if form == "json" else Sentences())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("spacegraph").setLevel(logging.INFO)
    # An answer that breaks off is told where that is decided; the server would call it an error.
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return "without completing response" not in record.getMessage()


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    fields: Mapping[str, object] = getattr(record, "fields", {})
    return fields


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Name each frame by module and line: a file name would tell how the machine is laid out."""
    for frame, line in traceback.walk_tb(trace):
        yield f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
