"""SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

import httpx
import pyoxigraph as ox
import pytest

from spacegraph.store.base import Store

CLAIM = "https://w3id.org/spacegraph/claim/"


@pytest.mark.parametrize(
    ("media_type", "format"),
    [
        (None, ox.RdfFormat.TURTLE),
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
    ],
)
def test_the_service_describes_itself(
    client: httpx.Client, media_type: str | None, format: ox.RdfFormat
) -> None:
    """§2: a GET without query, in any RDF syntax."""
    headers = {"Accept": media_type} if media_type else {}
    response = client.get("/sparql", headers=headers)
    assert response.status_code == 200
    found = ox.Store()
    found.extend(ox.parse(response.content, format=format))
    assert found.query(
        f"""PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        PREFIX void: <http://rdfs.org/ns/void#>
        ASK {{
            ?service a sd:Service ; sd:endpoint <{client.base_url.join("/sparql")}> ;
                sd:supportedLanguage sd:SPARQL11Query ;
                sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON>,
                    <http://www.w3.org/ns/formats/Turtle> ;
                sd:defaultDataset ?dataset .
            ?dataset a sd:Dataset ; sd:defaultGraph [ void:triples 5 ] ;
                sd:namedGraph [ sd:name <{CLAIM}1> ], [ sd:name <{CLAIM}2> ] .
            FILTER NOT EXISTS {{ ?service sd:feature ?feature }}
        }}"""
    )


def test_the_description_lists_every_named_graph(client: httpx.Client, pool: Store) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    there = pool.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    for (graph,) in there:
        assert f"#name> {graph} ." in text
    assert text.count("#name>") == len(there) == 3
