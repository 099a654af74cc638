"""The indexes that are kept: one a generation, and a smaller one for who asks only of a kind."""

from collections.abc import Iterator

import pytest

from spacegraph.graph.instance import Instance
from spacegraph.search.index import Index
from spacegraph.search.indexes import MANY, Names
from spacegraph.store.base import Store


@pytest.fixture(scope="module")
def store(instance: Instance) -> Iterator[Store]:
    opened = instance.open()
    yield opened
    opened.close()


def kinds(index: Index) -> set[str]:
    return {each.kind for each in index.things}


def test_an_index_is_made_once_for_a_generation(store: Store) -> None:
    names = Names()
    assert names.index(store) is names.index(store)
    assert names.among(store, "organisation") is names.index(store)


def test_who_asks_of_a_kind_alone_gets_fewer_names(store: Store) -> None:
    names = Names()
    few = names.among(store, "organisation")
    assert {"organisation", "place"} <= kinds(few)
    assert not kinds(few) & MANY
    assert names.among(store, "place") is few
    assert kinds(names.among(store, "policy")) == kinds(few) | {"policy"}
