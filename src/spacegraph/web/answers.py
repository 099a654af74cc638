"""Run queries for a connection: stop them when it closes, break it off when they fail."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Final, TypeVar

from anyio import CapacityLimiter, current_time, move_on_after, to_thread
from fastapi import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from spacegraph.errors import SpacegraphError, StoreError
from spacegraph.store.base import Answer, Begun, Stop
from spacegraph.store.guard import SHORT
from spacegraph.store.results import Format

_LOG: Final = logging.getLogger(__name__)
_Value = TypeVar("_Value")

_THREADS: Final = CapacityLimiter(128)
"""Queries wait for their worker in a thread each, apart from the threads of other handlers."""

_STOPS: Final = CapacityLimiter(8)
"""To stop a query takes a moment, and waits for nobody but others who stop theirs."""

_SPOOLED: Final = 1 << 20
_PIECE: Final = 64 * 1024
_PAUSE_SECONDS: Final = 120.0
"""For so long an asker may stop reading what was collected for it."""

_LONG_TEXTS: Final = CapacityLimiter(1)

_SOON_SECONDS: Final = 0.1


@asynccontextmanager
async def _watching(receive: Receive, on_disconnect: Callable[[], None]) -> AsyncIterator[None]:
    """Run an action, in a thread, if the asker goes away meanwhile."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        await to_thread.run_sync(on_disconnect, limiter=_STOPS)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()


async def run(request: Request, work: Callable[[Stop], _Value]) -> _Value:
    """Run blocking work in a thread; it is told to stop when the asker goes away."""
    stop = Stop()
    async with _watching(request.receive, stop.request):
        return await to_thread.run_sync(work, stop, limiter=_THREADS)


async def aside(size: int, work: Callable[[], _Value]) -> _Value:
    """Do what takes time for a long text where it stops nobody, one text at a time."""
    if size <= SHORT:
        return work()
    return await to_thread.run_sync(work, limiter=_LONG_TEXTS)


async def obtain(request: Request, begun: Begun) -> Answer:
    """Wait for an answer; only what takes long has a thread and a watch over the connection."""
    try:
        answer = await _soon(begun)
        return answer if answer else await run(request, begun.wait)
    except BaseException:
        begun.cancel()
        raise


async def _soon(begun: Begun) -> Answer | None:
    """Wait a moment for an answer, without a thread: under load, threads wait for each other.

    Most queries have ended by then; None says that this one has not.
    """
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    descriptor: int | None = None

    def note() -> None:
        if not over.done():
            over.set_result(None)

    def start() -> None:
        nonlocal descriptor
        if descriptor is None and not over.done():
            try:
                descriptor = begun.start()
            except StoreError as error:
                over.set_exception(error)
                return
            if descriptor is not None:
                loop.add_reader(descriptor, note)

    def moved() -> None:
        loop.call_soon_threadsafe(start)

    patience = loop.call_later(_SOON_SECONDS, note)
    try:
        start()
        if descriptor is None:
            begun.watch(moved)
        await over
        return begun.poll()
    finally:
        patience.cancel()
        if descriptor is not None:
            loop.remove_reader(descriptor)


class AnswerResponse(Response):
    """Sends an answer as it comes.

    What fails after the first byte breaks the connection off before its regular end, so that no
    client takes a part for the whole. HTTP/1.0 has no such end (RFC 9112 §8), so there the whole
    answer is collected first.
    """

    def __init__(
        self, answer: Answer, format: Format, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status_code=200, headers=dict(headers or {}))
        self.headers["Content-Type"] = format.content_type
        del self.headers["Content-Length"]
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer
        if scope["method"] == "HEAD":
            await to_thread.run_sync(answer.close, limiter=_THREADS)
            await self._send_whole(send, b"", answer.size)
        elif answer.size is not None:
            await self._send_whole(send, answer.read(), answer.size)
        elif scope["http_version"] == "1.0":
            with SpooledTemporaryFile(_SPOOLED) as file:
                await to_thread.run_sync(self._spool, file, limiter=_THREADS)
                await self._send_file(send, file)
        else:
            try:
                async with _watching(receive, answer.close):
                    await self._send_chunks(send)
            finally:
                await to_thread.run_sync(answer.close, limiter=_THREADS)

    async def _send_whole(self, send: Send, body: bytes, size: int | None) -> None:
        if size is not None:
            self.headers["Content-Length"] = str(size)
        await self._start(send)
        await send({"type": "http.response.body", "body": body})

    def _spool(self, file: IO[bytes]) -> None:
        with self._answer as answer:
            file.writelines(answer)

    async def _send_file(self, send: Send, file: IO[bytes]) -> None:
        """Send what was collected, as fast as it is read; give up on who does not read."""
        self.headers["Content-Length"] = str(file.tell())
        await self._start(send)
        file.seek(0)
        with move_on_after(_PAUSE_SECONDS) as patience:
            while piece := file.read(_PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                patience.deadline = current_time() + _PAUSE_SECONDS
        if not patience.cancelled_caught:
            await send({"type": "http.response.body", "body": b""})

    async def _send_chunks(self, send: Send) -> None:
        await self._start(send)
        chunks = iter(self._answer)
        try:
            while chunk := await to_thread.run_sync(next, chunks, b"", limiter=_THREADS):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except SpacegraphError as error:
            # Its message may repeat what was asked.
            reason = getattr(error, "limit", type(error).__name__)
            _LOG.warning("the answer breaks off: %s", reason)
            return
        await send({"type": "http.response.body", "body": b""})

    async def _start(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
