"""Every route: HEAD where there is GET, 405 with Allow; people with browsers at /sparql."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Route

from spacegraph.graph.questions import Question, read_questions

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

PATHS = [
    "/",
    "/.well-known/void",
    "/docs",
    "/dump.ttl",
    "/health",
    "/metrics",
    "/openapi.json",
    "/organisation/landspace",
    "/organisation/landspace.ttl",
    "/query",
    "/questions",
    "/questions.json",
    "/report",
    "/search?q=landspace",
    "/sparql",
    "/sparql?query=ASK{}",
    "/graphs?default",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_body(site: httpx.Client, path: str) -> None:
    """RFC 9110 §9.3.2."""
    get, head = site.get(path), site.head(path)
    assert get.status_code == head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "etag", "cache-control", "vary", "content-security-policy"):
        assert head.headers.get(name) == get.headers.get(name), name


SAMPLES = {
    "/graphs": "/graphs?default",
    "/graphs/{path:path}": "/graphs/claim/none",
    "/network": "/network?layer=contract",
    "/network/ties": "/network/ties?layer=contract",
    "/questions/{name}": "/questions/contracts-approved-by?agency=ndrc",
    "/questions/{name}.{suffix}": "/questions/contracts-approved-by.html?agency=ndrc",
    "/report": "/report?org=landspace&format=json",
    "/search": "/search?q=landspace",
    "/sitemap-{number}.xml.gz": "/sitemap-1.xml.gz",
    "/sparql": "/sparql?query=ASK%7B%7D",
    "/static/{build}/{name}": "/static/of-old/site.css",
    "/templates/{name}.{suffix}": "/templates/contracts.csv",
    "/concept/{name:path}": "/concept/organisation-type/university.ttl",
    "/organisation/{name:path}": "/organisation/landspace.json",
}
"""An address for each route that needs more than its path."""

_OWN = ("date", "x-request-id", "transfer-encoding", "content-length")
_COUNTED = "/metrics"


def sample(path: str, examples: Mapping[str, Question]) -> str:
    """Return an address that a route answers, a question with its example."""
    if path in SAMPLES:
        return SAMPLES[path]
    if path.endswith("/{name:path}"):
        return path.replace("{name:path}", "none")
    name, dot, _ = path.removeprefix("/questions/").partition(".")
    known = path.startswith("/questions/") and dot and examples.get(name)
    return f"{path}?{urlencode(known.example)}" if known else path


def test_every_get_has_its_head(site: httpx.Client, application: FastAPI) -> None:
    """RFC 9110 §9.3.2: the same status and headers, as far as they are known without the body."""
    paths = dict.fromkeys(
        each.path for each in routes_of(application) if "GET" in (each.methods or ())
    )
    assert len(paths) > 200
    examples = read_questions()
    for path in paths:
        address = sample(path, examples)
        assert "{" not in address, f"{path} needs a sample"
        accept = {"Accept": "*/*"}
        get, head = site.get(address, headers=accept), site.head(address, headers=accept)
        assert head.status_code == get.status_code, address
        assert head.content == b"", address
        assert without(head) == without(get), address
        if "content-length" in head.headers and path != _COUNTED:
            assert head.headers["content-length"] == get.headers["content-length"], address


def routes_of(application: FastAPI) -> Iterator[Route]:
    """Yield the routes of an application, and of the routers that it includes."""
    for each in application.routes:
        within = getattr(each, "original_router", None)
        yield from (route for route in (within.routes if within else [each]))


def without(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in _OWN}


def test_head_of_a_saved_question_is_that_of_its_answer(site: httpx.Client) -> None:
    """The page at `/questions/{name}` knows HEAD itself, and its path matches too."""
    address = "/questions/contracts-approved-by.json"
    for query, status in (("?agency=ndrc", 200), ("", 400), ("?agency=nobody", 404)):
        get, head = site.get(address + query), site.head(address + query)
        assert (get.status_code, head.status_code) == (status, status)
        assert head.headers.get("etag") == get.headers.get("etag")


def test_head_where_there_is_no_get_is_405(site: httpx.Client) -> None:
    response = site.head("/claims")
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]
    assert "HEAD" not in response.headers["allow"]
    assert site.head("/no/such/thing").status_code == 404


def test_allow_names_head_beside_get(site: httpx.Client) -> None:
    """RFC 9110 §10.2.1."""
    for path in ("/search", "/report"):
        allowed = site.delete(path).headers["allow"].split(", ")
        assert {"GET", "HEAD"} <= set(allowed)


def test_a_browser_is_led_from_the_endpoint_to_the_editor(site: httpx.Client) -> None:
    """RFC 9110 §15.4.4: 303 leads to another resource for those who want a page."""
    bare = site.get("/sparql", headers={"Accept": BROWSER})
    assert (bare.status_code, bare.headers["location"]) == (303, "/query")
    assert "Accept" in bare.headers["vary"]
    query = "SELECT ?x { ?x ?y '蓝箭 & %' } # ?"
    asked = site.get("/sparql", params={"query": query}, headers={"Accept": BROWSER})
    assert asked.status_code == 303
    target = urlsplit(asked.headers["location"])
    assert target.path == "/query"
    assert parse_qs(target.query) == {"query": [query]}
    page = site.get(asked.headers["location"], headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("accept", "params"),
    [
        ("*/*", {}),
        (None, {}),
        ("text/turtle, */*;q=0.1", {}),
        ("text/html;q=0.5, application/sparql-results+json", {"query": "ASK {}"}),
        ("text/html, application/sparql-results+json", {"query": "ASK {}"}),
        (BROWSER, {"query": "ASK {}", "format": "json"}),
        (BROWSER, {"query": "ASK {}", "output": "json"}),
        (BROWSER, {"query": "ASK {}", "default-graph-uri": "https://example.org/g"}),
    ],
)
def test_programs_get_answers(
    site: httpx.Client, accept: str | None, params: dict[str, str]
) -> None:
    headers = {"Accept": accept} if accept else {}
    assert site.get("/sparql", params=params, headers=headers).status_code == 200


def test_without_an_editor_a_browser_gets_the_answer(client: httpx.Client) -> None:
    response = client.get("/sparql?query=ASK{}", headers={"Accept": BROWSER})
    assert response.status_code == 200
