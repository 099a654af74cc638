"""Exchange framed messages over a socket pair."""

import array
import json
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

_HEADER: Final = struct.Struct(">BI")
_RECEIVE: Final = 256 * 1024


class Kind(IntEnum):
    """What a frame carries: a message in JSON, or a piece of an answer."""

    MESSAGE = 1
    DATA = 2
    END = 3
    ERROR = 4


class Closed(Exception):
    """The other end is gone, perhaps in the middle of a frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, and the file descriptors that came with it."""

    kind: Kind
    body: bytes
    descriptors: tuple[int, ...] = ()

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object."""
        message: dict[str, Any] = json.loads(self.body)
        return message


def send(
    channel: socket.socket, kind: Kind, body: bytes, descriptors: tuple[int, ...] = ()
) -> None:
    """Send a frame; the other end gets copies of the descriptors."""
    data = _HEADER.pack(kind, len(body)) + body
    try:
        sent = 0
        if descriptors:
            rights = array.array("i", descriptors)
            ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)]
            sent = channel.sendmsg([data], ancillary)
        channel.sendall(memoryview(data)[sent:])
    except (BrokenPipeError, ConnectionError) as error:
        raise Closed from error


def send_frames(channel: socket.socket, frames: Iterable[tuple[Kind, bytes]]) -> None:
    """Send several frames at once."""
    data = b"".join(_HEADER.pack(kind, len(body)) + body for kind, body in frames)
    try:
        channel.sendall(data)
    except (BrokenPipeError, ConnectionError) as error:
        raise Closed from error


def send_json(
    channel: socket.socket,
    message: dict[str, Any],
    kind: Kind = Kind.MESSAGE,
    descriptors: tuple[int, ...] = (),
) -> None:
    """Send a JSON object."""
    send(channel, kind, json.dumps(message).encode(), descriptors)


class Receiver:
    """Reads frames from a socket; what a read brings beyond one frame is kept for the next."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._buffer = bytearray()
        self._descriptors: list[int] = []

    def receive(self) -> Frame:
        """Wait for a frame; raises Closed when there will be none, TimeoutError as the socket."""
        self._fill(_HEADER.size)
        kind, length = _HEADER.unpack_from(self._buffer)
        end = _HEADER.size + length
        self._fill(end)
        body = bytes(memoryview(self._buffer)[_HEADER.size : end])
        del self._buffer[:end]
        descriptors, self._descriptors = tuple(self._descriptors), []
        return Frame(Kind(kind), body, descriptors)

    def _fill(self, size: int) -> None:
        while len(self._buffer) < size:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._channel, _RECEIVE, 4)
            except ConnectionError as error:
                raise Closed from error
            self._descriptors += descriptors
            if not data:
                raise Closed
            self._buffer += data
