"""Let one at a time change the records of a home and the store that is made from them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from spacegraph.errors import StoreError

_HELD: Final[ContextVar[frozenset[Path]]] = ContextVar("_HELD", default=frozenset())
"""The folders of records that whoever asks has the turn at."""


@contextmanager
def turn(accepted: Path) -> Iterator[bool]:
    """Wait until nobody else writes, in any process, then keep everybody else waiting.

    Who has the turn already goes on at once, and is told by False.
    """
    folder = accepted.absolute()
    held = _HELD.get()
    if folder in held:
        yield False
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"the lock of the records cannot be taken: {error.strerror or error}",
            hint="own the folder, or name another home with SPACEGRAPH_HOME",
            where=folder,
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        token = _HELD.set(held | {folder})
        try:
            yield True
        finally:
            _HELD.reset(token)
    finally:
        os.close(handle)
