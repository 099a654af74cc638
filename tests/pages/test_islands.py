"""What the scripts ask the server for: terms, answers, networks with their evidence."""

from collections.abc import Callable

import httpx
import pytest

Visit = Callable[[str], httpx.Response]

SPARQL = {"Content-Type": "application/sparql-query", "Accept": "text/tab-separated-values"}


def test_terms_in_use_come_with_names_and_definitions(client: httpx.Client) -> None:
    answer = client.get("/query/terms")
    found = {(each["kind"], each["curie"]): each for each in answer.json()}
    firm = found["class", "sg:CommercialFirm"]
    assert (firm["label"], firm["label_zh"]) == ("commercial firm", "商业企业")
    assert firm["uses"] >= 1 and firm["definition"]
    assert found["property", "sg:supplier"]["uses"] == 1
    assert found["thing", "concept:contract-kind/constellation"]["uses"] >= 1
    assert ("property", "rdfs:label") in found
    uses = [each["uses"] for each in answer.json()]
    assert uses == sorted(uses, reverse=True)
    known = client.get("/query/terms", headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304


def test_an_answer_for_the_script_is_that_of_the_endpoint(client: httpx.Client) -> None:
    query = "SELECT ?x WHERE { VALUES ?x { 1 'b' } }"
    here, there = (
        client.post(path, content=query, headers=SPARQL) for path in ("/query/ask", "/sparql")
    )
    assert here.status_code == there.status_code == 200
    assert here.text == there.text == '?x\n1\n"b"\n'
    assert here.headers["content-type"] == there.headers["content-type"]


@pytest.mark.parametrize("query", ["SELECT ?s WHERE {\n foo }", "DROP ALL", "", "SELECT * {"])
def test_a_wrong_query_is_no_failure_of_the_request(client: httpx.Client, query: str) -> None:
    here, there = (
        client.post(path, content=query, headers=SPARQL) for path in ("/query/ask", "/sparql")
    )
    assert (here.status_code, there.status_code) == (200, 400)
    assert here.headers["content-type"] == "application/problem+json"
    told, expected = here.json(), there.json()
    assert told.pop("request") != expected.pop("request")
    assert told == expected and told["status"] == 400


def test_what_is_no_query_at_all_stays_a_failure(client: httpx.Client) -> None:
    answer = client.post("/query/ask", content="<x/>", headers={"Content-Type": "text/xml"})
    assert answer.status_code == 415


def test_a_network_comes_with_measures_communities_and_evidence(client: httpx.Client) -> None:
    answer = client.get("/network/ties?layer=contract")
    told = answer.json()
    assert answer.headers["content-encoding"] == "gzip"
    nodes = [each["id"] for each in told["nodes"]]
    assert nodes == ["organisation/buyer", "organisation/minospace"]
    assert [each["community"] for each in told["nodes"]] == [1, 1]
    assert told["nodes"][1]["label_zh"] == "微纳星空"
    degree = list(told["measures"]).index("degree")
    assert [each["scores"][degree] for each in told["nodes"]] == [1, 1]
    (tie,) = told["ties"]
    assert (nodes[tie["from"]], nodes[tie["to"]], tie["layer"]) == (*nodes, "contract")
    assert (tie["event"], tie["name"]) == ("contract/deal", "Deal")
    assert (tie["earliest"], tie["latest"]) == ("2021-02-01", "2021-02-28")
    (source,) = tie["sources"]
    assert told["sources"][source]["address"] == "https://example.org/page?a=1&b=2"
    assert [client.get(f"/{claim}").status_code for claim in tie["claims"]] == [200]
    plain = client.get("/network/ties?layer=contract", headers={"Accept-Encoding": "identity"})
    assert plain.json() == told
    known = client.get(
        "/network/ties?layer=contract", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert known.status_code == 304


def test_a_network_of_other_years_is_empty_and_says_what_it_left_out(client: httpx.Client) -> None:
    told = client.get("/network/ties?layer=contract&until=2020").json()
    assert told["nodes"] == [] and told["ties"] == []
    assert told["left_out"] == ["1 relation outside the days asked for"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("layer=nothing", 404), ("since=soon", 400), ("since=2021&until=2019", 400)],
)
def test_a_network_that_cannot_be_drawn_says_why(
    client: httpx.Client, query: str, status: int
) -> None:
    answer = client.get(f"/network/ties?{query}")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_an_unknown_colour_is_refused(visit: Visit) -> None:
    assert visit("/network?colour=mood").status_code == 400
