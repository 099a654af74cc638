"""Building: all or nothing, the same bytes from the same files, rebuilt only when needed."""

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store

from spacegraph.errors import DataError
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources, build, ensure
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.target import Folder
from spacegraph.resources import folder


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """A small book: one firm, one page."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "sources.csv").write_text(
        "id,url,reliability,date\na,https://example.org/a,A,2020\nd,https://example.org/d,D,2021\n"
    )
    (data / "organisations.csv").write_text(
        "id,name_en,type,founded,source_url\n"
        "firm,Firm,commercial-firm,2015,https://example.org/a\n"
        "firm,,,2014,https://example.org/d\n"
    )
    return Sources(Book(data, tmp_path / "accepted"), folder("ontology"))


def lines(store: Path) -> list[str]:
    return sorted(map(str, Store.read_only(str(store / "quads"))))


def test_the_same_files_give_the_same_store(sources: Sources, tmp_path: Path) -> None:
    first = build(sources, Folder(tmp_path / "one"))
    second = build(sources, Folder(tmp_path / "two"))
    assert first == second
    assert lines(tmp_path / "one") == lines(tmp_path / "two")
    assert len(lines(tmp_path / "one")) == first.quads


def test_the_default_graph_holds_one_founding_year_and_the_claims_hold_both(
    sources: Sources, tmp_path: Path
) -> None:
    build(sources, Folder(tmp_path / "store"))
    founded = [
        line
        for line in lines(tmp_path / "store")
        if "organisation/firm> <https://schema.org/foundingDate>" in line
    ]
    assert len(founded) == 3
    assert sum('"2015"' in line for line in founded) == 2
    assert sum("claim/" not in line for line in founded) == 1


def test_a_broken_row_builds_nothing_and_keeps_the_old_store(
    sources: Sources, tmp_path: Path
) -> None:
    target = tmp_path / "store"
    before = build(sources, Folder(target))
    with (sources.book.data / "organisations.csv").open("a") as file:
        file.write("x,X,firm,20x5,https://example.org/zzz\n")
    with pytest.raises(DataError) as caught:
        build(sources, Folder(target))
    told = caught.value.findings
    assert len(told) >= 3
    assert all(each.startswith("organisations.csv:4") for each in told)
    assert Manifest.read(target) == before
    assert [path.name for path in tmp_path.iterdir() if "building" in path.name] == []


def test_a_store_is_rebuilt_only_when_it_does_not_fit(sources: Sources, tmp_path: Path) -> None:
    target = tmp_path / "store"
    stages: list[str] = []
    ensure(sources, Folder(target), stages.append)
    assert stages
    stages.clear()
    ensure(sources, Folder(target), stages.append)
    assert stages == []
    manifest = json.loads((target / "manifest.json").read_text())
    (target / "manifest.json").write_text(json.dumps({**manifest, "version": "0.0.0"}))
    ensure(sources, Folder(target), stages.append)
    assert stages
    stages.clear()
    (target / "manifest.json").write_text("{")
    ensure(sources, Folder(target), stages.append)
    assert stages
    stages.clear()
    with (sources.book.data / "organisations.csv").open("a") as file:
        file.write("y,Y,commercial-firm,2016,https://example.org/a\n")
    ensure(sources, Folder(target), stages.append)
    assert stages
    stages.clear()
    shutil.rmtree(target / "quads")
    ensure(sources, Folder(target), stages.append)
    assert stages
