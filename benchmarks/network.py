"""Measure the analysis of networks: `python benchmarks/network.py`; a table on standard output.

Planted networks grow by preferential attachment, with ties of several events and sources shared as
in the shipped graph. Every row is a process of its own, so that its memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np

from spacegraph.analytics.layers import layers
from spacegraph.analytics.paths import betweenness
from spacegraph.analytics.projection import undirected
from spacegraph.analytics.report import to_report
from spacegraph.analytics.slices import Slice
from spacegraph.analytics.writers import render

SEED: Final = 20260521
ATTACHED: Final = 4
KINDS: Final = (
    ("state-enterprise", "state"),
    ("commercial-firm", "commercial"),
    ("investor", "investor"),
    ("foreign-firm", "foreign"),
)


def planted(size: int) -> "nx.MultiDiGraph[str]":
    """Make a network of `size` nodes and about four times as many relations."""
    random = np.random.default_rng(SEED)
    shape = nx.barabasi_albert_graph(size, ATTACHED, seed=SEED)
    chosen = (layers()["contract"], layers()["cooperation"])
    sources = size // 2
    names = [f"https://example.org/organisation/n{number:06}" for number in range(size)]
    pages = [f"https://example.org/source/s{number:06}" for number in range(sources)]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        layers=chosen,
        slice=Slice(),
        generation="planted",
        addresses={page: (page,) for page in pages},
        titles={},
        left_out=(),
    )
    for number, name in enumerate(names):
        kind, sector = KINDS[int(random.integers(len(KINDS)))]
        graph.add_node(
            name,
            iri=name,
            name=f"Node {number}",
            label=f"Node {number}",
            label_zh=f"节点{number}",
            kind=kind,
            sector=sector,
            country="CN",
            province=f"p{int(random.integers(30))}",
            acronym="",
            founded="",
            dissolved="",
        )
    for number, (one, other) in enumerate(sorted(shape.edges)):
        layer = chosen[int(random.integers(2))]
        event = f"https://example.org/event/e{number:06}"
        graph.add_edge(
            names[one],
            names[other],
            key=f"{layer.name} {event}",
            layer=layer.name,
            directed=layer.directed,
            weight=1.0,
            value=None,
            earliest="2020-01-01",
            latest="2020-01-01",
            event=event,
            claims=(f"https://example.org/claim/c{number:06}",),
            sources=(pages[int(random.integers(sources))],),
        )
    return graph


def ratio(size: int) -> dict[str, Any]:
    """Time exact betweenness beside plain networkx on the same graph."""
    graph = undirected(planted(size))
    seconds, ours = timed(lambda: betweenness(graph))
    theirs_seconds, theirs = timed(lambda: nx.betweenness_centrality(graph))
    apart = max(abs((ours.values[node] or 0.0) - theirs[node]) for node in graph)
    note = (
        f"networkx {theirs_seconds:.2f} s, {theirs_seconds / seconds:.0f} times; apart {apart:.0e}"
    )
    return {"what": f"betweenness, exact, {size:,} nodes", "seconds": seconds, "note": note}


def whole(size: int) -> dict[str, Any]:
    """Time all measures, intervals, the page and the network file of a planted network."""
    graph = planted(size)
    seconds, report = timed(lambda: to_report(graph))
    writing, text = timed(lambda: render(report, "html") + render(report, "gexf"))
    said = report.scores["betweenness"].method.split(", ")[1].split(";")[0]
    note = f"betweenness {said}; {len(text) / 1e6:.0f} MB written in {writing:.1f} s"
    what = f"report, {size:,} nodes, {graph.number_of_edges():,} relations"
    return {"what": what, "seconds": seconds + writing, "note": note}


def cold(_: int) -> dict[str, Any]:
    """Time the command that writes all files of the report on the shipped graph."""
    command = [sys.executable, "-m", "spacegraph", "report", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        seconds, _ = timed(lambda: subprocess.run([*command, folder], check=True, stdout=-3))
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    return {"what": "report, shipped graph, cold", "seconds": seconds, "note": f"{size:.1f} MB"}


ROWS: Final[dict[str, tuple[Callable[[int], dict[str, Any]], int]]] = {
    "cold": (cold, 0),
    "thousand": (ratio, 1_000),
    "ten-thousand": (whole, 10_000),
    "hundred-thousand": (whole, 100_000),
}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main(arguments: list[str]) -> None:
    """Run the rows asked for (all unless some are named), each in a process of its own."""
    if arguments[:1] == ["--row"]:
        measure, size = ROWS[arguments[1]]
        row = measure(size)
        used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        peak = max(usage.ru_maxrss for usage in used) / 1024
        processor = sum(usage.ru_utime + usage.ru_stime for usage in used)
        print(json.dumps({**row, "processor": processor, "mebibytes": peak}))
        return
    print("| what | seconds | processor s, all told | peak MiB | |")
    print("| --- | ---: | ---: | ---: | --- |")
    for name in arguments or ROWS:
        command = [sys.executable, __file__, "--row", name]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        row = json.loads(answer)
        print(
            f"| {row['what']} | {row['seconds']:.2f} | {row['processor']:.1f} "
            f"| {row['mebibytes']:,.0f} | {row['note']} |",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
