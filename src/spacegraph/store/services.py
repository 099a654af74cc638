"""Ask other SPARQL endpoints for the SERVICE clauses of a query, from this process.

Workers can open no connection. So what other endpoints answer is fetched here, before the query
goes to a worker, and written into it as data. Only hosts on the list are asked; their names must
lead to public addresses, which are then connected to as they were looked up.
"""

import socket
import ssl
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from spacegraph.errors import QueryError, Refused
from spacegraph.store.base import Busy, Faulty, LimitReached, Row, Stop, Stopped
from spacegraph.store.federation import Endpoint, Service, inline

MOST_BYTES: Final = 8 << 20
"""How long the answer of another endpoint may be."""

_AT_ONCE: Final = 8
_CHUNK: Final = 64 * 1024
_JSON: Final = "application/sparql-results+json"
_HEADERS: Final = {
    "Accept": _JSON,
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "spacegraph (https://w3id.org/spacegraph/)",
    "Connection": "close",
}


class Services:
    """The endpoints that SERVICE may ask; safe to use from any thread."""

    def __init__(self, hosts: frozenset[str] = frozenset()) -> None:
        self.hosts = hosts
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    def fill_in(self, query: str, services: tuple[Service, ...], seconds: float, stop: Stop) -> str:
        """Return a query in which data stands for its SERVICE clauses."""
        if not self._room.acquire(blocking=False):
            raise Busy("too many queries ask other endpoints", retry_after=5)
        try:
            deadline = time.monotonic() + seconds
            return inline(query, {each: _answer(each, deadline, stop) for each in services})
        finally:
            self._room.release()


def _answer(service: Service, deadline: float, stop: Stop) -> str:
    """Ask for a clause and write the solutions as a VALUES block."""
    name = service.endpoint.host
    try:
        names, rows = _read_rows(_fetch(service, deadline, stop))
    except (OSError, HTTPException, SyntaxError, ValueError) as error:
        if stop.requested:
            raise Stopped("the query was stopped by its asker") from error
        if service.silent:
            return "VALUES () { () }"
        hint = "try again, or write SERVICE SILENT to go on without it"
        if time.monotonic() >= deadline:
            # Where the clock broke the connection off, the error is any of those above.
            message = f"{name} did not answer its SERVICE clause in the time of the query"
            raise LimitReached(message, limit="seconds", hint=hint) from error
        raise Faulty(
            f"{name} did not answer its SERVICE clause soundly: {_explain(error)}", hint=hint
        ) from error
    if any(isinstance(term, ox.BlankNode) for row in rows for term in row):
        raise QueryError(
            f"{name} answered with blank nodes, which cannot be joined",
            hint="ask it for IRIs and values: FILTER(!isBlank(?x))",
        )
    written = (" ".join("UNDEF" if t is None else str(t) for t in row) for row in rows)
    heads = " ".join(f"?{each}" for each in names)
    return f"VALUES ({heads}) {{ {' '.join(f'({row})' for row in written)} }}"


def _read_rows(body: bytes) -> tuple[list[str], list[Row]]:
    """Read the rows of an answer that a VALUES block can hold, or that a hint is given for."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise _Unsound("it answers as to an ASK, without rows")
    rows = [tuple(solution) for solution in results]
    if any(isinstance(term, ox.Triple) for row in rows for term in row):
        raise _Unsound("it answers with triple terms, which cannot be joined")
    return [variable.value for variable in results.variables], rows


def _explain(error: Exception) -> str:
    """Say what was wrong with an answer, or why there was none."""
    if isinstance(error, SyntaxError):
        return f"what it sends is no {_JSON} ({error})"
    if isinstance(error, OSError):
        return f"the connection fails ({error.strerror or type(error).__name__})"
    if isinstance(error, HTTPException):
        return f"what it sends is no HTTP ({type(error).__name__})"
    return str(error)


def _fetch(service: Service, deadline: float, stop: Stop) -> bytes:
    endpoint = service.endpoint
    left = max(deadline - time.monotonic(), 0.001)
    connection = _Pinned(endpoint, _look_up(endpoint), left)
    # The timeout of the socket begins anew with every byte.
    timer = threading.Timer(left, connection.interrupt)
    timer.start()
    stop.watch(connection.interrupt)
    try:
        body = urlencode({"query": service.query})
        connection.request("POST", endpoint.target, body, _HEADERS)
        with connection.getresponse() as response:
            if response.status != 200:
                # A redirection too: it could lead anywhere.
                raise _Unsound(f"its status is {response.status}")
            return _read(response, endpoint, deadline)
    finally:
        timer.cancel()
        stop.watch(None)
        connection.close()


def _read(response: HTTPResponse, endpoint: Endpoint, deadline: float) -> bytes:
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise LimitReached(
                f"{endpoint.host} answers with more than {MOST_BYTES >> 20} MiB, the limit",
                limit="result",
                hint="name more of the terms in the SERVICE clause, or add a LIMIT in a subquery",
            )
    if time.monotonic() > deadline:
        raise TimeoutError("it takes too long")
    return bytes(body)


def _look_up(endpoint: Endpoint) -> str:
    """Return the address of a host; one that is no public address only if so listed."""
    if endpoint.numeric:
        return endpoint.host
    found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        parsed = ip_address(address.partition("%")[0])
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        if not mapped.is_global or mapped.is_multicast:
            raise Refused(
                f"{endpoint.host} leads to {address}, which is no public address",
                hint="an endpoint within this network is listed by its address",
            )
    return addresses[0]


class _Unsound(ValueError):
    """What came was an answer, and not one to use."""


class _Pinned(HTTPConnection):
    """A connection to an address that was looked up already, under the name of its host."""

    def __init__(self, endpoint: Endpoint, address: str, seconds: float) -> None:
        super().__init__(endpoint.host, endpoint.port, timeout=seconds)
        self._endpoint = endpoint
        self._address = address
        self._line: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the address; the certificate must be that of the name."""
        place = (self._address, self._endpoint.port)
        self.sock = socket.create_connection(place, self.timeout)
        if self._endpoint.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._endpoint.host)
        # The base class forgets the socket once an answer has begun that ends with it.
        self._line = self.sock

    def interrupt(self) -> None:
        """Break off, from another thread."""
        with suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)
