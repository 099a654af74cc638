"""Measure the build, and ten questions over HTTP beside rdflib-endpoint on the same dataset.

Both servers run on loopback in processes of their own and answer the same SPARQL texts in turn,
question by question, each several times; a request that takes longer than the limit counts as
the limit. The peer loads the dataset once and forks a server for every question, which is ended
with it, so that a query that runs on does not hold up the next. Run it with `make bench`.
"""

import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from spacegraph.graph.export import write_nquads
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import bind, read_questions, resolve
from spacegraph.settings import Settings

QUESTIONS = (
    "contracts-of-organisation",
    "who-supplies-whom",
    "foreign-customers",
    "contracts-by-province",
    "funding-rounds",
    "ownership-chain",
    "spin-offs",
    "cooperation-partners",
    "state-buyers",
    "facts-from-source",
)
ROUNDS = 3
LIMIT_SECONDS = 10.0
PEER = """
import os
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
dataset = Dataset()
dataset.parse(sys.argv[1], format="nquads")
for port in sys.argv[2:]:
    if os.fork() == 0:
        endpoint = SparqlEndpoint(graph=dataset, path="/sparql")
        uvicorn.run(endpoint, port=int(port), log_level="error")
        os._exit(0)
    print(port, flush=True)
for _ in sys.argv[2:]:
    os.wait()
"""


def main() -> None:
    """Print the two tables."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        started = time.perf_counter()
        manifest = Instance.of(settings).build()
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"build: {manifest.claims:,} claims, {manifest.quads:,} quads, ", end="")
        print(f"{seconds:.1f} s, {peak:.0f} MiB at most\n")
        dump = Path(folder) / "dump.nq"
        with dump.open("wb") as output:
            write_nquads(Instance.of(settings).quads(), output)
        _compare(settings, dump)


def _compare(settings: Settings, dump: Path) -> None:
    store = Instance.of(settings).open()
    queries = {}
    for name, question in read_questions().items():
        if name in QUESTIONS:
            queries[name] = bind(question, resolve(store, question, dict(question.example)))
    ours, *theirs = (_free_port() for _ in range(len(queries) + 1))
    environment = {**os.environ, "SPACEGRAPH_HOME": str(settings.home)}
    serve = [sys.executable, "-m", "spacegraph", "serve", "--port", str(ours)]
    peer = [sys.executable, "-c", PEER, str(dump), *map(str, theirs)]
    with _server(serve, ours, environment), _server(peer, theirs[-1], environment):
        print("| question | spacegraph ms | rdflib-endpoint ms | ratio |")
        print("| --- | ---: | ---: | ---: |")
        ratios = []
        for port, (name, query) in zip(theirs, sorted(queries.items()), strict=True):
            mine: list[float] = []
            other: list[float] = []
            for _ in range(ROUNDS):
                mine.append(_ask(ours, query))
                if not other or other[-1] < LIMIT_SECONDS:
                    other.append(_ask(port, query))
            _end(port)
            here, there = statistics.median(mine) * 1000, statistics.median(other) * 1000
            ratios.append(there / here)
            bound = "> " if max(other) >= LIMIT_SECONDS else ""
            row = f"| {name} | {here:.1f} | {bound}{there:,.0f} | {bound}{there / here:,.0f} |"
            print(row, flush=True)
        print(f"\nmedian ratio: {statistics.median(ratios):,.0f}")


def _end(port: int) -> None:
    """End the server that listens on a port of ours."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            listens = f":{port:04X} " in (entry / "net" / "tcp").read_text()
            sockets = {str(link.readlink()) for link in (entry / "fd").iterdir()}
        except OSError:
            continue
        if str(port).encode() in words and listens and _inode(port) in sockets:
            os.kill(int(entry.name), signal.SIGKILL)


def _inode(port: int) -> str:
    """Return the name of the socket that listens on a port."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(f":{port:04X}") and fields[3] == "0A":
            return f"socket:[{fields[9]}]"
    return ""


def _ask(port: int, query: str) -> float:
    started = time.perf_counter()
    try:
        response = httpx.post(
            f"http://127.0.0.1:{port}/sparql",
            data={"query": query},
            headers={"Accept": "application/sparql-results+json", "Cache-Control": "no-cache"},
            timeout=LIMIT_SECONDS,
        )
    except httpx.TimeoutException:
        return LIMIT_SECONDS
    if response.status_code != 200:
        raise SystemExit(f"{port}: {response.status_code} {response.text[:300]}")
    return time.perf_counter() - started


@contextmanager
def _server(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise SystemExit(f"{command[:4]} ended with {process.returncode}")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
