"""Answer queries and try updates in a process that may be killed at any moment."""

import json
import os
import resource
import signal
import socket
import struct
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

import pyoxigraph as ox

from spacegraph.errors import NotFound, QueryError, SpacegraphError
from spacegraph.store.base import Dataset, LimitReached, Limits
from spacegraph.store.evaluation import Sink, evaluate, write
from spacegraph.store.fork import find_difference
from spacegraph.store.frames import Closed, Kind, Receiver, send, send_frames, send_json
from spacegraph.store.results import Form, find_format
from spacegraph.store.updates import read_update

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

    reusable: ClassVar = True

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "form": self.form,
            "media_type": self.media_type,
            "dataset": _graphs(self.dataset),
            "limits": _numbers(self.limits),
        }

    def run(self, store: ox.Store, output: Sink) -> None:
        """Write the answer."""
        format = find_format(self.form, self.media_type)
        write(evaluate(store, self.query, self.dataset), format, output)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One update whose difference is wanted; it may change the worker's own quads."""

    update: str
    dataset: Dataset
    limits: Limits

    reusable: ClassVar = False

    def to_json(self) -> dict[str, Any]:
        return {
            "update": self.update,
            "dataset": _graphs(self.dataset),
            "limits": _numbers(self.limits),
        }

    def run(self, store: ox.Store, output: Sink) -> None:
        """Write a line a quad: `+` or `-`, then the quad as N-Quads."""
        found = find_difference(store, read_update(self.update, self.dataset), own=True)
        for sign, quads in ((b"+", found.added), (b"-", found.removed)):
            for quad in quads:
                output.write(b"%s%s .\n" % (sign, str(quad).encode()))
        output.flush()


Job = Request | Alteration
"""What a worker can be asked; one that is not `reusable` is the worker's last."""


def _graphs(dataset: Dataset) -> dict[str, Any]:
    return {"default": dataset.default, "named": dataset.named}


@lru_cache(maxsize=4)
def _numbers(limits: Limits) -> dict[str, Any]:
    return asdict(limits)


def to_job(message: dict[str, Any]) -> Job:
    """Read what another process asks for."""
    graphs = message["dataset"]
    dataset = Dataset(tuple(graphs["default"]), tuple(graphs["named"]))
    limits = Limits(**message["limits"])
    if "update" in message:
        return Alteration(message["update"], dataset, limits)
    form = Form(message["form"])
    return Request(message["query"], form, message["media_type"], dataset, limits)


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
            job = to_job(receiver.receive().json())
            output = _Output(channel, job.limits)
            error = _answer(job, store, output)
            message = {"growth": _peak_bytes() - size, "spent": time.process_time()}
            if error is None:
                end = (Kind.END, json.dumps(message).encode())
                send_frames(channel, [*output.rest(), end])
            else:
                send_json(channel, message | _to_json(error), Kind.ERROR)
            if not job.reusable:
                return
        except Closed:
            return


def _answer(job: Job, store: ox.Store, output: Sink) -> SpacegraphError | None:
    signal.setitimer(signal.ITIMER_REAL, job.limits.seconds)
    try:
        job.run(store, output)
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
    if isinstance(error, NotFound):
        return message | {"error": "missing"}
    return message | {"error": "store"}


class _Output:
    """Sends what is written to it in frames, the deadline's clock stopped while a reader pauses.

    An answer of one frame is left to go out together with its end: its reader wakes once.
    """

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
            self._send()
        return len(data)

    def flush(self) -> None:
        if self._buffer and len(self._buffer) < self._written:
            self._send()

    def rest(self) -> list[tuple[Kind, bytes]]:
        """Return the frame that was not sent, if there is one."""
        return [(Kind.DATA, bytes(self._buffer))] if self._buffer else []

    def _send(self) -> None:
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
