"""Measure how the cost of a build grows: the shipped tables, and copies of them many times over.

Each copy repeats every row about organisations, deals, missions and spacecraft with ids of its own,
so the shape of the data stays that of the real thing. Every size runs in a process of its own.

    python benchmarks/scale.py 1 4 17
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources, build
from spacegraph.graph.target import Folder
from spacegraph.model.columns import SEPARATOR, split_cell
from spacegraph.resources import folder
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.table import Table

SHARED = frozenset({"source", "place", "country", "exchange-rate", ""})
"""Kinds of which every copy uses the same things."""

MEASURE = """
import json, sys
from pathlib import Path
from benchmarks.scale import measure
print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
"""


def main() -> None:
    """Print a row for each number of copies named on the command line."""
    print("| copies | claims | quads | build s | peak MiB | open s |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for copies in [int(word) for word in sys.argv[1:]] or [1, 4]:
        with tempfile.TemporaryDirectory() as place:
            data = Path(place) / "data"
            data.mkdir()
            multiply(data, copies)
            command = [sys.executable, "-c", MEASURE, str(data), place]
            root = Path(__file__).parents[1]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
            row = json.loads(done.stdout)
        print(
            f"| {copies} | {row['claims']:,} | {row['quads']:,} | {row['build']:.1f} "
            f"| {row['peak']:,.0f} | {row['open']:.2f} |",
            flush=True,
        )


def measure(data: Path, place: Path) -> dict[str, float]:
    """Build a store from tables and open it; times in seconds, memory in MiB."""
    started = time.perf_counter()
    sources = Sources(Book(data, place / "accepted"), folder("ontology"))
    manifest = build(sources, Folder(place / "store"))
    built = time.perf_counter() - started
    started = time.perf_counter()
    EmbeddedStore.open(place / "store").close()
    opened = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "claims": manifest.claims,
        "quads": manifest.quads,
        "build": built,
        "peak": peak,
        "open": opened,
    }


def multiply(target: Path, copies: int) -> None:
    """Write the shipped tables with every row repeated under ids of each copy."""
    for path in sorted(folder("data").glob("*.csv")):
        table = table_named(path.name.split(".")[0])
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (target / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            for copy in range(copies if table.kind not in SHARED else 1):
                writer.writerows(_copied(table, rows, copy))


def _copied(table: Table, rows: list[dict[str, str]], copy: int) -> Iterator[dict[str, str]]:
    suffix = f"-copy{copy}" if copy else ""
    renamed = {table.key} | {
        column.name
        for column in table.columns
        if (column.refers or column.retires) not in SHARED and (column.refers or column.retires)
    }
    for row in rows:
        yield {
            name: SEPARATOR.join(f"{piece}{suffix}" for piece in split_cell(cell))
            if name in renamed
            else cell
            for name, cell in row.items()
        }


if __name__ == "__main__":
    main()
