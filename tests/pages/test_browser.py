"""The pages in a real browser: what a reader does, without a console error on the way.

Needs the package playwright and Debian's chromium; where either is absent the tests are reported
as not run, by name, at the end of the run.
"""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


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
