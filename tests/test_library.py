"""The graph from Python: networks and documents of a small sector."""

import csv
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from spacegraph.graph.dataset import generation
from spacegraph.graph.view import View
from spacegraph.library import Spacegraph
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import BASE, SKOS
from spacegraph.store.embedded import EmbeddedStore

DATA = f"""
@prefix sg: <{BASE}ontology/> .
@prefix o: <{BASE}organisation/> .
@prefix c: <{BASE}claim/> .
o:a a sg:Organisation ; <{SKOS.prefLabel.value}> "A & <b>"@en , "甲"@zh-Hans .
o:b a sg:Organisation .
o:d a sg:Organisation .
<{BASE}cooperation/x> a sg:Cooperation ; sg:party o:a , o:b .
<{BASE}cooperation/y> a sg:Cooperation ; sg:party o:b , o:d .
c:1 a sg:Claim . c:2 a sg:Claim .
c:1 {{ <{BASE}cooperation/x> sg:party o:a , o:b }}
c:2 {{ <{BASE}cooperation/y> sg:party o:b , o:d }}
"""


@pytest.fixture(scope="module")
def graph() -> Spacegraph:
    store = ox.Store()
    quads = list(ox.parse(DATA, format=ox.RdfFormat.TRIG))
    store.bulk_extend(quads)
    view = View(known_by=PartialDate.parse("2024"))
    return Spacegraph(EmbeddedStore(store, generation=generation(quads)), view)


def test_a_network_is_one_of_networkx(graph: Spacegraph) -> None:
    found = graph.network(
        ["cooperation"],
        as_of=None,
        since=None,
        until=None,
        types=None,
        provinces=None,
        weight="events",
    )
    assert isinstance(found, nx.MultiDiGraph)
    assert sorted(node.rsplit("/", 1)[-1] for node in found) == ["a", "b", "d"]
    assert all(data["claims"] for *_, data in found.edges(data=True))


def test_a_report_shows_itself_in_a_frame(graph: Spacegraph) -> None:
    """Its style must not reach the notebook, and no name may end the attribute that holds it."""
    report = graph.report(["cooperation"])
    frames: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "iframe"
            frames.append(dict(attrs))

    Reader().feed(report._repr_html_())
    (frame,) = frames
    assert frame["srcdoc"] is not None and frame["title"]
    assert "allow-scripts" not in (frame["sandbox"] or "")
    shown = frame["srcdoc"].replace('\n<base target="_blank">', "")
    assert shown == report.text("html") and "A &amp; &lt;b&gt;" in shown and "甲" in unescape(shown)


def test_the_figures_are_those_of_the_document(graph: Spacegraph, tmp_path: Path) -> None:
    report = graph.report(["cooperation"])
    first = report.document.organisations[0]
    assert (first.iri, first.values["betweenness"]) == (f"{BASE}organisation/b", 1.0)
    assert repr(report) == (
        "<Report: spacegraph report --layers cooperation --known-by 2024 --out DIR>"
    )
    rows = list(csv.DictReader(StringIO(report.text("csv"))))
    assert next(iter(rows))["organisation"] == first.iri
    assert [file.name for file in report.write(tmp_path, ["gexf"])] == ["network.gexf"]


def test_comparisons_and_profiles(graph: Spacegraph) -> None:
    assert graph.compare(2019, 2020, ["cooperation"]).document.after == 2020
    assert graph.profile("b").document.size == 3
