"""What many tests share: the shipped graph, built once a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings
from spacegraph.store.embedded import EmbeddedStore


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Return an instance with the store of the shipped facts, built once."""
    found = Instance.of(Settings(home=tmp_path_factory.mktemp("home")))
    found.build()
    return found


@pytest.fixture(scope="session")
def home(instance: Instance) -> Path:
    """Return the home of the shipped store; tests read it and leave it as it is."""
    return instance.settings.home


@pytest.fixture(scope="session")
def shipped(instance: Instance) -> Iterator[EmbeddedStore]:
    """Open the store of the shipped facts."""
    store = instance.open()
    yield store
    store.close()
