"""The pages over a small book with a hostile name in it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi import FastAPI

from spacegraph.gate.desk import Acceptance, Desk
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.graph.book import Book
from spacegraph.graph.dataset import generation
from spacegraph.graph.questions import read_question
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import look
from spacegraph.namespaces import SCHEMA, SG, thing
from spacegraph.pages.counter import Counter
from spacegraph.pages.mount import mount
from spacegraph.resources import folder
from spacegraph.search.indexes import Names
from spacegraph.search.search import Hit, search
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web.app import create_app
from spacegraph.web.names import search_router
from spacegraph.web.problems import Problem

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>alert(1)</script>\"' onmouseover=alert(1) {{ 7*7 }}"

TABLES = {
    "sources": (
        "id,url,title,publisher,date,reliability\n"
        "page,https://example.org/page?a=1&b=2,A page,Press,2021-05,B\n"
        "forum,https://example.org/forum,,,2022,D\n"
    ),
    "places": (
        "id,name_en,name_zh,kind,within_id,latitude,longitude,iso_code,source_url\n"
        "china,China,中国,country,,,,CN,https://example.org/forum\n"
        "sichuan,Sichuan,四川省,province,china,30.65,104.07,,https://example.org/forum\n"
        "site,Site,,launch-site,sichuan,28.2,102,,https://example.org/forum\n"
    ),
    "organisations": (
        "id,name_en,name_zh,type,founded,hq_place,country,segments,source_url\n"
        "minospace,MinoSpace,微纳星空,commercial-firm,2017,sichuan,CN,components,"
        "https://example.org/page?a=1&b=2\n"
        "minospace,,,,2016,,,,https://example.org/forum\n"
        "former,Former,,commercial-firm,,,,,https://example.org/forum\n"
        "buyer,Buyer,,state-enterprise,,sichuan,CN,,https://example.org/forum\n"
    ),
    "merges": (
        "kept,merged,source_url\n"
        "organisation/minospace,organisation/former,https://example.org/forum\n"
    ),
    "contracts": (
        "id,title,date,date_kind,kind,buyer_ids,supplier_ids,amount,currency,amount_qualifier,"
        "place_id,source_url\n"
        "deal,Deal,2021-02,signature,constellation,buyer,minospace,1234567,USD,exact,sichuan,"
        "https://example.org/page?a=1&b=2\n"
    ),
}


class Document(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        return [each["href"] for each in self.all("a") if "href" in each]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """Return the quads of the book, and beside them what no table would let in."""
    root = tmp_path_factory.mktemp("pages")
    data = root / "data"
    data.mkdir()
    for name, text in TABLES.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    quads = look(Book(data, root / "accepted").claims(), Schema.read(folder("ontology")))
    evil, claim = thing("organisation", "evil"), thing("claim", "evil")
    source = thing("source", "evil")
    label = ox.Literal(HOSTILE, language="en")
    lines = f"""
    @prefix sg: <{SG}> . @prefix schema: <{SCHEMA}> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix prov: <http://www.w3.org/ns/prov#> . @prefix dcterms: <http://purl.org/dc/terms/> .
    {evil} a sg:Organisation ; rdfs:label {label} ; skos:prefLabel {label} ;
        sg:product "</script><script>alert(2)</script>"@en ;
        sg:homepage <javascript:alert(3)> , <data:text/html,x> , <http://ok.example/'x> .
    {claim} a sg:Claim ; schema:about {evil} ; prov:wasDerivedFrom {source} ;
        skos:editorialNote "<img src=x onerror=alert(4)>"@en .
    {source} a sg:Source ; schema:url <javascript:alert(5)> ; dcterms:title "<b>title</b>" .
    {claim} {{ {evil} skos:prefLabel {label} . }}
    """
    store = ox.Store()
    store.extend(quads)
    store.load(lines.encode(), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="session")
def small(book: ox.Store) -> EmbeddedStore:
    return EmbeddedStore(book, generation=generation(sorted(book, key=str)))


TOKEN = "open sesame"


def make_counter(quads: ox.Store, store: EmbeddedStore, home: Path) -> Counter:
    """Make a counter over a store in memory; what is accepted is in the store at once."""

    def commit(acceptance: Acceptance) -> None:
        for triple in acceptance.effect.gained:
            quads.add(ox.Quad(triple.subject, triple.predicate, triple.object))
        for claim in acceptance.effect.entering:
            quads.extend(claim.quads())
        for triple in acceptance.effect.lost:
            quads.remove(ox.Quad(triple.subject, triple.predicate, triple.object))
        for claim in acceptance.effect.leaving:
            for quad in claim.quads():
                quads.remove(quad)

    def admit(token: str) -> None:
        if token != TOKEN:
            raise Problem(401, "writing needs the token of this instance")

    desk = Desk(Archive(home / "accepted"), Shapes.read(), lambda: store, commit)
    return Counter(desk, Quarantine(home / "quarantine"), admit, lambda: date(2026, 11, 20))


@pytest.fixture(scope="session")
def counter(
    book: ox.Store, small: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory
) -> Counter:
    return make_counter(book, small, tmp_path_factory.mktemp("counter"))


@pytest.fixture(scope="session")
def app(
    small: EmbeddedStore, counter: Counter, tmp_path_factory: pytest.TempPathFactory
) -> FastAPI:
    path = tmp_path_factory.mktemp("questions") / "contracts-of-firm.rq"
    path.write_text(
        "#+ title: Contracts of a firm\n"
        "#+ summary: What a firm supplies.\n"
        "#+ title_zh: 某企业的合同\n"
        "#+ summary_zh: 某企业供应什么。\n"
        "#+ group: contracts\n"
        "#+ parameters:\n"
        "#+   org: {type: organisation, required: true, description: The firm, description_zh: 企业标识}\n"
        '#+   kind: {type: "concept:contract-kind", description: Only this kind}\n'
        "#+ example: {org: minospace}\n"
        f"PREFIX sg: <{SG}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        f"PREFIX prov: <http://www.w3.org/ns/prov#>\nPREFIX schema: <{SCHEMA}>\n"
        "SELECT ?contract ?contractLabel ?amountUSD ?sources WHERE {\n"
        "  { SELECT ?contract (GROUP_CONCAT(DISTINCT STR(?page)) AS ?sources) WHERE {\n"
        "    VALUES ?org { UNDEF }\n    VALUES ?kind { UNDEF }\n"
        "    ?contract sg:supplier ?org ; sg:contractKind ?kind .\n"
        "    GRAPH ?claim { ?contract sg:supplier ?org }\n"
        "    ?claim prov:wasDerivedFrom/schema:url ?page .\n"
        "  } GROUP BY ?contract }\n"
        "  ?contract rdfs:label ?contractLabel\n"
        "  OPTIONAL { ?contract sg:amountUSD ?amountUSD }\n"
        "}\nORDER BY ?contract\n"
    )
    names = Names()

    def find(text: str, most: int) -> tuple[Hit, ...]:
        return search(names.index(small), text, limit=most)

    app = create_app(Settings(), small, search_router(names))
    mount(app, small, {"contracts-of-firm": read_question(path)}, search=find, counter=counter)
    return app


class _Server(uvicorn.Server):
    """Tells when it listens."""

    listening: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of the loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = _Server(uvicorn.Config(app, log_level="critical", access_log=False))
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
def serving() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """Serve an application for as long as a context lasts, which gives its address."""
    return serve


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Serve the pages."""
    with serve(app) as address:
        yield address


@pytest.fixture(scope="module")
def desk_address(book: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages over a copy of the book that takes in facts."""
    quads = ox.Store()
    quads.extend(book)
    store = EmbeddedStore(quads, generation="copy")
    app = create_app(Settings(), store)
    mount(app, store, {}, counter=make_counter(quads, store, tmp_path_factory.mktemp("desk")))
    with serve(app) as address:
        yield address


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def visit(client: httpx.Client) -> Callable[[str], httpx.Response]:
    """Ask for a page as a browser does."""
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    def fetch(path: str) -> httpx.Response:
        return client.get(path, headers={"Accept": accept})

    return fetch


@pytest.fixture(scope="session")
def read(visit: Callable[[str], httpx.Response]) -> Callable[..., Document]:
    """Return a page as a document; it must be one of the expected status."""

    def fetch(path: str, status: int = 200) -> Document:
        answer = visit(path)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return Document(answer.text)

    return fetch


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium; tests that want it are skipped where it cannot be had."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_quiet(open_tab: Callable[..., Any], tellings: list[str]) -> Iterator[Callable[..., Any]]:
    """Open tabs for pages that are errors on purpose: the browser tells their status as well."""
    yield open_tab
    status = "the server responded with a status of 40"
    tellings[:] = [told for told in tellings if status not in told]


@pytest.fixture
def tellings() -> list[str]:
    """What browsers tell on their consoles in one test."""
    return []


@pytest.fixture
def open_tab(chromium: Any, address: str, tellings: list[str]) -> Iterator[Callable[..., Any]]:
    """Open tabs; a console error, a dialog or a request to another host fails the test."""
    contexts: list[Any] = []
    told = tellings

    def open_one(base: str = address, **options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en", **options}
        context = chromium.new_context(base_url=base, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: told.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: told.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((base, "blob:"))
                else told.append(f"asked {request.url}")
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert told == []


@pytest.fixture
def tab(open_tab: Callable[..., Any]) -> Any:
    """Open a tab on the small book."""
    return open_tab()


@pytest.fixture(scope="session")
def axe() -> str:
    """Read the script that finds what people with disabilities cannot use."""
    path = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("axe-core is not there: `npm ci` in assets/ fetches it")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def barriers(axe: str) -> Callable[[Any], list[str]]:
    """Name what on a page breaks WCAG 2.2 AA, or what axe holds for good practice."""
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def find(page: Any) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("levels => axe.run(document, {runOnly: levels})", levels)
        return [
            f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return find


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs playwright and chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the browser tests that were not run."""
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if "test_browser" in report.nodeid
    ]
    for name in skipped:
        terminalreporter.write_line(f"not run (no playwright or chromium): {name}")
