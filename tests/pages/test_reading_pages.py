"""Home, search, browsing, places, network, manual: what a reader finds there."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI, Request

from spacegraph.graph.questions import read_questions
from spacegraph.pages import words
from spacegraph.pages.errors import to_page
from spacegraph.pages.words import COLUMNS, LANGUAGES, RULES, WORDS, say
from spacegraph.resources import folder
from spacegraph.store.base import Busy, LimitReached

Visit = Callable[[str], httpx.Response]
Read = Callable[..., Any]


def test_the_home_page_counts_what_there_is_and_leads_there(read: Read) -> None:
    page = read("/")
    assert "/browse?kind=Contract" in page.links
    assert "1 contracts" in page.text
    assert "/questions/contracts-of-firm?org=minospace" in page.links
    assert [each for each in page.all("input") if each.get("name") == "q"]


def test_the_home_page_shows_the_newest_claims(read: Read) -> None:
    page = read("/")
    claims = [link for link in page.links if link.startswith("/claim/")]
    assert len(claims) == len(set(claims)) == 3, "two of the forum, one of the page"
    assert "2022" in page.text.split("Newest claims")[1].split("2021-05")[0], "the later first"


@pytest.mark.parametrize("text", ["minospace", "微纳星空", "weina xingkong", "minospce"])
def test_a_name_is_found_in_any_spelling(read: Read, text: str) -> None:
    page = read(f"/find?q={text}")
    found = [link for link in page.links if link.startswith("/organisation/")]
    assert found[0] == "/organisation/minospace"


def test_a_whole_identifier_leads_straight_to_its_thing(visit: Visit) -> None:
    answer = visit("/find?q=https://w3id.org/spacegraph/organisation/minospace&lang=zh")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/organisation/minospace?lang=zh"


def test_nothing_found_says_so_and_offers_to_browse(read: Read) -> None:
    page = read("/find?q=zzzzqqqq")
    assert "Nothing found." in page.text
    assert "/browse" in page.links


def test_browsing_lists_a_kind_with_facets_that_count(read: Read) -> None:
    page = read("/browse?kind=Organisation")
    assert "/organisation/minospace" in page.links
    assert "commercial firm 1" in page.text
    facets = [parse_qs(urlsplit(link).query) for link in page.links if "/browse?" in link]
    assert {"kind": ["Organisation"], "province": ["place/sichuan"]} in facets


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=concept/organisation-type/commercial-firm", {"minospace"}),
        ("province=place/sichuan", {"minospace", "buyer"}),
        ("province=place/sichuan&segment=concept/segment/components", {"minospace"}),
        ("first=2017&last=2017", {"minospace"}),
        ("first=2018", set()),
        ("last=2016", set()),
        ("type=concept/organisation-type/university", set()),
    ],
)
def test_facets_narrow_down(read: Read, query: str, expected: set[str]) -> None:
    page = read(f"/browse?kind=Organisation&{query}")
    found = {link.rpartition("/")[2] for link in page.links if link.startswith("/organisation/")}
    assert found == expected


def test_the_rest_of_long_lists_can_be_browsed(read: Read) -> None:
    page = read(
        "/browse?property=https://w3id.org/spacegraph/ontology/country"
        "&value=https://w3id.org/spacegraph/place/china"
    )
    assert "/organisation/minospace" in page.links and "/organisation/buyer" in page.links
    assert "of this country: China 中国" in page.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/browse?kind=Rockets", 404, "no kind is called"),
        ("/browse?first=soon", 400, "is no year"),
        ("/browse?page=0", 400, "page"),
        ("/nowhere", 404, "There is nothing under this address."),
        ("/organisation/minospce", 404, "nothing is called organisation:minospce"),
        ("/questions/contract-of-firm", 404, "no question is called"),
    ],
)
def test_mistakes_are_told_on_a_page(read: Read, path: str, status: int, words: str) -> None:
    page = read(path, status)
    assert words in page.text
    assert [each for each in page.all("input") if each.get("name") == "q"]


def test_an_unknown_thing_names_the_nearest_by_name(read: Read) -> None:
    page = read("/organisation/minospce", 404)
    assert "/organisation/minospace" in page.links
    assert "微纳星空" in page.text


@pytest.mark.parametrize(
    ("error", "status", "advice"),
    [
        (LimitReached("over 30 s", limit="seconds"), 504, "请缩小范围：较少的年份"),
        (LimitReached("over 1 GiB", limit="memory"), 507, "下载完整数据集"),
        (Busy("all workers are busy", retry_after=3), 503, "请稍候数秒再试"),
    ],
)
def test_a_limit_says_what_happened_and_what_to_do(
    app: FastAPI, error: Exception, status: int, advice: str
) -> None:
    scope = {
        "type": "http",
        "app": app,
        "method": "GET",
        "path": "/questions/x",
        "query_string": b"lang=zh",
        "headers": [(b"accept", b"text/html"), (b"host", b"localhost")],
    }
    answer = to_page(Request(scope), error)
    assert answer.status_code == status
    text = bytes(answer.body).decode()
    assert str(error) in text and advice in text
    assert ("retry-after" in answer.headers) == isinstance(error, Busy)


def test_programs_get_problem_documents_instead(client: httpx.Client) -> None:
    answer = client.get("/organisation/minospce", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["nearest"][0].endswith("/organisation/minospace")


def test_the_map_draws_provinces_and_sites_and_lists_both(read: Read) -> None:
    page = read("/places")
    assert len(page.all("circle")) == len(["brand", "brand", "sichuan"])
    assert len([each for each in page.all("rect") if each.get("class") == "site"]) == 1
    assert "Sichuan 四川省 2 1 1 1" in page.text
    assert "/browse?kind=Organisation&province=place%2Fsichuan" in page.links


def test_the_network_leads_from_each_tie_to_its_evidence(read: Read) -> None:
    page = read("/network?of=minospace&layer=contract")
    assert "/contract/deal" in page.links
    assert "/source/page" in page.links
    assert any("of=buyer" in link for link in page.links)


def test_without_a_centre_the_best_connected_are_offered(read: Read) -> None:
    links = read("/network?layer=contract").links
    assert "/network?layer=contract&of=minospace" in links


def test_a_thing_without_relations_says_what_to_do(read: Read) -> None:
    page = read("/network?of=evil", 404)
    assert "choose more layers" in page.text


def test_the_form_of_reports_leads_to_the_report(visit: Visit) -> None:
    answer = visit("/reports?layer=contract&layer=funding&format=csv&as_of=2020&since=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/report?layers=contract%2Cfunding&format=csv&as_of=2020"
    profile = visit("/reports?format=html&org=landspace&layer=contract")
    assert profile.headers["location"] == "/report?layers=contract&format=html&org=landspace"


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("as_of=soon", "as_of", "is not a date"),
        ("compare=2019", "compare", "is not two years"),
        ("org=landspace&province=hainan", "org", "one at a time"),
        ("province=hainan&since=2020", "province", "does not take that"),
    ],
)
def test_the_form_of_reports_comes_back_with_what_is_wrong(
    visit: Visit, query: str, field: str, words: str
) -> None:
    answer = visit(f"/reports?format=md&{query}")
    assert answer.status_code == 400
    complaint = re.search(rf'id="wrong-{field}" role="alert">(.*?)</p>', answer.text)
    assert complaint and words in complaint[1]
    assert all(f'value="{pair.partition("=")[2]}"' in answer.text for pair in query.split("&"))


def test_the_manual_explains_terms_tables_and_rules(read: Read) -> None:
    vocabulary = read("/docs/vocabulary")
    assert "An organisation that orders and pays under a contract." in vocabulary.text
    assert "/ontology/buyer" in vocabulary.links
    tables = read("/docs/tables")
    assert "buyer_ids" in tables.text and "contracts.csv" in tables.text
    shapes = read("/docs/shapes")
    assert "A contract names at least one buyer, supplier" in shapes.text


def test_the_catalogue_is_credited(read: Read) -> None:
    assert "J. McDowell, General Catalog of Artificial Space Objects" in read("/about").text


def test_every_word_stands_in_both_languages() -> None:
    assert LANGUAGES == ("en", "zh")
    for key, said in WORDS.items():
        assert said.keys() == {"en", "zh"}, key
        assert all(text.strip() for text in said.values()), key
        english, chinese = (set(re.findall(r"{(\w+)", text)) for text in said.values())
        assert english == chinese, key


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [(0, "0 results", "0 条结果"), (1, "1 result", "1 条结果"), (12, "12 results", "12 条结果")],
)
def test_one_is_not_many(number: int, english: str, chinese: str) -> None:
    assert say("results", "en", number=number) == english
    assert say("results", "zh", number=number) == chinese


def test_what_the_shapes_say_has_chinese_words(read: Read) -> None:
    message, name = (
        ox.NamedNode(f"http://www.w3.org/ns/shacl#{each}") for each in ("message", "name")
    )
    for path in folder("shapes").glob("*.ttl"):
        said = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        named = {quad.subject for quad in said if quad.predicate == name}
        for quad in said:
            if quad.predicate == message and quad.subject in named:
                assert re.search("[一-鿿]", RULES.get(quad.object.value, "")), quad.object.value
    assert "合同至少须列出一个采购方" in read("/docs/shapes?lang=zh").text


def test_every_heading_of_an_answer_has_chinese_words() -> None:
    store = ox.Store()
    for question in read_questions().values():
        names = [each.value for each in store.query(question.text).variables]
        for name in names:
            labels = name.endswith("Label") and name.removesuffix("Label") in names
            assert labels or name in COLUMNS, f"{question.name}: {name}"
        assert question.title_zh and question.summary_zh, question.name
        assert all(each.description_zh for each in question.parameters), question.name


def test_assets_have_names_that_change_with_their_content(client: httpx.Client, read: Read) -> None:
    page = read("/")
    (style,) = [each["href"] for each in page.all("link") if each["rel"] == "stylesheet"]
    answer = client.get(style)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.content) < 20_000
    old = client.get("/static/0000000000/site.css")
    assert old.status_code == 200 and "immutable" not in old.headers["cache-control"]
    assert client.get("/static/0/../../render.py").status_code == 404
    assert client.get("/static/0/words.yaml").status_code == 404


def test_pages_ask_nobody_else(read: Read) -> None:
    for path in ("/", "/organisation/minospace", "/query", "/places"):
        page = read(path)
        fetched = [each.get("src") for each in page.all("script") if "src" in each]
        fetched += [
            each["href"] for each in page.all("link") if each["rel"] in ("stylesheet", "icon")
        ]
        assert fetched and all(each.startswith("/static/") for each in fetched)


def test_crawlers_find_every_thing_and_no_claim(client: httpx.Client) -> None:
    index = client.get("/sitemap.xml").text
    base = str(client.base_url).rstrip("/")
    assert f"<loc>{base}/sitemap-1.xml.gz</loc>" in index
    text = gzip.decompress(client.get("/sitemap-1.xml.gz").content).decode()
    assert f"<loc>{base}/questions/contracts-of-firm</loc>" in text
    assert client.get("/sitemap-2.xml.gz").status_code == 404
    assert f"<loc>{base}/organisation/minospace</loc>" in text
    assert f"<loc>{base}/source/page</loc>" in text
    assert "/claim/" not in text
    assert "/sitemap.xml" in client.get("/robots.txt").text


def test_the_context_declares_prefixes_and_properties(client: httpx.Client) -> None:
    context = client.get("/context.jsonld")
    assert context.headers["content-type"] == "application/ld+json"
    terms = context.json()["@context"]
    assert terms["sg"] == "https://w3id.org/spacegraph/ontology/"
    assert terms["supplier"] == {"@id": "sg:supplier", "@type": "@id"}
    assert terms["amount"] == "sg:amount"


def test_every_word_is_used_and_every_used_word_stands() -> None:
    home = Path(words.__file__).parent
    files = [*home.glob("*.py"), *home.glob("templates/*.html")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    prefixes = ("plural-", "reason-", "sector-", "severity-", "slice-", "error-", "policy-")
    prefixes += ("group-",)
    assert [key for key in WORDS if f'"{key}"' not in text and not key.startswith(prefixes)] == []
    asked = set(re.findall(r'say\("([a-z_-]+)"[,)]', text))
    assert asked - WORDS.keys() == set()
