"""A server on a real socket over a small store: what a client sees, not what a mock does."""

import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi import APIRouter, FastAPI

from spacegraph.cli.site import create_site
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import Record, read_record
from spacegraph.resources import folder
from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app
from spacegraph.web.connection import Connection

SAMPLE = """
@prefix : <http://example.org/> .
@prefix claim: <https://w3id.org/spacegraph/claim/> .
:landspace :label "LandSpace"@en, "蓝箭航天"@zh-hans ; :founded 2015 .
:gomspace :label "GomSpace"@en ; :founded 2007 .
claim:1 { :c1 :amount 10 ; :buyer :gomspace . }
claim:2 { :c1 :amount 10 ; :buyer :gomspace . :c2 :amount 5 . }
"""

LIMITS = Limits(seconds=1, memory_bytes=256 << 20, result_bytes=8 << 20)


class _Server(uvicorn.Server):
    """Tells when it listens."""

    listening: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def serving(app: FastAPI, http: type[Connection] = Connection) -> Iterator[str]:
    """Serve an app on a free port of the loopback; yield its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=http, log_level="critical", access_log=False)
        server = _Server(config)
        server.listening = threading.Event()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.listening.wait(30)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    quads = ox.Store(str(folder / "quads"))
    quads.load(SAMPLE.encode(), format=ox.RdfFormat.TRIG)
    many = (
        ox.Quad(
            ox.NamedNode(f"http://example.org/m{n}"),
            ox.NamedNode("http://example.org/number"),
            ox.Literal(n),
            ox.NamedNode("http://example.org/many"),
        )
        for n in range(1000)
    )
    quads.extend(many)
    quads.flush()
    (folder / "manifest.json").write_text(json.dumps({"generation": "first"}))
    return folder


@pytest.fixture(scope="session")
def pool(store_path: Path) -> WorkerPool:
    return WorkerPool(store_path, limits=LIMITS, roster=Roster(light=2), cache_bytes=0)


@pytest.fixture(scope="session")
def address(pool: WorkerPool) -> Iterator[str]:
    """The address of the server; when it ends it closes the pool."""
    broken = APIRouter()

    @broken.get("/broken")
    async def fail() -> None:
        raise ZeroDivisionError("the secret reason")

    @broken.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    with serving(create_app(Settings(upload_mb=1), pool, broken)) as address:
        yield address


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


BOOK = Path(__file__).parents[1] / "gate" / "book"
TOKEN = "the-token"


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """An instance over a hundred claims out of the real tables."""
    home = tmp_path_factory.mktemp("instance")
    settings = Settings(home=home, token=TOKEN, workers=1, upload_mb=1)
    sources = Sources(book=Book(BOOK, home / "accepted"), ontology=folder("ontology"))
    instance = Instance(settings, sources)
    instance.build()
    return instance


@pytest.fixture(scope="session")
def application(instance: Instance) -> FastAPI:
    """The whole application."""
    return create_site(instance)


@pytest.fixture(scope="session")
def site(application: FastAPI) -> Iterator[httpx.Client]:
    """A client of the whole application that holds its token."""
    with (
        serving(application) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


class Curator:
    """Writes to the instance under names that no other test uses.

    In all texts `a-nickname` and `Blue Arrow` stand for a claim and a name of its own.
    """

    def __init__(self, client: httpx.Client, instance: Instance, number: int) -> None:
        self.client = client
        self.home = instance.settings.home
        self._marks = {"a-nickname": f"nickname-{number}", "Blue Arrow": f"Blue Arrow {number}"}
        self._before = set(self.records())

    def mark(self, text: str) -> str:
        for ours, marked in self._marks.items():
            text = text.replace(ours, marked)
        return text

    def unmark(self, text: str) -> str:
        for ours, marked in self._marks.items():
            text = text.replace(marked, ours)
        return text

    def records(self) -> list[Path]:
        return sorted((self.home / "accepted").glob("*/*.trig"))

    def recorded(self) -> list[Record]:
        """Read the records that this test has made."""
        return [read_record(path) for path in self.records() if path not in self._before]

    @property
    def generation(self) -> str:
        generation: str = self.client.get("/health").json()["generation"]
        return generation

    def update(self, text: str, **fields: str) -> httpx.Response:
        content = self.mark(PREFIXES + text).encode()
        headers = {"Content-Type": "application/sparql-update"}
        return self.client.post("/sparql", content=content, headers=headers, params=fields)

    def select(self, query: str) -> list[tuple[str, ...]]:
        response = self.client.post("/sparql", data={"query": self.mark(PREFIXES + query)})
        assert response.status_code == 200, response.text
        rows = response.json()["results"]["bindings"]
        return [tuple(self.unmark(term["value"]) for term in row.values()) for row in rows]

    def names(self) -> set[str]:
        query = "SELECT ?n { organisation:landspace skos:altLabel ?n }"
        return {name for (name,) in self.select(query)}


PREFIXES = """
PREFIX claim: <https://w3id.org/spacegraph/claim/>
PREFIX concept: <https://w3id.org/spacegraph/concept/>
PREFIX organisation: <https://w3id.org/spacegraph/organisation/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX sg: <https://w3id.org/spacegraph/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

_NUMBERS = itertools.count(1)


@pytest.fixture
def writer(site: httpx.Client, instance: Instance) -> Curator:
    return Curator(site, instance, next(_NUMBERS))


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """Send a query by GET, with an Accept header if one is given."""

    def ask(query: str, accept: str | None = None, **fields: object) -> httpx.Response:
        headers = {"Accept": accept} if accept is not None else {}
        return client.get("/sparql", params={"query": query, **fields}, headers=headers)

    return ask
