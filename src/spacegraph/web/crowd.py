"""Count connections, so that no client takes all that this process can have open."""

import logging
import resource
import time
from collections import Counter
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from spacegraph.web.clients import name_of

LINGERING: Final = 64
"""How many that were refused may be listened to for a moment, so that they read why."""

_RESERVED: Final = 256
"""Descriptors that are kept for workers, for the store when it is written, and for the log."""

_MOST: Final = 1 << 16
_TELL_SECONDS: Final = 60.0
_EVERYBODY: Final = "*"

_LOG: Final = logging.getLogger(__name__)


class Crowd:
    """Who is connected: so many of one client, so many in all; 0 turns a limit off.

    This machine itself and trusted proxies, which bring many clients, count only in all. For one
    thread.
    """

    def __init__(
        self,
        each: int,
        total: int,
        trusted: str = "",
        *,
        name: Callable[[str], str | None] = name_of,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._each = each
        self._total = total
        self._trusted = Trusted(trusted)
        self._name = name
        self._clock = clock
        self._clients = Counter[str]()
        self._count = 0
        self._told = 0.0
        self.lingering = 0

    def __len__(self) -> int:
        return self._count

    def enter(self, host: str | None) -> str:
        """Count a connection; say why it is one too many, and then it is not counted."""
        client = self._client(host)
        if self._total and self._count >= self._total:
            return self._refuse(f"{self._count} connections are open, all that there can be")
        if client and self._each and self._clients[client] >= self._each:
            return self._refuse(f"{self._each} connections of one address are open, the limit")
        self._count += 1
        if client:
            self._clients[client] += 1
        return ""

    def leave(self, host: str | None) -> None:
        """Count a connection no more."""
        self._count -= 1
        if client := self._client(host):
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

    def _client(self, host: str | None) -> str | None:
        return None if host is None or host in self._trusted else self._name(host)

    def _refuse(self, reason: str) -> str:
        now = self._clock()
        if not self._told or now - self._told >= _TELL_SECONDS:
            self._told = now
            _LOG.warning("connections are refused: %s", reason)
        return reason


class Trusted:
    """Addresses and networks, separated by commas; `*` is everybody."""

    def __init__(self, text: str) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for each in filter(None, map(str.strip, text.split(","))):
            try:
                self._networks.append(ip_network(each, strict=False))
            except ValueError:
                self._names.add(each)

    def __contains__(self, host: str) -> bool:
        if _EVERYBODY in self._names or host in self._names:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def affordable() -> int:
    """Say how many connections this process can bear, by the descriptors it may have open."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY or descriptors > _MOST:
        return _MOST
    return max(descriptors - _RESERVED, descriptors // 2)
