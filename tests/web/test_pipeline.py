"""Several requests on one connection, and what may follow a body: each has its own answer."""

from urllib.parse import quote

import httpx
import pytest

from spacegraph.web import connection
from spacegraph.web.connection import LONGEST_HEAD

from .test_connection import COUNT, ROWS, connect, exchange
from .test_requests import ASK, problem_of, status_of

CHUNKED = (
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n%s\r\n6\r\nASK {}\r\n0\r\n"
)
QUERY = b"Content-Type: application/sparql-query\r\n"
SOUND = ASK + b"Host: a\r\n\r\n"
UNSOUND = [
    (b"GET /sparql HTTP/1.1\r\nno colon\r\n\r\n", 400),
    (b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    (b"GET /" + b"a" * LONGEST_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    (CHUNKED % QUERY + b"\xff: x\r\n\r\n", 400),
    (b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
]


def answers(received: bytes) -> list[bytes]:
    """Split what came at the beginnings of answers."""
    return [b"HTTP/1.1 " + answer for answer in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(("unsound", "status"), UNSOUND)
def test_a_sound_request_is_answered_before_an_unsound_one(
    address: str, unsound: bytes, status: int
) -> None:
    """RFC 9112 §9.3.2: answers come in the order of the requests."""
    *sound, refusal = answers(exchange(address, SOUND * 3 + unsound))
    assert [status_of(answer) for answer in sound] == [200] * 3
    assert problem_of(refusal)["status"] == status


def test_a_head_that_does_not_come_leaves_an_answer_whole(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first query runs into its deadline of a second, after the patience with the second."""
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    begun = f"GET /sparql?query={quote(COUNT)} HTTP/1.1\r\nHost: a\r\n\r\nGET /sparql?que"
    first, second = answers(exchange(address, begun.encode()))
    assert problem_of(first)["status"] == 504
    assert problem_of(second)["status"] == 408


def test_an_answer_that_breaks_off_is_followed_by_nothing(address: str) -> None:
    begun = f"GET /sparql?query={quote(ROWS)} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    (only,) = answers(exchange(address, begun + UNSOUND[0][0]))
    assert status_of(only) == 200
    assert not only.endswith(b"0\r\n\r\n")


def test_a_trailer_is_no_header(address: str) -> None:
    """RFC 9110 §6.5.1: what names the sender or the format stands before the body."""
    head = CHUNKED % (QUERY + b"Accept: application/sparql-results+json\r\n")
    trailer = b"Accept: application/sparql-results+xml\r\nX-Request-ID: of-a-trailer\r\n\r\n"
    answer, _ = answers(exchange(address, head + trailer + UNSOUND[0][0]))
    assert b"content-type: application/sparql-results+json" in answer.lower()
    assert b"of-a-trailer" not in answer
    (untyped,) = answers(exchange(address, CHUNKED % b"Connection: close\r\n" + QUERY + b"\r\n"))
    assert status_of(untyped) == 415


@pytest.mark.parametrize("trailer", [b"X: " + b"a" * 10 * LONGEST_HEAD, b"X: a\r\n" * LONGEST_HEAD])
def test_a_trailer_is_bounded(address: str, client: httpx.Client, trailer: bytes) -> None:
    received = b""
    with connect(address) as line:
        try:
            line.sendall(CHUNKED % QUERY + trailer)
            while data := line.recv(1 << 16):
                received += data
        except ConnectionError:
            # The server closes while more is on its way; what it said may be lost then.
            pass
    assert not received or problem_of(received)["status"] == 431
    assert client.get("/health/live").is_success
