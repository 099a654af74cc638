"""Measure how many queries a second servers answer, beside each other on the same dataset.

The load comes from `wrk`, 16 connections over loopback: *look-ups* are eight queries about one
thing each, *mixed* are these and four that aggregate, follow a path or search all names. Both run
with the texts as they are, and again with a comment that makes every text another, so that no cache
of answers helps. *Beside runaways* are the look-ups while four clients send cross products.

The graph is the shipped one, or so many copies of it. A server is measured when each query gives
as many rows there as here; where some differ, the error stream names them before its row.

    python -m benchmarks.load                          # the shipped graph, six seconds a load
    python -m benchmarks.load 1 4                      # and four copies, 1.1 million quads
    python -m benchmarks.load 4 --seconds 2 --servers spacegraph virtuoso
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from benchmarks.copies import Multiplied
from benchmarks.servers import LIMIT_SECONDS, Endpoint, peers, spacegraph

SECONDS: Final = 6
SETTLE_SECONDS: Final = 8
CONNECTIONS: Final = 16
RUNAWAYS: Final = 4
_PATIENCE_SECONDS: Final = 300
"""How long a server without a deadline may take over one of the queries."""

QUERIES: Final = Path(__file__).with_name("queries")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under a load; latencies in milliseconds."""

    per_second: float
    median: float
    p99: float
    wrong: int

    def __str__(self) -> str:
        wrong = f", {self.wrong} wrong" if self.wrong else ""
        return f"{self.per_second:,.0f} ({self.median:,.1f}, {self.p99:,.0f}{wrong})"


def main() -> None:
    """Print a table for each size: every server that is installed."""
    parser = argparse.ArgumentParser(description="Measure servers on the same dataset.")
    parser.add_argument("copies", nargs="*", type=int, default=[1])
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long each load lasts")
    parser.add_argument("--servers", nargs="+", default=["spacegraph", *peers()])
    chosen = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("this needs wrk, e.g. `apt-get install wrk`")
    for copies in chosen.copies:
        with tempfile.TemporaryDirectory() as place:
            _compare(Path(place), copies, chosen.seconds, chosen.servers)


def _compare(place: Path, copies: int, seconds: int, names: Collection[str]) -> None:
    data = Multiplied.make(place, copies)
    print(f"\n{data.quads:,} quads\n")
    print("| server | look-ups | each another text | mixed | each another text | beside runaways |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    expected: dict[str, int] = {}
    for name, start in {"spacegraph": spacegraph, **peers()}.items():
        if name not in names:
            continue
        with tempfile.TemporaryDirectory() as theirs, start(data, Path(theirs)) as endpoint:
            found = _rows(endpoint)
            expected = expected or found
            for query, number in found.items():
                if number != expected[query]:
                    print(
                        f"{endpoint.name}: {query}: {number} rows, not {expected[query]}",
                        file=sys.stderr,
                    )
            # A server that has just started comes to rest first.
            time.sleep(SETTLE_SECONDS)
            loads = map(str, _loads(endpoint, place, seconds))
            print(f"| {endpoint.name} | {' | '.join(loads)} |", flush=True)


def _loads(endpoint: Endpoint, place: Path, seconds: int) -> Iterator[Load]:
    look_ups, mixed = _queries("look-up-*"), _queries("look-up-*", "analysis-*")
    for queries in (look_ups, mixed):
        for vary in (False, True):
            yield _measure(endpoint, place, queries, seconds, vary=vary)
    with _runaways(endpoint):
        yield _measure(endpoint, place, look_ups, seconds, vary=False)


def _measure(
    endpoint: Endpoint, place: Path, queries: dict[str, str], seconds: int, *, vary: bool
) -> Load:
    """Let wrk ask the queries in turn for a while."""
    file = place / "addresses.txt"
    asked = [httpx.URL(endpoint.address(query)) for query in queries.values()]
    file.write_text("".join(f"{url.raw_path.decode()}\n" for url in asked))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={LIMIT_SECONDS}s"]
    script = ["-s", str(Path(__file__).with_name("load.lua")), endpoint.url, "--", str(file)]
    # A word of its own, since the last load asked the same texts with the same numbers.
    words = [*command, *script, *([f"{time.time_ns():x}-"] if vary else [])]
    done = subprocess.run(words, capture_output=True, text=True)
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), "")
    if not line:
        raise SystemExit(f"{endpoint.name}: wrk measured nothing\n{done.stdout}{done.stderr}")
    requests, passed, median, p99, wrong = map(float, line.split()[1:])
    return Load(requests / passed, median, p99, int(wrong))


def _rows(endpoint: Endpoint) -> dict[str, int]:
    """Count what a server answers, so that nobody is measured while answering something else."""
    accept = {"Accept": "application/sparql-results+json"}
    found = {}
    for name, query in _queries("look-up-*", "analysis-*").items():
        response = httpx.get(endpoint.address(query), headers=accept, timeout=_PATIENCE_SECONDS)
        answer = response.json()
        bindings = answer.get("results", {}).get("bindings", [])
        found[name] = int(answer["boolean"]) if "boolean" in answer else len(bindings)
    return found


def _queries(*patterns: str) -> dict[str, str]:
    """Read queries by name; each ends in a comment, which the load may vary."""
    files = sorted(file for pattern in patterns for file in QUERIES.glob(f"{pattern}.rq"))
    return {file.stem: f"{file.read_text()}#" for file in files}


@contextmanager
def _runaways(endpoint: Endpoint) -> Iterator[None]:
    """Keep a few clients busy with a query that no server can end."""
    ended = threading.Event()
    address = endpoint.address(_queries("runaway")["runaway"])

    def insist() -> None:
        while not ended.is_set():
            try:
                httpx.get(address, timeout=LIMIT_SECONDS + 5)
            except httpx.TransportError:
                ended.wait(0.1)

    threads = [threading.Thread(target=insist, daemon=True) for _ in range(RUNAWAYS)]
    with ExitStack() as stack:
        stack.callback(ended.set)
        for thread in threads:
            thread.start()
        yield


if __name__ == "__main__":
    main()
