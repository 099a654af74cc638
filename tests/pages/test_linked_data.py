"""The machine twins of things: compact JSON-LD that carries its context, TriG with the claims."""

import json

import httpx
import pyoxigraph as ox
import pytest

from spacegraph.namespaces import thing

THINGS = (
    "/organisation/minospace",
    "/organisation/evil",
    "/contract/deal",
    "/source/page",
    "/ontology/supplier",
    "/concept/contract-kind",
)


def triples(content: bytes, syntax: ox.RdfFormat) -> set[str]:
    """Read triples; JSON-LD gives language tags in lower case, which means the same."""
    found = {str(quad.triple) for quad in ox.parse(content, format=syntax)}
    return {each.replace("@zh-Hans", "@zh-hans") for each in found}


@pytest.mark.parametrize("path", THINGS)
def test_json_ld_says_the_same_as_n_triples_and_fetches_nothing(
    client: httpx.Client, path: str
) -> None:
    plain = client.get(f"{path}.nt").content
    linked = client.get(f"{path}.jsonld").content
    assert triples(linked, ox.RdfFormat.JSON_LD) == triples(plain, ox.RdfFormat.N_TRIPLES)
    assert isinstance(json.loads(linked)["@context"], dict), "an address would have to be fetched"


def test_json_ld_reads_as_one_would_write_it(client: httpx.Client) -> None:
    document = client.get("/contract/deal.jsonld").json()
    assert document["@context"] == client.get("/context.jsonld").json()["@context"]
    (deal,) = [each for each in document["@graph"] if each["@id"] == "contract:deal"]
    assert deal["supplier"] == "organisation:minospace"
    assert deal["contractKind"] == "concept:contract-kind/constellation"
    assert "sg:Contract" in deal["@type"]
    assert deal["amount"] == {"@value": "1234567", "@type": "xsd:decimal"}


def test_trig_holds_the_claims_as_named_graphs(client: httpx.Client) -> None:
    quads = list(ox.parse(client.get("/contract/deal.trig").content, format=ox.RdfFormat.TRIG))
    held = {str(quad.triple) for quad in quads if quad.graph_name == ox.DefaultGraph()}
    plain = client.get("/contract/deal.nt").content
    assert held == {str(quad.triple) for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES)}
    (claim,) = {quad.graph_name for quad in quads} - {ox.DefaultGraph()}
    assert isinstance(claim, ox.NamedNode)
    assert claim.value.startswith("https://w3id.org/spacegraph/claim/contracts-deal-")
    assert {quad.subject for quad in quads if quad.graph_name == claim} == {
        thing("contract", "deal")
    }
