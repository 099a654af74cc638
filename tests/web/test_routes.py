"""Every route: HEAD where there is GET, 405 with Allow; people with browsers at /sparql."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

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


def test_no_route_that_answers_get_refuses_head(site: httpx.Client) -> None:
    paths = site.get("/openapi.json").json()["paths"]
    readable = sorted(path for path, item in paths.items() if "get" in item)
    assert len(readable) > 20
    for path in readable:
        filled = path.replace("{path}", "claim/none").replace("{", "").replace("}", "")
        assert site.head(filled).status_code != 405, path


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
