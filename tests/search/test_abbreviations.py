"""Guessing what abbreviations stand for."""

import pytest

from spacegraph.search.abbreviations import Abbreviations

NAMES = (
    "hefei institute of physical science",
    "shanghai institute of optic and fine mechanic",
    "national space research and development agency",
    "ministry of finance",
    "shanghai astronomical observatory",
    "国际空间科学研究所",
    "哈尔滨工业大学",
    "minospace",
    "long march 5",
)
ABBREVIATIONS = Abbreviations.of((number, name.split()) for number, name in enumerate(NAMES))


def guesses(short: str) -> list[str]:
    return [NAMES[number] for number, _ in ABBREVIATIONS.spell_out(short)]


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("hfips", NAMES[0]),
        ("siom", NAMES[1]),
        ("nasrda", NAMES[2]),
        ("mof", NAMES[3]),
        ("shao", NAMES[4]),
        ("哈工大", NAMES[6]),
    ],
)
def test_letters_follow_the_starts_of_words(short: str, name: str) -> None:
    assert guesses(short) == [name]


@pytest.mark.parametrize(
    "short", ["hf", "hfx", "mi", "min", "isc", "lm5", "abcdefghij", "哈大工", ""]
)
def test_other_letters_stand_for_nothing(short: str) -> None:
    assert guesses(short) == []


def test_the_closer_the_likelier() -> None:
    found = Abbreviations.of(
        [
            (0, ["china", "academy", "space"]),
            (1, ["china", "great", "academy", "of", "space", "flight"]),
        ]
    )
    likeness = dict(found.spell_out("cas"))
    assert likeness.get(0) == 1.0
    assert likeness.get(1, 0.0) < 1.0
