"""What an analyst does from end to end, in a real browser over the shipped facts."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import read_questions
from spacegraph.pages.mount import mount
from spacegraph.resources import folder
from spacegraph.search.indexes import Names
from spacegraph.search.search import Hit, search
from spacegraph.settings import Settings
from spacegraph.web.app import create_app
from spacegraph.web.names import search_router
from spacegraph.web.questions import questions_router

from .conftest import TOKEN
from .test_submitting import WRONG

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Any]
CONTRACT = "minospace-sichuan-2025"


@pytest.fixture(scope="module")
def shipped_address(instance: Instance, serving: Any) -> Iterator[str]:
    """Serve the pages over the shipped facts; the app closes the store that it is given."""
    names, store = Names(), instance.open()

    def find(text: str, limit: int) -> tuple[Hit, ...]:
        return search(names.index(store), text, limit=limit)

    app = create_app(Settings(), store, questions_router(), search_router(names))
    mount(app, store, read_questions(), search=find)
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def contract() -> dict[str, str]:
    """The first row on the Sichuan contract as the table has it."""
    path = folder("data") / "contracts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return next(each for each in csv.DictReader(file) if each["id"] == CONTRACT)


@pytest.mark.parametrize("text", ["微纳星空", "weina xingkong", "minospce"])
def test_minospace_is_found_and_its_sichuan_contract_followed_to_its_source(
    open_tab: OpenTab, shipped_address: str, contract: dict[str, str], text: str
) -> None:
    tab = open_tab(shipped_address)
    tab.goto("/")
    tab.type("#big-find", text)
    first = tab.wait_for_selector("#big-find-list li:first-child")
    assert "MinoSpace" in first.inner_text()
    tab.press("#big-find", "Enter")
    tab.wait_for_url("**/find?**")
    tab.click("ol.results li:first-child a")
    tab.wait_for_url("**/organisation/minospace")
    tab.click(f"a:has-text({contract['title']!r}) >> nth=0")
    tab.wait_for_url(f"**/contract/{CONTRACT}")
    sources = tab.eval_on_selector_all(
        "ol.sources a[rel~=external]", "found => found.map(each => each.href)"
    )
    assert contract["source_url"] in sources


def test_a_question_is_asked_and_its_answer_downloaded(
    open_tab: OpenTab, shipped_address: str, contract: dict[str, str], tmp_path: Path
) -> None:
    tab = open_tab(shipped_address, accept_downloads=True)
    tab.goto("/questions")
    tab.click("a:has-text('Contracts of an organisation')")
    tab.type("#field-org", "微纳星空")
    tab.wait_for_selector("#field-org-list li")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.input_value("#field-org") == "minospace"
    tab.click("main form button:has-text('Ask')")
    tab.wait_for_selector("#answer")
    assert contract["title"] in tab.inner_text("main table.grid")
    with tab.expect_download() as started:
        tab.click("a[download$='.csv']")
    file = tmp_path / "answer.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert contract["title"] in {row["contractLabel"] for row in rows}
    tab.goto(tab.get_attribute("a:has-text('Link to this answer')", "href"))
    assert contract["title"] in tab.inner_text("main table.grid")


def test_a_bad_fact_is_repaired_accepted_and_seen(open_tab: OpenTab, desk_address: str) -> None:
    tab = open_tab(desk_address)
    tab.goto("/submit")
    tab.fill("#text", WRONG)
    tab.click("button[value=check]")
    tab.wait_for_selector("#verdict:has-text('Refused')")
    tab.click(".marked button:has-text('Apply to this line')")
    tab.wait_for_selector("#verdict:has-text('This may enter')")
    tab.fill("#token", TOKEN)
    tab.click("button[value=accept]")
    tab.wait_for_selector("h1:has-text('Recorded')")
    assert TOKEN not in tab.url
    tab.click("main a:has-text('New deal') >> nth=0")
    tab.wait_for_url("**/contract/new")
    assert "2026-05-18" in tab.inner_text("table.facts")
    tab.goto("/organisation/minospace")
    assert "New deal" in tab.inner_text("main")
