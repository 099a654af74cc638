"""Whatever the facts or an address say, it stays text: nothing of it runs or leads away."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.graph.facts.entity import Label
from spacegraph.pages.links import Links, is_web_address, path_of
from spacegraph.pages.render import data_block

Visit = Callable[[str], httpx.Response]
Read = Callable[..., Any]

EVIL = "/organisation/evil"
NASTY = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
PAGES = (
    "/",
    "/find",
    "/browse",
    "/questions",
    "/questions/contracts-of-firm",
    "/query",
    "/places",
    "/network",
    "/reports",
    "/submit",
    "/docs",
    "/docs/vocabulary",
    "/docs/tables",
    "/docs/shapes",
    "/docs/api",
    "/ontology",
    "/about",
)


def assert_harmless(page: Any) -> None:
    for script in page.all("script"):
        own = script.get("src", "").startswith("/static/")
        assert own or script.get("type") in ("application/ld+json", "application/json"), script
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "embed", "base", "style", "b"), tag
        assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
        for name in ("href", "src", "action"):
            value = attributes.get(name, "/").strip().lower()
            assert value.startswith(("/", "#", "http://", "https://")), value
    assert not page.all("img")


def test_a_hostile_name_is_shown_as_it_is(read: Read) -> None:
    page = read(EVIL)
    assert_harmless(page)
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert "<img src=x onerror=alert(4)>" in page.text


def test_only_web_addresses_become_links(read: Read) -> None:
    page = read(EVIL)
    assert not [link for link in page.links if link.lower().startswith(("javascript", "data"))]
    assert "javascript:alert(3)" in page.text
    assert "http://ok.example/'x" in page.links
    assert_harmless(read("/source/evil"))


def test_nothing_ends_the_data_block_before_its_end(visit: Visit) -> None:
    text = visit(EVIL).text
    block = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "<" not in block and "\\u003cscript" in block


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/find?q={quote(NASTY)}", 200),
        (f"/query?query={quote(NASTY)}", 200),
        (f"/questions/contracts-of-firm?org={quote(NASTY)}", 400),
        (f"/questions/{quote(NASTY, safe='')}", 404),
        (f"/browse?kind={quote(NASTY)}", 404),
        (f"/browse?kind=Organisation&type={quote(NASTY)}", 400),
        (f"/browse?first={quote('<b>')}", 400),
        (f"/browse?property={quote(NASTY)}&value={quote(NASTY)}", 400),
        (f"/organisation/{quote(NASTY, safe='')}", 404),
        (f"/network?of={quote(NASTY)}", 404),
        (f"/network?layer={quote(NASTY)}", 404),
        (f"/network?since={quote(NASTY)}", 400),
        (f"/{quote(NASTY, safe='')}", 404),
        (f"/?lang={quote(NASTY)}", 200),
        ("/organisation/%00", 404),
        ("/organisation/%E2%80%AE%0A", 404),
    ],
)
def test_hostile_addresses_get_harmless_pages(read: Read, path: str, status: int) -> None:
    assert_harmless(read(path, status))


def test_answers_of_queries_are_text(read: Read) -> None:
    query = (
        "SELECT ?o WHERE { <https://w3id.org/spacegraph/organisation/evil> ?p ?o } ORDER BY STR(?o)"
    )
    page = read(f"/query?query={quote(query)}")
    assert_harmless(page)
    assert "</script><script>alert(2)</script>" in page.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_strict_policy_and_keeps_to_it(
    visit: Visit, read: Read, path: str
) -> None:
    policy = visit(path).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert_harmless(read(path))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" https://example.org", False),
        ("data:text/html,x", False),
        ("//example.org/x", False),
        ("https:///path", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_what_counts_as_a_web_address(address: str, allowed: bool) -> None:
    assert is_web_address(address) is allowed


@given(st.text())
def test_no_text_becomes_a_link_to_anything_but_the_web_or_here(text: str) -> None:
    link = Links("en").iri(text)
    assert link is None or link.href.lower().startswith(("/", "http://", "https://"))


@given(st.text())
def test_paths_of_our_things_stay_here_and_hold_no_query(local: str) -> None:
    path = path_of("https://w3id.org/spacegraph/" + local)
    assert path is not None
    assert path.startswith("/") and "?" not in path and "#" not in path
    assert not any(character in path for character in '"<> \n')


@given(st.text(), st.text())
def test_data_blocks_hold_no_markup(name: str, value: str) -> None:
    assert not set("<>&") & set(data_block({name: value}))


def test_labels_prefer_the_language_of_the_page() -> None:
    label = Label("MinoSpace", "微纳星空")
    assert (label.best("en"), label.other("en")) == ("MinoSpace", "微纳星空")
    assert (label.best("zh"), label.other("zh")) == ("微纳星空", "MinoSpace")
    assert Label(zh="微纳星空").best("en") == "微纳星空"
    assert Label(zh="微纳星空").other("en") == ""
