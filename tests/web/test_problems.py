"""What goes wrong is told to the asker, and nothing else is (RFC 9457)."""

import json
import logging

import httpx
import pytest

from spacegraph.errors import NotFound, QueryError, Refused, SpacegraphError, StoreError
from spacegraph.store.base import Busy, Crashed, Faulty, LimitReached, Unreachable
from spacegraph.web.problems import to_response


def test_what_nobody_expected_is_500_without_its_reason(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = client.get("/broken", headers={"X-Request-ID": "abc-1"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert "abc-1" in response.json()["detail"]
    assert "the secret reason" in caplog.text
    assert "abc-1" in caplog.text


def test_an_unknown_path_is_404(client: httpx.Client) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response.json()["title"] == "Not Found"


def test_a_parameter_of_the_wrong_kind_is_400(client: httpx.Client) -> None:
    response = client.get("/number/x")
    assert response.status_code == 400
    assert response.json()["findings"][0].startswith("number: ")
    assert client.get("/number/5").json() == 5


def test_errors_are_not_cached(client: httpx.Client) -> None:
    assert client.get("/nothing").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("x"), 400),
        (Refused("x"), 403),
        (NotFound("x"), 404),
        (StoreError("x", where="/a/secret/place"), 500),
        (Crashed("x"), 500),
        (Faulty("x"), 502),
        (Unreachable("x"), 503),
        (Busy("x", retry_after=7), 503),
        (LimitReached("x", limit="seconds", seconds=1.5), 504),
        (LimitReached("x", limit="memory", seconds=1.5), 507),
    ],
)
def test_every_error_has_its_status(error: SpacegraphError, status: int) -> None:
    response = to_response(error)
    problem = json.loads(bytes(response.body))
    assert (response.status_code, problem["status"]) == (status, status)
    assert "secret" not in str(problem)
    assert problem.get("seconds") == getattr(error, "seconds", None)
    assert response.headers.get("retry-after") == ("7" if isinstance(error, Busy) else None)
