"""What HTTP itself forbids is refused before any handler, as a problem document, within bounds."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import anyio.from_thread
import httpx
import pytest
from starlette.requests import Request

from spacegraph.web import connection
from spacegraph.web.connection import LONGEST_HEAD
from spacegraph.web.forms import read_form
from spacegraph.web.problems import Problem
from spacegraph.web.protocol import read_body

from .test_connection import connect, exchange

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
CLOSE = b"Connection: close\r\n\r\n"


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def problem_of(answer: bytes) -> dict[str, object]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head.lower()
    assert b"x-content-type-options: nosniff" in head.lower()
    problem: dict[str, object] = json.loads(body)
    assert problem["status"] == status_of(answer)
    return problem


@pytest.mark.parametrize(
    "hosts",
    [b"", b"Host: a\r\nHost: b\r\n", b"Host: a b\r\n", b"Host: <>\r\n", b"Host: a:b\r\n"],
)
def test_a_host_is_named_once_and_well(address: str, hosts: bytes) -> None:
    """RFC 9112 §3.2."""
    problem = problem_of(exchange(address, ASK + hosts + CLOSE))
    assert problem["status"] == 400
    assert "host" in str(problem["detail"]).lower()


@pytest.mark.parametrize("host", [b"a", b"a.example:8000", b"[::1]:8000", b"127.0.0.1", b""])
def test_hosts_of_all_kinds_are_taken(address: str, host: bytes) -> None:
    assert status_of(exchange(address, ASK + b"Host: " + host + b"\r\n" + CLOSE)) == 200


@pytest.mark.parametrize("blank", [b" ", b"\t", b" \t  "])
def test_white_space_around_a_value_is_no_part_of_it(address: str, blank: bytes) -> None:
    """RFC 9110 §5.5."""
    assert status_of(exchange(address, ASK + b"Host: a" + blank + b"\r\n" + CLOSE)) == 200
    known = b"Host: a\r\nIf-None-Match:" + blank + b"*" + blank + b"\r\n"
    assert status_of(exchange(address, ASK + known + CLOSE)) == 304
    named = b"Host: a\r\nX-Request-ID: of-the-test" + blank + b"\r\n"
    assert b"x-request-id: of-the-test\r\n" in exchange(address, ASK + named + CLOSE).lower()


def test_http_1_0_needs_no_host(address: str) -> None:
    assert status_of(exchange(address, ASK.replace(b"1.1", b"1.0") + b"\r\n")) == 200


def test_an_asterisk_asks_about_the_server(address: str) -> None:
    """RFC 9110 §9.3.7."""
    answer = exchange(address, b"OPTIONS * HTTP/1.1\r\nHost: a\r\n" + CLOSE)
    assert status_of(answer) == 204
    assert b"GET" in next(line for line in answer.split(b"\r\n") if line.lower()[:6] == b"allow:")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"FOO /sparql HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        (b"nonsense\r\n\r\n", 501),
        (b"GET /sparql HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /" + b"a" * LONGEST_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET /" + b"a" * 10 * LONGEST_HEAD, 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * LONGEST_HEAD + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 10 * LONGEST_HEAD, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * LONGEST_HEAD, 431),
    ],
)
def test_what_cannot_be_read_is_a_problem_document(
    address: str, request_: bytes, status: int
) -> None:
    with connect(address) as line:
        received = b""
        try:
            line.sendall(request_)
            while data := line.recv(1 << 16):
                received += data
        except ConnectionError:
            # The server closes while more is on its way; what it said may be lost then.
            if not received:
                return
    assert problem_of(received)["status"] == status


def test_a_long_head_within_the_bound_is_read(client: httpx.Client) -> None:
    query = f"ASK {{}} #{'x' * 50_000}"
    assert client.get(f"/sparql?query={quote(query)}").json()["boolean"]
    assert client.get("/sparql?query=ASK%7B%7D", headers={"X-A": "a" * 60_000}).is_success


def test_pipelined_requests_are_each_answered(address: str) -> None:
    request = ASK + b"Host: a\r\nX-A: " + b"a" * 30_000 + b"\r\n"
    answer = exchange(address, (request + b"\r\n") * 5 + request + CLOSE)
    assert answer.count(b"HTTP/1.1 200 OK") == 6


@pytest.mark.parametrize("begun", [b"", b"GET /sparql HTTP/1.1\r\nHost: a\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(
    address: str, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    assert problem_of(exchange(address, begun))["status"] == 408


def test_a_body_that_does_not_come_is_not_waited_for(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spacegraph.web.bodies._PAUSE_SECONDS", 0.1)
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
    kind = b"Content-Type: application/sparql-query\r\n\r\n"
    assert problem_of(exchange(address, head + kind + b"ASK "))["status"] == 408


@pytest.mark.parametrize(
    ("header", "status"),
    [("Content-Encoding: gzip", 415), ("Transfer-Encoding: gzip, chunked", 501)],
)
def test_compressed_bodies_are_refused(address: str, header: str, status: int) -> None:
    """RFC 9110 §15.5.16, RFC 9112 §6.1."""
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\n{header}\r\n"
    kind = "Content-Type: application/sparql-query\r\nConnection: close\r\n"
    end = "" if "Transfer" in header else "Content-Length: 6\r\n"
    body = "6\r\nASK {}\r\n0\r\n\r\n" if "Transfer" in header else "ASK {}"
    answer = exchange(address, f"{head}{kind}{end}\r\n{body}".encode())
    assert problem_of(answer)["status"] == status


def test_a_plain_body_may_say_so(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "identity"}
    assert client.post("/sparql", content="ASK {}", headers=headers).is_success


@pytest.fixture
def long_texts(address: str) -> Iterator[None]:
    """Clients that send texts of the longest kind, each another one."""
    ended = threading.Event()

    def insist(number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            for turn in range(1000):
                if ended.is_set():
                    return
                text = f"SELECT * {{ ?s{number}_{turn} {'a/' * 24_000}a ?o }} LIMIT 1"
                client.post("/sparql", data={"query": text})

    with ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(insist, number)
        yield
        ended.set()


def test_long_texts_leave_room_for_short_ones(client: httpx.Client, long_texts: None) -> None:
    """They are read aside: each of these would else wait for four of them."""
    for number in range(20):
        response = client.get("/sparql", params={"query": f"ASK {{}} #{number}"})
        assert response.json()["boolean"]


def test_a_form_too_long_for_any_text_is_not_decoded() -> None:
    with pytest.raises(Problem, match="1,048,576") as caught:
        read_body("application/x-www-form-urlencoded", b"", b"query=" + b"%41" * 350_000)
    assert caught.value.status == 413


def test_a_form_of_a_page_is_bounded_alike() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"text=" + b"%41" * 350_000, "more_body": False}

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    request = Request({"type": "http", "headers": [kind]}, receive)
    with anyio.from_thread.start_blocking_portal() as portal, pytest.raises(Problem) as caught:
        portal.call(read_form, request, 1 << 30)
    assert caught.value.status == 413


def test_too_many_parameters_are_named_as_such(client: httpx.Client) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = "query=ASK+%7B%7D" + "&default-graph-uri=a:b" * 10_000
    response = client.post("/sparql", content=body, headers=kind)
    assert response.status_code == 400
    assert "10,000 parameters" in response.json()["detail"]


def test_a_connection_reset_in_mid_head_harms_nobody(address: str, client: httpx.Client) -> None:
    for _ in range(5):
        with connect(address) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHo")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    assert client.get("/sparql?query=ASK%7B%7D").is_success
