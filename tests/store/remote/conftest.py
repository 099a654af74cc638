"""SPARQL servers of their own kind, each started on a free port of the loopback, and fakes."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

OXIGRAPH = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
VIRTUOSO = shutil.which("virtuoso-t")

INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[str]:
    """Run a server until it is no longer needed; yield the address once it answers there."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    pause = threading.Event()
    try:
        for _ in range(600):
            assert process.poll() is None, "the server ended"
            try:
                httpx.post(address, data={"query": "ASK {}"}, trust_env=False)
                break
            except httpx.TransportError:
                pause.wait(0.05)
        yield address
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """Run Oxigraph with a store in memory; yield its query endpoint."""
    if OXIGRAPH is None:
        pytest.skip("no oxigraph")
    port = free_port()
    command = [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *options]
    with running(command, folder, f"http://127.0.0.1:{port}/query") as address:
        yield address


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run Virtuoso over a database of its own; yield its query endpoint, with user and password."""
    if VIRTUOSO is None:
        pytest.skip("no virtuoso-t")
    port = free_port()
    (folder / "virtuoso.ini").write_text(INI.format(sql=free_port(), http=port))
    command = [VIRTUOSO, "-f", "-c", "virtuoso.ini"]
    with running(command, folder, f"http://127.0.0.1:{port}/sparql"):
        yield f"http://dba:dba@127.0.0.1:{port}/sparql"


class _Site(uvicorn.Server):
    """Tells when it listens."""

    listening: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """Serve an app on a free port of the loopback; yield a client of it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = _Site(uvicorn.Config(app, log_level="critical", access_log=False))
        server.listening = threading.Event()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.listening.wait(30)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


Start = Callable[[Path], "contextmanager[Iterator[str]]"]

SERVERS = {
    "oxigraph": oxigraph,
    "oxigraph-union": lambda folder: oxigraph(folder, "--union-default-graph"),
    "virtuoso": virtuoso,
}
"""The ways to start a server, by what it is."""


@pytest.fixture(
    scope="module",
    params=["oxigraph", pytest.param("oxigraph-union", marks=pytest.mark.slow), "virtuoso"],
)
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a server that holds nothing yet."""
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as found:
        yield found


@dataclass
class Fake:
    """A server that gives prepared answers and keeps what it was asked."""

    address: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    announced: int | None = None
    silent: bool = False
    requests: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def fake() -> Iterator[Fake]:
    """Run a server that answers with whatever a test says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.requests.append((self.path, dict(self.headers), body))
            found.asked.set()
            if found.silent:
                found.ended.wait(60)
                self.close_connection = True
                return
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            length = len(found.body) if found.announced is None else found.announced
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(found.body)
            self.close_connection = found.announced is not None

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Fake(f"http://127.0.0.1:{server.server_port}/query")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        found.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def servers() -> Mapping[str, Callable[[Path], object]]:
    """Return the ways to start a server, by what it is."""
    return SERVERS


@pytest.fixture
def oxigraph_alone(tmp_path: Path) -> Iterator[str]:
    """Run an Oxigraph for one test."""
    with oxigraph(tmp_path) as found:
        yield found


@pytest.fixture
def serve() -> Callable[[FastAPI], "contextmanager[Iterator[httpx.Client]]"]:
    """Return the way to serve an app."""
    return serving  # type: ignore[return-value]
