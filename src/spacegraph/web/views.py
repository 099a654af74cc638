"""Views of the graph in time over HTTP: drawn once by a process of their own, then kept."""

import os
import shutil
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Annotated, Final, cast

from fastapi import Depends, Query, Request
from starlette.types import Receive

from spacegraph.errors import StoreError
from spacegraph.graph.authority import Policy
from spacegraph.graph.view import View
from spacegraph.model.dates import PartialDate
from spacegraph.store.base import Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.web.dependencies import StoreDep
from spacegraph.web.problems import Problem
from spacegraph.web.workshop import Workshop

PARAMETERS: Final = ("as_of", "known_by", "settle")
KEPT: Final = 4
DRAWING_SECONDS: Final = 120.0


class Views:
    """The views asked for lately, as stores in a folder; they go when the facts change.

    Every server has a part of the folder to itself; what one left that was killed is removed.
    """

    def __init__(self, folder: Path, generation: Callable[[], str]) -> None:
        self._workshop = Workshop("too many views in time wait to be drawn", kept=0)
        self._folder = folder / str(os.getpid())
        for left in folder.glob("*"):
            if not _is_running(left.name):
                shutil.rmtree(left, ignore_errors=True)
        self._generation = generation
        self._lock = Lock()
        self._open: OrderedDict[str, EmbeddedStore] = OrderedDict()

    async def store(self, view: View, receive: Receive) -> Store:
        """Return the store of a view; the first to ask waits for it to be drawn.

        Nothing else may be read from `receive`. Raises Busy where too many others are waited for.
        """
        key = sha256(f"{view} {self._generation()}".encode()).hexdigest()[:16]
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        return await self._workshop.obtain(receive, key, partial(self._add, view, key))

    def _add(self, view: View, key: str) -> EmbeddedStore:
        drawn = self._draw(view, self._folder / key)
        with self._lock:
            self._open[key] = drawn
            old = list(self._open)[:-KEPT]
            for each in old:
                del self._open[each]
        for each in old:
            # Whoever still reads it keeps its files open; it goes with the last of them.
            shutil.rmtree(self._folder / each, ignore_errors=True)
        return drawn

    def close(self) -> None:
        """Drop every view."""
        self._open.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _draw(self, view: View, place: Path) -> EmbeddedStore:
        command = [sys.executable, "-m", "spacegraph", "build", "--settle", view.policy]
        if view.as_of:
            command += ["--as-of", str(view.as_of)]
        if view.known_by:
            command += ["--known-by", str(view.known_by)]
        environment = {**os.environ, "SPACEGRAPH_STORE": str(place)}
        try:
            subprocess.run(
                command,
                env=environment,
                capture_output=True,
                check=True,
                timeout=DRAWING_SECONDS,
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise StoreError(f"the view ({view}) could not be drawn") from error
        return EmbeddedStore.open(place)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (ValueError, OverflowError, OSError):
        return False
    return int(process) != os.getpid()


AsOf = Annotated[str | None, Query(description="What held then: a year, month or day")]
KnownBy = Annotated[str | None, Query(description="Only what was published by then")]
Settle = Annotated[Policy, Query(description="What decides first")]


def read_date(name: str, text: str | None) -> PartialDate | None:
    """Read a day, month or year; a Problem names the parameter that holds something else."""
    try:
        return PartialDate.parse(text) if text else None
    except ValueError as error:
        raise Problem(400, f"{name}: {error}", parameter=name) from error


async def see(request: Request, store: Store, view: View) -> Store:
    """Return the store to look at: the one given, or the view of it that is asked for."""
    views = cast(Views | None, getattr(request.app.state, "views", None))
    if not view:
        return store
    if views is None:
        raise Problem(501, "this server shows no views in time")
    return await views.store(view, request.receive)


async def _viewed(
    request: Request,
    store: StoreDep,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    settle: Settle = Policy.MOST_RELIABLE,
) -> Store:
    view = View(read_date("as_of", as_of), read_date("known_by", known_by), settle)
    return await see(request, store, view)


async def _known(
    request: Request,
    store: StoreDep,
    known_by: KnownBy = None,
    settle: Settle = Policy.MOST_RELIABLE,
) -> Store:
    return await _viewed(request, store, None, known_by, settle)


ViewDep = Annotated[Store, Depends(_viewed)]
"""The store that a request looks at: the graph, or the view that its parameters name."""

KnownDep = Annotated[Store, Depends(_known)]
"""The same for those who cut by `as_of` themselves."""
