"""Load the quads of a built store into memory without leaving a thread behind."""

import os
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import StoreError
from spacegraph.store.manifest import quads_folder, read_generation

_BATCH: Final = 50_000
_OPEN_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.05


def load_quads(store: Path) -> tuple[str, ox.Store]:
    """Copy the quads of a store folder into memory; return their generation and them.

    RocksDB starts threads that outlive it (four, measured), and a process with threads cannot
    fork safely. So a child opens the store and writes N-Quads into a pipe; blank nodes keep
    their labels, which `Store.load` would change.
    """
    folder = quads_folder(store)
    read_generation(store)
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _dump(store, folder, sink)
    os.close(sink)
    quads = ox.Store()
    with os.fdopen(source, "rb") as stream:
        generation = stream.readline().decode().strip()
        parsed = ox.parse(stream, format=ox.RdfFormat.N_QUADS)
        while batch := list(islice(parsed, _BATCH)):
            quads.extend(batch)
    _, status = os.waitpid(child, 0)
    if status:
        raise StoreError(
            "the quads of the store cannot be read", hint="run `spacegraph build`", where=folder
        )
    return generation, quads


def _dump(store: Path, folder: Path, sink: int) -> None:
    """Write the generation and every quad to a pipe, then leave without the exit handlers."""
    status = 1
    try:
        with os.fdopen(sink, "wb") as stream:
            generation, quads = _open(store, folder)
            stream.write(f"{generation}\n".encode())
            quads.dump(stream, format=ox.RdfFormat.N_QUADS)
        status = 0
    except (OSError, RuntimeError, SyntaxError, StoreError) as error:
        print(f"{folder}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _open(store: Path, folder: Path) -> tuple[str, ox.Store]:
    """Open the quads as they stand under a generation; somebody may commit at this moment.

    An open store shows the quads of the moment it was opened at. They may be ahead of the
    generation by the commit under way, never by more: that one can be made again on top. A commit
    removes files, so that of 197 openings beside a busy writer 35 failed as if they were corrupt.
    """
    until = time.monotonic() + _OPEN_SECONDS
    while True:
        generation = read_generation(store)
        try:
            quads = ox.Store.read_only(str(folder))
        except (OSError, RuntimeError):
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            if read_generation(store) == generation:
                return generation, quads
