"""Repeated queries come from memory as long as the facts stay the same."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.store.base import Answer, Dataset, Limits
from spacegraph.store.results import Form
from spacegraph.store.roster import Roster
from spacegraph.store.shelf import Shelf
from spacegraph.store.worker import Request
from spacegraph.store.workers import WorkerPool

CSV = "text/csv"
LONG = 100_000


def request(query: str, media_type: str = CSV) -> Request:
    return Request(query, Form.SELECT, media_type, Dataset(), Limits())


def put(shelf: Shelf, query: str, body: bytes, generation: str = "one") -> None:
    answer = Answer(CSV, [body], generation=generation, size=len(body))
    assert shelf.keep(request(query), answer).read() == body


def test_an_answer_is_given_again_for_the_same_question_and_state() -> None:
    shelf = Shelf(100_000)
    put(shelf, "a", b"answer")
    for _ in range(2):
        found = shelf.find("one", request("a"))
        assert found is not None
        assert (found.size, found.generation, found.read()) == (6, "one", b"answer")
    assert shelf.find("two", request("a")) is None
    assert shelf.find("one", request("b")) is None
    assert shelf.find("one", request("a", "application/json")) is None


def test_what_was_asked_for_least_lately_leaves_first() -> None:
    shelf = Shelf(20 * LONG)
    for number in range(19):
        put(shelf, str(number), b"x" * LONG)
    assert shelf.find("one", request("0")) is not None
    put(shelf, "19", b"x" * LONG)
    assert shelf.find("one", request("0")) is not None
    assert shelf.find("one", request("1")) is None
    put(shelf, "0", b"y")
    assert shelf.find("one", request("2")) is not None


def test_long_and_unfinished_answers_are_not_kept() -> None:
    shelf = Shelf(16 * LONG)
    put(shelf, "long", b"x" * (LONG + 1))
    assert shelf.find("one", request("long")) is None
    stream = Answer(CSV, [b"x"], generation="one")
    assert shelf.keep(request("stream"), stream) is stream
    assert shelf.find("one", request("stream")) is None


def test_the_texts_of_queries_count_too() -> None:
    """An answer of a byte to a query of 250,000 takes no less memory than the query."""
    shelf = Shelf(20_000_000)
    for number in range(200):
        put(shelf, f"{number}{' ' * 250_000}", b"x")
    assert 10 < shelf.stock().answers < 80


def test_the_names_of_graphs_count_too() -> None:
    """A short query may name ten thousand graphs, whose names then take the memory."""
    shelf = Shelf(50_000_000)
    for number in range(20):
        names = tuple(f"http://example.org/{number}/{name}" for name in range(10_000))
        asked = Request("ASK {}", Form.ASK, CSV, Dataset(named=names), Limits())
        shelf.keep(asked, Answer(CSV, [b"x"], generation="one", size=1))
        held = shelf.stock().answers * sum(map(sys.getsizeof, names))
        assert held <= shelf.stock().size <= 50_000_000
    assert shelf.stock().answers > 10


@pytest.fixture
def pool(tmp_path: Path, make_store: Callable[..., Path]) -> Iterator[WorkerPool]:
    with WorkerPool(make_store(tmp_path, "first", nquads=""), roster=Roster(light=1)) as pool:
        yield pool


def test_a_pool_asks_its_workers_once(pool: WorkerPool) -> None:
    query = "SELECT * { <http://example.org/new> ?p ?o }"
    first = pool.stream(query, CSV).read()
    for _ in range(3):
        assert pool.stream(query, CSV).read() == first
    assert pool.outcomes()["answered"] == 1
    quad = ox.Quad(
        ox.NamedNode("http://example.org/new"), ox.NamedNode("http://example.org/p"), ox.Literal(1)
    )
    pool.apply([quad], [], "second")
    assert pool.stream(query, CSV).read() != first
    assert pool.stream(query, CSV).generation == "second"
    assert pool.outcomes()["answered"] == 2


def test_values_of_the_moment_are_new_each_time(pool: WorkerPool) -> None:
    query = "SELECT (UUID() AS ?x) {}"
    assert pool.stream(query, CSV).read() != pool.stream(query, CSV).read()


def test_a_graph_without_triples_is_gone(pool: WorkerPool) -> None:
    query = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
    graph = ox.NamedNode("http://example.org/g1")
    s, p, o = (f"http://example.org/{name}" for name in ("c1", "buyer", "gomspace"))
    buyer = ox.Quad(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o), graph)
    amount = ox.Quad(
        ox.NamedNode(s), ox.NamedNode("http://example.org/amount"), ox.Literal(10), graph
    )
    assert (graph,) in pool.select(query).rows
    pool.apply([], [buyer], "second")
    assert (graph,) in pool.select(query).rows
    pool.apply([], [amount], "third")
    assert (graph,) not in pool.select(query).rows
