"""Answer queries in a process that may be killed at any moment."""

import os
import resource
import signal
import socket
import struct
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyoxigraph as ox

from spacegraph.errors import QueryError, SpacegraphError
from spacegraph.store.base import Dataset, LimitReached, Limits
from spacegraph.store.evaluation import evaluate, write
from spacegraph.store.frames import Closed, Kind, Receiver, send, send_json
from spacegraph.store.results import Form, find_format

OUT_OF_MEMORY: Final = 71
PAUSED_TOO_LONG: Final = 72
"""Exit codes of a worker that stops itself."""

_CHUNK: Final = 64 * 1024
_TICK: Final = 0.001


@dataclass(frozen=True, slots=True)
class Request:
    """One query and all that a worker must know to answer it."""

    query: str
    form: Form
    media_type: str
    dataset: Dataset
    limits: Limits

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, message: dict[str, Any]) -> "Request":
        dataset, limits = message["dataset"], message["limits"]
        return cls(
            query=message["query"],
            form=Form(message["form"]),
            media_type=message["media_type"],
            dataset=Dataset(tuple(dataset["default"]), tuple(dataset["named"])),
            limits=Limits(**limits),
        )


def serve(channel: socket.socket, store: ox.Store) -> None:
    """Answer one request after another until the other end closes.

    The deadline is a timer of the kernel whose signal ends the process: it strikes inside the
    engine too, which has no cancellation, and needs nobody awake to strike.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    receiver = Receiver(channel)
    size = _peak_bytes()
    while True:
        try:
            request = Request.from_json(receiver.receive().json())
            error = _answer(channel, store, request)
            message = {"growth": _peak_bytes() - size, "spent": time.process_time()}
            if error is None:
                send_json(channel, message, Kind.END)
            else:
                send_json(channel, message | _to_json(error), Kind.ERROR)
        except Closed:
            return


def _answer(channel: socket.socket, store: ox.Store, request: Request) -> SpacegraphError | None:
    limits = request.limits
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        format = find_format(request.form, request.media_type)
        output = _Output(channel, limits)
        write(evaluate(store, request.query, request.dataset), format, output)
    except SpacegraphError as error:
        return error
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _to_json(error: SpacegraphError) -> dict[str, Any]:
    message: dict[str, Any] = {"message": error.message, "hint": error.hint}
    if isinstance(error, QueryError):
        return message | {"error": "query", "line": error.line, "column": error.column}
    if isinstance(error, LimitReached):
        return message | {"error": "limit", "limit": error.limit}
    return message | {"error": "store"}


class _Output:
    """Sends what is written to it in frames, the deadline's clock stopped while a reader pauses."""

    def __init__(self, channel: socket.socket, limits: Limits) -> None:
        self._channel = channel
        self._limits = limits
        self._written = 0
        self._paused = 0.0
        self._buffer = bytearray()

    def write(self, data: bytes, /) -> int:
        self._written += len(data)
        if self._written > self._limits.result_bytes:
            raise LimitReached(
                f"the answer is longer than {self._limits.result_bytes:,} bytes, the limit",
                limit="result",
                hint="add LIMIT and OFFSET, or ask for fewer columns",
            )
        self._buffer += data
        if len(self._buffer) >= _CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if not self._buffer:
            return
        remaining, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        begun = time.monotonic()
        patience = max(self._limits.pause_seconds - self._paused, _TICK)
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(patience))
        try:
            send(self._channel, Kind.DATA, bytes(self._buffer))
        except BlockingIOError:
            os._exit(PAUSED_TOO_LONG)
        self._paused += time.monotonic() - begun
        signal.setitimer(signal.ITIMER_REAL, max(remaining, _TICK))
        self._buffer.clear()


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))


def _peak_bytes() -> int:
    """Read the most memory this process ever had, without opening a file."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
