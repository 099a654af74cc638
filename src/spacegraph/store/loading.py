"""Load the quads of a built store into memory without leaving a thread behind."""

import os
import sys
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import StoreError
from spacegraph.store.manifest import quads_folder

_BATCH: Final = 50_000


def load_quads(store: Path) -> ox.Store:
    """Copy the quads of a store folder into memory.

    RocksDB starts threads that outlive it (four, measured), and a process with threads cannot
    fork safely. So a child opens the store and writes N-Quads into a pipe; blank nodes keep
    their labels, which `Store.load` would change.
    """
    folder = quads_folder(store)
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _dump(folder, sink)
    os.close(sink)
    quads = ox.Store()
    with os.fdopen(source, "rb") as stream:
        parsed = ox.parse(stream, format=ox.RdfFormat.N_QUADS)
        while batch := list(islice(parsed, _BATCH)):
            quads.extend(batch)
    _, status = os.waitpid(child, 0)
    if status:
        raise StoreError(
            "the quads of the store cannot be read", hint="run `spacegraph build`", where=folder
        )
    return quads


def _dump(folder: Path, sink: int) -> None:
    """Write every quad to a pipe, then leave without the parent's exit handlers."""
    status = 1
    try:
        with os.fdopen(sink, "wb") as stream:
            ox.Store.read_only(str(folder)).dump(stream, format=ox.RdfFormat.N_QUADS)
        status = 0
    except (OSError, SyntaxError) as error:
        print(f"{folder}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)
