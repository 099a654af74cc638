"""The files of a report: the same bytes again, true to the figures, safe to open."""

import csv
import json
import os
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from fontTools.ttLib import TTFont

from spacegraph.analytics.change import compare
from spacegraph.analytics.profile import profile
from spacegraph.analytics.province import province
from spacegraph.analytics.report import Report, build_report
from spacegraph.analytics.summary import summary
from spacegraph.analytics.writers import FORMATS, render, write
from spacegraph.analytics.writers.labels import SMALL, Anchor, breadth, fit, place_names
from spacegraph.analytics.writers.numbers import exact, short
from spacegraph.analytics.writers.sheets import edges_csv, guard
from spacegraph.analytics.writers.shell import policy_of
from spacegraph.analytics.writers.typeface import covered, font_face, subset, width
from spacegraph.errors import NotFound
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

ALL = ("affiliation", "contract", "cooperation", "funding")
HOSTILE = '<script>alert(1)</script> | "q" [x](javascript:1)'


@pytest.fixture(scope="module")
def report(store: EmbeddedStore) -> Report:
    return build_report(store, ALL, replicates=20)


@pytest.fixture(scope="module")
def hostile(build: Callable[[dict[str, str]], EmbeddedStore], tables: dict[str, str]) -> Report:
    """LandSpace under a name made to break whatever shows it."""
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    named = tables["organisations"].replace(",LandSpace,", f",{quoted},")
    return build_report(build({**tables, "organisations": named}), ALL, replicates=5)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def test_every_format_is_written(report: Report, tmp_path: Path) -> None:
    files = write(report, tmp_path / "new" / "folder")
    assert [file.name for file in files] == [
        "edges.csv",
        "network.gexf",
        "network.graphml",
        "organisations.csv",
        "report.html",
        "report.json",
        "report.md",
    ]
    for name in FORMATS:
        assert render(report, name)
    assert (tmp_path / "new/folder/report.md").read_text(encoding="utf-8") == render(report, "md")
    only = write(report, tmp_path / "some", ["csv"])
    assert [file.name for file in only] == ["edges.csv", "organisations.csv"]


def test_an_unknown_format_names_the_nearest(report: Report, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="html"):
        render(report, "htm")
    with pytest.raises(NotFound):
        write(report, tmp_path / "none", ["csv", "pdf"])
    assert not (tmp_path / "none").exists()


def test_two_runs_give_the_same_bytes(store: EmbeddedStore, report: Report) -> None:
    again = build_report(store, reversed(ALL), replicates=20)
    for name in FORMATS:
        assert render(again, name) == render(report, name)
    assert edges_csv(again) == edges_csv(report)


HASHED = """
import hashlib, sys
import networkx as nx
import pyoxigraph as ox
from spacegraph.analytics.change import compare
from spacegraph.analytics.communities import communities
from spacegraph.analytics.layout import layout
from spacegraph.analytics.profile import profile
from spacegraph.analytics.province import province
from spacegraph.analytics.report import build_report
from spacegraph.analytics.writers import FORMATS, render
from spacegraph.analytics.writers.sheets import edges_csv
from spacegraph.store.embedded import EmbeddedStore
quads = ox.Store()
quads.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store = EmbeddedStore(quads, generation="g")
report = build_report(store, replicates=20)
for text in (
    *(render(report, name) for name in FORMATS),
    edges_csv(report),
    render(compare(store, 2016, 2025), "html"),
    render(profile(store, "landspace"), "html"),
    render(province(store, "beijing"), "html"),
    repr(communities(nx.relabel_nodes(nx.les_miserables_graph(), str)).members),
    repr(layout(nx.relabel_nodes(nx.les_miserables_graph(), str), ["Valjean", "Javert", "Cosette"]))
):
    print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_another_process_gives_the_same_bytes(dump: Path) -> None:
    """Sets of text iterate by hashes that differ between processes; no file may."""
    found = {
        subprocess.run(
            [sys.executable, "-c", HASHED, str(dump)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_every_centrality_can_be_computed_again_from_the_edges(report: Report) -> None:
    """With plain networkx and numpy from edges.csv alone, as a reader of the files would."""
    arrows, ties = nx.DiGraph(), nx.Graph()
    for edge in read(edges_csv(report)):
        weight = float(edge["weight"])
        pairs = [(edge["source"], edge["target"])]
        if edge["directed"] == "false":
            pairs.append((edge["target"], edge["source"]))
        for one, other in pairs:
            known = arrows.get_edge_data(one, other, {"weight": 0.0})["weight"]
            arrows.add_edge(one, other, weight=known + weight)
        known = ties.get_edge_data(*pairs[0], {"weight": 0.0})["weight"]
        ties.add_edge(*pairs[0], weight=known + weight)
    core = max(nx.connected_components(ties), key=len)
    inner = sorted(core)
    vector = np.linalg.eigh(nx.to_numpy_array(ties, nodelist=inner))[1][:, -1]
    everyone = sorted(ties)
    plain = nx.to_numpy_array(ties, nodelist=everyone, weight=None)
    walks = np.linalg.solve(
        np.eye(len(ties)) - 0.85 / np.linalg.eigvalsh(plain)[-1] * plain, np.ones(len(ties))
    )
    directed = nx.to_numpy_array(arrows, nodelist=everyone)
    authority = np.ones(len(ties))
    for _ in range(5_000):
        authority = directed.T @ (directed @ authority)
        authority /= authority.sum()
    hub = directed @ authority
    expected = {
        "katz": dict(zip(everyone, walks / np.linalg.norm(walks), strict=True)),
        "authority": dict(zip(everyone, authority, strict=True)),
        "hub": dict(zip(everyone, hub / hub.sum(), strict=True)),
        "clustering": nx.clustering(ties),
        "degree": dict(ties.degree()),
        "in_degree": dict(arrows.in_degree()),
        "out_degree": dict(arrows.out_degree()),
        "weighted_degree": dict(ties.degree(weight="weight")),
        "degree_centrality": nx.degree_centrality(ties),
        "betweenness": nx.betweenness_centrality(ties),
        "closeness": nx.closeness_centrality(ties),
        "eigenvector": dict(zip(inner, np.abs(vector), strict=True)),
        "pagerank": nx.pagerank(arrows, tol=1e-14, max_iter=10_000),
        "constraint": nx.constraint(ties, weight="weight"),
        "core": nx.core_number(ties),
        "effective_size": nx.effective_size(nx.Graph(ties.edges)),
    }
    rows = read(render(report, "csv"))
    assert len(rows) == len(ties)
    for row in rows:
        for name, values in expected.items():
            if row[name]:
                assert float(row[name]) == pytest.approx(values[row["organisation"]], abs=1e-9)
            elif name == "clustering":
                assert ties.degree(row["organisation"]) < 2
            else:
                assert name == "eigenvector" and row["organisation"] not in core
    for name in ("degree", "betweenness", "pagerank"):
        ranked = sorted(rows, key=lambda row: int(row[f"{name}_rank"]))
        values = [float(row[name]) for row in ranked]
        assert values == sorted(values, reverse=True)


def test_every_edge_leads_to_its_sources(report: Report, store: EmbeddedStore) -> None:
    for edge in read(edges_csv(report)):
        assert edge["claims"] and edge["addresses"]
        for claim in edge["claims"].split():
            assert store.ask(
                f"ASK {{ GRAPH <{claim}> {{ ?s ?p ?o }} "
                f"<{claim}> <http://www.w3.org/ns/prov#wasDerivedFrom>/<https://schema.org/url> ?a "
                f"FILTER(STR(?a) IN ({', '.join(map(repr, edge['addresses'].split()))})) }}"
            )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("LandSpace", "LandSpace"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_a_spreadsheet_finds_no_formula(text: str, safe: str) -> None:
    assert guard(text) == safe


def test_a_hostile_name_is_only_text(hostile: Report) -> None:
    row = next(row for row in read(render(hostile, "csv")) if "landspace" in row["organisation"])
    assert row["label"] == HOSTILE
    sly = replace(hostile.organisations[0], label="=1+1", label_zh="@x")
    row = read(render(replace(hostile, organisations=(sly,), edges=()), "csv"))[0]
    assert (row["label"], row["label_zh"]) == ("'=1+1", "'@x")
    page = render(hostile, "html")
    assert "<script" not in page and "&lt;script&gt;" in page
    markdown = render(hostile, "md")
    assert "<script>" not in markdown and r"\<script\>" in markdown
    assert r'\| "q" \[x\]' in markdown
    graph = nx.parse_graphml(render(hostile, "graphml"))
    assert HOSTILE in {label for _, label in graph.nodes(data="label")}
    assert HOSTILE in {row["label"] for row in json.loads(render(hostile, "json"))["organisations"]}


class Page(HTMLParser):
    """Collect what a page loads, links to, and nests."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        self.loads += [found.get("href") or ""] if tag == "link" else []
        self.links += [found.get("href") or ""] if tag == "a" else []
        self.ids += [found.get("id") or ""] if "id" in found else []
        self.labels += [found.get("aria-labelledby") or ""] if "aria-labelledby" in found else []
        assert "style" not in found and not any(name.startswith("on") for name in found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing(report: Report) -> None:
    text = render(report, "html")
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.loads == []
    assert "script" not in page.tags and "@import" not in text
    assert all(place.startswith('"data:font/') for place in re.findall(r"url\((.{20})", text))
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.labels) <= set(page.ids)
    assert f"{BASE}organisation/landspace" in page.links
    assert "https://example.org/1" in page.links
    assert {link for link in page.links if not link.startswith(("https://",))} == set()
    for edge in report.edges:
        assert edge.event in page.links and set(edge.claims) <= set(page.links)
    assert 'lang="zh-Hans">蓝箭航天' in text
    assert text.count("<caption>") >= 4 and 'scope="row"' in text


def test_the_page_of_a_server_links_to_that_server(report: Report) -> None:
    text = render(report, "html", base="/")
    assert 'href="/organisation/landspace"' in text
    assert f'href="{BASE}' not in text


def test_the_styles_are_those_that_the_policy_names(report: Report) -> None:
    """The page, and the header it is served with, allow its own styles and letters alone."""
    text = render(report, "html")
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digests = [b64encode(sha256(style.encode()).digest()).decode() for style in styles]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    assert policy and len(styles) == 2
    assert unescape(policy[1]) == f"default-src 'none'; style-src {allowed}; font-src data:"
    assert policy_of(text) == f"{unescape(policy[1])}; frame-ancestors 'none'"
    assert policy_of("words") == "default-src 'none'; frame-ancestors 'none'"


def embedded_letters(text: str) -> set[str]:
    """Read which letters the typeface of a page has."""
    data = re.search(r'url\("data:font/otf;base64,(.*?)"\)', text)
    assert data
    font = TTFont(BytesIO(b64decode(data[1])))
    return {chr(letter) for letter in font.getBestCmap()}


def test_every_letter_of_a_picture_is_in_the_page(report: Report, store: EmbeddedStore) -> None:
    """Chinese names show where no typeface of the machine has them."""
    for document in (
        report,
        profile(store, "landspace"),
        province(store, "beijing"),
        compare(store, 2016, 2025),
    ):
        text = render(document, "html")
        drawn = "".join(re.findall(r"<text[^>]*>(.*?)</text>", text))
        chinese = {letter for letter in text if "\u2e80" <= letter <= "\uffef"}
        assert set(unescape(drawn)) | chinese <= embedded_letters(text)
        assert 'svg text { font-family: "Report Sans"' in text
    assert "蓝箭航天" in "".join(re.findall(r"<text[^>]*>(.*?)</text>", render(report, "html")))


def test_a_page_of_plain_letters_still_carries_them() -> None:
    assert covered("LandSpace 蓝箭 \U0001f680") == "".join(sorted(set("LandSpace 蓝箭")))
    assert subset("ab蓝") == subset("ab蓝")
    assert width("蓝") == 1.0 > width("m") > width("i")
    assert font_face("\U0001f680") == ""


def test_names_in_a_picture_cover_nothing() -> None:
    """Widths are those of the typeface that the page carries."""
    anchors = [Anchor(f"Name {place}", "中文名", 100 + 40 * place, 100, 6) for place in range(12)]
    found = place_names(anchors, 700)
    boxes = []
    for name in found:
        wide = max(breadth(name.text), breadth(name.chinese, SMALL))
        left = {"start": name.x, "end": name.x - wide, "middle": name.x - wide / 2}[name.anchor]
        boxes.append((left, name.y - 10, left + wide, name.y + (15 if name.chinese else 3)))
    assert len(found) > 3 and any(name.chinese for name in found)
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert (
                one[2] <= other[0] + 0.1
                or other[2] <= one[0] + 0.1
                or one[3] <= other[1] + 0.1
                or other[3] <= one[1] + 0.1
            )
    assert fit("a" * 60).endswith("…") and breadth(fit("a" * 60)) <= 170


def test_markdown_tables_have_even_rows(report: Report) -> None:
    lines = render(report, "md").splitlines()
    tables = [line.replace(r"\|", "") for line in lines if line.startswith("|")]
    assert tables
    for before, after in pairwise(lines):
        if before.startswith("|") and after.startswith("|"):
            assert before.replace(r"\|", "").count("|") == after.replace(r"\|", "").count("|")
    assert "{{" not in "".join(lines) and "{%" not in "".join(lines)
    assert all(sentence.split(";")[0][:20] in "\n".join(lines) for sentence in summary(report)[:1])


def test_json_holds_the_figures(report: Report) -> None:
    found = json.loads(render(report, "json"))
    assert found["generation"] == report.generation
    assert found["summary"] == list(summary(report))
    assert len(found["edges"]) == len(report.edges)
    assert {one["name"] for one in found["methods"]} == set(report.scores)
    first = found["organisations"][0]
    assert first["organisation"] == report.organisations[0].iri
    assert first["measures"]["betweenness"] == pytest.approx(
        report.organisations[0].values["betweenness"], abs=1e-10
    )


def test_graphml_holds_the_network(report: Report) -> None:
    graph = nx.parse_graphml(render(report, "graphml"))
    assert graph.number_of_nodes() == len(report.organisations)
    assert graph.number_of_edges() == len(report.edges)
    node = graph.nodes[f"{BASE}organisation/landspace"]
    assert (node["label"], node["sector"], node["degree"]) == ("LandSpace", "commercial", 6.0)
    *_, data = next(iter(graph.edges(data=True)))
    assert data["claims"].startswith(f"{BASE}claim/")


def test_gexf_holds_the_network_with_its_claims_and_days(report: Report) -> None:
    graph = nx.read_gexf(BytesIO(render(report, "gexf").encode()))
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_nodes() == len(report.organisations)
    assert graph.number_of_edges() == len(report.edges)
    node = graph.nodes[f"{BASE}organisation/landspace"]
    assert (node["label"], node["label_zh"], node["degree"]) == ("LandSpace", "蓝箭航天", 6.0)
    found = {
        (source, target, data["layer"], data["event"]): data
        for source, target, data in graph.edges(data=True)
    }
    for edge in report.edges:
        data = found[edge.source, edge.target, edge.layer, edge.event]
        assert data["claims"].split() == list(edge.claims)
        assert data["sources"].split() == list(edge.sources)
        assert data["directed"] is edge.directed and data["weight"] == edge.weight
        assert (data.get("start", ""), data.get("end", "")) == (edge.earliest, edge.latest)


def test_an_empty_report_is_written_in_every_format(store: EmbeddedStore) -> None:
    empty = build_report(store, ["contract"], until="1950")
    for name in FORMATS:
        text = render(empty, name)
        assert name in ("csv", "graphml", "gexf") or "There is nothing to measure" in text
    assert read(render(empty, "csv")) == [] and read(edges_csv(empty)) == []
    page = Page()
    page.feed(render(empty, "html"))
    assert page.open == []


def test_two_nodes_are_drawn(store: EmbeddedStore) -> None:
    assert "<polygon" in render(build_report(store, ["spin-off"], replicates=0), "html")


@pytest.mark.parametrize(
    ("value", "for_machines", "for_readers"),
    [
        (None, "", "–"),
        (3.0, "3", "3"),
        (1 / 3, "0.3333333333", "0.3333"),
        (-0.5, "-0.5000000000", "-0.5000"),
        (7, "7", "7"),
    ],
)
def test_numbers(value: float | None, for_machines: str, for_readers: str) -> None:
    assert (exact(value), short(value)) == (for_machines, for_readers)
