"""SPARQL servers on loopback over the same N-Quads, started for a benchmark and ended with it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import httpx
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from benchmarks.copies import Multiplied

HELD_TRUE: Final = "https://w3id.org/spacegraph/graph/settled"
"""The graph of what is held true, on a server whose default graph is the union of all graphs."""

LIMIT_SECONDS: Final = 10
"""The deadline of a query, on spacegraph and Virtuoso."""

_START_SECONDS: Final = 900.0
_RDFLIB: Final = """
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
dataset = Dataset()
dataset.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=dataset, path="/sparql"), port=int(sys.argv[2]), log_level="error")
"""
_VIRTUOSO: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxClientConnections = 64
ServerThreads = 64
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 64
MaxKeepAlives = 64
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = {limit}
MaxQueryCostEstimationTime = 4000
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server answers; `dataset` is what must be added to a query on the default graph."""

    name: str
    url: str
    dataset: tuple[tuple[str, str], ...] = ()

    def address(self, query: str) -> str:
        """Make the address that asks a query (SPARQL 1.1 Protocol, 2.1.1)."""
        extra = () if "GRAPH ?" in query else self.dataset
        return f"{self.url}?{urlencode((('query', query), *extra))}"


Server = Callable[[Multiplied, Path], AbstractContextManager[Endpoint]]
"""Start a server over a dataset, with a folder of its own for its files."""


@contextmanager
def spacegraph(data: Multiplied, folder: Path) -> Iterator[Endpoint]:
    """Serve the home as it stands, with the shipped settings and the shared deadline."""
    port = free_port()
    settings = {"SPACEGRAPH_HOME": str(data.home), "SPACEGRAPH_QUERY_SECONDS": str(LIMIT_SECONDS)}
    # All load comes from one address here, so the limits per client are out of the way.
    settings |= {"SPACEGRAPH_CLIENT_CONCURRENCY": "0", "SPACEGRAPH_CLIENT_RATE": "0"}
    command = [sys.executable, "-m", "spacegraph", "serve", "--port", str(port)]
    with _process(command, os.environ | settings):
        endpoint = Endpoint("spacegraph", f"http://127.0.0.1:{port}/sparql")
        _wait(endpoint)
        yield endpoint


@contextmanager
def oxigraph(data: Multiplied, folder: Path) -> Iterator[Endpoint]:
    """Load a dump into RocksDB and serve it with `oxigraph serve`, without a deadline.

    With one (`--timeout-s 10`) version 0.5.13 keeps a thread for each query until the deadline has
    passed, and 16 connections of look-ups end the process within five seconds.
    """
    port, program = free_port(), str(Path(sys.executable).with_name("oxigraph"))
    files = ["--location", str(folder / "oxigraph")]
    load = [program, "load", *files, "--file", str(data.dump)]
    subprocess.run(load, check=True, capture_output=True)
    with _process([program, "serve", *files, "--bind", f"127.0.0.1:{port}"]):
        endpoint = Endpoint("oxigraph serve", f"http://127.0.0.1:{port}/query")
        _wait(endpoint)
        yield endpoint


@contextmanager
def rdflib_endpoint(data: Multiplied, folder: Path) -> Iterator[Endpoint]:
    """Serve a dump with rdflib-endpoint, which holds it in memory and has no deadline."""
    port = free_port()
    with _process([sys.executable, "-c", _RDFLIB, str(data.dump), str(port)]):
        endpoint = Endpoint("rdflib-endpoint", f"http://127.0.0.1:{port}/sparql")
        _wait(endpoint)
        yield endpoint


@contextmanager
def virtuoso(data: Multiplied, folder: Path) -> Iterator[Endpoint]:
    """Load a dump into Virtuoso; its default graph is the union, so ours gets a name there."""
    home = folder / "virtuoso"
    home.mkdir()
    _name_default_graph(data.dump, home / "dump.nq")
    port, http = free_port(), free_port()
    file = home / "virtuoso.ini"
    file.write_text(_VIRTUOSO.format(folder=home, port=port, http=http, limit=LIMIT_SECONDS))
    with _process(["virtuoso-t", "+foreground", "+configfile", str(file)]):
        endpoint = Endpoint(
            "Virtuoso 7", f"http://127.0.0.1:{http}/sparql", (("default-graph-uri", HELD_TRUE),)
        )
        _wait(endpoint)
        steps = f"ld_dir('{home}', 'dump.nq', ''); rdf_loader_run(); checkpoint;"
        isql = ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={steps}"]
        subprocess.run(isql, check=True, capture_output=True)
        yield endpoint


def peers() -> dict[str, Server]:
    """Return the peers that are installed here."""
    found: dict[str, Server] = {"oxigraph": oxigraph, "rdflib-endpoint": rdflib_endpoint}
    if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
        found["virtuoso"] = virtuoso
    return found


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _process(command: list[str], environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(endpoint: Endpoint) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(endpoint.address("ASK {}"), timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"{endpoint.name} did not start")


def _name_default_graph(dump: Path, target: Path) -> None:
    """Write a dump with a name for its default graph."""
    held_true = NamedNode(HELD_TRUE)
    quads = (
        Quad(quad.subject, quad.predicate, quad.object, held_true)
        if isinstance(quad.graph_name, DefaultGraph)
        else quad
        for quad in parse(path=dump, format=RdfFormat.N_QUADS)
    )
    serialize(quads, target, RdfFormat.N_QUADS)
