"""Writes of graphs that hold only while the graph is as the writer knows it (RFC 9110 §13.1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from tests.web.conftest import Curator
from tests.web.test_graph_writes import ONE, PATH, PREFIXES, SOURCE, TWO, facts, read

OTHER = "/graphs/claim/a-nickname-beside"


def send(
    writer: Curator, method: str, body: str, url: str = PATH, /, **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return writer.client.request(
        method,
        writer.mark(url),
        content=writer.mark(PREFIXES + body).encode(),
        headers={"Content-Type": "text/turtle", **named},
    )


def tag(writer: Curator, url: str = PATH, accept: str = "text/turtle") -> str:
    """Return the tag of a graph as a client gets it, which follows where it is led."""
    response = httpx.get(
        writer.client.base_url.join(writer.mark(url)),
        headers={"Accept": accept},
        follow_redirects=True,
    )
    assert response.status_code == 200
    return response.headers["etag"]


def refused(response: httpx.Response) -> str:
    assert response.status_code == 412, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["title"] == "Precondition Failed"
    return f"{problem['detail']}. {problem['hint']}"


def test_the_tag_is_strong_and_that_of_the_graph_alone(writer: Curator) -> None:
    """§8.8.3: a strong tag, so that If-Match compares it (§13.1.1)."""
    send(writer, "PUT", SOURCE + ONE)
    before = tag(writer)
    assert before.startswith('"')
    send(writer, "PUT", SOURCE + TWO, OTHER)
    assert tag(writer) == before
    assert tag(writer, OTHER) != before
    send(writer, "PUT", TWO)
    assert tag(writer) != before


def test_the_tag_is_that_of_one_format(writer: Curator) -> None:
    """§8.8.3.3: representations of one resource have tags of their own."""
    send(writer, "PUT", SOURCE + ONE)
    kinds = ("text/turtle", "application/n-triples", "application/ld+json")
    tags = {tag(writer, accept=kind) for kind in kinds}
    assert len(tags) == len(kinds)
    for each in tags:
        assert send(writer, "PUT", ONE, If_Match=each).status_code == 204


def test_get_and_head_know_the_tag(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    url, known = writer.mark(PATH), tag(writer)
    get, head = writer.client.get(url), writer.client.head(url)
    assert get.headers["etag"] == head.headers["etag"] == known
    assert get.headers["content-length"] == head.headers["content-length"]
    for value in (known, f'"x", {known}', f"W/{known}", "*"):
        answer = writer.client.get(url, headers={"If-None-Match": value})
        assert (answer.status_code, answer.content) == (304, b""), value
        assert answer.headers["etag"] == known
        assert writer.client.head(url, headers={"If-None-Match": value}).status_code == 304
    assert writer.client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200
    assert writer.client.get(url, headers={"If-Match": known}).status_code == 200
    assert writer.client.get(url, headers={"If-Match": '"x"'}).status_code == 412


def test_a_change_of_the_sources_alone_changes_the_tag(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    known = tag(writer)
    assert send(writer, "PUT", SOURCE.replace("news/1", "news/2") + ONE).status_code == 200
    assert tag(writer) != known


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_if_none_match_any_makes_only_what_is_new(writer: Curator, method: str) -> None:
    """§13.1.2: "*" is false if there is a current representation."""
    assert send(writer, method, SOURCE + ONE, If_None_Match="*").status_code == 201
    told = refused(send(writer, method, TWO, If_None_Match="*"))
    assert "is there already" in told and "If-Match" in told
    assert read(writer) == facts(writer, ONE)
    assert len(writer.recorded()) == 1


def test_if_match_any_changes_only_what_is_there(writer: Curator) -> None:
    """§13.1.1: "*" is false if there is no current representation."""
    for method in ("PUT", "POST"):
        told = refused(send(writer, method, SOURCE + ONE, If_Match="*"))
        assert writer.mark("there is no claim:a-nickname") in told
    assert not writer.recorded()
    send(writer, "PUT", SOURCE + ONE)
    assert send(writer, "PUT", TWO, If_Match="*").status_code == 200
    assert send(writer, "DELETE", "", If_Match="*").status_code == 200
    told = refused(send(writer, "PUT", SOURCE + ONE, If_Match="*"))
    assert "leave If-Match out" in told


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_what_was_changed_meanwhile_is_not_overwritten(writer: Curator, method: str) -> None:
    send(writer, "PUT", SOURCE + ONE)
    known = tag(writer)
    assert send(writer, "PUT", TWO).status_code == 200
    generation = writer.generation
    told = refused(send(writer, method, ONE, If_Match=known))
    assert "GET it again" in told
    assert read(writer) == facts(writer, TWO)
    assert writer.generation == generation and len(writer.recorded()) == 2
    assert send(writer, method, ONE, If_Match=f'"x", {tag(writer)}').status_code == 200


def test_what_was_taken_back_meanwhile_does_not_come_back(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    known = tag(writer)
    send(writer, "DELETE", "")
    assert "not there any more" in refused(send(writer, "PUT", SOURCE + TWO, If_Match=known))
    assert writer.client.get(writer.mark(PATH)).status_code == 410


def test_the_first_name_stands_for_its_latest_revision(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    for text in (TWO, ONE, TWO):
        assert send(writer, "PUT", text, If_Match=tag(writer)).status_code == 200
    assert read(writer) == facts(writer, TWO)


def test_if_none_match_names_what_must_not_stand(writer: Curator) -> None:
    """§13.1.2: false if one of the tags is that of what stands, by the weak comparison."""
    send(writer, "PUT", SOURCE + ONE)
    known = tag(writer)
    refused(send(writer, "PUT", TWO, If_None_Match=f"W/{known}"))
    assert send(writer, "PUT", TWO, If_None_Match='"x"').status_code == 200


def test_weak_tags_never_match(writer: Curator) -> None:
    """§13.1.1: "an origin server MUST use the strong comparison function"."""
    send(writer, "PUT", SOURCE + ONE)
    told = refused(send(writer, "PUT", TWO, If_Match=f"W/{tag(writer)}"))
    assert "weak" in told and "identity" in told


@pytest.mark.parametrize("value", ["nonsense", "x, y", '"a', "W/", ",", '* , "a"', "'a'"])
@pytest.mark.parametrize("name", ["If-Match", "If-None-Match"])
def test_what_is_no_list_of_tags_is_400(writer: Curator, name: str, value: str) -> None:
    response = send(writer, "PUT", SOURCE + ONE, **{name: value})
    assert response.status_code == 400
    assert "quotation marks" in response.json()["hint"]
    assert not writer.recorded()


def test_a_judgement_alone_is_bound_too(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    refused(send(writer, "PUT", TWO, f"{PATH}?dry_run=1", If_Match='"x"'))
    assert send(writer, "PUT", TWO, f"{PATH}?dry_run=1", If_Match=tag(writer)).status_code == 200


def test_other_refusals_come_first(writer: Curator) -> None:
    """§13.2.1: preconditions are ignored where the answer would not be a success."""
    assert send(writer, "DELETE", "", If_Match='"x"').status_code == 404
    assert send(writer, "PUT", ONE, "/graphs?default", If_Match='"x"').status_code == 403
    assert send(writer, "PUT", ONE, Authorization="", If_Match='"x"').status_code == 401
    assert send(writer, "PUT", ONE, If_Match='"x"', Content_Type="text/csv").status_code == 415


def test_a_graph_without_a_name_is_always_new(writer: Curator) -> None:
    refused(send(writer, "POST", SOURCE + ONE, "/graphs", If_Match='"x"'))
    assert send(writer, "POST", SOURCE + ONE, "/graphs", If_None_Match="*").status_code == 201


@pytest.mark.parametrize("start", ["", ONE])
def test_of_two_writers_at_once_one_is_refused(writer: Curator, start: str) -> None:
    """What is compared is compared under the lock of the write."""
    if start:
        send(writer, "PUT", SOURCE + start)
    condition = {"If_Match": tag(writer)} if start else {"If_None_Match": "*"}
    together = Barrier(4)

    def put(number: int) -> int:
        text = SOURCE + ONE.replace("Blue Arrow", f"Blue Arrow {number}")
        together.wait()
        return send(writer, "PUT", text, **condition).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(put, range(4)))
    assert statuses == [200 if start else 201, 412, 412, 412]
    assert len(writer.recorded()) == (2 if start else 1)


@pytest.mark.parametrize(
    "query", ["dryrun=1", "dry-run=1", "dry_run=maybe", "dry_run", "reasons=x", "test=1"]
)
def test_a_parameter_that_is_not_meant_writes_nothing(writer: Curator, query: str) -> None:
    response = send(writer, "PUT", SOURCE + ONE, f"{PATH}?{query}")
    assert response.status_code == 400
    assert not writer.recorded()


def test_updates_hear_dry_run_wherever_it_stands(writer: Curator) -> None:
    text = writer.mark(
        f"{PREFIXES.replace('@prefix', 'PREFIX').replace(' .', '')} INSERT DATA {{"
        f" GRAPH claim:a-nickname {{ {ONE} }} "
        "claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> }"
    )
    for fields in ({"dry_run": "1"}, {"dry_run": "true", "results": "json"}):
        response = writer.client.post("/sparql", data={"update": text, **fields})
        assert response.status_code == 200, response.text
    for fields in ({"dryrun": "1"}, {"dry_run": "perhaps"}, {"reason": "x" * 2001}):
        assert writer.client.post("/sparql", data={"update": text, **fields}).status_code == 400
    assert not writer.recorded()
    assert writer.client.post("/sparql", data={"update": text}).status_code == 200
    assert len(writer.recorded()) == 1
