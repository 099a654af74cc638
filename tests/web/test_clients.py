"""How much one client may ask at one time and in a second (RFC 6585 §4)."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from tests.web.conftest import serving

from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app
from spacegraph.web.clients import BURST_SECONDS, REMEMBERED, Clients, Ledger, TooMany, name_of


class Clock:
    """A clock that the test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def ask(ledger: Ledger, name: str = "a") -> None:
    with ledger.entry(name):
        pass


def test_a_burst_then_the_rate() -> None:
    clock = Clock()
    ledger = Ledger(0, 2.0, clock)
    for _ in range(2 * BURST_SECONDS):
        ask(ledger)
    with pytest.raises(TooMany) as caught:
        ask(ledger)
    assert caught.value.headers["Retry-After"] == "1"
    ask(ledger, "b")
    clock.now += 0.5
    ask(ledger)
    with pytest.raises(TooMany):
        ask(ledger)
    clock.now += 1000
    for _ in range(2 * BURST_SECONDS):
        ask(ledger)
    with pytest.raises(TooMany):
        ask(ledger)


def test_a_slow_rate_says_how_long_to_wait() -> None:
    ledger = Ledger(0, 0.1, Clock())
    ask(ledger)
    with pytest.raises(TooMany) as caught:
        ask(ledger)
    assert caught.value.headers["Retry-After"] == "10"


def test_requests_at_one_time() -> None:
    ledger = Ledger(2, 0, Clock())
    with ledger.entry("a"), ledger.entry("a"), ledger.entry("b"), pytest.raises(TooMany):
        ask(ledger)
    for _ in range(1000):
        ask(ledger)


def test_a_failed_request_is_over_too() -> None:
    ledger = Ledger(1, 0, Clock())
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), ledger.entry("a"):
            raise ZeroDivisionError
    ask(ledger)


def test_the_memory_of_clients_is_bounded() -> None:
    ledger = Ledger(1, 1.0, Clock())
    with ledger.entry("busy"):
        for number in range(2 * REMEMBERED):
            ask(ledger, str(number))
        assert len(ledger) <= REMEMBERED + 1
        with pytest.raises(TooMany):
            ask(ledger, "busy")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", None),
        ("127.8.8.8", None),
        ("::1", None),
        ("testclient", "testclient"),
    ],
)
def test_the_name_of_a_client(host: str, name: str | None) -> None:
    assert name_of(host) == name


def statuses(app: Clients, path: str, host: str, number: int) -> list[int]:
    """Send so many requests at one time; each waits until all have been judged."""
    found: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def all_of_them() -> None:
        scope: Scope = {"type": "http", "path": path, "method": "GET", "client": (host, 1)}
        await asyncio.gather(*(app(dict(scope), receive, send) for _ in range(number)))

    with start_blocking_portal() as portal:
        portal.call(all_of_them)
    return sorted(found)


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    for _ in range(10):
        await asyncio.sleep(0)
    await PlainTextResponse("")(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "host", "refused"),
    [
        ("/sparql", "203.0.113.7", 3),
        ("/", "203.0.113.7", 3),
        ("/static/1/site.css", "203.0.113.7", 0),
        ("/health", "203.0.113.7", 0),
        ("/metrics", "203.0.113.7", 0),
        ("/sparql", "127.0.0.1", 0),
    ],
)
def test_what_is_limited(path: str, host: str, refused: int) -> None:
    found = statuses(Clients(slow, concurrency=2, rate=0), path, host, 5)
    assert found == [200] * (5 - refused) + [429] * refused


def test_nothing_is_limited_where_both_are_0() -> None:
    assert statuses(Clients(slow, concurrency=0, rate=0), "/", "203.0.113.7", 500) == [200] * 500


def test_the_settings_admit_0() -> None:
    settings = Settings.from_environment(
        {"SPACEGRAPH_CLIENT_RATE": "0", "SPACEGRAPH_CLIENT_CONCURRENCY": "0"}
    )
    assert (settings.client_rate, settings.client_concurrency) == (0, 0)
    assert Settings().client_concurrency
    assert Settings().client_rate


@pytest.fixture
def strict(store_path: object) -> Iterator[httpx.Client]:
    """A server that lets a client ask one thing in four seconds."""
    pool = WorkerPool(store_path, limits=Limits(), roster=Roster(light=1))  # type: ignore[arg-type]
    app = create_app(Settings(client_rate=0.25, client_concurrency=1), pool)
    with serving(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_a_client_behind_a_trusted_proxy(strict: httpx.Client) -> None:
    """The server of the tests trusts its own machine, as `serve` does by default."""
    for number in (7, 8):
        headers = {"X-Forwarded-For": f"127.0.0.1, 203.0.113.{number}"}
        first = strict.get("/sparql?query=ASK{}", headers=headers)
        assert first.status_code == 200
        again = strict.get("/sparql?query=ASK{}", headers=headers)
        assert again.status_code == 429
        assert 1 <= int(again.headers["retry-after"]) <= 4
        assert again.headers["content-type"] == "application/problem+json"
        assert again.json()["limit"] == "rate"
        assert again.json()["hint"]
        assert "x-request-id" in again.headers
    for _ in range(5):
        assert strict.get("/sparql?query=ASK{}").status_code == 200
