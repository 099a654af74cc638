"""A server on a real socket over a small store: what a client sees, not what a mock does."""

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

from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app

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
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of the loopback; yield its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", access_log=False)
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


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """Send a query by GET, with an Accept header if one is given."""

    def ask(query: str, accept: str | None = None, **fields: object) -> httpx.Response:
        headers = {"Accept": accept} if accept is not None else {}
        return client.get("/sparql", params={"query": query, **fields}, headers=headers)

    return ask
