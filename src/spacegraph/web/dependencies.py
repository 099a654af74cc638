"""Hand the handlers what the app was made with."""

from typing import Annotated, cast

from fastapi import Depends, Request

from spacegraph.settings import Settings
from spacegraph.store.base import Store


async def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


StoreDep = Annotated[Store, Depends(_store)]
SettingsDep = Annotated[Settings, Depends(_settings)]
