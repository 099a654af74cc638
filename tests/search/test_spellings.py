"""Finding texts that differ by a few slips."""

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.search.spellings import Spellings, tolerance

TEXTS = (
    "minospace",
    "landspace",
    "linkspace",
    "chinaacademyofspacetechnology",
    "galacticenergy",
    "微纳星空",
    "银河航天",
    "casc",
)


def near(text: str, slips: int) -> dict[str, int]:
    return {TEXTS[place]: count for place, count in Spellings.of(TEXTS).near(text, slips)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("minospce", "minospace"),
        ("minnospace", "minospace"),
        ("minopsace", "minospace"),
        ("minoxpace", "minospace"),
        ("galaticenergy", "galacticenergy"),
        ("chinaacadamyofspacetechnology", "chinaacademyofspacetechnology"),
        ("微纳天空", "微纳星空"),
    ],
)
def test_one_slip(typed: str, meant: str) -> None:
    assert near(typed, 1)[meant] == 1


def test_slips_are_counted() -> None:
    assert near("landspace", 2) == {"landspace": 0, "linkspace": 2}
    assert near("chinaacadamyofspacetecnology", 2) == {"chinaacademyofspacetechnology": 2}


@pytest.mark.parametrize(("text", "slips"), [("minospace", 0), ("", 2), ("zzzzzz", 2)])
def test_nothing_is_near(text: str, slips: int) -> None:
    assert near(text, slips) == {}


def test_no_texts_at_all() -> None:
    assert Spellings.of(()).near("minospace", 2) == []


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("casc", 0),
        ("galaxy", 1),
        ("minospace", 2),
        ("chinaacademyofspace", 3),
        ("五院", 0),
        ("微纳星空", 1),
        ("微纳星空科技", 2),
    ],
)
def test_longer_texts_are_granted_more(text: str, slips: int) -> None:
    assert tolerance(text) == slips


@given(
    st.text(alphabet="abcdef", min_size=6, max_size=30),
    st.integers(min_value=0, max_value=1000),
    st.sampled_from("abcdefg"),
)
def test_a_replaced_letter_is_always_found(text: str, place: int, letter: str) -> None:
    place %= len(text)
    typed = text[:place] + letter + text[place + 1 :]
    assert Spellings.of([text]).near(typed, 1) == [(0, int(typed != text))]


def test_the_right_one_is_found_among_thousands_alike() -> None:
    texts = ["".join(letters) for letters in islice(product("aeiou", repeat=8), 20_000)]
    texts.append("chinaacademyofspacetechnology")
    places = [place for place, _ in Spellings.of(texts).near("chinaacademyofspacetechnolgy", 1)]
    assert places == [20_000]
