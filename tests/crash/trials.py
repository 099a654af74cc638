"""Kill writers between any two steps of a commit and print, a line a trial, what they left.

A process of its own, run by the tests: it forks each writer and each reader afresh, which it can
because it never opens a store itself.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from unittest.mock import patch

from spacegraph.cli.desk import desk_of
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.records.backup import fingerprint
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.graph.build import build
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import Record, read_records
from spacegraph.graph.target import Folder
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore

sys.path.insert(0, str(Path(__file__).parent))
from small import instance_of

TODAY = date(2026, 11, 20)
DEAL = (
    b"id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
    b"new,New deal,2025-05-18,award,launch-service,signed,minospace,landspace,5,CNY,https://e.org/1\n"
)
WHOLE = """
    PREFIX sg: <https://w3id.org/spacegraph/ontology/>
    PREFIX contract: <https://w3id.org/spacegraph/contract/>
    PREFIX prov: <http://www.w3.org/ns/prov#>
    ASK {
      contract:new sg:buyer ?buyer ; sg:supplier ?supplier ; sg:amount ?amount .
      GRAPH ?claim { contract:new sg:buyer ?buyer ; sg:supplier ?supplier ; sg:amount ?amount }
      ?claim a sg:Claim ; prov:wasDerivedFrom ?source .
      ?source a sg:Source
    }
"""
ANY = """
    ASK { { <https://w3id.org/spacegraph/contract/new> ?p ?o }
      UNION { GRAPH ?g { <https://w3id.org/spacegraph/contract/new> ?q ?v } } }
"""
STEPS = {
    "spacegraph.gate.records.archive": {"lock", "find", "write", "sync", "withdraw"},
    "spacegraph.graph.instance": {"apply", "standing"},
    "spacegraph.graph.target": {"change", "manifest"},
    "spacegraph.graph.manifest": {"read", "write"},
    "spacegraph.cli.desk": {"commit"},
}
"""The functions whose every step is a moment to die at."""


def instance_at(home: Path) -> Instance:
    return instance_of(Settings(home=home))


def in_a_child(work: Callable[[], object]) -> tuple[int, str]:
    """Run something in a process of its own; return how that ended and what it returned."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(writer, json.dumps(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def accept(home: Path) -> bool:
    return desk_of(instance_at(home)).accept(DEAL, "contracts.csv", TODAY).accepted


def stepping(step: Callable[[], None]) -> Callable[[FrameType, str, object], None]:
    """Make a profiler that is told of every step of a commit."""

    def watch(frame: FrameType, event: str, argument: object) -> None:
        steps = STEPS.get(frame.f_globals.get("__name__", ""), ())
        if frame.f_code.co_name in steps:
            step()

    return watch


def accept_stepwise(home: Path, step: Callable[[], None]) -> bool:
    """Accept, with a step of the profiler from the first look at the records on."""
    find = Archive.find

    def begin(archive: Archive, record: Record) -> Path | None:
        sys.setprofile(stepping(step))
        return find(archive, record)

    with patch.object(Archive, "find", begin):
        accepted = accept(home)
    sys.setprofile(None)
    return accepted


def accept_and_count(home: Path) -> int:
    seen = 0

    def step() -> None:
        nonlocal seen
        seen += 1

    accept_stepwise(home, step)
    return seen


def accept_and_die(home: Path, moment: int) -> bool:
    left = moment

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return accept_stepwise(home, step)


def look(home: Path) -> dict[str, object]:
    """Open what a crash has left as the next start would."""
    instance = instance_at(home)
    instance.ensure()
    records = [record for _, record in read_records(home / "accepted")]
    build(instance.sources, Folder(home / "anew"))
    store = EmbeddedStore.open(instance.settings.store_path)
    anew = Instance(Settings(home=home, store=str(home / "anew")), instance.sources)
    return {
        "records": len(records),
        "any": store.ask(ANY),
        "whole": store.ask(WHOLE),
        "same": fingerprint(instance.quads()) == fingerprint(anew.quads()),
    }


def main(folder: Path, first: int, last: int, of: int) -> None:
    """Try the moments from `first` to `last` of `of` that lie evenly between start and end."""
    built = folder / "built"
    in_a_child(lambda: instance_at(built).build() and True)
    counted = folder / "counted"
    shutil.copytree(built, counted)
    _, steps = in_a_child(lambda: accept_and_count(counted))
    for trial in range(first, last):
        home = folder / f"trial-{trial}"
        shutil.copytree(built, home)
        moment = 1 + trial * int(steps) // of
        code, acknowledged = in_a_child(
            lambda home=home, moment=moment: accept_and_die(home, moment)
        )
        found, left = in_a_child(lambda home=home: look(home))
        again, accepted = in_a_child(lambda home=home: accept(home))
        told = {
            "moment": f"{moment} of {steps}",
            "killed": code == -signal.SIGKILL,
            "acknowledged": acknowledged == "true",
            "opens": found == 0,
            "left": json.loads(left or "{}"),
            "goes on": (again, accepted) == (0, "true"),
        }
        print(json.dumps(told), flush=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    shapes = Shapes.read()
    # Read once here rather than in every child; `routes` is worked out when first asked for.
    with patch.object(Shapes, "read", lambda: shapes):
        assert shapes.routes
        main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
