"""Every kind of page in a real browser: no barrier, nothing too wide, no jump, without script."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Any]

PAGES = (
    "/",
    "/find?q=minospace",
    "/browse?kind=Contract",
    "/organisation/minospace",
    "/contract/deal",
    "/place/sichuan",
    "/source/page",
    "/organisation/minospace?as_of=soon",
    "/organisation/minospac",
    "/questions/contracts-of-firm?org=minospace",
    "/questions/contracts-of-firm?org=minospce",
    "/submit",
    "/ontology/supplier",
    "/concept/contract-kind",
    "/questions",
    "/reports",
    "/docs",
    "/docs/vocabulary",
    "/docs/tables",
    "/docs/shapes",
    "/docs/api",
    "/about",
)
DARK = 12
"""How many of them, from the first, are looked at in the dark as well: all colours are on these."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(
    open_quiet: OpenTab, barriers: Callable[[Any], list[str]], scheme: str
) -> None:
    tab = open_quiet(color_scheme=scheme)
    found = {}
    for path in PAGES if scheme == "light" else PAGES[:DARK]:
        tab.goto(path)
        found[path] = barriers(tab)
    assert {path: each for path, each in found.items() if each} == {}


def test_pages_fit_a_narrow_screen_in_chinese_and_do_not_jump(open_quiet: OpenTab) -> None:
    tab = open_quiet(viewport={"width": 360, "height": 800})
    tab.add_init_script(
        "window.jumps = 0; new PerformanceObserver(list => {"
        "  for (const entry of list.getEntries()) window.jumps += entry.value;"
        "}).observe({type: 'layout-shift', buffered: true});"
    )
    for path in PAGES:
        tab.goto(f"{path}{'&' if '?' in path else '?'}lang=zh")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert tab.evaluate("window.jumps") < 0.01, path


def test_pages_are_read_and_forms_sent_without_script(open_tab: OpenTab) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.goto("/")
    tab.fill("#big-find", "minospce")
    tab.click(".big-find button")
    tab.click("ol.results a")
    assert "MinoSpace" in tab.inner_text("h1")
    tab.click("a:has-text('Deal') >> nth=0")
    tab.goto("/questions/contracts-of-firm")
    tab.fill("#field-org", "minospace")
    tab.click("main form button:has-text('Ask')")
    assert "1 rows" in tab.inner_text("#answer")


def test_a_printed_page_has_its_addresses_and_no_menu(tab: Any) -> None:
    tab.goto("/organisation/minospace")
    tab.emulate_media(media="print")
    assert not tab.is_visible(".top nav") and not tab.is_visible("form.find")
    printed = tab.evaluate(
        "getComputedStyle(document.querySelector('.sources a[rel~=external]'), '::after').content"
    )
    assert "https://example.org/page" in printed


@pytest.mark.parametrize("path", ["/organisation/minospace", "/browse", "/submit"])
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(tab: Any, path: str) -> None:
    tab.goto(path)
    wanted = tab.evaluate(
        "[...document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]),"
        ' select, textarea, summary, [tabindex="0"]\')].filter(each => each.checkVisibility()).length'
    )
    reached = 0
    for _ in range(wanted + 20):
        tab.keyboard.press("Tab")
        here = tab.evaluate(
            "(() => { const each = document.activeElement; if (each === document.body) return null;"
            " const style = getComputedStyle(each); each.dataset.seen ??= '';"
            " return [style.outlineStyle, each.tagName]; })()"
        )
        if here is None:
            break
        assert here[0] != "none", here
        reached = tab.evaluate("document.querySelectorAll('[data-seen]').length")
    assert reached >= wanted


def test_suggestions_follow_the_arrows(tab: Any) -> None:
    tab.goto("/")
    tab.type("#big-find", "微纳")
    tab.wait_for_selector("#big-find-list li")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/organisation/minospace*")
