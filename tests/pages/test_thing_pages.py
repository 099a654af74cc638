"""A thing at the path of its IRI: as a page and in every format."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from starlette.types import Receive

from spacegraph.graph.view import View
from spacegraph.namespaces import BASE, ORG, SG, SKOS, thing
from spacegraph.store.embedded import EmbeddedStore

Visit = Callable[[str], httpx.Response]
Read = Callable[..., Any]

FIRM = "/organisation/minospace"
SYNTAXES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


def test_a_browser_gets_a_page_with_both_names(read: Read) -> None:
    page = read(FIRM)
    assert "MinoSpace" in page.text and "微纳星空" in page.text
    assert {"lang": "en"}.items() <= page.all("html")[0].items()
    assert len(page.all("h1")) == 1
    assert [each for each in page.all("main") if each["id"] == "content"]


@pytest.mark.parametrize("accept", [None, "*/*"])
def test_whoever_asks_for_nothing_special_gets_the_page(
    client: httpx.Client, accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    assert client.get(FIRM, headers=headers).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_suffix_and_accept_give_the_same_triples(client: httpx.Client, suffix: str) -> None:
    media_type, syntax = SYNTAXES[suffix]
    named = client.get(f"{FIRM}.{suffix}")
    asked = client.get(FIRM, headers={"Accept": media_type})
    assert named.status_code == asked.status_code == 200
    assert named.headers["content-type"].partition(";")[0] == media_type
    assert named.content == asked.content
    triples = {quad.triple for quad in ox.parse(named.content, format=syntax)}
    firm = thing("organisation", "minospace")
    assert ox.Triple(firm, ox.NamedNode(f"{SG}headquarters"), thing("place", "sichuan")) in triples


def test_all_syntaxes_say_the_same(client: httpx.Client) -> None:
    said = [
        {quad.triple for quad in ox.parse(client.get(f"{FIRM}.{suffix}").content, format=syntax)}
        for suffix, (_, syntax) in SYNTAXES.items()
    ]
    assert said[0] and all(each == said[0] for each in said)


def test_the_plain_json_comes_by_suffix_and_by_accept(client: httpx.Client) -> None:
    named = client.get(f"{FIRM}.json").json()
    assert named == client.get(FIRM, headers={"Accept": "application/json"}).json()
    assert named["iri"] == BASE + "organisation/minospace"
    assert named["label"] == {"en": "MinoSpace", "zh": "微纳星空"}


def test_the_html_suffix_overrides_what_is_accepted(client: httpx.Client) -> None:
    answer = client.get(f"{FIRM}.html", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/html")


def test_what_cannot_be_had_is_refused_with_a_list(client: httpx.Client) -> None:
    answer = client.get(FIRM, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["offered"]


def test_the_page_names_its_twins_in_header_and_head(client: httpx.Client, read: Read) -> None:
    links = client.get(FIRM).headers["link"]
    for suffix, (media_type, _) in SYNTAXES.items():
        assert f'<{FIRM}.{suffix}>; rel="alternate"; type="{media_type}"' in links
    named = {each["href"] for each in read(FIRM).all("link") if each["rel"] == "alternate"}
    assert {f"{FIRM}.{suffix}" for suffix in (*SYNTAXES, "json")} <= named
    assert "text/html" in client.get(f"{FIRM}.ttl").headers["link"]


@pytest.mark.parametrize("suffix", ["", ".ttl", ".json"])
def test_a_known_state_is_not_sent_again(client: httpx.Client, suffix: str) -> None:
    first = client.get(FIRM + suffix)
    tag = first.headers["etag"]
    again = client.get(FIRM + suffix, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == "Accept"
    policy = "content-security-policy"
    assert again.headers[policy] == first.headers[policy], "a browser takes it over from the 304"
    other = client.get(FIRM + suffix, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_formats_and_languages_have_tags_of_their_own(client: httpx.Client) -> None:
    addresses = (FIRM, f"{FIRM}.ttl", f"{FIRM}.nt", f"{FIRM}.json", f"{FIRM}?lang=zh")
    assert len({client.get(each).headers["etag"] for each in addresses}) == len(addresses)


def test_head_answers_like_get_without_a_body(client: httpx.Client) -> None:
    got, head = client.get(f"{FIRM}.ttl"), client.head(f"{FIRM}.ttl")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize("suffix", ["", ".ttl", ".json", ".html"])
def test_a_merged_thing_leads_to_the_kept_one_in_the_same_format(
    client: httpx.Client, suffix: str
) -> None:
    answer = client.get(f"/organisation/former{suffix}?lang=zh")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{FIRM}{suffix}?lang=zh"


def test_facts_name_their_sources_and_the_loser_its_reason(read: Read) -> None:
    page = read(FIRM)
    assert "https://example.org/page?a=1&b=2" in page.links
    assert any(link.startswith("#source-") for link in page.links)
    assert "disputed" in page.text
    assert "best source rated D; the value that stands: B" in page.text


def test_every_footnote_leads_to_a_source_on_the_page(read: Read) -> None:
    page = read(FIRM)
    places = {each["id"] for each in page.all("li") if "id" in each}
    notes = {link[1:] for link in page.links if link.startswith("#source-")}
    assert notes and notes <= places


def test_incoming_facts_lead_on(read: Read) -> None:
    page = read(FIRM)
    assert "/contract/deal" in page.links
    assert "supplies under" in page.text
    assert FIRM in read("/contract/deal").links
    assert "1,234,567" in read("/contract/deal").text


def test_search_engines_get_plain_words(client: httpx.Client) -> None:
    text = client.get(FIRM).text
    block = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    found = json.loads(block)
    assert found["@context"]["@vocab"] == "https://schema.org/"
    assert found["@type"] == ["Organization", "sg:CommercialFirm"]
    assert found["@id"] == BASE + "organisation/minospace"
    assert found["name"] == ["MinoSpace", "微纳星空"]
    assert found["foundingDate"] == "2017"


@pytest.mark.parametrize(
    "path",
    [
        "/place/sichuan",
        "/source/page",
        "/ontology/Contract",
        "/ontology/supplier",
        "/concept/segment/components",
        "/concept/segment",
    ],
)
def test_every_kind_of_thing_has_a_page_and_triples(
    client: httpx.Client, read: Read, path: str
) -> None:
    assert read(path).all("h1")
    assert client.get(f"{path}.nt").content.count(b"\n") > 3


def test_a_claim_says_what_it_states_and_what_stands(client: httpx.Client, read: Read) -> None:
    claims = [link for link in read(FIRM).links if link.startswith("/claim/")]
    assert claims
    texts = [read(claim).text for claim in claims]
    assert all("What this claim states" in text for text in texts)
    assert any("2016 no" in text for text in texts)


def test_chinese_puts_chinese_names_first_and_keeps_the_language(read: Read) -> None:
    page = read(f"{FIRM}?lang=zh")
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert "微纳星空 MinoSpace" in page.text
    assert "供应合同" in page.text and "supplies under" not in page.text
    own = [link for link in page.links if link.startswith("/") and "." not in link]
    kept = [link for link in own if "lang=zh" not in link]
    assert kept == [FIRM], "only the switch to English drops the language"


@pytest.fixture
def view(app: FastAPI) -> Iterator[str]:
    """Show one view in time: that of a store which knows a single fact of the firm."""
    store = ox.Store()
    store.load(
        f"<{BASE}organisation/minospace> a <{SG}Organisation> ; "
        f'<{SKOS}prefLabel> "Early name"@en ; <{ORG}unitOf> <{BASE}organisation/buyer> .'.encode(),
        format=ox.RdfFormat.TURTLE,
    )

    class Views:
        async def store(self, view: View, receive: Receive) -> EmbeddedStore:
            return EmbeddedStore(store, generation=f"{view}")

    app.state.views = Views()
    yield "as_of=2016"
    del app.state.views


def test_a_thing_can_be_seen_as_of_a_time_and_links_stay_there(
    read: Read, client: httpx.Client, view: str
) -> None:
    page = read(f"{FIRM}?{view}")
    assert "Early name" in page.text and "disputed" not in page.text
    assert f"/organisation/buyer?{view}" in page.links
    assert f"{FIRM}.ttl?{view}" in page.links
    assert FIRM in page.links, "the way back to all that is known"
    assert b"Early name" in client.get(f"{FIRM}.ttl?{view}").content
    assert client.get(f"{FIRM}?{view}").headers["etag"] != client.get(FIRM).headers["etag"]


def test_a_time_that_is_none_is_told_on_a_page(read: Read) -> None:
    assert "as_of" in read(f"{FIRM}?as_of=soon", 400).text


def test_english_has_no_parameter(read: Read) -> None:
    page = read(FIRM)
    assert [link for link in page.links if "lang=" in link] == [f"{FIRM}?lang=zh"]


def test_the_switch_keeps_the_rest_of_the_address(read: Read) -> None:
    page = read("/browse?kind=Contract&type=concept/contract-kind/constellation")
    (switch,) = [link for link in page.links if "lang=zh" in link]
    assert "kind=Contract" in switch and "type=" in switch
