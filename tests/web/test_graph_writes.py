"""Writing by the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

import httpx
import pyoxigraph as ox
import pytest
from tests.web.conftest import Curator

CLAIM = "https://w3id.org/spacegraph/claim/"
PREFIXES = """
@prefix claim: <https://w3id.org/spacegraph/claim/> .
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SOURCE = "<> prov:wasDerivedFrom <https://example.org/news/1> .\n"
ONE = 'organisation:landspace skos:altLabel "Blue Arrow"@en .'
TWO = 'organisation:landspace skos:altLabel "Blue Arrow Two"@en .'
PATH = "/graphs/claim/a-nickname"


def send(
    writer: Curator, method: str, body: str, url: str = PATH, media_type: str = "text/turtle"
) -> httpx.Response:
    return writer.client.request(
        method,
        writer.mark(url),
        content=writer.mark(PREFIXES + body).encode(),
        headers={"Content-Type": media_type},
    )


def read(writer: Curator, url: str = PATH) -> set[ox.Triple]:
    """Get a graph as an ordinary client does, which follows where it is led."""
    response = httpx.get(
        writer.client.base_url.join(writer.mark(url)), follow_redirects=True, timeout=60
    )
    assert response.status_code == 200, response.text
    return parse(response.text)


def parse(turtle: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


def facts(writer: Curator, *bodies: str) -> set[ox.Triple]:
    return parse(writer.mark(PREFIXES + "".join(bodies)))


def test_put_of_a_new_name_makes_a_claim(writer: Curator) -> None:
    """§5.3: "201 Created" where a graph is created; GET gives what was put."""
    assert writer.client.get(writer.mark(PATH)).status_code == 404
    response = send(writer, "PUT", SOURCE + ONE)
    assert response.status_code == 201, response.text
    assert response.headers["location"] == writer.mark(PATH)
    assert read(writer) == facts(writer, ONE)
    assert "Blue Arrow" in writer.names()


def test_put_replaces_and_keeps_the_sources_that_it_does_not_restate(writer: Curator) -> None:
    """§5.3: PUT is DROP and INSERT of the whole graph."""
    send(writer, "PUT", SOURCE + ONE)
    response = send(writer, "PUT", TWO)
    assert response.status_code == 200, response.text
    assert read(writer) == facts(writer, TWO)
    new = response.json()["claims"][-1]
    assert response.headers["location"] == f"/graphs/{new.removeprefix(CLAIM[:-6])}"
    query = f"SELECT ?url {{ <{new}> prov:wasDerivedFrom/schema:url ?url }}"
    assert writer.select(query) == [("https://example.org/news/1",)]
    send(writer, "PUT", SOURCE.replace("news/1", "news/2") + ONE)
    latest = writer.client.get(writer.mark(PATH)).headers["location"].rsplit("/", 1)[-1]
    query = f"SELECT ?url {{ <{CLAIM}{latest}> prov:wasDerivedFrom/schema:url ?url }}"
    assert writer.select(query) == [("https://example.org/news/2",)]


def test_put_of_what_stands_already_is_204(writer: Curator) -> None:
    """§5.3: 204 where there is nothing to tell; PUT is idempotent (RFC 9110 §9.2.2)."""
    send(writer, "PUT", SOURCE + ONE)
    assert send(writer, "PUT", SOURCE + ONE).status_code == 204
    assert send(writer, "PUT", ONE).status_code == 204
    assert len(writer.recorded()) == 1


def test_post_merges(writer: Curator) -> None:
    """§5.5: "the RDF graph content … should be merged"."""
    assert send(writer, "POST", SOURCE + ONE).status_code == 201
    assert send(writer, "POST", TWO).status_code == 200
    assert read(writer) == facts(writer, ONE, TWO)
    assert send(writer, "POST", TWO).status_code == 204


def test_post_to_the_graph_store_makes_a_name(writer: Curator) -> None:
    """§5.5: "201 Created" with the Location of the new graph."""
    response = send(writer, "POST", SOURCE + ONE, "/graphs")
    assert response.status_code == 201
    assert read(writer, response.headers["location"]) == facts(writer, ONE)


def test_delete_takes_back(writer: Curator) -> None:
    """§5.4: DELETE is DROP GRAPH; 404 where there is none."""
    send(writer, "PUT", SOURCE + ONE)
    send(writer, "PUT", TWO)
    assert writer.client.delete(writer.mark(PATH), params={"reason": "wrong"}).status_code == 200
    assert not {"Blue Arrow", "Blue Arrow Two"} & writer.names()
    gone = writer.client.get(writer.mark(PATH))
    assert gone.status_code == 410
    assert "(wrong)" in gone.json()["detail"]
    assert writer.client.delete(writer.mark(PATH)).status_code == 404
    assert writer.client.delete("/graphs/claim/never-was").status_code == 404


def test_a_name_is_used_again(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    writer.client.delete(writer.mark(PATH))
    assert send(writer, "PUT", SOURCE + TWO).status_code == 201
    assert read(writer) == facts(writer, TWO)
    send(writer, "PUT", ONE)
    assert read(writer) == facts(writer, ONE)


def test_an_empty_put_takes_back(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    assert send(writer, "PUT", "").status_code == 200
    assert writer.client.get(writer.mark(PATH)).status_code == 410


def test_indirect_names(writer: Curator) -> None:
    """§4.2: `?graph=` names the graph by its IRI."""
    url = f"/graphs?graph={CLAIM}a-nickname"
    assert send(writer, "PUT", SOURCE + ONE, url).status_code == 201
    assert read(writer, url) == facts(writer, ONE)
    assert send(writer, "PUT", TWO, url).status_code == 200
    assert read(writer, url) == facts(writer, TWO)


@pytest.mark.parametrize(
    ("media_type", "format"),
    [
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/trig", ox.RdfFormat.TRIG),
        ("text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    ],
)
def test_every_rdf_format(writer: Curator, media_type: str, format: ox.RdfFormat) -> None:
    source = "claim:a-nickname prov:wasDerivedFrom <https://example.org/news/1> ."
    quads = [ox.Quad(*triple) for triple in facts(writer, source, ONE)]
    response = writer.client.put(
        writer.mark(PATH),
        content=ox.serialize(quads, format=format),
        headers={"Content-Type": media_type},
    )
    assert response.status_code == 201, response.text
    assert read(writer) == facts(writer, ONE)


@pytest.mark.parametrize("media_type", ["text/csv", "text/plain", "application/sparql-query", ""])
def test_other_formats_are_415(writer: Curator, media_type: str) -> None:
    """§5.3 with RFC 9110 §15.5.16."""
    response = send(writer, "PUT", SOURCE + ONE, media_type=media_type)
    assert response.status_code == 415
    assert "text/turtle" in response.headers["accept-post"]


def test_what_cannot_be_parsed_is_400_with_its_place(writer: Curator) -> None:
    """§5.3: "400 Bad Request" if the content cannot be parsed."""
    response = send(writer, "PUT", "organisation:landspace skos:altLabel")
    assert response.status_code == 400
    assert f"graph.ttl:{PREFIXES.count(chr(10)) + 1}" in response.json()["detail"]
    named = send(writer, "PUT", f"claim:x {{ {ONE} }}", media_type="application/trig")
    assert named.status_code == 400


def test_what_does_not_hold_is_422_with_findings(writer: Curator) -> None:
    response = send(writer, "PUT", SOURCE + "organisation:no-such skos:altLabel 'x'@en .")
    assert response.status_code == 422
    wheres = {each["where"] for each in response.json()["findings"]}
    assert writer.mark(f"claim:a-nickname:{PREFIXES.count(chr(10)) + 2}") in wheres
    unnamed = send(
        writer, "POST", SOURCE + "organisation:no-such skos:altLabel 'x'@en .", "/graphs"
    )
    wheres = {each["where"] for each in unnamed.json()["findings"]}
    assert f"graph.ttl:{PREFIXES.count(chr(10)) + 2}" in wheres
    assert not writer.recorded()
    no_source = send(writer, "PUT", ONE)
    assert "no source" in no_source.json()["findings"][0]["message"]


def test_a_body_over_the_limit_is_413(writer: Curator) -> None:
    assert send(writer, "PUT", "#" * (2 << 20)).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_default_graph_is_403_and_other_names_409(writer: Curator, method: str) -> None:
    """The default graph follows from the claims, and a graph that is no claim has no source."""
    assert send(writer, method, ONE, "/graphs?default").status_code == 403
    for name in (
        "http://example.org/g",
        f"{CLAIM}Not an id",
        "https://w3id.org/spacegraph/place/x",
    ):
        response = writer.client.request(
            method, "/graphs", params={"graph": name}, headers={"Content-Type": "text/turtle"}
        )
        assert response.status_code in (400, 409), name
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_write_without_a_name_is_400(writer: Curator, method: str) -> None:
    """§4.2: exactly one of graph and default."""
    assert send(writer, method, ONE, "/graphs").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nobody_writes_without_the_token(writer: Curator, method: str) -> None:
    response = writer.client.request(method, PATH, headers={"Authorization": ""})
    assert response.status_code == 401
    assert not writer.recorded()


def test_patch_is_405_and_options_names_the_methods(writer: Curator) -> None:
    """§5.7 leaves PATCH open; RFC 9110 §15.5.6 asks for Allow."""
    allowed = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
    for url in (PATH, "/graphs"):
        response = writer.client.patch(url)
        assert response.status_code == 405
        assert response.headers["allow"] == allowed
        assert writer.client.options(url).headers["allow"] == allowed


def test_only_a_claim_of_its_own_changes(writer: Curator) -> None:
    """A graph is replaced, and what other claims state of the same thing stays."""
    before = writer.names()
    send(writer, "PUT", SOURCE + ONE)
    writer.client.delete(writer.mark(PATH))
    assert writer.names() == before


def test_the_page_of_a_claim_leads_on_or_says_that_it_was_taken_back(writer: Curator) -> None:
    send(writer, "PUT", SOURCE + ONE)
    page = writer.mark("/claim/a-nickname")
    latest = send(writer, "PUT", SOURCE + TWO).headers["location"].removeprefix("/graphs")
    moved = writer.client.get(page, headers={"Accept": "text/turtle"}, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (307, latest)
    writer.client.delete(f"/graphs{latest}", params={"reason": "mistaken"})
    gone = writer.client.get(latest, headers={"Accept": "application/json"})
    assert gone.status_code == 410
    assert "was taken back on" in gone.json()["detail"]
    assert "(mistaken)" in gone.json()["detail"]
