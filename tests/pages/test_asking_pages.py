"""Questions, the query page and the check of submissions: forms that come back filled."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from spacegraph.pages.query import SHOWN

Visit = Callable[[str], httpx.Response]
Read = Callable[..., Any]

QUESTION = "/questions/contracts-of-firm"


def field(page: Any, name: str) -> dict[str, str]:
    fields = [each for each in page.all("input") if each.get("type") != "hidden"]
    (found,) = [each for each in fields + page.all("select") if each["name"] == name]
    return found


def test_the_list_leads_to_each_question(read: Read) -> None:
    page = read("/questions")
    assert QUESTION in page.links
    assert "What a firm supplies." in page.text


def test_the_form_is_made_of_the_header(read: Read) -> None:
    page = read(QUESTION)
    assert "required" in field(page, "org")
    assert field(page, "org")["placeholder"] == "Example: minospace"
    values = {each["value"] for each in page.all("option")}
    assert {"", "constellation", "launch-service"} <= values
    assert " rows" not in page.text


def test_the_answer_stands_under_the_form_with_names_sources_and_downloads(read: Read) -> None:
    page = read(f"{QUESTION}?org=minospace&kind=constellation")
    assert field(page, "org")["value"] == "minospace"
    assert [each["value"] for each in page.all("option") if "selected" in each] == ["constellation"]
    assert "1 rows" in page.text
    assert "/contract/deal" in page.links
    assert "https://example.org/page?a=1&b=2" in page.links
    assert "1,234,567" in page.text
    assert f"{QUESTION}.csv?org=minospace&kind=constellation" in page.links
    assert any(link.startswith("/query?query=") for link in page.links)


def test_an_unknown_value_is_told_at_its_field_with_the_nearest(read: Read) -> None:
    page = read(f"{QUESTION}?org=minospce", 400)
    wrong = field(page, "org")
    assert wrong["value"] == "minospce" and wrong["aria-invalid"] == "true"
    assert [each for each in page.all("p") if each.get("id") == wrong["aria-describedby"]]
    assert f"{QUESTION}?org=minospace" in page.links


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_programs_are_sent_on_to_the_answer_in_their_format(
    client: httpx.Client, visit: Visit, suffix: str
) -> None:
    accept = {"csv": "text/csv", "json": "application/json"}[suffix]
    sent = client.get(f"{QUESTION}?org=minospace", headers={"Accept": accept})
    assert sent.status_code == 303
    assert sent.headers["location"] == f"{QUESTION}.{suffix}?org=minospace"
    assert (
        f"{QUESTION}.{suffix}?org=minospace" in visit(f"{QUESTION}?org=minospace").headers["link"]
    )


def test_words_names_and_headings_are_chinese_on_the_chinese_page(read: Read) -> None:
    page = read(f"{QUESTION}?org=minospace&lang=zh")
    assert "某企业的合同" in page.text
    assert "某企业供应什么。" in page.text
    assert "企业标识" in page.text
    assert "合同" in page.text and "折合美元" in page.text


def test_a_date_that_is_none_comes_back_in_the_form_of_a_question(read: Read) -> None:
    page = read(f"{QUESTION}?org=minospace&as_of=soon", 400)
    (as_of,) = [each for each in page.all("input") if each["name"] == "as_of"]
    assert as_of["value"] == "soon" and as_of["aria-invalid"] == "true"
    assert "write 2018, 2018-05 or 2018-05-17" in page.text
    assert field(page, "org")["value"] == "minospace"


def test_a_missing_value_is_asked_for(read: Read) -> None:
    page = read(f"{QUESTION}?kind=constellation", 400)
    assert "needs org" in page.text


def test_the_editor_begins_with_a_query_that_works(read: Read) -> None:
    begun = read("/query")
    assert "SELECT" in begun.text and "line" not in begun.text.split("SELECT")[0]
    assert "/query?example=contracts-of-firm" in begun.links
    assert "VALUES ?org" in read("/query?example=contracts-of-firm").text


def test_rows_lead_to_things_and_to_downloads(read: Read) -> None:
    query = (
        "PREFIX sg: <https://w3id.org/spacegraph/ontology/> "
        "SELECT ?deal ?usd WHERE { ?deal sg:amountUSD ?usd } ORDER BY ?deal"
    )
    page = read(f"/query?query={quote(query)}")
    assert "/contract/deal" in page.links
    assert "contract:deal" in page.text and "1 rows" in page.text
    downloads = [link for link in page.links if link.startswith("/sparql?")]
    assert [link.rpartition("=")[2] for link in downloads] == ["csv", "tsv", "json", "xml"]


def test_yes_and_no_and_triples_are_shown_too(read: Read) -> None:
    assert "Answer yes" in read(f"/query?query={quote('ASK { ?s ?p ?o }')}").text
    assert "Answer no" in read(f"/query?query={quote('ASK { <a:b> ?p ?o }')}").text
    deal = "<https://w3id.org/spacegraph/contract/deal>"
    page = read(f"/query?query={quote(f'DESCRIBE {deal}')}")
    assert "contract:deal" in page.text and "sg:amount " in page.text


def test_an_error_is_marked_at_its_line_and_the_query_stays(read: Read) -> None:
    query = "SELECT ?s WHERE {\n  ?s ?p ?o ;;; foo }\n"
    page = read(f"/query?query={quote(query)}")
    (error,) = [each for each in page.all("div") if each.get("id") == "query-error"]
    assert error["data-line"] == "2"
    assert page.all("mark")
    assert "?s ?p ?o ;;; foo" in page.text
    (area,) = page.all("textarea")
    assert area["aria-invalid"] == "true"


def test_updates_and_other_services_are_refused(read: Read) -> None:
    assert "update" in read(f"/query?query={quote('DROP ALL')}").text
    away = "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"
    assert "SERVICE" in read(f"/query?query={quote(away)}").text


def test_long_answers_are_cut_and_say_so(read: Read) -> None:
    page = read(f"/query?query={quote('SELECT ?s ?p ?o WHERE { ?s ?p ?o }')}")
    assert f"The first {SHOWN} rows" in page.text
    assert len(page.all("tr")) == SHOWN + 1


def test_a_query_too_long_for_an_address_can_be_posted(client: httpx.Client) -> None:
    query = "# " + "x" * 20_000 + "\nASK { ?s ?p ?o }"
    answer = client.post("/query", data={"query": query}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert ">yes<" in answer.text


@pytest.mark.parametrize("path", ["/submit", "/questions", "/query"])
def test_forms_work_in_chinese_and_stay_there(read: Read, path: str) -> None:
    page = read(f"{path}?lang=zh")
    assert page.all("html")[0]["lang"] == "zh-Hans"
    hidden = [each for each in page.all("input") if each.get("name") == "lang"]
    actions = [each for each in page.all("form") if "lang=zh" in each.get("action", "")]
    assert len(hidden) + len(actions) >= len(page.all("form"))
