"""Talk HTTP with a SPARQL server: one exchange at a time per asker, bounded in time and size."""

import asyncio
import logging
import threading
from collections.abc import Generator, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, Final

import httpx

from spacegraph.errors import StoreError
from spacegraph.store.base import LimitReached, Stop, Stopped, Unreachable
from spacegraph.store.remote.server import Server

_LOG: Final = logging.getLogger(__name__)
_CONNECT_SECONDS: Final = 10.0
_CONNECTIONS: Final = 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_virtuoso(self) -> bool:
        return self.headers.get("server", "").startswith("Virtuoso")


class Line:
    """A connection pool to one server; thread-safe.

    The exchanges run in an event loop of their own, because there they can be cut off at any
    point, by the clock or by the asker; a blocking client hears neither while the server thinks.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self._opening = threading.Lock()
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="sparql server", daemon=True
        )
        self._thread.start()
        self._client = httpx.AsyncClient(
            auth=_Login(server.user, server.password) if server.user else None,
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            headers={"User-Agent": "spacegraph"},
            trust_env=False,
        )

    def exchange(
        self, request: httpx.Request, *, seconds: float, most_bytes: int, stop: Stop | None = None
    ) -> Reply:
        """Send a request and read the whole answer, whatever its status."""
        with self._opening:
            if self._closed:
                raise StoreError(
                    "the connection to the SPARQL server is closed", where=self.server.place
                )
            future = asyncio.run_coroutine_threadsafe(
                self._exchange(request, seconds, most_bytes), self._loop
            )
        if stop is not None:

            def cancel() -> None:
                future.cancel()

            stop.watch(cancel)
        try:
            return future.result()
        except CancelledError:
            raise Stopped("the query was stopped before its answer was here") from None
        finally:
            if stop is not None:
                stop.watch(None)

    def request(
        self, method: str, url: str, *, accept: str = "*/*", **content: Any
    ) -> httpx.Request:
        """Make a request to be exchanged."""
        request = self._client.build_request(method, url, **content)
        request.headers["Accept"] = accept
        return request

    def close(self) -> None:
        """Cut off what is under way, close the connections and end the thread."""
        with self._opening:
            closed, self._closed = self._closed, True
        if closed:
            return
        if threading.current_thread() is self._thread:
            # Garbage can be collected in any thread, and this one cannot wait for itself.
            self._loop.stop()
        else:
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request, seconds: float, most_bytes: int) -> Reply:
        place = self.server.place
        try:
            async with asyncio.timeout(seconds):
                return await self._read(request, most_bytes)
        except (TimeoutError, httpx.ConnectTimeout):
            raise LimitReached(
                f"the SPARQL server did not answer within {seconds:g} seconds, the limit",
                limit="seconds",
                hint="add LIMIT, name more of the terms, or ask for less at a time",
            ) from None
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise Unreachable(
                "the answer of the SPARQL server broke off",
                hint="ask again; its log may say why",
                where=place,
            ) from None
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            _LOG.warning("the SPARQL server at %s cannot be reached: %s", place, reason)
            raise Unreachable(
                "the SPARQL server that holds the facts cannot be reached",
                hint="is it running, and is SPACEGRAPH_STORE its address?",
            ) from None

    async def _read(self, request: httpx.Request, most_bytes: int) -> Reply:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > most_bytes:
                    raise LimitReached(
                        f"the answer is longer than {most_bytes:,} bytes, the limit",
                        limit="result",
                        hint="add LIMIT and OFFSET, or ask for fewer columns",
                    )
            return Reply(response.status_code, response.headers, bytes(body))
        finally:
            await response.aclose()


class _Login(httpx.Auth):
    """Says who we are only when asked, in the way asked for: Basic or Digest (RFC 7617, 7616)."""

    requires_request_body = True

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = self._digest if "digest" in asked else self._basic
        yield from self._chosen.auth_flow(request)
