"""A dataset of any size: the shipped graph, and copies of it under names of their own."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from spacegraph.graph.export import write_nquads
from spacegraph.graph.instance import Instance
from spacegraph.graph.manifest import Manifest
from spacegraph.namespaces import BASE
from spacegraph.settings import Settings
from spacegraph.store.manifest import QUADS

OWN: Final = re.compile(
    rf"<{BASE}((?:organisation|contract|funding|affiliation|mission|programme|launch|spacecraft"
    r"|vehicle|cooperation|policy|claim(?!/(?:places|sources|exchange_rates)-))/[^>]*)>"
)
"""The things that each copy has for itself, and their claims; places, sources, rates of exchange
and concepts are shared, and so are the claims about them."""

_GENERATION: Final = "c0"


@dataclass(frozen=True, slots=True)
class Multiplied:
    """Copies as a home that `spacegraph serve` takes as it stands, and as a dump for others."""

    home: Path
    dump: Path
    quads: int

    @classmethod
    def make(cls, place: Path, copies: int) -> "Multiplied":
        """Build the shipped graph in a home of its own and put copies beside it."""
        instance = Instance.of(Settings(home=place / "home"))
        manifest, dump = instance.build(), place / "dump.nq"
        with dump.open("wb") as output:
            write_nquads(instance.quads(), output)
        if copies == 1:
            return cls(instance.settings.home, dump, manifest.quads)
        folder = instance.settings.store_path
        quads = grow(dump.read_bytes(), folder, copies)
        # With the inputs of the shipped files the store passes for what is built from them.
        Manifest(_GENERATION, manifest.inputs, claims=manifest.claims * copies, quads=quads).write(
            folder
        )
        with dump.open("wb") as output:
            write_nquads(instance.quads(), output)
        return cls(instance.settings.home, dump, quads)


def grow(lines: bytes, target: Path, copies: int) -> int:
    """Put N-Quads and copies of them into the quads of a store folder; return how many there are.

    Each load leaves files of its own, and a look-up asks them all, so they are made one at the end
    as those of a build are.
    """
    store = Store(str(target / QUADS))
    store.bulk_load(lines, format=RdfFormat.N_QUADS)
    own = (line for line in lines.splitlines(True) if OWN.search(line.decode()))
    text = b"".join(own).decode()
    for copy in range(1, copies):
        part = OWN.sub(rf"<{BASE}\1-copy{copy}>", text)
        store.bulk_load(part.encode(), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)
