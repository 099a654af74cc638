"""The pages in a real browser: what a reader does, without a console error on the way.

Needs the package playwright and Debian's chromium; where either is absent the tests are reported
as not run, by name, at the end of the run.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any, address: str) -> Iterator[Any]:
    """Open a tab; every console error or warning fails the test."""
    context = chromium.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, locale="en"
    )
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text) if said.type != "log" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: told.append(f"dialog: {dialog.message}"))
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else foreign.append(request.url),
    )
    yield page
    context.close()
    assert told == []
    assert foreign == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_a_name_to_the_page_that_states_a_contract(tab: Any, language: str) -> None:
    tab.goto(f"/?lang={language}")
    tab.fill("#big-find", "微纳星空")
    tab.press("#big-find", "Enter")
    tab.wait_for_url("**/find?**")
    tab.click("ol.results a")
    tab.wait_for_url("**/organisation/minospace*")
    tab.click("a:has-text('Deal') >> nth=0")
    tab.wait_for_url("**/contract/deal*")
    address = tab.get_attribute("ol.sources a[rel~=external]", "href")
    assert address == "https://example.org/page?a=1&b=2"


def test_a_page_seen_before_looks_the_same_when_it_comes_back(tab: Any) -> None:
    tab.goto("/")
    tab.goto("/about")
    tab.goto("/")
    width = tab.evaluate("getComputedStyle(document.querySelector('.top')).display")
    assert width == "flex", "the style sheet applies"


def test_an_error_is_marked_in_the_editor_and_the_mended_query_answers(tab: Any) -> None:
    tab.goto("/query")
    tab.fill("#query", "SELECT ?s WHERE {\n  ?s ?p ?o\n  foo }")
    tab.press("#query", "Control+Enter")
    tab.wait_for_selector("#query-error")
    line = tab.get_attribute("#query-error", "data-line")
    lines = tab.input_value("#query").split("\n")
    marked = tab.evaluate(
        "(area => area.value.slice(area.selectionStart, area.selectionEnd))"
        "(document.querySelector('#query'))"
    )
    assert marked == lines[int(line) - 1]
    tab.fill("#query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3")
    tab.click("#query-form button:not([type=button])")
    tab.wait_for_selector("#outcome table")
    assert tab.locator("#outcome tbody tr").count() == 3
    assert "query=SELECT" in tab.url


def test_a_running_query_can_be_cancelled(tab: Any) -> None:
    tab.goto("/query")
    tab.route("**/query?*", lambda route: None)
    tab.click("#query-form button:not([type=button])")
    tab.wait_for_selector("#cancel:visible")
    tab.click("#cancel")
    tab.wait_for_selector("#cancel", state="hidden")
    assert tab.inner_text("#state") == "cancelled"


def test_hostile_names_do_not_run(tab: Any) -> None:
    tab.goto("/organisation/evil")
    assert "<script>alert(1)</script>" in tab.inner_text("h1")
    tab.goto("/browse?kind=Organisation")
    assert "<script>" in tab.inner_text("main")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/organisation/minospace", "/browse", "/query", "/places", "/docs/vocabulary"]
)
def test_nothing_is_wider_than_the_window(tab: Any, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_the_content_first(tab: Any) -> None:
    tab.goto("/organisation/minospace")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"
