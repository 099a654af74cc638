"""Every saved question over the whole graph: the same rows on servers as in this process."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from spacegraph.errors import Refused
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import ask, read_questions
from spacegraph.settings import Settings
from spacegraph.store.base import Store
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.remote_server import Server

pytestmark = pytest.mark.slow

NAMES = sorted(read_questions())

REFUSED = frozenset(["contract-details", "facts-about"])
"""What Virtuoso 7.2.5 computes wrongly or not at all; docs/stores.md tells why."""


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
    virtuoso = Server.of(Settings(store=address)).query.endswith("/sparql")
    if virtuoso and name in REFUSED:
        with pytest.raises(Refused, match="computed by Virtuoso otherwise"):
            ask(remote, question, question.example)
    else:
        expected = ask(shipped, question, question.example).rows
        assert ask(remote, question, question.example).rows == expected
