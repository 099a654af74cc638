"""What goes wrong between us and a SPARQL server, and what the asker is told of it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs

import pytest

from spacegraph.errors import DataError, QueryError, Refused, SpacegraphError, StoreError
from spacegraph.settings import Settings
from spacegraph.store.base import Busy, LimitReached, Limits, Stop, Stopped, Unreachable
from spacegraph.store.remote.line import Line
from spacegraph.store.remote.probe import refuse_short_answers
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.store import RemoteStore

JSON = {"Content-Type": "application/sparql-results+json"}
QUERY = "SELECT * { ?s ?p ?o }"


def manifest(generation: str = "first", virtuoso: str = "0") -> bytes:
    facts = {"generation": generation, "union": "0", "virtuoso": virtuoso, "format": "2"}
    rows = [
        {
            "key": {"type": "uri", "value": f"https://w3id.org/spacegraph/graph/manifest#{key}"},
            "value": {"type": "literal", "value": value},
        }
        for key, value in facts.items()
    ]
    found = {"head": {"vars": ["key", "value"]}, "results": {"bindings": rows}}
    return json.dumps(found).encode()


@pytest.fixture
def store(fake: Any) -> Iterator[RemoteStore]:
    """A store over a fake server that has told what it holds."""
    fake.headers, fake.body = JSON, manifest()
    server = Server(fake.address, "", user="somebody", password="pa55word")
    found = RemoteStore(server, limits=Limits(seconds=20, result_bytes=4000))
    fake.requests.clear()
    fake.asked.clear()
    yield found
    found.close()


Prepare = Callable[[Any], None]


def answers(**values: object) -> Prepare:
    def prepare(fake: Any) -> None:
        for name, value in values.items():
            setattr(fake, name, value)

    return prepare


def test_a_store_that_keeps_literals_in_another_way_is_to_be_built_anew(fake: Any) -> None:
    """Version 1 of what is on Virtuoso has years and months under the names of XML Schema."""
    fake.headers, fake.body = JSON, manifest(virtuoso="1")
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        RemoteStore(Server(fake.address, ""))


def test_a_server_that_is_not_there(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unreachable) as caught:
        RemoteStore(Server("http://127.0.0.1:9/query", "", user="u", password="pa55word"))
    assert "127.0.0.1" not in str(caught.value)
    assert "SPACEGRAPH_STORE" in str(caught.value)
    assert "http://127.0.0.1:9/query" in caplog.text
    assert "pa55word" not in f"{caught.value} {caplog.text}"


@pytest.mark.parametrize(
    ("prepare", "kind", "told"),
    [
        (answers(status=400, body=b"MALFORMED: no"), QueryError, "refuses the query: MALFORMED"),
        (answers(status=401, body=b""), StoreError, "SPACEGRAPH_STORE_USER"),
        (answers(status=403, body=b""), StoreError, "does not let us in"),
        (answers(status=404, body=b""), StoreError, "endpoints"),
        (answers(status=500, body=b"Virtuoso S1T00 Error"), LimitReached, "gave up"),
        (answers(status=504, body=b""), LimitReached, "gave up"),
        (answers(status=503, body=b"", headers={"Retry-After": "7"}), Busy, "no more queries"),
        (
            answers(status=200, body=b"<p>", headers={"Content-Type": "text/html"}),
            StoreError,
            "text/html",
        ),
        (answers(body=b'{"head":{"vars":["s"]},"results":{"bindi'), StoreError, "cannot be read"),
        (answers(body=b"half", announced=1000), StoreError, "broke off"),
        (answers(body=b"x" * 20_000), LimitReached, "longer than"),
        (answers(headers={**JSON, "X-SQL-State": "S1TAT"}), LimitReached, "a part of the answer"),
        (answers(headers={**JSON, "X-SPARQL-MaxRows": "10"}), LimitReached, "at most 10 rows"),
    ],
)
def test_failures_have_their_errors(
    store: RemoteStore, fake: Any, prepare: Prepare, kind: type[SpacegraphError], told: str
) -> None:
    prepare(fake)
    with pytest.raises(kind, match=told) as caught:
        store.stream(QUERY, "application/json")
    assert "pa55word" not in str(caught.value)


def test_a_server_that_would_cut_off_the_graph_is_refused_by_the_build(fake: Any) -> None:
    fake.headers = {"Server": "Virtuoso/07.20", "X-SPARQL-MaxRows": "10000"}
    with (
        closing(Line(Server(fake.address, ""))) as line,
        pytest.raises(StoreError, match="ResultSetMaxRows") as caught,
    ):
        refuse_short_answers(line, 300_000)
    assert "600000" in str(caught.value)


def test_how_long_to_wait_is_passed_on(store: RemoteStore, fake: Any) -> None:
    fake.status, fake.headers = 503, {"Retry-After": "7"}
    with pytest.raises(Busy) as caught:
        store.select(QUERY)
    assert caught.value.retry_after == 7


def test_a_server_that_does_not_answer(fake: Any) -> None:
    fake.headers, fake.body = JSON, manifest()
    found = RemoteStore(Server(fake.address, ""), limits=Limits(seconds=0.2))
    fake.silent = True
    with pytest.raises(LimitReached, match=r"within 0.2 seconds"):
        found.select(QUERY)
    found.close()


def test_an_asker_who_goes_away_is_heard_while_the_server_thinks(
    store: RemoteStore, fake: Any
) -> None:
    stop, ends = Stop(), list[BaseException]()
    fake.silent = True

    def ask() -> None:
        try:
            store.stream(QUERY, "application/json", stop=stop)
        except StoreError as error:
            ends.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert fake.asked.wait(30)
    stop.request()
    thread.join(30)
    assert [type(end) for end in ends] == [Stopped]


def test_closing_cuts_off_what_is_under_way(store: RemoteStore, fake: Any) -> None:
    ends = list[BaseException]()
    fake.silent = True

    def ask() -> None:
        try:
            store.select(QUERY)
        except StoreError as error:
            ends.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert fake.asked.wait(30)
    store.close()
    thread.join(30)
    assert [type(end) for end in ends] == [Stopped]
    with pytest.raises(StoreError, match="is closed"):
        store.select(QUERY)


def test_an_answer_may_be_longer_in_json_than_in_what_is_asked_for(
    store: RemoteStore, fake: Any
) -> None:
    rows = [{"s": {"type": "literal", "value": f"{n}"}} for n in range(100)]
    fake.body = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": rows}}).encode()
    assert len(fake.body) > 4000
    assert store.stream("SELECT ?s { ?s ?p ?o }", "text/csv").read().count(b"\r\n") == 101
    with pytest.raises(LimitReached, match="4,000 bytes"):
        store.stream("SELECT ?s { ?s ?p ?o }", "application/sparql-results+xml")


def test_a_query_goes_to_the_query_endpoint_as_a_query(store: RemoteStore, fake: Any) -> None:
    store.select("SELECT ?key ?value { ?s ?key ?value }")
    (path, headers, body) = fake.requests[-1]
    assert path == "/query"
    assert list(parse_qs(body.decode())) == ["query"]
    assert "Authorization" not in headers
    with pytest.raises((QueryError, Refused)):
        store.select("INSERT DATA { <http://e/s> <http://e/p> 1 }")
    with pytest.raises(Refused, match="LOAD"):
        store.difference("LOAD <http://e/s>")


@pytest.mark.parametrize("name", ["bif:file_to_string", "<bif:system>", "sql:x"])
def test_functions_of_the_server_itself_are_refused(
    store: RemoteStore, fake: Any, name: str
) -> None:
    query = f"PREFIX bif: <bif:> PREFIX sql: <sql:> SELECT ({name}(1) AS ?x) {{ ?s ?p ?o }}"
    before = len(fake.requests)
    with pytest.raises((QueryError, Refused), match="function"):
        store.select(query)
    assert len(fake.requests) == before


def test_a_server_that_went_away_is_known_at_once(store: RemoteStore, fake: Any) -> None:
    fake.body, fake.announced = b"half", 1000
    with pytest.raises(Unreachable, match="broke off"):
        store.select(QUERY)
    assert not store.ready
    fake.body, fake.announced = manifest(), None
    store.select(QUERY)
    assert store.ready


def test_who_we_are_is_told_when_asked_and_in_the_way_asked_for(fake: Any) -> None:
    fake.status, fake.headers = 401, {"WWW-Authenticate": 'Basic realm="x"'}
    with pytest.raises(StoreError, match="does not let us in"):
        RemoteStore(Server(fake.address, "", user="somebody", password="pa55word"))
    sent = [headers.get("Authorization", "") for _, headers, _ in fake.requests]
    assert [text.partition(" ")[0] for text in sent] == ["", "Basic"]
    fake.requests.clear()
    fake.headers = {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"'}
    with pytest.raises(StoreError, match="does not let us in"):
        RemoteStore(Server(fake.address, "", user="somebody", password="pa55word"))
    sent = [headers.get("Authorization", "") for _, headers, _ in fake.requests]
    assert sent[-1].startswith("Digest ")
    assert not any("pa55word" in text for text in sent)


def test_the_state_is_that_of_the_server(store: RemoteStore, fake: Any) -> None:
    assert (store.generation, store.ready) == ("first", True)
    fake.body = manifest("second")
    store.reload()
    assert store.generation == "second"
    fake.status = 500
    with pytest.raises(StoreError):
        store.reload()
    assert (store.generation, store.ready) == ("second", False)
    fake.status = 200
    store.apply([], [], "")
    assert store.ready


@pytest.mark.parametrize(
    ("address", "query", "update", "graphs"),
    [
        ("http://h:7878/query", "http://h:7878/query", "http://h:7878/update", ""),
        ("https://h/db/query", "https://h/db/query", "https://h/db/update", ""),
        (
            "http://h/sparql",
            "http://h/sparql",
            "http://h/sparql-auth",
            "http://h/sparql-graph-crud-auth",
        ),
        (
            "http://h/repositories/x",
            "http://h/repositories/x",
            "http://h/repositories/x/statements",
            "http://h/repositories/x/rdf-graphs/service",
        ),
        ("http://u:p%40w@h/bigdata", "http://h/bigdata", "http://h/bigdata", ""),
    ],
)
def test_endpoints_follow_from_the_address(
    address: str, query: str, update: str, graphs: str
) -> None:
    found = Server.of(Settings(store=address))
    assert (found.query, found.update, found.graphs) == (query, update, graphs)


def test_what_is_set_goes_before_what_follows() -> None:
    found = Server.of(
        Settings(
            store="http://u:p%40w@h/sparql",
            store_update="http://h/other",
            store_user="v",
            store_union="1",
        )
    )
    assert (found.update, found.graphs, found.union) == ("http://h/other", "", True)
    assert (found.user, found.password) == ("v", "p@w")
    assert "p@w" not in repr(found)
    assert found.place == "http://h/sparql"


@pytest.mark.parametrize(
    "settings",
    [
        Settings(store="http://"),
        Settings(store="http://u:secret@:80/"),
        Settings(store="http://h/query", store_update="localhost:80/update"),
        Settings(store="http://h:99999/query"),
        Settings(store="http://h/query", store_union="yes"),
    ],
)
def test_settings_that_are_no_address_are_refused(settings: Settings) -> None:
    with pytest.raises(DataError, match="SPACEGRAPH_STORE") as caught:
        Server.of(settings)
    assert "secret" not in str(caught.value)
