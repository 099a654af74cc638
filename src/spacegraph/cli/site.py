"""Put the parts of the server together: protocols, questions, search, reports, gate, pages."""

import gc
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from fastapi import FastAPI, Request

from spacegraph.cli.desk import desk_of, quarantine_of
from spacegraph.cli.follow import Follower
from spacegraph.cli.submit import today
from spacegraph.errors import StoreError
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import read_questions
from spacegraph.pages.counter import Counter
from spacegraph.pages.mount import mount
from spacegraph.search.indexes import Names
from spacegraph.search.search import Hit, search
from spacegraph.store.base import Store
from spacegraph.store.remote.store import RemoteStore
from spacegraph.store.workers import WorkerPool
from spacegraph.web import reports, templates
from spacegraph.web.app import create_app, open_pool
from spacegraph.web.bench import Bench
from spacegraph.web.claims import claims_router
from spacegraph.web.names import search_router
from spacegraph.web.questions import questions_router
from spacegraph.web.views import Views
from spacegraph.web.void import void_router
from spacegraph.web.writers import gatekeeper
from spacegraph.web.writing import Writing


def create_site(instance: Instance) -> FastAPI:
    """Make the application over the built store of an instance."""
    settings = instance.settings
    pool = open_pool(settings)
    names = Names()
    follower = Follower(instance, pool)

    def now() -> Store:
        """Return the store as it is on disk, which another process may have changed just now.

        One that died may have left a record that is not in it.
        """
        instance.ensure()
        follower.catch_up()
        return pool

    desk = desk_of(instance, open=now, show=follower.show, names=names)

    def find(text: str, limit: int) -> tuple[Hit, ...]:
        return search(names.index(pool), text, limit=limit)

    check = gatekeeper(settings.token)

    def admit(token: str) -> None:
        """Look at the token of a form as at the one of a header."""
        header = (b"authorization", f"Bearer {token}".encode())
        check(Request({"type": "http", "headers": [header]}))

    quarantine, bench = quarantine_of(instance), Bench()
    app = create_app(
        settings,
        pool,
        questions_router(),
        search_router(names),
        reports.router,
        templates.router,
        void_router(instance.standing),
        claims_router(desk, quarantine, check, bench),
        writing=Writing(desk, quarantine, check),
    )
    counter = Counter(desk, quarantine, admit, today, bench)
    mount(app, pool, read_questions(), search=find, counter=counter)
    app.state.views = Views(settings.home / "views", lambda: pool.generation)
    app.router.add_event_handler("shutdown", app.state.views.close)
    ended = Event()
    app.router.add_event_handler("shutdown", ended.set)
    _start("index the names", lambda: _index(names, pool))
    _start("follow the store", lambda: follower.run(ended))
    return app


def _index(names: Names, pool: WorkerPool | RemoteStore) -> None:
    """Make the index before the first search; a server that ends meanwhile needs none."""
    with suppress(StoreError):
        names.index(pool)
    # What stands now stays: looking through it for garbage held every asker up for 260 ms.
    gc.collect()
    gc.freeze()


def _start(name: str, work: Callable[[], object]) -> None:
    Thread(target=work, name=name, daemon=True).start()
