"""Give every client a fair share: so many requests at one time, and so many a second."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from spacegraph.web.problems import Problem, to_response

BURST_SECONDS: Final = 4
"""Whoever was quiet for so long may ask as much at once as the rate allows in that time."""

REMEMBERED: Final = 10_000
"""How many clients are kept in mind; those that were quiet longest are forgotten."""

_FREE: Final = ("/static/", "/health", "/metrics", "/favicon.ico")
"""Where paths begin that cost next to nothing, or must always answer."""


@dataclass(slots=True)
class Client:
    """How many requests of a client run, and what it has left of its burst since when."""

    running: int
    left: float
    since: float


class Ledger:
    """What each client uses; 0 turns a limit off. For one thread."""

    def __init__(
        self, concurrency: int, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._concurrency = concurrency
        self._rate = rate
        self._clock = clock
        self._clients: OrderedDict[str, Client] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clients)

    @contextmanager
    def entry(self, name: str) -> Iterator[None]:
        """Count a request of a client while it runs; raises a 429 where it is one too many."""
        client = self._find(name)
        if self._concurrency and client.running >= self._concurrency:
            raise _too_many(
                f"{client.running} requests of your address are under way, the limit",
                1,
                "concurrency",
                "wait for one of them to end",
            )
        if self._rate and client.left < 1:
            raise _too_many(
                f"more than {self._rate:g} requests a second from your address",
                max(ceil((1 - client.left) / self._rate), 1),
                "rate",
                "ask for more at once, or fetch /dump.ttl",
            )
        client.left -= 1
        client.running += 1
        try:
            yield
        finally:
            client.running -= 1

    def _find(self, name: str) -> Client:
        now, most = self._clock(), max(self._rate * BURST_SECONDS, 1.0)
        client = self._clients.get(name)
        if client is None:
            self._forget()
            client = self._clients[name] = Client(0, most, now)
        client.left = min(client.left + (now - client.since) * self._rate, most)
        client.since = now
        self._clients.move_to_end(name)
        return client

    def _forget(self) -> None:
        """Make room for one more client; one whose requests run is not forgotten."""
        while len(self._clients) >= REMEMBERED:
            name, client = self._clients.popitem(last=False)
            if client.running:
                self._clients[name] = client
                return


class Clients:
    """Refuses requests beyond a client's share; this machine itself is not limited.

    The client is the address that the server sees: behind a proxy, what a trusted one forwards.
    """

    def __init__(self, app: ASGIApp, concurrency: int, rate: float) -> None:
        self._app = app
        self._ledger = Ledger(concurrency, rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = None
        if scope["type"] == "http" and not scope["path"].startswith(_FREE) and scope["client"]:
            name = name_of(scope["client"][0])
        if name is None:
            await self._app(scope, receive, send)
            return
        try:
            with self._ledger.entry(name):
                await self._app(scope, receive, send)
        except TooMany as problem:
            await to_response(problem)(scope, receive, send)


class TooMany(Problem):
    """A client asks more than its share (RFC 6585 §4)."""


@lru_cache(maxsize=4096)
def name_of(host: str) -> str | None:
    """Name the client at an address: IPv6 hands out whole /64 networks; None for loopback."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _too_many(message: str, seconds: int, limit: str, hint: str) -> TooMany:
    return TooMany(
        429,
        message,
        headers={"Retry-After": str(seconds)},
        hint=hint,
        limit=limit,
        retry_after=seconds,
    )
