"""What /metrics counts, in which forms, and how many series it can ever make."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_text

from spacegraph.store.workers import WorkerPool

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)
"""What Prometheus 3 sends."""

Sample = tuple[str, dict[str, str]]


def samples(client: httpx.Client) -> dict[str, float]:
    """Read every sample as name{label="value",…}."""
    text = client.get("/metrics").text
    return {
        f"{each.name}{json.dumps(each.labels, sort_keys=True)}": each.value
        for family in parse_text(text)
        for each in family.samples
    }


def grown(client: httpx.Client, act: Callable[[], object]) -> dict[str, float]:
    """Tell which samples an action raises, and by how much."""
    before = samples(client)
    act()
    after = samples(client)
    return {
        key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)
    }


def requests(route: str, status: int, method: str = "GET") -> str:
    labels = json.dumps({"method": method, "route": route, "status": str(status)}, sort_keys=True)
    return f"spacegraph_http_requests_total{labels}"


def queries(outcome: str) -> str:
    return f'spacegraph_queries_total{{"outcome": "{outcome}"}}'


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/plain; version=0.0.4"),
        ("*/*", "text/plain; version=0.0.4"),
        ("text/plain;version=0.0.4;q=1,application/openmetrics-text;q=0.1", "text/plain"),
        (PROMETHEUS, "application/openmetrics-text; version=1.0.0"),
    ],
)
def test_the_form_is_negotiated(client: httpx.Client, accept: str, media_type: str) -> None:
    """https://prometheus.io/docs/instrumenting/content_negotiation/"""
    answer = client.get("/metrics", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["cache-control"] == "no-store"
    parse = parse_open if "openmetrics" in media_type else parse_text
    assert {family.name for family in parse(answer.text)} >= {"spacegraph_http_requests"}


def test_a_form_that_is_neither_is_406(client: httpx.Client) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert answer.json()["offered"] == ["text/plain", "application/openmetrics-text"]


def test_requests_are_counted_by_route_method_and_status(client: httpx.Client) -> None:
    def act() -> None:
        client.get("/sparql", params={"query": "ASK {}"})
        client.head("/sparql", params={"query": "ASK {}"})
        client.get("/sparql", params={"query": "ASK"})
        client.get("/number/12")
        client.get("/number/x")
        client.delete("/number/12")

    found = grown(client, act)
    assert found[requests("/sparql", 200)] == 1
    assert found[requests("/sparql", 200, "HEAD")] == 1
    assert found[requests("/sparql", 400)] == 1
    assert found[requests("/number/{number}", 200)] == 1
    assert found[requests("/number/{number}", 400)] == 1
    assert found[requests("/number/{number}", 405, "DELETE")] == 1
    seconds = 'spacegraph_http_request_duration_seconds_count{"route": "/number/{number}"}'
    assert found[seconds] == 3


def test_addresses_and_methods_make_no_series(client: httpx.Client) -> None:
    def act() -> None:
        for number in range(20):
            client.get(f"/nowhere/{number}")
            client.get(f"/number/{number}")
            client.request(("PROPFIND", "MKCOL", "REPORT")[number % 3], "/number/1")

    made = set(grown(client, act))
    assert len([key for key in made if key.startswith("spacegraph_http_requests_total")]) <= 4
    assert requests("(unknown)", 404) in made
    assert requests("/number/{number}", 405, "other") in made


def test_ends_of_queries_are_counted(client: httpx.Client) -> None:
    many = "GRAPH <http://example.org/many>"
    count = f"SELECT (COUNT(*) AS ?n) {{ {many} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }}"

    def act() -> None:
        client.get("/sparql", params={"query": "ASK { <a:metrics> ?p ?o }"})
        client.get("/sparql", params={"query": count})

    found = grown(client, act)
    assert found[queries("answered")] == 1
    assert found[queries("deadline")] == 1


def test_a_broken_answer_is_counted(client: httpx.Client) -> None:
    rows = "SELECT * { GRAPH <http://example.org/many> { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"

    def act() -> None:
        with (
            client.stream("GET", "/sparql", params={"query": rows}) as answer,
            pytest.raises(httpx.RemoteProtocolError),
        ):
            answer.read()

    found = grown(client, act)
    assert found['spacegraph_http_broken_answers_total{"route": "/sparql"}'] == 1


def test_the_state_of_the_workers_is_told(client: httpx.Client, pool: WorkerPool) -> None:
    found = samples(client)
    assert found["spacegraph_ready{}"] == 1
    assert found['spacegraph_store_info{"generation": "first"}'] == 1
    assert found["spacegraph_queue_length{}"] == 0
    assert found["spacegraph_workers_forked_total{}"] >= 1
    keeper, workers = pool.processes()
    for name in ("server", "keeper"):
        assert found[f'spacegraph_resident_memory_bytes{{"process": "{name}"}}'] > 1 << 20
    assert {os.getpgid(keeper), *map(os.getpgid, workers)} == {keeper}


def test_every_metric_is_in_the_manual_and_nothing_else(client: httpx.Client) -> None:
    """Those of the store's folder are there only where `spacegraph build` made it."""
    client.get("/health")
    families = {family.name for family in parse_open(_open(client))}
    written = set(re.findall(r"`(spacegraph_[a-z_]+)`", MANUAL.read_text(encoding="utf-8")))
    names = {re.sub(r"_(total|info)$", "", name) for name in written}
    folder = {"spacegraph_quads", "spacegraph_claims", "spacegraph_last_commit_timestamp_seconds"}
    assert families | folder == names


def _open(client: httpx.Client) -> str:
    return client.get("/metrics", headers={"Accept": "application/openmetrics-text"}).text
