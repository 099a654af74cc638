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

pytestmark = pytest.mark.slow

NAMES = sorted(read_questions())


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
def test_every_question(name: str, remote: Store, shipped: EmbeddedStore) -> None:
    question = read_questions()[name]
    expected = ask(shipped, question, question.example).rows
    assert ask(remote, question, question.example).rows == expected


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        # The year that one page gives is not the month that is settled, nor the day it begins with.
        ("contract-details", {"contract": "ethiopia-ground-station-head"}),
        ("facts-about", {"thing": "organisation:genesat"}),
    ],
)
def test_a_year_is_not_the_month_it_begins_with(
    name: str, parameters: dict[str, str], remote: Store, shipped: EmbeddedStore
) -> None:
    question = read_questions()[name]
    expected = ask(shipped, question, parameters).rows
    assert ask(remote, question, parameters).rows == expected
