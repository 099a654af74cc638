"""Put the parts of the server together: protocols, questions, search, reports, gate, pages."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from fastapi import FastAPI
from pyoxigraph import Quad

from spacegraph.cli.desk import desk_of, quarantine_of
from spacegraph.cli.submit import today
from spacegraph.errors import StoreError
from spacegraph.gate.verdict import Verdict
from spacegraph.graph.instance import Instance
from spacegraph.graph.manifest import Manifest
from spacegraph.graph.questions import read_questions
from spacegraph.pages.mount import mount
from spacegraph.search.search import Hit, search
from spacegraph.store.workers import WorkerPool
from spacegraph.web import reports
from spacegraph.web.app import create_app, open_pool
from spacegraph.web.claims import claims_router
from spacegraph.web.names import Names, search_router
from spacegraph.web.questions import questions_router
from spacegraph.web.views import Views
from spacegraph.web.void import void_router
from spacegraph.web.writers import gatekeeper

_LOOK_SECONDS = 0.5
"""How often the server looks whether a command has changed the store on disk."""


def create_site(instance: Instance) -> FastAPI:
    """Make the application over the built store of an instance."""
    settings = instance.settings
    pool = open_pool(settings)
    names = Names()

    def show(added: list[Quad], removed: list[Quad], generation: str) -> None:
        pool.apply(added, removed, generation)

    desk = desk_of(instance, open=lambda: pool, show=show)

    def find(text: str, limit: int) -> tuple[Hit, ...]:
        return search(names.index(pool), text, limit=limit)

    def judge(content: bytes, name: str) -> Verdict:
        return desk.check(content, name, today())

    app = create_app(
        settings,
        pool,
        questions_router(),
        search_router(names),
        reports.router,
        void_router(instance.standing),
        claims_router(desk, quarantine_of(instance), gatekeeper(settings.token)),
    )
    mount(app, pool, read_questions(), search=find, judge=judge)
    app.state.views = Views(settings.home / "views", lambda: pool.generation)
    app.router.add_event_handler("shutdown", app.state.views.close)
    ended = Event()
    app.router.add_event_handler("shutdown", ended.set)
    _start("index the names", lambda: _index(names, pool))
    _start("follow the store on disk", lambda: _follow(instance, pool, ended))
    return app


def _follow(instance: Instance, pool: WorkerPool, ended: Event) -> None:
    """Move to the store on disk whenever another process has changed it."""
    while not ended.wait(_LOOK_SECONDS):
        manifest = Manifest.read(instance.settings.store_path)
        if manifest and manifest.generation != pool.generation:
            with suppress(StoreError):
                pool.reload()


def _index(names: Names, pool: WorkerPool) -> None:
    """Make the index before the first search; a server that ends meanwhile needs none."""
    with suppress(StoreError):
        names.index(pool)


def _start(name: str, work: Callable[[], object]) -> None:
    Thread(target=work, name=name, daemon=True).start()
