"""Put the pages into an application."""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI

from spacegraph.graph.questions import Question
from spacegraph.pages import (
    assets,
    browse,
    docs,
    entity,
    find,
    home,
    machines,
    network,
    places,
    query,
    questions,
    reports,
    submit,
)
from spacegraph.pages.counter import Counter
from spacegraph.pages.errors import add_error_pages
from spacegraph.pages.site import Search, Site
from spacegraph.store.base import Store

_ROUTERS: Final = tuple(
    each.router
    for each in (
        assets,
        home,
        find,
        browse,
        questions,
        query,
        places,
        network,
        reports,
        submit,
        docs,
        machines,
        entity,
    )
)


def mount(
    app: FastAPI,
    store: Store,
    saved: Mapping[str, Question],
    *,
    search: Search | None = None,
    counter: Counter | None = None,
) -> None:
    """Add every page and its machine twins; errors become pages for those who want pages.

    This `store` answers only what is written here, so an embedded one will do; queries of
    strangers go to the store of the app. Without a `search` names are compared by spelling,
    without a `counter` no facts can be handed in.
    """
    app.state.site = Site(store, saved, search, counter)
    add_error_pages(app)
    for router in _ROUTERS:
        app.include_router(router)
