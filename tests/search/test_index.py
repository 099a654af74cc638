"""The index: made once, each key of a thing once, remade cheaply."""

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from spacegraph.search.index import Index
from spacegraph.search.keys import Form
from spacegraph.search.names import Thing
from spacegraph.search.search import search


def found(index: Index, key: str) -> set[tuple[str, Form]]:
    return {
        (index.things[index.thing_of[entry.name]].iri.rsplit("/", 1)[1], entry.key.form)
        for entry in index.table.equal(key)
    }


def test_equal_keys_of_several_things_stand_together(index: Index) -> None:
    assert found(index, "chengdu") == {("chengdu-government", Form.FULL), ("chengdu", Form.FULL)}
    assert found(index, "nobody") == set()


def test_a_thing_has_a_key_once_as_what_counts_most(thing: Callable[..., Thing]) -> None:
    index = Index.of([thing("organisation/x", "Alpha", legal="Alpha", alias="ALPHA")])
    (entry,) = index.table.equal("alpha")
    assert index.names[entry.name].role == "name"


def test_texts_are_in_order(index: Index) -> None:
    assert list(index.table.texts) == sorted(index.table.texts)


def test_the_texts_that_begin_alike_are_a_slice(index: Index) -> None:
    span = index.table.starting("zhuque")
    assert all(text.startswith("zhuque") for text in index.table.texts[span])
    assert sum(text.startswith("zhuque") for text in index.table.texts) == span.stop - span.start


def test_another_things_name_in_brackets_is_no_name(index: Index) -> None:
    assert found(index, "casic") == {("casic", Form.FULL)}
    assert found(index, "beijing") == {("beijing", Form.FULL)}
    assert ("quess", Form.PART) in found(index, "micius")


def test_standing_grows_with_the_degree_and_is_less_for_events(index: Index) -> None:
    by_id = {each.iri.rsplit("/", 1)[1]: place for place, each in enumerate(index.things)}
    standing = index.standing
    assert standing[by_id["casc"]] > standing[by_id["casic"]] > standing[by_id["cas"]]
    assert standing[by_id["casic-launch"]] < 0


def test_what_is_known_is_taken_over(
    index: Index, things: Sequence[Thing], thing: Callable[..., Thing]
) -> None:
    more = Index.of([*things, thing("organisation/new", "Newcomer")], index)
    for name, keys in index.made.items():
        assert more.made[name] is keys
    assert search(more, "newcomer")[0].label == "Newcomer"


def test_what_is_gone_is_forgotten(index: Index, things: Sequence[Thing]) -> None:
    fewer = Index.of([each for each in things if "minospace" not in each.iri], index)
    assert not any(hit.label == "MinoSpace" for hit in search(fewer, "minospace"))
    assert not any(name.text == "MinoSpace" for name in fewer.made)


def test_an_index_remade_equals_one_made_afresh(index: Index, things: Sequence[Thing]) -> None:
    grown = [replace(each, degree=each.degree + 1) for each in things]
    again, fresh = Index.of(grown, index), Index.of(grown)
    assert again.table.texts == fresh.table.texts
    assert np.array_equal(again.standing, fresh.standing)
    assert again.words.vocabulary == fresh.words.vocabulary


def test_an_index_does_not_change(index: Index) -> None:
    with pytest.raises(FrozenInstanceError):
        index.things = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        index.made[next(iter(index.made))] = None  # type: ignore[index]


def test_an_empty_index_finds_nothing() -> None:
    for text in ("casc", "weina xingkong", "朱雀二号", "zhuque-2"):
        assert search(Index.of([]), text) == ()
