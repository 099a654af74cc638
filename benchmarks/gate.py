"""Measure how long the gate takes over graphs of growing size, beside pySHACL over the whole graph.

A submission of 50 statements (contracts between known parties) is read and judged against the
shipped graph and against copies of it: every thing and claim but what all share (places, sources,
rates of exchange) is repeated under ids of its own, so the shape of the data stays that of the real
thing. pySHACL validates the
same graph as a whole, with the same shapes, in the same process. Every size has its own process.

    python -m benchmarks.gate                    # 1, 5 and 55 copies: 0.2, 1 and 10 million triples
    python -m benchmarks.gate 1 5 --whole 1      # sizes, and up to which pySHACL judges the whole
    python -m benchmarks.gate --stores FOLDER    # keep the copies there, and use those that are
    python -m benchmarks.gate --rows 10000       # a batch of rows instead

The copies for ten million triples take a quarter of an hour to make; the measuring itself is short
but for pySHACL, which is stopped after `--patience` minutes.
"""

import argparse
import json
import resource
import shutil
import signal
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

from benchmarks.copies import grow
from spacegraph.gate.judging.batch import spare_collector
from spacegraph.gate.judging.validate import validate
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.read import read_submission
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.shapes.terms import to_rdflib
from spacegraph.graph.instance import Instance
from spacegraph.namespaces import BASE
from spacegraph.resources import folder
from spacegraph.search.indexes import Names
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.manifest import MANIFEST, quads_folder

RUNS = 41
DAY = date(2026, 11, 20)
HEAD = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = (
    "bench-{0},Deal {0},2025-05-{1:02},award,launch-service,signed,minospace,landspace,{2},CNY,"
    "https://example.org/{3}\n"
)
HERE = Path(__file__).parents[1]


def main() -> None:
    """Print a row for each size; what goes on is told on the error stream."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("copies", nargs="*", type=int, default=[1, 5, 55])
    parser.add_argument("--whole", type=int, default=5, help="most copies for pySHACL as a whole")
    parser.add_argument("--patience", type=int, default=30, help="minutes that pySHACL may take")
    parser.add_argument("--stores", type=Path, help="folder in which the copies are kept")
    parser.add_argument("--rows", type=int, default=0, help="measure a batch of so many rows")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        instance = Instance.of(Settings(home=Path(place)))
        instance.build()
        base = instance.settings.store_path
        if chosen.rows:
            print("| rows | seconds | rows a second | a second of processor time | peak MiB |")
            print("| ---: | ---: | ---: | ---: | ---: |")
            row = _apart(f"batch({str(base)!r}, {chosen.rows})")
            rates = (f"{row['rate']:.0f}", f"{row['worked']:.0f}", f"{row['peak']:,.0f}")
            print("|", " | ".join((f"{chosen.rows:,}", f"{row['seconds']:.1f}", *rates)), "|")
            return
        stores = chosen.stores or Path(place) / "stores"
        grown = {copies: _grow(base, stores, copies) for copies in chosen.copies}
        print("| triples | quads | gate, median ms | gate, 95 % ms | pySHACL, whole s | times |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
        for copies, store in grown.items():
            patience = 60 * chosen.patience if copies <= chosen.whole else 0
            print("|", _write(_apart(f"measure({str(store)!r}, {patience})")), "|", flush=True)


def _write(row: dict[str, float]) -> str:
    """Write a measurement as the cells of a row."""
    whole, times = "not run", ""
    if row["whole"]:
        mark = "" if row["finished"] else "> "
        whole = f"{mark}{row['whole']:,.1f}"
        times = f"{mark}{1000 * row['whole'] / row['median']:,.0f}"
    sizes = (f"{row['triples']:,}", f"{row['quads']:,}")
    return " | ".join((*sizes, f"{row['median']:.1f}", f"{row['slow']:.1f}", whole, times))


def _tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _apart(call: str) -> dict[str, float]:
    """Run a measurement in a process of its own."""
    code = f"import json\nfrom benchmarks.gate import *\nprint(json.dumps({call}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{call} failed")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _grow(base: Path, stores: Path, copies: int) -> Path:
    """Return a store of so many copies, made now unless it stands already."""
    manifest = json.loads((base / MANIFEST).read_text())
    target = stores / f"{manifest['generation']}-{copies}"
    if target.exists():
        _tell(f"{copies} copies: {target} stands")
        return target
    half = target.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    _tell(f"{copies} copies: multiply the quads")
    made = _apart(f"multiply({str(base)!r}, {str(half)!r}, {copies})")
    _tell(f"{copies} copies: {made['seconds']:,.0f} s, {made['peak']:,.0f} MiB at the peak")
    return half.rename(target)


def multiply(store: str, target: str, copies: int) -> dict[str, float]:
    """Write a store that holds the quads of another one many times, under ids of each copy."""
    started = time.perf_counter()
    lines = ox.Store.read_only(str(quads_folder(Path(store)))).dump(format=ox.RdfFormat.N_QUADS)
    grow(lines or b"", Path(target), copies)
    manifest = json.loads((Path(store) / MANIFEST).read_text())
    written = json.dumps({**manifest, "generation": f"{copies}"})
    (Path(target) / MANIFEST).write_text(written)
    return {"seconds": time.perf_counter() - started, "peak": _peak()}


def _count(store: EmbeddedStore, pattern: str) -> int:
    ((count,),) = store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(count.value) if isinstance(count, ox.Literal) else 0


def _peak() -> float:
    """Return the most memory that this process has taken, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(place: str, patience: int) -> dict[str, float]:
    """Judge the submission many times, then the whole graph once; in milliseconds and seconds."""
    store, shapes, names = EmbeddedStore.open(Path(place)), Shapes.read(), Names()
    triples = _count(store, "?s ?p ?o")
    quads = _count(store, "GRAPH ?g { ?s ?p ?o }")
    _tell(f"judge submissions against {triples:,} triples")
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
    whole, finished = judge_whole(store, patience) if patience else (0.0, True)
    return {
        "triples": triples,
        "quads": triples + quads,
        "median": statistics.median(times),
        "slow": times[int(len(times) * 0.95)],
        "whole": whole,
        "finished": finished,
    }


def judge_whole(store: EmbeddedStore, patience: int) -> tuple[float, bool]:
    """Return the seconds that pySHACL takes over the whole graph, and whether it came to an end.

    The graph is in memory before the clock starts.
    """
    _tell("read the whole graph for pySHACL")
    graph = rdflib.Graph()
    for triple in store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        graph.add(
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
        )
    rules, ontology = rdflib.Graph(), rdflib.Graph()
    for files, into in ((folder("shapes"), rules), (folder("ontology"), ontology)):
        for path in sorted(files.glob("*.ttl")):
            into.parse(path, format="turtle")
    _tell(f"let pySHACL judge the whole graph, for {patience // 60} minutes at most")
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(patience)
    started = time.perf_counter()
    try:
        pyshacl.validate(graph, shacl_graph=rules, ont_graph=ontology, inference="none")
        finished = True
    except _Impatient:
        finished = False
    signal.alarm(0)
    return time.perf_counter() - started, finished


class _Impatient(BaseException):
    """The time that pySHACL may take is over; no handler of its own may catch it."""


def _give_up(*_: object) -> None:
    raise _Impatient


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
    spare_collector()
    started, worked = time.perf_counter(), time.process_time()
    read = read_submission(content.encode(), "contracts.csv", known, DAY)
    verdict = validate(read, known, shapes)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    if not verdict.accepted or len(verdict.claims) < rows:
        raise SystemExit(verdict.summary)
    return {"seconds": seconds, "rate": rows / seconds, "worked": rows / worked, "peak": _peak()}


if __name__ == "__main__":
    main()
