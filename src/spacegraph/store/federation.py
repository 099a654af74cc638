"""Read the SERVICE clauses of a query (SPARQL 1.1 Federated Query), and put data in their place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from spacegraph.errors import QueryError, Refused
from spacegraph.store.clauses import Prologue
from spacegraph.store.tokens import Kind, Token, at, place

MOST_SERVICES: Final = 4
"""How many SERVICE clauses one query may have."""

_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a SERVICE clause asks; `numeric` if the host is written as an address."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def numeric(self) -> bool:
        return _is_address(self.host)


@dataclass(frozen=True, slots=True)
class Service:
    """A SERVICE clause: where it begins and ends in the text, whom it asks, and what."""

    begin: int
    end: int
    endpoint: Endpoint
    silent: bool
    query: str


def read_services(
    query: str, tokens: tuple[Token, ...], prologue: Prologue, hosts: frozenset[str]
) -> tuple[Service, ...]:
    """Read every SERVICE clause; refuses those that ask a host which is not among the listed."""
    found = tuple(_services(query, tokens, prologue, hosts))
    if len(found) > MOST_SERVICES:
        raise Refused(
            f"the query has {len(found)} SERVICE clauses, more than {MOST_SERVICES}",
            hint="join them into fewer",
        )
    return found


def inline(query: str, data: Mapping[Service, str]) -> str:
    """Write a block of data in the place of each SERVICE clause.

    Both are graph patterns (SPARQL 1.1 §19.8 [56]), and a SERVICE clause means nothing but the
    solutions that the other endpoint gives (Federated Query §3), so that the query stays the same.
    What follows a clause stays in its line, so that errors name the place that the asker sees.
    """
    for service in sorted(data, key=lambda each: each.begin, reverse=True):
        *lines, last = query[service.begin : service.end].split("\n")
        breaks = "\n" * len(lines) + " " * (len(last) if lines else 0)
        query = f"{query[: service.begin]} {data[service]} {breaks}{query[service.end :]}"
    return query


def _services(
    query: str, tokens: tuple[Token, ...], prologue: Prologue, hosts: frozenset[str]
) -> Iterator[Service]:
    head = query[: tokens[prologue.length - 1].end] if prologue.length else ""
    inside = 0
    for index, token in enumerate(tokens):
        if not token.is_word("SERVICE"):
            continue
        if not hosts:
            raise Refused(
                f"line {place(query, token.start)[0]}: SERVICE is not allowed here; "
                "this endpoint asks no other",
                hint="query the other endpoint yourself and join the two answers",
            )
        if token.start < inside:
            raise Refused(
                f"line {place(query, token.start)[0]}: a SERVICE clause stands in another",
                hint="ask each endpoint by itself",
            )
        silent = len(tokens) > index + 1 and tokens[index + 1].is_word("SILENT")
        name, *group = tokens[index + 1 + silent :] or (token,)
        inside = _close(query, token, group)
        yield Service(
            token.start,
            inside,
            _endpoint(query, name, prologue, hosts),
            silent,
            f"{head} SELECT * WHERE {query[group[0].start : inside]}",
        )


def _close(query: str, begin: Token, group: list[Token]) -> int:
    """Return where the group of a clause ends."""
    depth = 0
    for token in group:
        depth += token.is_sign("{") - token.is_sign("}")
        if depth <= 0:
            if token.is_sign("}"):
                return token.end
            break
    raise at(query, begin, "this SERVICE has no pattern", "write SERVICE <https://…> { … }")


def _endpoint(query: str, name: Token, prologue: Prologue, hosts: frozenset[str]) -> Endpoint:
    if name.kind not in (Kind.IRI, Kind.PREFIXED):
        raise Refused(
            f"line {place(query, name.start)[0]}: SERVICE with a variable is not allowed here",
            hint=f"name one of {_listed(hosts)}",
        )
    try:
        parts = urlsplit(prologue.expand(name))
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise at(query, name, f"this is no address ({error})") from error
    host = parts.hostname or ""
    address = f"[{host}]" if ":" in host else host
    listed = f"{address}:{port}" in hosts or (address in hosts and port == _PORTS["https"])
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_address(host))
    if not listed or not secure or parts.username is not None or not host.isascii():
        raise Refused(
            f"line {place(query, name.start)[0]}: SERVICE may not ask {name.text} here",
            hint=f"ask over https, of {_listed(hosts)}",
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise QueryError(f"{name.text} is no address", hint="write it percent-encoded")
    return Endpoint(parts.scheme, host, port, target)


def _listed(hosts: frozenset[str]) -> str:
    return ", ".join(sorted(hosts))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
