"""What `serve` looks at before it serves, and how it says what is wrong."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from spacegraph.cli.selfcheck import check_machine, check_settings, check_store, is_loopback
from spacegraph.gate.records.restore import RESTORING
from spacegraph.graph.book import RECORDED, Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Severity
from spacegraph.resources import folder
from spacegraph.settings import Settings

BOOK = Path(__file__).parents[1] / "gate" / "book"
TODAY = date(2026, 11, 20)
LONG = "x" * 32


def told(settings: Settings, **variables: str) -> list[tuple[Severity, str]]:
    return [(each.severity, str(each)) for each in check_settings(settings, variables)]


def test_settings_that_are_sound_are_passed_over() -> None:
    assert told(Settings(token=LONG), SPACEGRAPH_PORT="8000", HOME="/root") == []


def test_a_variable_that_sets_nothing_names_the_nearest() -> None:
    ((severity, text),) = told(Settings(), SPACEGRAPH_WORKER="4")
    assert severity is Severity.WARNING
    assert "did you mean SPACEGRAPH_WORKERS?" in text


@pytest.mark.parametrize(
    "settings",
    [
        Settings(log="xml"),
        Settings(port=65536),
        Settings(token="sha256:abc"),
        Settings(token=f"{LONG} sha256:{'g' * 64}"),
    ],
)
def test_values_that_mean_nothing_end_it(settings: Settings) -> None:
    ((severity, text),) = told(settings)
    assert severity is Severity.ERROR
    assert "abc" not in text
    assert "g" * 64 not in text


@pytest.mark.parametrize(
    ("host", "token", "warnings"),
    [
        ("127.0.0.1", "short", 0),
        ("0.0.0.0", "", 0),
        ("0.0.0.0", LONG, 1),
        ("::", f"{LONG} short", 2),
        ("example.org", f"sha256:{'a' * 64}", 1),
    ],
)
def test_tokens_beyond_loopback_are_weighed(host: str, token: str, warnings: int) -> None:
    """Without a token nobody writes, so there is nothing to guard."""
    found = told(Settings(host=host, token=token))
    assert [severity for severity, _ in found] == [Severity.WARNING] * warnings
    assert not any(word in text for _, text in found for word in token.split())


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("example.org", False)],
)  # fmt: skip
def test_loopback_is_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_clock_before_the_facts_ends_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert not [f for f in check_machine(settings, RECORDED) if f.severity is Severity.ERROR]
    (found,) = check_machine(settings, date(1970, 1, 1))
    assert found.severity is Severity.ERROR
    assert "1970-01-01" in found.message


def test_an_interrupted_restore_ends_it(tmp_path: Path) -> None:
    (tmp_path / RESTORING).mkdir()
    (found,) = check_machine(Settings(home=tmp_path), TODAY)
    assert found.severity is Severity.ERROR
    assert "--replace" in found.advice


def test_a_home_that_cannot_be_written_ends_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (found,) = check_machine(Settings(home=tmp_path / "file" / "home"), TODAY)
    assert found.severity is Severity.ERROR
    assert "cannot write" in found.message


def test_queries_that_need_more_than_there_is_are_told(tmp_path: Path) -> None:
    (found,) = check_machine(Settings(home=tmp_path, query_memory_mb=1 << 30), TODAY)
    assert found.severity is Severity.WARNING
    assert "SPACEGRAPH_QUERY_MEMORY_MB" in found.advice


@pytest.fixture
def small(tmp_path: Path) -> Instance:
    sources = Sources(book=Book(BOOK, tmp_path / "accepted"), ontology=folder("ontology"))
    instance = Instance(Settings(home=tmp_path), sources)
    instance.build()
    return instance


def test_a_store_is_what_its_manifest_says(small: Instance) -> None:
    path = small.settings.store_path
    assert list(check_store(path, small.standing())) == []
    store = ox.Store(str(path / "quads"))
    store.add(ox.Quad(*(ox.NamedNode(f"a:{n}") for n in "spog")))
    store.flush()
    del store
    (found,) = check_store(path, small.standing())
    assert "its manifest says" in found.message
    shutil.rmtree(path / "quads")
    (found,) = check_store(path, small.standing())
    assert "cannot be read" in found.message


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_serve_ends_with_two_and_every_reason(tmp_path: Path) -> None:
    (tmp_path / RESTORING).mkdir()
    variables = {"SPACEGRAPH_HOME": str(tmp_path), "SPACEGRAPH_PORT": str(free_port())}
    done = subprocess.run(
        [sys.executable, "-m", "spacegraph", "serve"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "a restore into" in done.stderr
    assert "error: this cannot be served" in done.stderr
    assert "Traceback" not in done.stderr


LONG_QUERY = """
    PREFIX sg: <https://w3id.org/spacegraph/ontology/>
    SELECT (COUNT(*) AS ?n) { ?a a sg:FundingRound . ?b a sg:FundingRound . ?c a sg:FundingRound }
"""
"""Some million rows: under way long enough to be met by a signal."""


def wait_until(condition: Callable[[], object]) -> None:
    """Yield to other processes until something is so; the deadline only ends a broken test."""
    ended = threading.Event()
    timer = threading.Timer(240, ended.set)
    timer.start()
    try:
        while not condition():
            assert not ended.wait(0.02), "it did not happen"
    finally:
        timer.cancel()


def test_serve_drains_and_ends_with_nought(home: Path) -> None:
    """A query under way when SIGTERM comes is answered; then nobody of the family is left."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    variables = {"SPACEGRAPH_HOME": str(home), "SPACEGRAPH_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "spacegraph", "serve"],
        env=os.environ | variables,
        stderr=subprocess.PIPE,
    )

    def is_ready() -> bool:
        assert process.poll() is None
        try:
            return httpx.get(f"{address}/health/ready").is_success
        except httpx.TransportError:
            return False

    def is_busy() -> bool:
        told = httpx.get(f"{address}/metrics").text
        return 'workers{state="light"} 1' in told or 'workers{state="heavy"} 1' in told

    try:
        wait_until(is_ready)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(
                httpx.get, f"{address}/sparql", params={"query": LONG_QUERY}, timeout=60
            )
            wait_until(lambda: is_busy() or asked.done())
            process.send_signal(signal.SIGTERM)
            assert asked.result().status_code == 200
        assert process.wait(60) == 0
        assert not any(Path(f"/proc/{child}/fd/0").exists() for child in children)
    finally:
        process.kill()
        _, said = process.communicate()
    assert b'"level": "error"' not in said
