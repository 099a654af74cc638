"""The pages over a small book with a hostile name in it."""

import socket
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi import FastAPI

from spacegraph.gate.verdict import Verdict
from spacegraph.graph.book import Book
from spacegraph.graph.dataset import generation
from spacegraph.graph.questions import read_question
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import look
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import SCHEMA, SG, thing
from spacegraph.pages.mount import mount
from spacegraph.resources import folder
from spacegraph.search.search import Hit, search
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web.app import create_app
from spacegraph.web.names import Names, search_router

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


def judge(content: bytes, name: str) -> Verdict:
    """Find fault with the second line of everything that holds the word wrong."""
    if b"wrong" not in content:
        return Verdict.of(name, ())
    finding = Finding(
        Severity.ERROR, "<b>no such thing</b>", f"{name}:2", advice="did you mean minospace?"
    )
    return Verdict.of(name, (finding,))


@pytest.fixture(scope="session")
def app(small: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    path = tmp_path_factory.mktemp("questions") / "contracts-of-firm.rq"
    path.write_text(
        "#+ title: Contracts of a firm\n"
        "#+ summary: What a firm supplies.\n"
        "#+ group: contracts\n"
        "#+ parameters:\n"
        "#+   org: {type: organisation, required: true, description: The firm}\n"
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
    mount(app, small, {"contracts-of-firm": read_question(path)}, search=find, judge=judge)
    return app


class _Server(uvicorn.Server):
    """Tells when it listens."""

    listening: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Serve the pages on a free port of the loopback."""
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
