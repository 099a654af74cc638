"""Slugs and fingerprints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.model.identifiers import fingerprint, is_slug, slugify


@pytest.mark.parametrize("text", ["casc", "21at", "long-march-2d", "3cat-2"])
def test_slugs(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "é", "a_b", "a/b", "a\n"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@given(st.text())
def test_a_made_slug_is_a_slug_or_empty(text: str) -> None:
    made = slugify(text)
    assert made == "" or is_slug(made)


def test_accents_fold() -> None:
    assert slugify("Neuquén") == "neuquen"


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=1))
def test_a_fingerprint_ignores_order_and_empty_cells_only(cells: dict[str, str]) -> None:
    backwards = dict(reversed(cells.items()))
    assert fingerprint(cells) == fingerprint({**backwards, "\0empty": ""})
    name = next(iter(cells))
    assert fingerprint(cells) != fingerprint({**cells, name: cells[name] + "x"})
