"""Every saved question over the whole graph: the same rows on servers as in this process."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import ask, read_questions
from spacegraph.settings import Settings
from spacegraph.store.base import Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.remote_server import Server

pytestmark = pytest.mark.slow

NAMES = sorted(read_questions())

DIVERGENT = frozenset(
    [
        "affiliations",
        "commercial-share",
        "component-supply",
        "connection",
        "contract-details",
        "contracts-of-organisation",
        "facts-about",
        "facts-from-source",
        "failed-deals",
        "funding-rounds",
        "investor-portfolio",
        "launch-details",
        "launches-by-pad",
        "payloads-by-orbit",
        "provider-shares",
        "spacecraft-ended",
        "tenders",
        "time-between-launches",
        "vehicle-cadence",
        "vehicle-reliability",
    ]
)
"""What Virtuoso 7.2.5 answers otherwise or not at all; docs/stores.md tells why."""


@pytest.fixture(scope="module")
def remote(
    address: str, instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("home")
    there = replace(instance, settings=Settings(home=home, store=address))
    there.build()
    with closing(there.open()) as store:
        yield store


@pytest.mark.parametrize("name", NAMES)
def test_every_question(name: str, address: str, remote: Store, shipped: EmbeddedStore) -> None:
    question = read_questions()[name]
    expected = ask(shipped, question, question.example).rows
    virtuoso = Server.of(Settings(store=address)).query.endswith("/sparql")
    if virtuoso and name in DIVERGENT:
        pytest.skip("Virtuoso 7.2.5 answers it otherwise")
    assert ask(remote, question, question.example).rows == expected
