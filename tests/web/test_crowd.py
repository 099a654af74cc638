"""No client takes all connections there can be, and whoever is refused reads why."""

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from spacegraph.settings import Settings
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app
from spacegraph.web.connection import counted
from spacegraph.web.crowd import LINGERING, Crowd, affordable

from .conftest import serving
from .test_connection import wait_until

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
FEW, ALL = 5, 40


def fill(crowd: Crowd, host: str | None, count: int) -> list[str]:
    return [crowd.enter(host) for _ in range(count)]


def test_a_client_has_its_share_and_others_theirs() -> None:
    crowd = Crowd(2, 0)
    assert fill(crowd, "192.0.2.1", 2) == ["", ""]
    assert "2 connections" in crowd.enter("192.0.2.1")
    assert crowd.enter("192.0.2.2") == ""
    crowd.leave("192.0.2.1")
    assert crowd.enter("192.0.2.1") == ""
    assert len(crowd) == 3


def test_a_network_of_ipv6_is_one_client() -> None:
    """As for requests: whoever has one address of a /64 has all of them."""
    crowd = Crowd(1, 0)
    assert crowd.enter("2001:db8::1") == ""
    assert crowd.enter("2001:db8::2")
    assert crowd.enter("2001:db8:0:1::1") == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", None])
def test_this_machine_counts_only_in_all(host: str | None) -> None:
    crowd = Crowd(1, 3)
    assert fill(crowd, host, 4)[:3] == ["", "", ""]
    assert "3 connections" in crowd.enter("192.0.2.1")


@pytest.mark.parametrize("trusted", ["10.0.0.0/8", "192.0.2.7, 10.1.2.3", "*", "fd00::/8,10.1.2.3"])
def test_a_trusted_proxy_counts_only_in_all(trusted: str) -> None:
    crowd = Crowd(1, 3, trusted)
    assert fill(crowd, "10.1.2.3", 3) == ["", "", ""]
    assert crowd.enter("10.1.2.3")


def test_whom_nobody_trusts_is_a_client() -> None:
    crowd = Crowd(1, 0, "10.0.0.0/8, proxy.example, 192.0.2.300")
    assert fill(crowd, "192.0.2.1", 2)[0] == ""
    assert crowd.enter("192.0.2.1")
    assert fill(crowd, "proxy.example", 2) == ["", ""]


def test_nothing_is_kept_of_who_left() -> None:
    crowd = Crowd(1, 0)
    for number in range(100):
        host = f"192.0.2.{number}"
        crowd.enter(host)
        crowd.leave(host)
        assert crowd.enter(host) == ""
        crowd.leave(host)
    assert len(crowd) == 0


def test_refusals_are_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    crowd = Crowd(1, 0, clock=lambda: now)
    fill(crowd, "192.0.2.1", 50)
    assert len(caplog.records) == 1
    assert "192.0.2.1" not in caplog.text
    now += 61
    fill(crowd, "192.0.2.1", 50)
    assert len(caplog.records) == 2


@pytest.mark.parametrize(
    ("descriptors", "connections"),
    [(1024, 768), (8192, 7936), (256, 128), (resource.RLIM_INFINITY, 65536), (1 << 20, 65536)],
)
def test_connections_leave_descriptors_for_the_rest(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (descriptors, descriptors))
    assert affordable() == connections


def test_the_limit_is_a_setting() -> None:
    assert Settings().client_connections >= 64
    found = Settings.from_environment({"SPACEGRAPH_CLIENT_CONNECTIONS": "0"})
    assert found.client_connections == 0


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    """Every address of the loopback is a client of its own."""
    return Crowd(FEW, ALL, "127.0.0.9", name=str)


@pytest.fixture(scope="module")
def crowded(store_path: Path, crowd: Crowd) -> Iterator[str]:
    pool = WorkerPool(store_path, roster=Roster(light=1))
    app = create_app(Settings(), pool)
    with serving(app, counted(crowd)) as address:
        yield address


def connect(address: str, source: str) -> socket.socket:
    url = urlsplit(address)
    return socket.create_connection((url.hostname, url.port), 30, source_address=(source, 0))


@contextmanager
def connected(address: str, crowd: Crowd, source: str, count: int) -> Iterator[list[socket.socket]]:
    """Open connections over which nothing is asked, and wait until they are counted."""
    before = len(crowd)
    with ExitStack() as stack:
        standing = [stack.enter_context(connect(address, source)) for _ in range(count)]
        wait_until(lambda: len(crowd) >= before + count)
        yield standing
    wait_until(lambda: len(crowd) <= before)


def read(connection: socket.socket) -> tuple[int, dict[str, str], dict[str, object]]:
    received = b""
    while data := connection.recv(1 << 16):
        received += data
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, json.loads(body) if body else {}


def ask(address: str, source: str) -> int:
    with connect(address, source) as connection:
        connection.sendall(ASK + b"Connection: close\r\n\r\n")
        return read(connection)[0]


@pytest.mark.parametrize("sent", [b"", ASK + b"\r\n", ASK + b"Content-Length: 9\r\n\r\nunfinish"])
def test_one_too_many_is_told_and_closed(crowded: str, crowd: Crowd, sent: bytes) -> None:
    """RFC 9110 §15.6.4 and §10.2.3; the answer is read whole, whatever was being sent."""
    with connected(crowded, crowd, "127.0.0.1", FEW):
        with connect(crowded, "127.0.0.1") as connection:
            connection.sendall(sent)
            status, headers, problem = read(connection)
        assert status == problem["status"] == 503
        assert headers["content-type"] == "application/problem+json"
        assert headers["connection"] == "close"
        assert int(headers["retry-after"]) == problem["retry_after"]
        assert problem["limit"] == "connections"
        assert f"{FEW} connections" in str(problem["detail"])
        assert problem["hint"]
        assert ask(crowded, "127.0.0.2") == 200
    assert ask(crowded, "127.0.0.1") == 200


def test_those_that_are_open_are_served_on(crowded: str, crowd: Crowd) -> None:
    with connected(crowded, crowd, "127.0.0.1", FEW) as standing:
        assert ask(crowded, "127.0.0.1") == 503
        for each in standing:
            each.sendall(ASK + b"\r\n")
        assert all(each.recv(12) == b"HTTP/1.1 200" for each in standing)


def test_a_trusted_proxy_brings_more_than_one_client(crowded: str, crowd: Crowd) -> None:
    with connected(crowded, crowd, "127.0.0.9", 4 * FEW):
        assert ask(crowded, "127.0.0.9") == 200


def test_there_is_an_end_to_all(crowded: str, crowd: Crowd) -> None:
    with connected(crowded, crowd, "127.0.0.9", ALL):
        assert ask(crowded, "127.0.0.9") == 503
        assert ask(crowded, "127.0.0.3") == 503
    assert ask(crowded, "127.0.0.3") == 200


def test_a_flood_is_cut_off_and_passes(crowded: str, crowd: Crowd) -> None:
    """Only so many are told; all of them are gone in the end."""
    with connected(crowded, crowd, "127.0.0.1", FEW), ExitStack() as stack:
        flood = [stack.enter_context(connect(crowded, "127.0.0.1")) for _ in range(300)]
        told = 0
        for each in flood:
            try:
                told += read(each)[0] == 503
            except (ConnectionResetError, IndexError):
                continue
        assert told >= LINGERING
        assert ask(crowded, "127.0.0.4") == 200
        assert len(crowd) == FEW
    wait_until(lambda: crowd.lingering == 0)


def test_a_client_library_reads_the_refusal(crowded: str, crowd: Crowd) -> None:
    transport = httpx.HTTPTransport(local_address="127.0.0.1")
    with (
        connected(crowded, crowd, "127.0.0.1", FEW),
        httpx.Client(transport=transport, base_url=crowded) as client,
    ):
        answer = client.post("/sparql", data={"query": "ASK {}"})
        assert answer.status_code == 503
        assert answer.json()["limit"] == "connections"
