"""Two years compared: who is in which network, who moved, and by which relations."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from spacegraph.analytics.change import Change, at_end_of, compare
from spacegraph.analytics.network import network
from spacegraph.analytics.writers import render, write
from spacegraph.analytics.writers.movement import sentences
from spacegraph.errors import NotFound, QueryError
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

ALL = ("affiliation", "contract", "cooperation", "funding")


@pytest.fixture(scope="module")
def change(store: EmbeddedStore) -> Change:
    return compare(store, 2016, 2025, ALL, measure="degree")


def last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


@pytest.mark.parametrize("year", [1979, 1980, 2016, 2018, 2021, 2025])
def test_the_network_of_a_year_is_the_one_drawn_as_of_it(store: EmbeddedStore, year: int) -> None:
    cut = at_end_of(network(store, ALL), year)
    drawn = network(store, ALL, as_of=str(year))
    assert list(cut.edges(keys=True, data=True)) == list(drawn.edges(keys=True, data=True))
    assert dict(cut.nodes(data=True)) == dict(drawn.nodes(data=True))


def test_movers_by_hand(change: Change) -> None:
    """In 2016: casc–cgwic, fund–landspace and the pact of three; in 2025 the pact is over."""
    found = {last(mover.iri): (mover.before, mover.after) for mover in change.movers}
    assert found == {
        "bank": (None, 1),
        "casc": (3, 2),
        "cgwic": (1, 1),
        "fund": (1, 2),
        "gomspace": (None, 1),
        "landspace": (3, 4),
        "minospace": (None, 3),
        "sichuan-government": (None, 2),
        "tsinghua": (2, None),
    }
    by_name = {last(mover.iri): mover for mover in change.movers}
    assert [last(edge.event) for edge in by_name["casc"].gained] == ["constellation"]
    assert [last(edge.event) for edge in by_name["casc"].lost] == ["pact", "pact"]
    assert all(edge.claims for mover in change.movers for edge in mover.gained + mover.lost)
    assert last(change.movers[0].iri) == "landspace"
    assert last(change.movers[-1].iri) == "tsinghua"


def test_who_rose_fell_and_came(change: Change) -> None:
    assert [last(mover.iri) for mover in change.newcomers()] == [
        "minospace",
        "sichuan-government",
        "bank",
        "gomspace",
    ]
    assert [(last(m.iri), m.rise) for m in change.risers()] == [("fund", 1)]
    assert [(last(m.iri), m.rise) for m in change.fallers()] == [("casc", -2)]
    assert {last(m.iri): m.rise for m in change.movers}["cgwic"] == 0  # its value is the same


def test_every_year_between_is_there(change: Change) -> None:
    assert sorted(change.ranks) == list(range(2016, 2026))
    assert change.sizes[2016] == (5, 5)


def test_a_long_span_is_thinned(store: EmbeddedStore) -> None:
    far = compare(store, 1950, 2025, ALL)
    assert len(far.ranks) == 12 and min(far.ranks) == 1950 and max(far.ranks) == 2025


def test_the_sentences_say_it(change: Change) -> None:
    text = " ".join(sentences(change))
    assert "went from 5 organisations and 5 relations to 8 and 10" in text
    assert "rose farthest: Fund (from 4 to 3)" in text
    assert "fell farthest: CASC (from 1 to 3)" in text
    assert "MinoSpace (now 2)" in text


def test_nothing_at_either_end_is_said(store: EmbeddedStore) -> None:
    found = compare(store, 1900, 1901, ["contract"])
    assert sentences(found) == ("There is no relation at the end of 1900 or 1901.",)
    for name in ("html", "md", "csv", "json"):
        assert render(found, name)


@pytest.mark.parametrize(
    ("before", "after", "measure", "error"),
    [
        (2020, 2020, "degree", QueryError),
        (2021, 2020, "degree", QueryError),
        (2019, 2020, "degrees", NotFound),
        (2019, 2020, "clustering", NotFound),
    ],
)
def test_nonsense_is_refused(
    store: EmbeddedStore, before: int, after: int, measure: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        compare(store, before, after, ALL, measure=measure)


def test_files(change: Change, store: EmbeddedStore, tmp_path: Path) -> None:
    files = write(change, tmp_path / "out")
    assert [file.name for file in files] == [
        "change.csv",
        "change.html",
        "change.json",
        "change.md",
    ]
    again = compare(store, 2016, 2025, reversed(ALL), measure="degree")
    for file, name in zip(files, ("csv", "html", "json", "md"), strict=True):
        assert file.read_bytes().decode() == render(again, name)
    rows = {row["organisation"]: row for row in csv.DictReader(StringIO(files[0].read_text()))}
    assert rows[f"{BASE}organisation/casc"]["degree_rank_2016"] == "1"
    assert rows[f"{BASE}organisation/casc"]["gained_claims"]
    assert json.loads(files[2].read_text())["command"] == change.command
    page = files[1].read_text()
    assert "<script" not in page and page.count("<polyline") > 5
    assert 'href="/organisation/casc"' in render(change, "html", base="/")
    with pytest.raises(NotFound):
        render(change, "graphml")
