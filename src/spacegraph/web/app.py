"""Put the HTTP application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from spacegraph.graph.instance import limits_of
from spacegraph.settings import Settings
from spacegraph.store.base import Store
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.store import RemoteStore
from spacegraph.store.roster import affordable
from spacegraph.store.workers import WorkerPool
from spacegraph.web import graphs, health, metrics, sparql
from spacegraph.web.bodies import BodyLimit
from spacegraph.web.caching import AnyState
from spacegraph.web.clients import Clients
from spacegraph.web.description import Descriptions
from spacegraph.web.flights import Flights
from spacegraph.web.gauges import Gauges
from spacegraph.web.headers import Headers
from spacegraph.web.logs import log_exchange
from spacegraph.web.metrics import Meter
from spacegraph.web.openapi import DescribedApp
from spacegraph.web.problems import Door, add_problems
from spacegraph.web.requests import Requests
from spacegraph.web.routes import Heads
from spacegraph.web.watch import Watch
from spacegraph.web.workshop import Workshop
from spacegraph.web.writing import Writing

_CACHE_BYTES = 32 << 20
"""How much of the answers of a remote store is kept; workers keep as much."""


def create_app(
    settings: Settings, store: Store, *routers: APIRouter, writing: Writing | None = None
) -> FastAPI:
    """Make the application over a store, which it closes when it ends.

    Further `routers` are added behind those of the SPARQL protocols, which only read where there
    is no `writing`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = DescribedApp(
        title="spacegraph",
        description="The open, sourced, queryable knowledge graph of China's space sector.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.flights = Flights()
    app.state.workshop = Workshop("too many reports and networks wait to be made")
    app.state.writing = writing
    app.state.descriptions = Descriptions(
        store, updates=writing is not None, federated=bool(settings.services)
    )
    app.state.meter = meter = Meter(Gauges(store, settings.store_path))
    add_problems(app)
    # The last one added is the outermost.
    app.add_middleware(AnyState)
    app.add_middleware(Heads)
    app.add_middleware(BodyLimit, most=settings.upload_mb << 20)
    app.add_middleware(Clients, concurrency=settings.client_concurrency, rate=settings.client_rate)
    app.add_middleware(Requests)
    app.add_middleware(Door)
    app.add_middleware(Headers)
    observers = (meter.note, log_exchange)
    app.add_middleware(Watch, observers=observers, generation=lambda: store.generation)
    app.router.routes.extend(sparql.ROUTES)
    for router in (graphs.router, health.router, metrics.router, *routers):
        app.include_router(router)
    return app


def open_pool(settings: Settings) -> WorkerPool | RemoteStore:
    """Open the built store of an instance for strangers, within its limits.

    An embedded one is opened in killable workers and loads while the rest of the server starts;
    the first queries wait for it.
    """
    limits = limits_of(settings)
    if settings.remote:
        return RemoteStore(Server.of(settings), limits=limits, cache_bytes=_CACHE_BYTES)
    roster = affordable(settings.workers, limits.memory_bytes)
    return WorkerPool(
        settings.store_path, limits=limits, roster=roster, wait=False, services=settings.services
    )
