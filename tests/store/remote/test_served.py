"""What those who ask over HTTP are told when the SPARQL server behind fails."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.store import RemoteStore
from spacegraph.web.app import create_app

JSON = {"Content-Type": "application/sparql-results+json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = b"<html><address>nginx at backend-7.internal</address></html>"
QUERY = {"query": "SELECT ?s { ?s ?p ?o }"}
GENERATION = "https://w3id.org/spacegraph/graph/manifest#generation"


def answer(*rows: Mapping[str, str]) -> bytes:
    """Write rows as SPARQL Results JSON."""
    kinds = {"key": "uri"}
    bindings = [
        {name: {"type": kinds.get(name, "literal"), "value": row[name]} for name in row}
        for row in rows
    ]
    found = {"head": {"vars": list(rows[0])}, "results": {"bindings": bindings}}
    return json.dumps(found).encode()


MANIFEST = answer({"key": GENERATION, "value": "first"})
ROWS = answer(*({"s": f"{number}"} for number in range(200)))


@pytest.fixture
def client(
    fake: Any, serve: Callable[..., AbstractContextManager[httpx.Client]]
) -> Iterator[httpx.Client]:
    """A client of our server over a fake one that has told what it holds."""
    fake.headers, fake.body = JSON, MANIFEST
    store = RemoteStore(Server(fake.address, ""), limits=Limits(seconds=0.5))
    with serve(create_app(Settings(), store)) as found:
        yield found


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        ({"status": 401, "headers": HTML, "body": PAGE}, 502),
        ({"status": 404, "headers": HTML, "body": PAGE}, 502),
        ({"status": 200, "headers": HTML, "body": PAGE}, 502),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}, "body": b""}, 502),
        ({"status": 500, "headers": HTML, "body": PAGE}, 502),
        ({"status": 503, "headers": HTML, "body": PAGE}, 503),
        ({"status": 504, "headers": HTML, "body": PAGE}, 504),
        ({"body": ROWS[: len(ROWS) // 2]}, 502),
        ({"body": ROWS[: ROWS.rindex(b",")]}, 502),
        ({"body": ROWS[:-2]}, 502),
        ({"body": ROWS[: len(ROWS) // 2], "announced": len(ROWS)}, 503),
        ({"body": b""}, 502),
        ({"silent": True}, 504),
    ],
    ids=lambda each: str(each)[:60],
)
def test_a_failure_is_never_a_short_answer_and_names_no_address(
    client: httpx.Client, fake: Any, failure: Mapping[str, Any], status: int
) -> None:
    for name, value in failure.items():
        setattr(fake, name, value)
    for media_type in ("text/csv", "application/sparql-results+json"):
        found = client.get("/sparql", params=QUERY, headers={"Accept": media_type})
        assert found.status_code == status
        assert found.headers["content-type"] == "application/problem+json"
        assert "SPARQL server" in found.json()["detail"]
        assert not [word for word in ("127.0.0.1", "internal", "nginx") if word in found.text]
        assert status == 503 or found.json()["hint"]


def test_it_recovers_when_the_server_is_back(client: httpx.Client, fake: Any) -> None:
    fake.status, fake.body = 500, b"no memory"
    assert client.get("/sparql", params=QUERY).status_code == 502
    assert client.get("/health").status_code in (200, 503)
    fake.status, fake.body = 200, MANIFEST
    assert client.get("/sparql", params=QUERY).status_code == 200
    assert client.get("/health").status_code == 200
