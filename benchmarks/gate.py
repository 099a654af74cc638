"""Measure how long the gate takes over graphs of growing size, beside pySHACL over the whole graph.

A submission of 50 statements (contracts between known parties) is read and judged against the
shipped graph and against copies of it: every thing and claim but places and sources is repeated
under ids of its own, so the shape of the data stays that of the real thing. pySHACL validates the
same graph as a whole, with the same shapes, in the same process. Every size has its own process.

    python benchmarks/gate.py                    # 1, 5 and 50 copies: 0.2, 1 and 10 million triples
    python benchmarks/gate.py 1 5 --whole 1      # sizes, and up to which pySHACL judges the whole
    python benchmarks/gate.py --rows 10000       # a batch of rows instead
"""

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib

from spacegraph.gate.known import Known
from spacegraph.gate.read import read_submission
from spacegraph.gate.shapes import Shapes
from spacegraph.gate.terms import to_rdflib
from spacegraph.gate.validate import validate
from spacegraph.graph.instance import Instance
from spacegraph.namespaces import BASE
from spacegraph.resources import folder
from spacegraph.search.indexes import Names
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore

RUNS = 41
DAY = date(2026, 11, 20)
OWN = "organisation contract funding affiliation mission programme launch spacecraft vehicle"
OWN += " cooperation policy claim"
"""The kinds of things of which every copy has its own."""

_OWN = re.compile(rf"<{re.escape(BASE)}(?:{OWN.replace(' ', '|')})/[^>]+(?=>)")
HEAD = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = (
    "bench-{0},Deal {0},2025-05-{1:02},award,launch-service,signed,minospace,landspace,{2},CNY,"
    "https://example.org/{3}\n"
)
HERE = Path(__file__).parents[1]


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("copies", nargs="*", type=int, default=[1, 5, 50])
    parser.add_argument("--whole", type=int, default=5, help="most copies for pySHACL as a whole")
    parser.add_argument("--rows", type=int, default=0, help="measure a batch of so many rows")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        instance = Instance.of(Settings(home=Path(place)))
        instance.build()
        if chosen.rows:
            print("| rows | seconds | rows a second | peak MiB |\n| ---: | ---: | ---: | ---: |")
            row = _apart(f"batch({str(instance.settings.store_path)!r}, {chosen.rows})")
            cells = (f"{chosen.rows:,}", f"{row['seconds']:.1f}", f"{row['rate']:.0f}")
            print("|", " | ".join((*cells, f"{row['peak']:,.0f}")), "|")
            return
        print("| triples | quads | gate, median ms | gate, 95 % ms | pySHACL, whole s | times |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: |")
        for copies in chosen.copies:
            with tempfile.TemporaryDirectory() as grown:
                multiply(instance.settings.store_path, Path(grown), copies)
                row = _apart(f"measure({grown!r}, {copies <= chosen.whole})")
            whole = f"{row['whole']:,.1f}" if row["whole"] else "not run"
            times = f"{1000 * row['whole'] / row['median']:,.0f}" if row["whole"] else ""
            cells = (
                f"{row['triples']:,}",
                f"{row['quads']:,}",
                f"{row['median']:.1f}",
                f"{row['slow']:.1f}",
                whole,
                times,
            )
            print("|", " | ".join(cells), "|", flush=True)


def _apart(call: str) -> dict[str, float]:
    """Run a measurement in a process of its own."""
    code = f"import json\nfrom benchmarks.gate import *\nprint(json.dumps({call}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def multiply(store: Path, target: Path, copies: int) -> None:
    """Write a store that holds the quads of another one many times, under ids of each copy."""
    lines = EmbeddedStore.open(store)._quads.dump(format=ox.RdfFormat.N_QUADS)
    grown = ox.Store(str(target / "quads"))
    grown.bulk_load(input=lines, format=ox.RdfFormat.N_QUADS)
    own = b"".join(line for line in lines.splitlines(True) if _OWN.search(line.decode()))
    text = own.decode()
    for copy in range(1, copies):
        copied = _OWN.sub(rf"\g<0>-copy{copy}", text)
        grown.bulk_load(input=copied.encode(), format=ox.RdfFormat.N_QUADS)
    grown.flush()
    manifest = json.loads((store / "manifest.json").read_text())
    (target / "manifest.json").write_text(json.dumps({**manifest, "generation": f"{copies}"}))


def measure(place: str, whole: bool) -> dict[str, float]:
    """Judge the submission many times, then the whole graph once; in milliseconds and seconds."""
    store, shapes, names = EmbeddedStore.open(Path(place)), Shapes.read(), Names()
    times = []
    for number in range(RUNS):
        content = submission(number)
        started = time.perf_counter()
        known = Known(store, names)
        verdict = validate(read_submission(content, "facts.ttl", known, DAY), known, shapes)
        times.append(1000 * (time.perf_counter() - started))
        if not verdict.accepted:
            raise SystemExit("\n".join(map(str, verdict.findings)))
    times = sorted(times[1:])
    triples = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
    quads = store.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows[0][0]
    return {
        "triples": int(triples.value),
        "quads": int(triples.value) + int(quads.value),
        "median": statistics.median(times),
        "slow": times[int(len(times) * 0.95)],
        "whole": judge_whole(store, shapes) if whole else 0,
    }


def judge_whole(store: EmbeddedStore, shapes: Shapes) -> float:
    """Return the seconds that pySHACL takes over the whole graph, which is in memory already."""
    graph = rdflib.Graph()
    for triple in store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        graph.add(
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
        )
    rules, ontology = rdflib.Graph(), rdflib.Graph()
    for files, into in ((folder("shapes"), rules), (folder("ontology"), ontology)):
        for path in sorted(files.glob("*.ttl")):
            into.parse(path, format="turtle")
    started = time.perf_counter()
    pyshacl.validate(graph, shacl_graph=rules, ont_graph=ontology, inference="none")
    return time.perf_counter() - started


def submission(number: int) -> bytes:
    """Return 50 statements in Turtle, others for each number."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in _prefixes()]
    lines.append("<> prov:wasDerivedFrom <https://example.org/bench> .")
    lines += (
        f'contract:bench-{number}-{deal} a sg:Contract ; skos:prefLabel "Deal {number}"@en ;\n'
        f"  sg:buyer organisation:minospace ; sg:supplier organisation:landspace ;\n"
        f'  sg:amount {deal + 5} ; sg:currency "CNY" ; sg:awardDate "2025-05-18"^^xsd:date .'
        for deal in range(7)
    )
    return "\n".join(lines).encode()


def _prefixes() -> Iterable[tuple[str, str]]:
    own = {name: f"{BASE}{name}/" for name in ("contract", "organisation")}
    return {
        **own,
        "sg": f"{BASE}ontology/",
        "prov": "http://www.w3.org/ns/prov#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()


def batch(place: str, rows: int) -> dict[str, float]:
    """Judge a table of many rows once; memory in MiB."""
    store, shapes = EmbeddedStore.open(Path(place)), Shapes.read()
    content = HEAD + "".join(
        ROW.format(number, number % 28 + 1, number + 5, number % 50) for number in range(rows)
    )
    known = Known(store)
    started = time.perf_counter()
    read = read_submission(content.encode(), "contracts.csv", known, DAY)
    verdict = validate(read, known, shapes)
    seconds = time.perf_counter() - started
    if not verdict.accepted or len(verdict.claims) < rows:
        raise SystemExit(verdict.summary)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "rate": rows / seconds, "peak": peak}


if __name__ == "__main__":
    main()
