"""The explorer of networks and the map in a real browser: from a picture to its evidence."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI

from spacegraph.pages.mount import mount
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web.app import create_app

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Any]
Serving = Callable[[FastAPI], AbstractContextManager[str]]

DRAWN = "#canvas svg .dots g"
EVIL = "<img src=x onerror=alert(1)>\"'&</svg><script>alert(2)</script>"


def dot(name: str) -> str:
    return f'{DRAWN}[aria-label="{name}"]'


def test_from_a_neighbourhood_to_the_page_that_states_a_tie(tab: Any) -> None:
    tab.goto("/network?of=minospace&layer=contract")
    tab.wait_for_selector(DRAWN)
    assert tab.locator(DRAWN).count() == 2
    assert "2 of 2 organisations, 1 ties" in tab.inner_text("#told")
    tab.locator("#canvas svg .bond .area").dispatch_event("click")
    panel = tab.locator("#panel")
    panel.locator("text=Buyer orders from MinoSpace").wait_for()
    assert "2021-02-01 – 2021-02-28" in panel.inner_text()
    address = panel.locator(".evidence a[rel~=external]").get_attribute("href")
    assert address == "https://example.org/page?a=1&b=2"
    assert panel.locator("a[href^='/claim/']").count() == 1
    panel.locator("a:text-is('Deal')").click()
    tab.wait_for_url("**/contract/deal")


def test_a_thing_tells_its_measures_and_leads_on(tab: Any) -> None:
    tab.goto("/network?layer=contract")
    tab.click(dot("Buyer"))
    tab.wait_for_selector("#panel h2 a[href='/organisation/buyer']")
    assert "Betweenness" in tab.inner_text("#panel")
    tab.click("#panel .results button")
    tab.wait_for_selector("#panel .ties")
    tab.click(dot("Buyer"))
    tab.click("#panel button:has-text('Draw around this')")
    tab.wait_for_url("**/network?*of=buyer*")
    tab.wait_for_selector("#canvas circle.centre")


def test_the_keyboard_walks_chooses_and_zooms(tab: Any) -> None:
    tab.goto("/network?of=minospace&layer=contract")
    tab.wait_for_selector(DRAWN)
    tab.focus("#network-form button")
    tab.keyboard.press("Tab")
    name = "document.activeElement.getAttribute('aria-label')"
    assert tab.evaluate(name) == "MinoSpace"
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        tab.keyboard.press(key)
        if tab.evaluate(name) == "Buyer":
            break
    assert tab.evaluate(name) == "Buyer"
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#panel h2 a[href='/organisation/buyer']")
    before = tab.get_attribute("#canvas svg > g", "transform")
    tab.keyboard.press("+")
    tab.wait_for_function(
        "before => document.querySelector('#canvas svg > g').getAttribute('transform') !== before",
        arg=before,
    )


def test_what_is_drawn_follows_the_choices(tab: Any) -> None:
    tab.goto("/network?layer=contract")
    tab.wait_for_selector(DRAWN)
    assert tab.locator("#canvas circle.commercial").count() == 1
    tab.select_option("#network-form select[name=colour]", "community")
    assert tab.locator("#canvas circle.c1").count() == 2
    tab.uncheck("#sectors input[value=commercial]")
    assert tab.locator(DRAWN).count() == 1
    tab.select_option("#size", label="Betweenness")
    assert tab.locator("#canvas circle").get_attribute("r") == "4"
    tab.fill("input[name=until]", "2020")
    tab.click("#network-form button")
    tab.wait_for_selector("#told:has-text('0 of 0')")
    assert "until=2020" in tab.url
    assert tab.locator(DRAWN).count() == 0
    tab.click("#listing summary")
    assert tab.locator("#listing li").count() == 0


def test_things_can_be_moved_and_listed(tab: Any) -> None:
    tab.goto("/network?of=minospace&layer=contract")
    tab.wait_for_selector(DRAWN)
    box = tab.locator(dot("Buyer")).locator("circle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y + 40, steps=4)
    moved = tab.locator(dot("Buyer")).locator("circle").bounding_box()
    assert moved["x"] > box["x"] + 20
    tab.mouse.up()
    tab.click("#listing summary")
    tab.click("#listing button:has-text('MinoSpace')")
    tab.wait_for_selector("#panel h2:has-text('MinoSpace')")


def test_hostile_names_stay_names_on_the_page_and_in_files(tab: Any, tmp_path: Path) -> None:
    def rename(route: Any) -> None:
        told = route.fetch().json()
        for node in told["nodes"]:
            node["label"] = EVIL
        for tie in told["ties"]:
            tie["name"] = EVIL
        for source in told["sources"].values():
            source["title"], source["address"] = EVIL, "javascript:alert(3)"
        route.fulfill(body=json.dumps(told), content_type="application/json")

    tab.route("**/network/ties?*", rename)
    tab.goto("/network?of=minospace&layer=contract")
    tab.wait_for_selector(DRAWN)
    tab.locator("#canvas svg .bond .area").dispatch_event("click")
    tab.wait_for_selector(".evidence li")
    assert EVIL in tab.inner_text("#panel .evidence")
    assert tab.locator("#panel a[rel~=external], main img, main script:not([src])").count() == 0
    with tab.expect_download() as saved:
        tab.click("#save-svg")
    saved.value.save_as(tmp_path / "network.svg")
    picture = ElementTree.parse(tmp_path / "network.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert {each.tag for each in picture} == {
        f"{svg}{n}" for n in ("rect", "line", "circle", "text")
    }
    assert all("<img src=x" in (each.text or "") for each in picture.iter(f"{svg}text"))
    with tab.expect_download() as saved:
        tab.click("#save-png")
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_without_script_communities_are_coloured_too(open_tab: OpenTab) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.goto("/network?of=minospace&layer=contract&colour=community")
    assert tab.locator("#still svg circle.c1").count() == 2
    assert tab.locator("#explorer").is_hidden()
    tab.goto("/places")
    assert tab.locator("svg.map path.china").count() == 1
    assert tab.locator("svg.map rect.site").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_and_nothing_is_too_wide(
    open_tab: OpenTab, barriers: Callable[[Any], list[str]], scheme: str
) -> None:
    tab = open_tab(color_scheme=scheme, viewport={"width": 360, "height": 800})
    wide = "document.documentElement.scrollWidth"
    tab.goto("/network?of=minospace&layer=contract")
    tab.wait_for_selector("#panel .results")
    assert tab.evaluate(wide) <= 360
    assert barriers(tab) == []
    tab.click("#panel .results button")
    tab.wait_for_selector("#panel .ties")
    assert barriers(tab) == []
    tab.goto("/places")
    assert tab.evaluate(wide) <= 360
    assert barriers(tab) == []


@pytest.fixture(scope="module")
def whole(home: Path, serving: Serving) -> Iterator[str]:
    """Serve the pages over the shipped facts."""
    store = EmbeddedStore.open(home / "store")
    app = create_app(Settings(), store)
    mount(app, store, {})
    with serving(app) as address:
        yield address


def test_the_neighbourhood_of_landspace_and_what_a_round_rests_on(
    open_tab: OpenTab, whole: str
) -> None:
    tab = open_tab(whole)
    tab.goto("/network?of=landspace")
    tab.wait_for_selector("#panel h2 a[href='/organisation/landspace']")
    assert tab.locator(DRAWN).count() > 20
    tab.click(dot("Country Garden Venture Capital"))
    tab.click("#panel .results button:has-text('LandSpace')")
    tab.wait_for_selector("#panel .ties")
    assert "Country Garden Venture Capital invests in LandSpace" in tab.inner_text("#panel")
    assert tab.locator("#panel .evidence a[rel~=external][href^='https://']").count() > 2
    tab.click("#panel a[href^='/claim/'] >> nth=0")
    tab.wait_for_url("**/claim/*")
    assert tab.locator("h1").count() == 1
