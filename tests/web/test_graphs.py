"""The SPARQL 1.1 Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

import httpx
import pyoxigraph as ox
import pytest

CLAIM = "https://w3id.org/spacegraph/claim/"


def triples(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    return len(list(ox.parse(response.content, format=ox.RdfFormat.TURTLE)))


def test_a_graph_by_its_name(client: httpx.Client) -> None:
    """§4.2 indirect identification, §5.2 GET."""
    assert triples(client.get("/graphs", params={"graph": f"{CLAIM}2"})) == 3


def test_the_default_graph(client: httpx.Client) -> None:
    assert triples(client.get("/graphs?default")) == 5
    assert triples(client.get("/graphs?default=")) == 5


def test_a_graph_by_its_path(client: httpx.Client) -> None:
    """§4.1 direct identification."""
    assert triples(client.get("/graphs/claim/1")) == 2


def test_an_unknown_graph_is_404(client: httpx.Client) -> None:
    """§5.2."""
    for url in ("/graphs/claim/none", "/graphs?graph=http://e.org/none"):
        response = client.get(url)
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "url",
    [
        "/graphs",
        "/graphs?default&graph=http://e.org/",
        "/graphs?graph=http://e.org/a&graph=http://e.org/b",
        "/graphs?graph=relative",
        "/graphs?graph=",
        "/graphs?graph=http://e.org/%3E",
        "/graphs?graph=http://e.org/%20%7D",
    ],
)
def test_no_or_several_or_malformed_names_are_400(client: httpx.Client, url: str) -> None:
    assert client.get(url).status_code == 400


@pytest.mark.parametrize("media_type", ["application/ld+json", "application/n-quads"])
def test_other_formats(client: httpx.Client, media_type: str) -> None:
    response = client.get("/graphs/claim/1", headers={"Accept": media_type})
    assert response.headers["content-type"] == media_type
    short = {"application/ld+json": "jsonld", "application/n-quads": "nq"}[media_type]
    named = client.get("/graphs", params={"graph": f"{CLAIM}1", "format": short})
    assert named.headers["content-type"] == media_type
    assert client.get("/graphs/claim/1", headers={"Accept": "image/png"}).status_code == 406


def test_head_and_304(client: httpx.Client) -> None:
    """§5.6 HEAD."""
    head = client.head("/graphs/claim/1")
    get = client.get("/graphs/claim/1")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    known = {"If-None-Match": get.headers["etag"]}
    assert client.get("/graphs/claim/1", headers=known).status_code == 304
    assert client.get("/graphs/claim/none", headers=known).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("url", ["/graphs?default", "/graphs/claim/1"])
def test_without_a_gate_writes_are_405(client: httpx.Client, method: str, url: str) -> None:
    """§5: "405 Method Not Allowed" where an operation is not supported."""
    response = client.request(method, url)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options(client: httpx.Client) -> None:
    for url in ("/graphs", "/graphs/claim/1"):
        assert client.options(url).headers["allow"] == "GET, HEAD, OPTIONS"
