"""SERVICE asks the endpoints that are listed, and no others (SPARQL 1.1 Federated Query)."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.errors import QueryError, Refused, SpacegraphError
from spacegraph.store.base import Faulty, LimitReached, Limits, Stop, Stopped
from spacegraph.store.federation import inline
from spacegraph.store.guard import read
from spacegraph.store.roster import Roster
from spacegraph.store.services import MOST_BYTES, Services
from spacegraph.store.workers import WorkerPool

JSON = "application/sparql-results+json"
P = "PREFIX : <http://example.org/> "
HOSTS = frozenset({"query.example.org", "other.example.org:8443", "127.0.0.1:9", "[::1]:9"})


class Other(BaseHTTPRequestHandler):
    """Another endpoint: its graph, or what a path asks for that no endpoint should answer."""

    asked: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0]
        Other.asked.append(query)
        if self.path == "/moved":
            self._send(307, b"", ("Location", "/sparql"))
        elif self.path == "/broken":
            self._send(200, b"<html>")
        elif self.path in UNSOUND:
            self._send(200, UNSOUND[self.path])
        elif self.path == "/cut":
            self._send(200, b'{"head": {"vars": ["x"]}, "results": {', ("Content-Length", "500"))
        elif self.path == "/none":
            self.close_connection = True
        elif self.path == "/long":
            self._send(200, b" " * (MOST_BYTES + 1))
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            stopped.wait(60)
        else:
            results = graph().query(query)
            assert isinstance(results, ox.QuerySolutions)
            answer = results.serialize(format=ox.QueryResultsFormat.JSON)
            assert answer is not None
            self._send(200, answer)

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return


TERM = {
    "type": "triple",
    "value": {
        "subject": {"type": "uri", "value": "http://example.org/a"},
        "predicate": {"type": "uri", "value": "http://example.org/b"},
        "object": {"type": "literal", "value": "c"},
    },
}
UNSOUND = {
    "/ask": b'{"head": {}, "boolean": true}',
    "/bytes": b'{"head": {"vars": ["\xff"]}}',
    "/name": b'{"head": {"vars": ["x) {} #"]}, "results": {"bindings": []}}',
    "/term": json.dumps(
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": TERM}]}},
    ).encode(),
}
"""What is sent well and still answers no SELECT that can be joined, by path."""

stopped = threading.Event()


def graph() -> ox.Store:
    store = ox.Store()
    store.load(
        b"@prefix : <http://example.org/> . :landspace :home 'Beijing'@en, 'q\"\\n\\u84dd' . "
        b":gomspace :home 'Aalborg'@en . :gomspace :size 01.50 . :x :blank [] .",
        format=ox.RdfFormat.TURTLE,
    )
    return store


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """The address of another endpoint on this machine."""
    Other.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def pool(store_path: Path, other: str) -> Iterator[WorkerPool]:
    hosts = frozenset({other.removeprefix("http://"), "localhost"})
    limits = Limits(seconds=2, memory_bytes=256 << 20)
    roster = Roster(light=1)
    with WorkerPool(store_path, limits=limits, roster=roster, services=hosts) as pool:
        yield pool


def rows(pool: WorkerPool, query: str) -> set[tuple[str, ...]]:
    answer = json.loads(pool.stream(P + query, JSON).read())
    return {tuple(term["value"] for term in row.values()) for row in answer["results"]["bindings"]}


def test_the_solutions_of_another_endpoint_are_joined(pool: WorkerPool, other: str) -> None:
    """§2.1."""
    query = f"""SELECT ?name ?home {{
      ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name FILTER(LANG(?name) = 'en')
      SERVICE <{other}/sparql> {{ ?s :home ?home }} }}"""
    assert rows(pool, query) == {
        ("LandSpace", "Beijing"),
        ("LandSpace", 'q"\n蓝'),
        ("GomSpace", "Aalborg"),
    }
    assert "PREFIX : <http://example.org/>" in Other.asked[-1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT * {{ SERVICE <{0}/sparql> {{ ?s :home ?o }} }}", 3),
        ("SELECT * {{ SERVICE <{0}/sparql> {{ :gomspace :size ?o }} }}", 1),
        ("SELECT * {{ ?s :founded ?o OPTIONAL {{ SERVICE <{0}/sparql> {{ ?s :size ?z }} }} }}", 2),
        (
            "SELECT ?s {{ ?s :founded ?o FILTER EXISTS {{ SERVICE <{0}/sparql> {{ ?s :size ?z }} }} }}",
            1,
        ),
        (
            "SELECT * {{ SERVICE <{0}/sparql> {{ :gomspace :home 'Aalborg'@en }} ?s :founded ?o }}",
            2,
        ),
        ("SELECT * {{ SERVICE <{0}/sparql> {{ :gomspace :home 'Rome' }} ?s :founded ?o }}", 0),
        (
            "SELECT * {{ SERVICE <{0}/sparql> {{ ?s :home ?a }} SERVICE <{0}/sparql> {{ ?s :size ?b }} }}",
            1,
        ),
        ("SELECT * {{ SERVICE <{0}/sparql> {{ SELECT (COUNT(*) AS ?n) {{ ?s :home ?o }} }} }}", 1),
        ("SELECT * {{ SERVICE SILENT <{0}/broken> {{ ?s ?p ?o }} ?a :founded ?b }}", 2),
        ("SELECT * {{ SERVICE SILENT <{0}/moved> {{ ?s ?p ?o }} ?a :founded ?b }}", 2),
    ],
)
def test_wherever_the_clause_stands(pool: WorkerPool, other: str, query: str, count: int) -> None:
    """§2.2 for SILENT: an error counts as one empty solution."""
    answer = json.loads(pool.stream(P + query.format(other), JSON).read())
    assert len(answer["results"]["bindings"]) == count


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("broken", "no application/sparql-results"),
        ("cut", "no application/sparql-results"),
        ("bytes", "no application/sparql-results"),
        ("name", "no application/sparql-results"),
        ("none", "connection"),
        ("moved", "status is 307"),
        ("ask", "ASK"),
        ("term", "triple term"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(
    pool: WorkerPool, other: str, path: str, reason: str
) -> None:
    """RFC 9110 §15.6.3: the fault of another server is a 502, neither ours nor the asker's."""
    clause = f"<{other}/{path}> {{ ?s ?p ?o }}"
    with pytest.raises(Faulty, match=rf"127\.0\.0\.1 did not answer.*{reason}"):
        pool.stream(f"SELECT * {{ SERVICE {clause} }}", JSON)
    answer = json.loads(pool.stream(f"SELECT * {{ SERVICE SILENT {clause} }}", JSON).read())
    assert answer["results"]["bindings"] == [{}]


def test_an_endpoint_that_is_not_there_is_told(other: str, store_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
        service = Services(frozenset({host}))
        query = f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(Faulty, match=r"the connection fails \(Connection refused\)"):
            service.fill_in(query, read(query, service.hosts).services, 5, Stop())


@pytest.mark.parametrize("end", ["?x ?y } }", "?x\n ?y } }"])
def test_errors_after_a_clause_name_the_place_that_the_asker_sees(
    pool: WorkerPool, other: str, end: str
) -> None:
    """The place is that of the same error in a query that asks nobody."""
    places = []
    for clause in (f"SERVICE <{other}/sparql>", "OPTIONAL"):
        with pytest.raises(QueryError, match="syntax") as caught:
            pool.stream(f"{P} SELECT * {{\n {clause} {{\n  ?s :home\n ?o }} {end}", JSON)
        places.append((caught.value.line, caught.value.column))
    assert places[0] == places[1]


def test_an_answer_too_long_is_told(pool: WorkerPool, other: str) -> None:
    with pytest.raises(LimitReached, match="8 MiB"):
        pool.stream(f"SELECT * {{ SERVICE <{other}/long> {{ ?s ?p ?o }} }}", JSON)


def test_the_deadline_holds_for_others_too(pool: WorkerPool, other: str) -> None:
    with pytest.raises(LimitReached, match="did not answer") as caught:
        pool.stream(f"SELECT * {{ SERVICE <{other}/slow> {{ ?s ?p ?o }} }}", JSON)
    assert caught.value.limit == "seconds"


def test_a_stop_is_heard_while_another_is_asked(pool: WorkerPool, other: str) -> None:
    stop = Stop()
    begun = len(Other.asked)
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            pool.stream(f"SELECT * {{ SERVICE <{other}/slow> {{ ?s ?p ?o }} }}", JSON, stop=stop)
        except SpacegraphError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while len(Other.asked) == begun:
        thread.join(0.01)
    stop.request()
    thread.join()
    assert isinstance(caught[0], Stopped)


def test_blank_nodes_cannot_be_joined(pool: WorkerPool, other: str) -> None:
    with pytest.raises(QueryError, match="blank nodes"):
        pool.stream(f"{P} SELECT * {{ SERVICE <{other}/sparql> {{ ?s :blank ?o }} }}", JSON)


def test_a_name_of_this_machine_is_no_public_address(pool: WorkerPool) -> None:
    with pytest.raises(Refused, match="no public address"):
        pool.stream("SELECT * { SERVICE <https://localhost/> { ?s ?p ?o } }", JSON)


def test_answers_of_others_are_not_kept(pool: WorkerPool, other: str) -> None:
    query = f"{P} SELECT * {{ SERVICE <{other}/sparql> {{ ?s :size ?o }} }}"
    begun = len(Other.asked)
    for _ in range(2):
        pool.stream(query, JSON).read()
    assert len(Other.asked) == begun + 2
    assert not read(query, frozenset({other.removeprefix("http://")})).stable


@pytest.mark.parametrize(
    "endpoint",
    [
        "<https://query.example.org/sparql>",
        "SILENT <https://QUERY.example.org/sparql?a=b>",
        "<https://query.example.org:443/>",
        "<https://other.example.org:8443/>",
        "<http://127.0.0.1:9/>",
        "<http://[::1]:9/>",
        "q:sparql",
    ],
)
def test_listed_hosts_are_admitted(endpoint: str) -> None:
    query = f"PREFIX q: <https://query.example.org/> ASK {{ SERVICE {endpoint} {{ ?s ?p ?o }} }}"
    (service,) = read(query, HOSTS).services
    assert service.endpoint.host in endpoint.lower() or endpoint == "q:sparql"
    assert service.silent == ("SILENT" in endpoint)
    with pytest.raises(Refused, match="SERVICE is not allowed"):
        read(query)


@pytest.mark.parametrize(
    "endpoint",
    [
        "<http://query.example.org/>",
        "<https://query.example.org:8443/>",
        "<https://other.example.org/>",
        "<https://query.example.org.evil.example/>",
        "<https://evil.example/query.example.org>",
        "<https://query.example.org@evil.example/>",
        "<https://user:pw@query.example.org/>",
        "<https://127.0.0.1/>",
        "<http://127.0.0.1/>",
        "<http://127.1:9/>",
        "<http://2130706433:9/>",
        "<ftp://query.example.org/>",
        "<file:///etc/passwd>",
        "<//query.example.org/>",
        "<relative>",
        "?endpoint",
        "<https://query.example.org/> { SERVICE <https://query.example.org/> { ?s ?p ?o } } #",
    ],
)
def test_all_others_are_refused(endpoint: str) -> None:
    with pytest.raises(Refused):
        read(f"ASK {{ SERVICE {endpoint} {{ ?s ?p ?o }} }}", HOSTS)


@pytest.mark.parametrize(
    "text",
    [
        "SERVICE <https://query.example.org:port/> {}",
        "SERVICE <https://query.example.org/蓝> {}",
        "SERVICE <https://query.example.org/>",
        "SERVICE <https://query.example.org/> {",
        "SERVICE <https://query.example.org/> ?s",
        "SERVICE",
        "SERVICE SILENT",
    ],
)
def test_malformed_clauses_are_errors(text: str) -> None:
    with pytest.raises((QueryError, Refused)):
        read(f"ASK {{ {text}", HOSTS)


def test_a_query_asks_few_others() -> None:
    clause = "SERVICE <https://query.example.org/> { ?s ?p ?o } "
    with pytest.raises(Refused, match="more than 4"):
        read(f"ASK {{ {clause * 5} }}", HOSTS)


PIECES = st.sampled_from(
    [
        *[
            "SERVICE ",
            "SERVICE",
            " SILENT ",
            "<https://query.example.org/>",
            "<http://127.0.0.1:9/>",
        ],
        *["<https://evil.example/>", "?g", "q:x", "{", "}", "{ ?s ?p ?o }", "?s ?p ?o .", "FILTER"],
        *["OPTIONAL ", "GRAPH ?g ", '"SERVICE"', "#SERVICE\n", "(", ")", "<1)", ".", ";", " "],
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_clause_is_left_for_the_engine(text: str) -> None:
    """Once data stands in the place of the clauses, the text passes as one that has none."""
    query = f"PREFIX q: <https://query.example.org/> SELECT * {{ {text} }}"
    try:
        reading = read(query, HOSTS)
    except (QueryError, Refused):
        return
    assert all(each.endpoint.host in str(HOSTS) for each in reading.services)
    filled = inline(query, dict.fromkeys(reading.services, "VALUES () { () }"))
    assert not read(filled).services
    try:
        list(ox.Store().query(filled))
    except (SyntaxError, RuntimeError, TypeError):
        return
