"""Headers that every response has."""

import httpx
import pytest


@pytest.mark.parametrize("url", ["/health", "/nothing", "/broken", "/sparql", "/sparql?query=x"])
def test_every_response_is_hardened_and_readable_from_other_sites(
    client: httpx.Client, url: str
) -> None:
    headers = client.get(url).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"]
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


def test_a_request_has_an_id(client: httpx.Client) -> None:
    given = {"X-Request-ID": "trace-42"}
    assert client.get("/health", headers=given).headers["x-request-id"] == "trace-42"
    first, second = (client.get("/health").headers["x-request-id"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "a\tb", '"'])
def test_an_odd_id_is_replaced(client: httpx.Client, bad: str) -> None:
    given = client.get("/health", headers={"X-Request-ID": bad}).headers["x-request-id"]
    assert given != bad
    assert len(given) == 16


def test_preflight_allows_reading_and_no_token(client: httpx.Client) -> None:
    """Fetch §4.8: the browser asks before it sends a query as application/sparql-query."""
    response = client.options(
        "/sparql",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert response.status_code == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    allowed = response.headers["access-control-allow-headers"].lower()
    assert "content-type" in allowed
    assert "authorization" not in allowed


def test_health(client: httpx.Client) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"live": True, "ready": True, "generation": "first"}
    assert response.headers["cache-control"] == "no-store"
