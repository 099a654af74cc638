"""The SPARQL 1.1 Protocol, clause by clause (https://www.w3.org/TR/sparql11-protocol/)."""

import httpx
import pytest

JSON = "application/sparql-results+json"
FOUNDED = "PREFIX : <http://example.org/> SELECT ?o { ?s :founded ?o } ORDER BY ?o"
GRAPH = "PREFIX : <http://example.org/> CONSTRUCT { ?s :founded ?o } { ?s :founded ?o }"
SUM = "PREFIX : <http://example.org/> SELECT (SUM(?a) AS ?n) { ?s :amount ?a }"
CLAIM = "https://w3id.org/spacegraph/claim/"


def numbers(response: httpx.Response) -> list[int]:
    assert response.status_code == 200, response.text
    rows = response.json()["results"]["bindings"]
    return [int(term["value"]) for row in rows for term in row.values()]


def assert_problem(response: httpx.Response, status: int) -> dict[str, object]:
    """RFC 9457 §3."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_query_via_get(client: httpx.Client) -> None:
    """§2.1.1."""
    response = client.get("/sparql", params={"query": FOUNDED})
    assert response.headers["content-type"] == JSON
    assert numbers(response) == [2007, 2015]


def test_query_via_url_encoded_post(client: httpx.Client) -> None:
    """§2.1.2."""
    assert numbers(client.post("/sparql", data={"query": FOUNDED})) == [2007, 2015]


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8", ";charset=UTF-8"])
def test_query_via_post_directly(client: httpx.Client, parameters: str) -> None:
    """§2.1.3."""
    headers = {"Content-Type": f"application/sparql-query{parameters}"}
    response = client.post("/sparql", content=FOUNDED.encode(), headers=headers)
    assert numbers(response) == [2007, 2015]


def test_text_of_all_scripts_arrives_whole(client: httpx.Client) -> None:
    query = "SELECT ?s { ?s ?p '蓝箭航天'@zh-Hans }"
    for response in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post(
            "/sparql",
            content=query.encode(),
            headers={"Content-Type": "application/sparql-query"},
        ),
    ):
        assert len(response.json()["results"]["bindings"]) == 1


def test_percent_signs_are_decoded_once(client: httpx.Client) -> None:
    query = "SELECT ('%2525 + %20' AS ?x) {}"
    for response in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
    ):
        assert response.json()["results"]["bindings"][0]["x"]["value"] == "%2525 + %20"


def test_the_dataset_of_the_protocol_overrides_from(client: httpx.Client) -> None:
    """§2.1.4: "the dataset description in the protocol request" wins over FROM."""
    query = SUM.replace("{", f"FROM <{CLAIM}2> {{", 1)
    assert numbers(client.get("/sparql", params={"query": query})) == [15]
    one = {"query": query, "default-graph-uri": f"{CLAIM}1"}
    assert numbers(client.get("/sparql", params=one)) == [10]
    assert numbers(client.post("/sparql", data=one)) == [10]
    url = {"default-graph-uri": f"{CLAIM}1"}
    headers = {"Content-Type": "application/sparql-query"}
    direct = client.post("/sparql", params=url, content=query.encode(), headers=headers)
    assert numbers(direct) == [10]


def test_several_default_graphs_do_not_count_twice(client: httpx.Client) -> None:
    """§2.1.4 with SPARQL 1.1 §13.2.2: their RDF merge."""
    graphs = [f"{CLAIM}1", f"{CLAIM}2"]
    response = client.get("/sparql", params={"query": SUM, "default-graph-uri": graphs})
    assert numbers(response) == [15]


def test_named_graphs_of_the_protocol(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    named = {"query": query, "named-graph-uri": [f"{CLAIM}1", f"{CLAIM}2"]}
    assert numbers(client.get("/sparql", params=named)) == [5]
    default = {"query": query, "default-graph-uri": f"{CLAIM}1"}
    assert numbers(client.get("/sparql", params=default)) == [0]


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "FILE:/etc/passwd"])
def test_files_are_no_graphs(client: httpx.Client, uri: str) -> None:
    assert_problem(client.get("/sparql", params={"query": SUM, "default-graph-uri": uri}), 403)


@pytest.mark.parametrize("uri", ["", "relative", "http://e/ x"])
def test_a_graph_name_is_an_absolute_iri(client: httpx.Client, uri: str) -> None:
    assert_problem(client.get("/sparql", params={"query": SUM, "named-graph-uri": uri}), 400)


@pytest.mark.parametrize(
    ("media_type", "query"),
    [
        (JSON, FOUNDED),
        ("application/sparql-results+xml", FOUNDED),
        ("text/csv", FOUNDED),
        ("text/tab-separated-values", FOUNDED),
        (JSON, "ASK {}"),
        ("application/sparql-results+xml", "ASK {}"),
        ("text/turtle", GRAPH),
        ("application/n-triples", GRAPH),
        ("application/ld+json", GRAPH),
        ("application/rdf+xml", GRAPH),
        ("application/trig", GRAPH),
        ("application/n-quads", GRAPH),
    ],
)
def test_every_format_by_negotiation(client: httpx.Client, media_type: str, query: str) -> None:
    """§2.1.5."""
    response = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in response.headers["vary"]
    assert int(response.headers["content-length"]) == len(response.content)


def test_csv_is_as_its_specification_says(client: httpx.Client) -> None:
    """SPARQL 1.1 CSV and TSV §3: plain values, CRLF, UTF-8."""
    query = "SELECT ?a ?b { VALUES (?a ?b) { ('x,\"y' <http://e/>) ('蓝'@zh UNDEF) } }"
    response = client.get("/sparql", params={"query": query, "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content == 'a,b\r\n"x,""y",http://e/\r\n蓝,\r\n'.encode()


def test_a_format_that_is_not_there_is_406(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "image/png"})
    assert JSON in assert_problem(response, 406)["offered"]  # type: ignore[operator]


def test_syntax_errors_are_400_with_their_place(client: httpx.Client) -> None:
    """§2.1.6: a malformed query is 400."""
    response = client.get("/sparql", params={"query": "SELECT * {\n ?s ?p ?o"})
    problem = assert_problem(response, 400)
    assert (problem["line"], problem["column"]) == (2, 10)


@pytest.mark.parametrize(
    "url",
    [
        "/sparql?query=ASK{}&query=ASK{}",
        "/sparql?query=",
        "/sparql?default-graph-uri=http://e/",
        "/sparql?query=%FF",
        "/sparql?query=%E4%BD",
    ],
)
def test_malformed_requests_are_400(client: httpx.Client, url: str) -> None:
    """§2.1: exactly one query parameter."""
    assert_problem(client.get(url), 400)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"query=ASK{}&query=ASK{}"),
        ("application/x-www-form-urlencoded", b"foo=bar"),
        ("application/x-www-form-urlencoded", b"\xff"),
        ("application/x-www-form-urlencoded", b""),
        ("application/sparql-query", b"\xff"),
        ("application/sparql-query", b""),
    ],
)
def test_malformed_bodies_are_400(client: httpx.Client, content_type: str, body: bytes) -> None:
    headers = {"Content-Type": content_type}
    assert_problem(client.post("/sparql", content=body, headers=headers), 400)


def test_a_query_in_url_and_body_is_400(client: httpx.Client) -> None:
    params = {"query": "ASK {}"}
    assert_problem(client.post("/sparql", params=params, data={"query": "ASK {}"}), 400)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "nonsense",
        "application/sparql-query; charset=utf-16",
    ],
)
def test_other_content_types_are_415(client: httpx.Client, content_type: str | None) -> None:
    """§2.1: only the two media types (RFC 9110 §15.5.16)."""
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/sparql", content=b"ASK {}", headers=headers)
    assert_problem(response, 415)
    assert "application/sparql-query" in response.headers["accept-post"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_allowed(client: httpx.Client, method: str) -> None:
    """RFC 9110 §15.5.6."""
    response = client.request(method, "/sparql")
    assert_problem(response, 405)
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_options_names_the_methods(client: httpx.Client) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_head_is_get_without_its_body(client: httpx.Client) -> None:
    """RFC 9110 §9.3.2."""
    for params in ({"query": FOUNDED}, {"query": "SELECT"}, {}):
        head, get = (client.request(m, "/sparql", params=params) for m in ("HEAD", "GET"))
        assert head.status_code == get.status_code
        assert head.content == b""
        for name in ("content-type", "content-length", "etag", "vary"):
            assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize(
    "kwargs",
    [
        {"data": {"update": "INSERT DATA { <a:a> <a:b> <a:c> }"}},
        {"content": b"CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
    ],
)
def test_updates_are_refused_where_there_is_no_gate(
    client: httpx.Client, kwargs: dict[str, object]
) -> None:
    """§2.2 is not offered; test_updates has a server that offers it."""
    response = client.post("/sparql", **kwargs)  # type: ignore[arg-type]
    assert "no gate" in str(assert_problem(response, 403)["detail"])


def test_an_update_as_a_query_is_400(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": "INSERT DATA { <a:a> <a:b> <a:c> }"})
    assert "this is an update" in str(assert_problem(response, 400)["detail"])


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_service_is_403(client: httpx.Client, silent: str) -> None:
    query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    assert_problem(client.get("/sparql", params={"query": query}), 403)


def test_an_unchanged_answer_is_304(client: httpx.Client) -> None:
    """RFC 9110 §13.1.2."""
    first = client.get("/sparql", params={"query": FOUNDED})
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        headers = {"If-None-Match": known}
        again = client.get("/sparql", params={"query": FOUNDED}, headers=headers)
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    other = client.get("/sparql", params={"query": FOUNDED}, headers={"If-None-Match": '"x"'})
    assert other.status_code == 200
    csv = {"If-None-Match": tag, "Accept": "text/csv"}
    assert client.get("/sparql", params={"query": FOUNDED}, headers=csv).status_code == 200


def test_several_lines_of_known_states_are_one_list(client: httpx.Client) -> None:
    """RFC 9110 §5.3."""
    tag = client.get("/sparql", params={"query": FOUNDED}).headers["etag"]
    known = [("If-None-Match", '"other"'), ("If-None-Match", tag)]
    assert client.get("/sparql", params={"query": FOUNDED}, headers=known).status_code == 304


def test_a_state_is_that_of_one_query(client: httpx.Client) -> None:
    """RFC 9110 §13.2.1: what would be an error is one whatever the asker knows."""
    tag = client.get("/sparql", params={"query": FOUNDED}).headers["etag"]
    for known in (tag, "*"):
        wrong = {"query": "SELECT ?x WHERE { ?x }"}
        response = client.get("/sparql", params=wrong, headers={"If-None-Match": known})
        assert response.status_code == 400
    other = client.get("/sparql", params={"query": "ASK {}"}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_an_answer_of_the_moment_has_no_tag(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT (NOW() AS ?x) {}"})
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in client.post("/sparql", data={"query": FOUNDED}).headers
