"""Put the HTTP application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from spacegraph.settings import Settings
from spacegraph.store.base import Limits, Store
from spacegraph.store.roster import affordable
from spacegraph.store.workers import WorkerPool
from spacegraph.web import graphs, health, sparql
from spacegraph.web.bodies import BodyLimit
from spacegraph.web.headers import Headers
from spacegraph.web.problems import Door, add_problems


def create_app(settings: Settings, store: Store, *routers: APIRouter) -> FastAPI:
    """Make the application over a store, which it closes when it ends.

    Further `routers` are added behind those of the SPARQL protocols.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="spacegraph",
        description="The open, sourced, queryable knowledge graph of China's space sector.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.store = store
    add_problems(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, most=settings.upload_mb << 20)
    app.add_middleware(Door)
    app.add_middleware(Headers)
    for router in (sparql.router, graphs.router, health.router, *routers):
        app.include_router(router)
    return app


def open_pool(settings: Settings) -> WorkerPool:
    """Open the built store of an instance in killable workers, within its limits.

    It loads while the rest of the server starts; the first queries wait for it.
    """
    limits = Limits(
        seconds=settings.query_seconds,
        memory_bytes=settings.query_memory_mb << 20,
        result_bytes=settings.result_mb << 20,
    )
    roster = affordable(settings.workers, limits.memory_bytes)
    return WorkerPool(settings.store_path, limits=limits, roster=roster, wait=False)


def from_environment() -> FastAPI:
    """Make the protocols alone, without pages and gate; for `uvicorn --factory`."""
    settings = Settings.from_environment()
    return create_app(settings, open_pool(settings))
