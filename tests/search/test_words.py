"""Matching by words: any order, rare words first, numbers always."""

import pytest

from spacegraph.search.words import Sheet, Words

SHEETS = (
    Sheet(0, ("chang", "guang", "satellite", "technology", "company", "limited")),
    Sheet(1, ("galaxy", "satellite", "technology")),
    Sheet(2, ("long", "march", "5")),
    Sheet(3, ("long", "march", "5b")),
    Sheet(4, ("long", "march", "2c")),
    Sheet(5, ("weina", "naxing", "xingkong"), pinyin=True),
    Sheet(6, ("shenzhen", "aerospace", "dongfanghong")),
)
WORDS = Words.of(SHEETS)


def best(*words: str) -> list[int]:
    """Return the names that have all that was asked for, the closest first."""
    found = WORDS.match(words)
    full = [place for place in range(len(found.sheets)) if found.asked[place] > 0.8]
    full.sort(key=lambda place: (-found.asked[place], -found.held[place]))
    return [int(WORDS.names[found.sheets[place]]) for place in full]


def test_order_makes_no_difference() -> None:
    assert best("technology", "guang", "chang") == [0]


def test_common_words_find_all_and_the_shorter_name_first() -> None:
    assert best("satellite", "technology") == [1, 0]


def test_legal_forms_weigh_little() -> None:
    assert best("galaxy", "satellite", "company")[0] == 1


def test_the_last_word_may_be_unfinished() -> None:
    assert best("chang", "satel") == [0]
    assert best("satel", "chang") != [0]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("long", "march", "5b"), [3]),
        (("5b", "long", "march"), [3]),
        (("long", "march", "7"), []),
        (("2c",), [4]),
    ],
)
def test_numbers_must_be_there(words: tuple[str, ...], names: list[int]) -> None:
    assert best(*words) == names


def test_an_unfinished_number_goes_on_but_the_finished_one_is_better() -> None:
    found = WORDS.match(("long", "march", "5"))
    assert [WORDS.names[sheet] for sheet in found.sheets] == [2, 3]


def test_words_written_apart_are_found_together() -> None:
    assert best("dong", "fanghong") == [6]


def test_numbers_are_not_put_together() -> None:
    words = Words.of([Sheet(0, ("gaofen", "12")), Sheet(1, ("gaofen", "1", "2"))])
    assert words.match(("gaofen", "1", "2")).sheets.tolist() == [1]


def test_a_misspelt_word_is_forgiven_and_reported() -> None:
    found = WORDS.match(("dongfanghnog", "aerospace"))
    assert found.misspelt
    assert [WORDS.names[sheet] for sheet in found.sheets] == [6]
    assert not WORDS.match(("dongfanghong",)).misspelt


def test_an_unknown_word_costs_its_share() -> None:
    found = WORDS.match(("galaxy", "qqqqqqqq"))
    assert found.asked.tolist() == pytest.approx([0.5], abs=0.01)


def test_nothing_matches_nothing() -> None:
    assert len(WORDS.match(("qqqqqqqq",)).sheets) == 0
    assert len(Words.of(()).match(("chang",)).sheets) == 0
