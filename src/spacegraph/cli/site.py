"""Put the parts of the server together: protocols, questions, search, reports, pages."""

from threading import Thread

from fastapi import FastAPI

from spacegraph.graph.instance import Instance
from spacegraph.graph.manifest import Manifest
from spacegraph.store.base import Limits
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool
from spacegraph.web import reports
from spacegraph.web.app import create_app
from spacegraph.web.names import Names, search_router
from spacegraph.web.questions import questions_router
from spacegraph.web.void import void_router


def create_site(instance: Instance) -> FastAPI:
    """Make the application over the built store of an instance."""
    settings = instance.settings
    limits = Limits(
        seconds=settings.query_seconds,
        memory_bytes=settings.query_memory_mb << 20,
        result_bytes=settings.result_mb << 20,
    )
    roster = Roster(light=settings.workers, heavy=2 * settings.workers)
    pool = WorkerPool(settings.store_path, limits=limits, roster=roster)
    names = Names()
    Thread(target=names.index, args=(pool,), name="index the names", daemon=True).start()

    def manifest() -> Manifest:
        return Manifest.read(settings.store_path) or instance.ensure()

    return create_app(
        settings,
        pool,
        questions_router(),
        search_router(names),
        reports.router,
        void_router(manifest),
    )
