"""What happens on the wire: broken streams, clients that leave, bodies that do not end."""

import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx
import pytest

from spacegraph.store.base import Limits
from spacegraph.store.workers import WorkerPool

MANY = "GRAPH <http://example.org/many>"
ROWS = f"SELECT * {{ {MANY} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }}"
COUNT = ROWS.replace("*", "(COUNT(*) AS ?n)", 1)
PART = f"SELECT * {{ {MANY} {{ ?a ?b ?c . ?d ?e ?f }} }} LIMIT 20000"


def connect(address: str) -> socket.socket:
    url = urlsplit(address)
    return socket.create_connection((url.hostname, url.port), timeout=30)


def exchange(address: str, request: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with connect(address) as connection:
        connection.sendall(request)
        received = b""
        while data := connection.recv(1 << 16):
            received += data
        return received


def wait_until(condition: Callable[[], object]) -> None:
    ended = threading.Event()
    timer = threading.Timer(30, ended.set)
    timer.start()
    try:
        while not condition():
            assert not ended.wait(0.002), "it did not happen"
    finally:
        timer.cancel()


def test_the_deadline_before_the_first_byte_is_504(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT})
    assert response.status_code == 504
    problem = response.json()
    assert problem["limit"] == "seconds"
    assert "1 s" in problem["detail"]
    assert problem["hint"]


def test_a_limit_after_the_first_byte_breaks_the_stream_off(client: httpx.Client) -> None:
    """RFC 9112 §8: a chunked body without its last chunk is incomplete."""
    with client.stream("GET", "/sparql", params={"query": ROWS}) as response:
        assert response.status_code == 200
        assert response.headers["transfer-encoding"] == "chunked"
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
            for _ in response.iter_bytes():
                pass


def test_no_last_chunk_is_on_the_wire_of_a_broken_stream(address: str) -> None:
    request = f"GET /sparql?query={quote(ROWS)} HTTP/1.1\r\nHost: x\r\n\r\n"
    received = exchange(address, request.encode())
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert not received.endswith(b"0\r\n\r\n")


def test_a_long_answer_is_streamed_whole(client: httpx.Client) -> None:
    with client.stream("GET", "/sparql", params={"query": PART}) as response:
        assert "content-length" not in response.headers
        body = response.read()
    assert len(body) > 2 << 20
    assert len(json.loads(body)["results"]["bindings"]) == 20000


def test_http_1_0_gets_all_or_an_error(address: str) -> None:
    """RFC 9112 §8: a body that ends with the connection cannot be told from a broken one."""
    broken = exchange(address, f"GET /sparql?query={quote(ROWS)} HTTP/1.0\r\n\r\n".encode())
    assert b" 50" in broken.partition(b"\r\n")[0]
    whole = exchange(address, f"GET /sparql?query={quote(PART)} HTTP/1.0\r\n\r\n".encode())
    head, _, body = whole.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert len(json.loads(body)["results"]["bindings"]) == 20000


@pytest.mark.parametrize("query", [COUNT, ROWS])
def test_a_client_that_leaves_stops_its_query(address: str, pool: WorkerPool, query: str) -> None:
    limits = Limits(seconds=600)
    patient, pool._limits = pool._limits, limits
    try:
        with connect(address) as connection:
            request = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall(request.encode())
            wait_until(lambda: pool.census().light + pool.census().heavy == 1)
        wait_until(lambda: pool.census().light + pool.census().heavy == 0)
    finally:
        pool._limits = patient


def test_head_of_a_long_answer_stops_its_query(client: httpx.Client, pool: WorkerPool) -> None:
    response = client.head("/sparql", params={"query": ROWS})
    assert response.status_code == 200
    assert response.content == b""
    wait_until(lambda: pool.census().light + pool.census().heavy == 0)


def test_light_queries_are_answered_beside_runaways(client: httpx.Client) -> None:
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(client.get, "/sparql", params={"query": COUNT}) for _ in range(4)]
        for _ in range(10):
            assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"]
        assert {each.result().status_code for each in running} <= {503, 504}


def test_a_body_that_announces_too_much_is_413(client: httpx.Client) -> None:
    """RFC 9110 §15.5.14."""
    response = client.post("/sparql", content=b"x" * ((1 << 20) + 1))
    assert response.status_code == 413
    assert response.json()["limit"] == 1 << 20


def test_a_body_without_length_is_counted_as_it_arrives(client: httpx.Client) -> None:
    def endless() -> object:
        for _ in range(40):
            yield b"x" * (1 << 16)

    headers = {"Content-Type": "application/sparql-query"}
    response = client.post("/sparql", content=endless(), headers=headers)  # type: ignore[arg-type]
    assert response.status_code == 413


def test_a_query_too_long_or_too_deep_is_400(client: httpx.Client) -> None:
    long = client.post("/sparql", data={"query": "ASK {} #" + "x" * (300 << 10)})
    assert long.status_code == 400
    assert "bytes" in long.json()["detail"]
    deep = client.post("/sparql", data={"query": "ASK " + "{" * 20_000 + "}" * 20_000})
    assert deep.status_code == 400
    assert "nested" in deep.json()["detail"]
