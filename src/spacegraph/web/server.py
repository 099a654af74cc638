"""Run the server until it is told to end, and then end in order."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import FrameType
from typing import Final

import uvicorn

DRAIN_SECONDS: Final = 10
"""How long queries under way may last when the server is to end."""

FAREWELL_SECONDS: Final = 3
"""How long their askers may take to read that they were ended."""


class Server(uvicorn.Server):
    """Ends the queries that outlast the drain, so that their askers get an answer too."""

    def __init__(self, config: uvicorn.Config, end_queries: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_queries = end_queries

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in order when the terminal closes, too, unless told to outlive it (nohup)."""
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, lambda _, frame: self.handle_exit(signal.SIGTERM, frame))
        with super().capture_signals():
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; who asks again does not want to wait for queries."""
        if self.should_exit:
            Thread(target=self._end_queries, name="end queries", daemon=True).start()
        else:
            super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new and wait for what is under way, but not for ever."""
        loop = asyncio.get_running_loop()
        late = loop.call_later(DRAIN_SECONDS, loop.run_in_executor, None, self._end_queries)
        await super().shutdown(sockets)
        late.cancel()
