"""Facts submitted over HTTP, as the programs of curators send them."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.web.conftest import TOKEN, Curator, serving

from spacegraph.errors import Refused
from spacegraph.gate.desk import Desk
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.settings import Settings
from spacegraph.store.base import Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web.app import create_app
from spacegraph.web.bench import MOST_BYTES, Bench
from spacegraph.web.claims import claims_router
from spacegraph.web.writers import gatekeeper

TURTLE = {"Content-Type": "text/turtle"}
STRANGER = {**TURTLE, "Authorization": ""}
SOUND = """
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
organisation:landspace skos:altLabel "Blue Arrow"@en .
<> prov:wasDerivedFrom <https://example.org/news/1> .
"""
TABLE = "id,name_en,source_url\nlandspace,Blue Arrow,https://example.org/news/1\n"


def send(
    writer: Curator, url: str = "/claims", body: str = SOUND, /, **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return writer.client.post(url, content=writer.mark(body).encode(), headers=TURTLE | named)


def problem(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    return f"{told['detail']}. {told.get('hint', '')}"


def test_recorded_once(writer: Curator) -> None:
    first, again = send(writer), send(writer)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["location"] in first.json()["claims"]
    assert "Blue Arrow" in writer.names()


def test_a_dry_run_is_judged_as_the_real_one(writer: Curator) -> None:
    """It tells what leaves, and refuses what names no claim, just as the real one does."""
    (old,) = (each for each in send(writer).json()["claims"] if "/organisation-" in each)
    text, query = SOUND.replace("Arrow", "Arrows"), {"replacing": old, "reason": "a slip"}
    url = f"/claims?{httpx.QueryParams(query)}"
    dry = send(writer, f"{url}&dry_run=1", text, Authorization="")
    assert dry.json()["superseded"] == [old]
    real = send(writer, url, text)
    assert (dry.status_code, real.status_code) == (200, 201)
    assert dry.json() == real.json()
    for again in ("", "&dry_run=1"):
        told = problem(send(writer, f"{url}{again}", text.replace("Arrows", "Bows")), 404)
        assert "a slip" in told
    problem(send(writer, "/claims?dry_run=1&reason=nothing+leaves", text), 400)


def test_a_stranger_has_facts_judged_and_nothing_recorded(writer: Curator) -> None:
    assert send(writer, "/claims?dry_run=1", Authorization="").status_code == 200
    wrong = send(writer, "/claims?dry_run=true", "<a:b> <a:c> <a:d> .", Authorization="")
    assert wrong.status_code == 422
    problem(send(writer, Authorization=""), 401)
    problem(send(writer, "/claims?dry_run=0", Authorization="Bearer wrong"), 401)
    assert not writer.recorded()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("dryrun=1", "did you mean dry_run?"),
        ("dry-run=1", "did you mean dry_run?"),
        ("DRY_RUN=1", "did you mean dry_run?"),
        ("replace=x", "did you mean replacing?"),
        ("test=1", "there is dry_run, name, replacing, reason, format"),
        ("dry_run=1&dry_run=0", "given twice"),
        ("dry_run=perhaps", "dry_run is 1 or 0"),
        ("dry_run", "dry_run is 1 or 0"),
        (f"reason={'x' * 2001}", "reason"),
    ],
)
def test_a_parameter_that_is_not_meant_records_nothing(
    writer: Curator, query: str, told: str
) -> None:
    assert told in problem(send(writer, f"/claims?{query}"), 400)
    assert not writer.recorded()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("application/x-www-form-urlencoded", "name the format in Content-Type"),
        ("text/plain", "name the format in Content-Type"),
        ("", "without Content-Type"),
        ("multipart/form-data; boundary=x", "--data-binary"),
        ("text/turtle; charset=gbk", "UTF-8"),
        ('text/turtle; charset="iso-8859-1"', "UTF-8"),
    ],
)
def test_what_no_format_is_named_for_is_415(writer: Curator, kind: str, told: str) -> None:
    """RFC 9110 §15.5.16."""
    response = send(writer, "/claims", SOUND, Content_Type=kind)
    assert told in problem(response, 415)
    if "charset" not in kind:
        assert "text/csv" in response.headers["accept-post"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text/turtle; charset=UTF-8", ""),
        ("TEXT/TURTLE", ""),
        ("", "facts.ttl"),
        ("application/octet-stream", "facts.ttl"),
        ("application/x-www-form-urlencoded", "facts.ttl"),
    ],
)
def test_the_type_or_the_name_tells_the_format(writer: Curator, kind: str, name: str) -> None:
    response = send(writer, f"/claims?dry_run=1&name={name}", SOUND, Content_Type=kind)
    assert response.status_code == 200, response.text


def test_a_table_is_known_by_its_header_or_its_name(writer: Curator) -> None:
    for query in ("dry_run=1", "dry_run=1&name=organisations.csv"):
        response = send(writer, f"/claims?{query}", TABLE, Content_Type="text/csv")
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("body", ["", " \n"])
def test_an_empty_body_is_400(writer: Curator, body: str) -> None:
    assert "body is empty" in problem(send(writer, "/claims", body), 400)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json;q=0.1, text/plain;q=0.9", "text/plain; charset=utf-8"),
        ("text/turtle;q=0, application/sarif+json", "application/sarif+json"),
        ("application/json;q=0, */*;q=0.5", "text/plain; charset=utf-8"),
        ("text/turtle, text/plain;q=0.9", "text/turtle; charset=utf-8"),
    ],
)
def test_accept_chooses_the_form_of_the_verdict(writer: Curator, accept: str, kind: str) -> None:
    """RFC 9110 §12.5.1: the most welcome one, never one of weight 0."""
    response = send(writer, "/claims?dry_run=1", SOUND, Accept=accept)
    assert response.headers["content-type"] == kind


def test_a_form_that_nobody_writes_is_406_and_records_nothing(writer: Curator) -> None:
    assert "application/json" in problem(send(writer, "/claims", SOUND, Accept="image/png"), 406)
    problem(send(writer, "/claims?format=pdf"), 406)
    assert not writer.recorded()


def test_strangers_have_little_judged_and_holders_much(writer: Curator) -> None:
    """RFC 9110 §15.5.14; a token lifts the limit."""
    long = SOUND + "#" * (MOST_BYTES - len(SOUND) + 1)
    response = send(writer, "/claims?dry_run=1", long, Authorization="")
    told = problem(response, 413)
    assert f"{MOST_BYTES:,}" in told and "token" in told
    assert response.json()["limit"] == MOST_BYTES
    assert send(writer, "/claims?dry_run=1", long).status_code == 200
    assert send(writer, "/claims?dry_run=1", long[:-99], Authorization="").status_code == 200


def test_a_form_of_a_stranger_has_the_same_limit(writer: Curator) -> None:
    long = writer.mark(SOUND) + "#" * MOST_BYTES
    form = {"text": (None, long), "suffix": (None, ".ttl"), "action": (None, "check")}
    token = writer.client.headers["Authorization"].removeprefix("Bearer ")
    problem(writer.client.post("/submit", files=form), 413)
    answer = writer.client.post("/submit", files={**form, "token": (None, token)})
    assert answer.status_code == 200


@contextmanager
def unfinished(client: httpx.Client, path: str, *headers: str) -> Iterator[socket.socket]:
    """Send the head of a request and no more than the first byte of its body."""
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=20) as line:
        head = f"POST {path} HTTP/1.1", f"Host: {url.host}", "Content-Length: 1000", *headers
        line.sendall("\r\n".join((*head, "", "x")).encode())
        yield line


@pytest.mark.parametrize("path", ["/claims", "/graphs", "/graphs?graph=http://example.org/"])
def test_who_may_not_write_is_told_before_the_body_is_there(writer: Curator, path: str) -> None:
    with unfinished(writer.client, path, "Content-Type: text/turtle") as line:
        assert line.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_a_stranger_too_many_is_asked_to_come_back(tmp_path: Path) -> None:
    """RFC 9110 §15.6.4; who holds the token does not stand in that line."""
    begun, ended = threading.Event(), threading.Event()

    def open() -> Store:
        begun.set()
        ended.wait()
        raise Refused("this desk judges nothing")

    desk = Desk(Archive(tmp_path), Shapes.read(), open, lambda acceptance: None)
    quarantine = Quarantine(tmp_path)
    router = claims_router(desk, quarantine, gatekeeper(TOKEN), Bench(waiting=0))
    app = create_app(Settings(home=tmp_path), EmbeddedStore(ox.Store()), router)
    with serving(app) as address, ThreadPoolExecutor(2) as threads:

        def ask(**headers: str) -> httpx.Response:
            url = f"{address}/claims?dry_run=1"
            return httpx.post(url, content=SOUND, headers=TURTLE | headers, timeout=60)

        try:
            first = threads.submit(ask)
            assert begun.wait(30)
            second = ask()
            begun.clear()
            holder = threads.submit(ask, Authorization=f"Bearer {TOKEN}")
            assert begun.wait(30)
        finally:
            ended.set()
        assert "wait to be judged" in problem(second, 503)
        assert int(second.headers["retry-after"]) > 0
        assert first.result().status_code == holder.result().status_code == 403
        assert ask().status_code == 403
