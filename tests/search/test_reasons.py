"""Reasons in plain words, and how much each counts."""

import pytest

from spacegraph.search.keys import Form, Key
from spacegraph.search.names import Name, Role
from spacegraph.search.reasons import (
    CERTAIN,
    PINYIN_TYPO_SCORE,
    PINYIN_WORDS_SCORE,
    SOUND_SCORE,
    START_GAIN,
    TYPO_SCORE,
    WORDS_SCORE,
    Reason,
    core_score,
    exact_reason,
    exact_score,
    start_score,
    to_words,
)

NAME = Name("MinoSpace", Role.PREFERRED, "en")
CHINESE = Name("微纳星空", Role.PREFERRED, "zh-hans")


@pytest.mark.parametrize(
    ("reason", "name", "words"),
    [
        (Reason.NAME, NAME, "name “MinoSpace”"),
        (Reason.NAME, Name("X Ltd", Role.LEGAL, "en"), "legal name “X Ltd”"),
        (Reason.NAME, Name("CASC", Role.ALIAS, "en"), "other name “CASC”"),
        (Reason.NAME, Name("X (to 2001)", Role.FORMER, "en"), "former name “X (to 2001)”"),
        (Reason.NAME, Name("zhongke", Role.FORMER), "former identifier “zhongke”"),
        (Reason.NAME, Name("casc", Role.IDENTIFIER), "identifier “casc”"),
        (Reason.NAME, Name("41473", Role.CODE), "code “41473”"),
        (Reason.CORE, Name("X Ltd", Role.LEGAL, "en"), "short form of the legal name “X Ltd”"),
        (Reason.PART, NAME, "part of the name “MinoSpace”"),
        (Reason.START, NAME, "start of the name “MinoSpace”"),
        (Reason.WORDS, CHINESE, "words of the name 微纳星空"),
        (Reason.PINYIN, CHINESE, "pinyin of 微纳星空"),
        (Reason.PINYIN_START, CHINESE, "start of the pinyin of 微纳星空"),
        (Reason.PINYIN_WORDS, CHINESE, "words of the pinyin of 微纳星空"),
        (Reason.INITIALS, CHINESE, "initials of 微纳星空"),
        (Reason.SHORT, NAME, "abbreviation of “MinoSpace”"),
        (Reason.SPELT, Name("Yaogan", Role.PREFERRED, "en"), "name “Yaogan”, written in pinyin"),
        (Reason.SOUND, CHINESE, "sounds like 微纳星空"),
        (Reason.TYPO, NAME, "typo of “MinoSpace”"),
        (Reason.OTHER_NUMBER, NAME, "like “MinoSpace”, which has another number"),
    ],
)
def test_plain_words(reason: Reason, name: Name, words: str) -> None:
    assert to_words(reason, name) == words


def key(form: Form, *, numbers: tuple[str, ...] = (), inside: str = "") -> Key:
    return Key("x", form, numbers, inside)


def test_roles_rank_as_names_do() -> None:
    ranked = (
        Role.PREFERRED,
        Role.LEGAL,
        Role.ALIAS,
        Role.CODE,
        Role.FORMER,
        Role.IDENTIFIER,
    )
    scores = [exact_score(role, key(Form.FULL)) for role in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_the_ways_rank_whole_names_then_starts_words_sounds_slips() -> None:
    whole = min(exact_score(role, key(Form.FULL)) for role in Role)
    start = start_score(Role.PREFERRED, key(Form.FULL)) + START_GAIN / 2
    assert whole > exact_score(Role.PREFERRED, key(Form.PINYIN)) > CERTAIN > start
    assert start > WORDS_SCORE > PINYIN_WORDS_SCORE > SOUND_SCORE > TYPO_SCORE > PINYIN_TYPO_SCORE


def test_a_short_form_counts_less_than_the_whole() -> None:
    for role in Role:
        assert core_score(role) < exact_score(role, key(Form.FULL))


def test_what_stands_in_brackets_counts_as_another_name() -> None:
    inside = exact_score(Role.PREFERRED, key(Form.PART, inside="x"))
    assert inside < exact_score(Role.PREFERRED, key(Form.PART))
    assert inside == exact_score(Role.ALIAS, key(Form.PART))


def test_initials_with_a_number_say_more() -> None:
    with_number = exact_score(Role.PREFERRED, key(Form.INITIALS, numbers=("5b",)))
    assert with_number > exact_score(Role.PREFERRED, key(Form.INITIALS))


def test_initials_do_not_begin_a_name() -> None:
    assert start_score(Role.PREFERRED, key(Form.INITIALS)) == 0


def test_every_form_has_its_reason() -> None:
    assert len({exact_reason(form) for form in Form}) == len(Form)
