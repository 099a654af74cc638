"""The editor of queries in a real browser: completion, errors in their place, cancelling."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest
from fastapi import FastAPI

from spacegraph.pages.mount import mount
from spacegraph.settings import Settings
from spacegraph.store.base import Limits
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web.app import create_app

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Any]
Serving = Callable[[FastAPI], AbstractContextManager[str]]

SG = "PREFIX sg: <https://w3id.org/spacegraph/ontology/>"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"


def write(tab: Any, text: str) -> None:
    """Put a text in the editor at once, as pasting does."""
    tab.click(".cm-content")
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(text)


def text_of(tab: Any) -> str:
    return str(tab.evaluate("document.querySelector('#query').value"))


def accept(tab: Any, wanted: str) -> None:
    """Wait until the first completion is the wanted one, and take it.

    The editor takes no key for a moment, lest one meant for the text choose something.
    """
    tab.click(f'.cm-tooltip-autocomplete [aria-selected]:has-text("{wanted}")')


def run(tab: Any) -> None:
    tab.keyboard.press("Control+Enter")


def cells(tab: Any) -> list[list[str]]:
    rows = tab.locator("#outcome tbody tr")
    return [rows.nth(at).locator("td").all_inner_texts() for at in range(rows.count())]


def test_an_error_is_marked_and_mended_by_completion(tab: Any) -> None:
    tab.goto("/query")
    write(tab, f"{SG}\nSELECT ?deal WHERE {{\n  ?deal a sg:Contract ; sg:supplier minospace\n}}")
    tab.wait_for_selector(".cm-lintRange-error")
    run(tab)
    tab.wait_for_selector("#query-error")
    assert tab.get_attribute("#query-error", "data-line") == "3"
    assert tab.inner_text("#query-error strong").startswith("line 3, column ")
    assert tab.locator(".cm-lintRange-error").first.inner_text() == "minospace"
    assert tab.get_attribute(".cm-content", "aria-invalid") == "true"
    tab.keyboard.press("End")
    tab.keyboard.press("Control+Space")
    accept(tab, "organisation:minospace")
    assert "sg:supplier organisation:minospace\n" in text_of(tab)
    assert "PREFIX organisation: <https://w3id.org/spacegraph/organisation/>" in text_of(tab)
    run(tab)
    tab.wait_for_selector("#outcome a:text-is('Deal')")
    assert tab.get_attribute("#outcome tbody a", "href") == "/contract/deal"
    assert "1 rows" in tab.inner_text("#outcome h2")
    assert tab.locator("#query-error").count() == 0
    assert tab.get_attribute(".cm-content", "aria-invalid") is None


def test_terms_are_completed_by_their_names_in_either_language(tab: Any) -> None:
    tab.goto("/query")
    write(tab, "SELECT ?firm WHERE {\n  ?firm a ")
    tab.keyboard.type("商业企业")
    accept(tab, "sg:CommercialFirm")
    tab.keyboard.type(" ; headq")
    accept(tab, "sg:headquarters")
    assert text_of(tab).startswith(SG)
    assert "?firm a sg:CommercialFirm ; sg:headquarters" in text_of(tab)


def test_things_are_found_as_the_search_finds_them(tab: Any) -> None:
    tab.goto("/query")
    write(tab, "SELECT ?p WHERE { ?p ?q ")
    tab.keyboard.type("微纳")
    accept(tab, "organisation:minospace")


def test_variables_of_the_text_and_keywords_are_offered(tab: Any) -> None:
    tab.goto("/query")
    write(tab, "SELECT ?headquarters WHERE { ?s ?p ?headquarters }\n")
    tab.keyboard.type("ORDER BY ?hea")
    accept(tab, "?headquarters")
    tab.keyboard.type(" LIM")
    accept(tab, "LIMIT")
    assert text_of(tab).endswith("ORDER BY ?headquarters LIMIT")


def test_a_known_prefix_declares_itself_and_an_unknown_one_is_marked(tab: Any) -> None:
    tab.goto("/query")
    write(tab, "SELECT ?s WHERE { ?s ")
    tab.keyboard.type("skos:")
    assert text_of(tab).startswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n")
    write(tab, "SELECT ?s WHERE { ?s nobody:knows ?o ; rdfs:label ?l }")
    tab.wait_for_selector(".cm-lintRange-error:has-text('nobody:knows')")
    tab.wait_for_selector(".cm-lintRange-error:has-text('rdfs:label')")
    tab.keyboard.press("F8")
    tab.keyboard.press("F8")
    tab.click(".cm-diagnosticAction:visible")
    assert "PREFIX rdfs:" in text_of(tab) and "PREFIX nobody:" not in text_of(tab)


def test_rows_are_sorted_named_counted_and_can_be_taken_away(tab: Any) -> None:
    tab.goto("/query")
    write(
        tab, "SELECT ?n ?x WHERE { VALUES (?n ?x) { (10 'b') (9 'c') (100000 'a') (UNDEF 'd') } }"
    )
    run(tab)
    tab.wait_for_selector("#outcome table")
    tab.click("#outcome th button:text-is('n')")
    assert [row[0] for row in cells(tab)] == ["9", "10", "100,000", ""]
    tab.click("#outcome th button:text-is('n')")
    assert [row[0] for row in cells(tab)] == ["", "100,000", "10", "9"]
    assert tab.get_attribute("#outcome th:has-text('n')", "aria-sort") == "descending"
    tab.click("#outcome th button:text-is('x')")
    assert [row[1] for row in cells(tab)] == ["a", "b", "c", "d"]
    for format in ("csv", "tsv", "json", "xml"):
        with tab.expect_download() as taken:
            tab.click(f"#outcome .downloads a:text-is('{format}')")
        assert taken.value.suggested_filename == f"answer.{format}"
    assert Path(taken.value.path()).read_text().startswith("<?xml")


def test_the_address_leads_back_to_the_answer_with_and_without_script(
    tab: Any, open_tab: OpenTab
) -> None:
    tab.goto("/query")
    write(tab, "SELECT ?x WHERE { VALUES ?x { 'one' 'two' } }")
    run(tab)
    tab.wait_for_selector("#outcome table")
    assert parse_qs(urlsplit(tab.url).query)["query"] == [text_of(tab)]
    bare = open_tab(java_script_enabled=False)
    bare.goto(tab.url)
    assert bare.locator("#outcome tbody td").all_inner_texts() == ["one", "two"]
    bare.fill("#query", "ASK { ?s ?p ?o }")
    bare.click("#query-form button:has-text('Run')")
    assert "yes" in bare.inner_text("#outcome")


def test_a_query_too_long_for_an_address_is_shared_behind_the_hash(
    tab: Any, open_tab: OpenTab
) -> None:
    long = f"# {'x' * 7000}\nSELECT ?x WHERE {{ VALUES ?x {{ 'there' }} }}"
    tab.goto("/query")
    write(tab, long)
    run(tab)
    tab.wait_for_selector("#outcome table")
    assert tab.url.startswith(tab.evaluate("location.origin") + "/query#query=")
    assert tab.locator("#outcome .downloads form").count() == 4
    again = open_tab()
    again.goto(tab.url)
    again.wait_for_selector("#outcome td:text-is('there')")
    assert text_of(again) == long


def test_yes_or_no_and_triples(tab: Any) -> None:
    tab.goto("/query")
    write(tab, "ASK { ?s ?p ?o }")
    run(tab)
    tab.wait_for_selector("#outcome .lede:text-is('yes')")
    write(tab, "DESCRIBE <https://w3id.org/spacegraph/contract/deal>")
    run(tab)
    tab.wait_for_selector("#outcome pre:has-text('sg:amount')")
    assert tab.locator("#outcome .downloads a").all_inner_texts()[0] == "ttl"


@pytest.mark.parametrize(
    "query", ["DROP ALL", "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SELECT"]
)
def test_what_is_refused_says_why_without_an_error_in_the_console(tab: Any, query: str) -> None:
    tab.goto("/query")
    write(tab, query)
    run(tab)
    tab.wait_for_selector("#query-error")
    assert tab.inner_text("#query-error strong")


def test_an_error_in_an_address_is_marked_when_the_page_comes(tab: Any) -> None:
    broken = quote("SELECT ?s WHERE {\n  ?s ?p ?o\n  foo }")
    tab.goto(f"/query?query={broken}")
    tab.wait_for_selector(".cm-lintRange-error")
    assert "foo" in tab.locator(".cm-lintRange-error").first.inner_text()


def test_hostile_texts_stay_texts(tab: Any) -> None:
    evil = 'SELECT ?x WHERE { VALUES ?x { "</script><img src=x onerror=alert(1)>" } }'
    tab.goto(f"/query?query={quote(evil)}")
    tab.wait_for_selector(".cm-content")
    assert text_of(tab) == evil
    run(tab)
    tab.wait_for_selector("#outcome td:has-text('onerror')")
    write(
        tab,
        "SELECT ?evil ?x WHERE { VALUES ?evil { <https://w3id.org/spacegraph/organisation/evil> }\n"
        " ?evil <http://www.w3.org/2000/01/rdf-schema#label> ?x }",
    )
    run(tab)
    tab.wait_for_selector("#outcome td:has-text('7*7')")
    assert '<script>alert(1)</script>"' in cells(tab)[0][1]
    write(tab, "SELECT ?x WHERE { VALUES ?x { <javascript:alert(1)> <data:text/html,x> } }")
    run(tab)
    tab.wait_for_selector("#outcome td:has-text('javascript:alert')")
    assert tab.locator("#outcome tbody a").count() == 0
    assert tab.locator("main img, main script:not([type])").count() == 0


def test_the_keyboard_alone_will_do(tab: Any) -> None:
    tab.goto("/query")
    tab.wait_for_selector(".cm-content")
    tab.focus("main")
    tab.keyboard.press("Tab")
    focused = "document.activeElement.shadowRoot?.activeElement?.className ?? ''"
    assert "cm-content" in tab.evaluate(focused)
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text("SELECT ?x WHERE { VALUES ?x { 2 1 } }")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Run"
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#outcome table")
    while tab.evaluate("document.activeElement.className") != "sort":
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert cells(tab) == [["1"], ["2"]]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(open_tab: OpenTab, width: int) -> None:
    tab = open_tab(viewport={"width": width, "height": 800})
    tab.goto("/query")
    write(tab, f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT 20 # {'wide' * 40}")
    run(tab)
    tab.wait_for_selector("#outcome table")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(
    open_tab: OpenTab, barriers: Callable[[Any], list[str]], scheme: str
) -> None:
    tab = open_tab(color_scheme=scheme)
    tab.goto("/query")
    tab.wait_for_selector(".cm-content")
    assert barriers(tab) == []
    write(tab, "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 5")
    run(tab)
    tab.wait_for_selector("#outcome table")
    assert barriers(tab) == []
    write(tab, "SELECT ?s WHERE { foo }")
    run(tab)
    tab.wait_for_selector("#query-error")
    assert barriers(tab) == []


@pytest.fixture(scope="module")
def pool(book: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> WorkerPool:
    """The book in killable workers, whose deadline no test waits for."""
    folder = tmp_path_factory.mktemp("pool")
    quads = ox.Store(str(folder / "quads"))
    quads.extend(book)
    quads.flush()
    (folder / "manifest.json").write_text(json.dumps({"generation": "first"}))
    limits = Limits(seconds=300, memory_bytes=1 << 30, result_bytes=8 << 20)
    return WorkerPool(folder, limits=limits, roster=Roster(light=2), cache_bytes=0)


@pytest.fixture(scope="module")
def pooled(pool: WorkerPool, serving: Serving) -> Iterator[str]:
    app = create_app(Settings(), pool)
    mount(app, pool, {})
    with serving(app) as address:
        yield address


def test_a_runaway_is_cancelled_here_and_on_the_server(
    open_tab: OpenTab, pooled: str, pool: WorkerPool
) -> None:
    tab = open_tab(pooled)
    tab.goto("/query")
    write(tab, RUNAWAY)
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("#cancel:visible")
    ended = threading.Event()
    # The deadline only ends a broken test.
    timer = threading.Timer(60, ended.set)
    timer.start()
    try:
        while not pool.census().light + pool.census().heavy:
            assert not ended.wait(0.002), "it never ran"
        tab.click("#cancel")
        tab.wait_for_selector("#cancel", state="hidden")
        assert tab.inner_text("#state") == "cancelled"
        while pool.census().light + pool.census().heavy:
            assert not ended.wait(0.002), "it still runs"
    finally:
        timer.cancel()
    write(tab, "ASK {}")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("#outcome .lede:text-is('yes')")
