"""Numerals of every kind become digits, and words that look like numerals stay words."""

import pytest

from spacegraph.search.numerals import to_digits, word_to_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("朱雀二号", "朱雀2"),
        ("长征十一号", "长征11"),
        ("快舟二十一号", "快舟21"),
        ("长征二号丙", "长征2c"),
        ("长征五号乙", "长征5b"),
        ("长征5号乙", "长征5b"),
        ("长五b", "长5b"),
        ("第五研究院", "5研究院"),
        ("五院", "5院"),
        ("第三十八研究所", "38研究所"),
        ("七一九所", "719所"),
        ("○六六基地", "066基地"),
        ("六七基地", "67基地"),
        ("二〇二五年", "2025年"),
        ("长征五", "长征5"),
        ("朱雀二号遥二", "朱雀2 y2"),
        ("高分三号03星", "高分3 03星"),
    ],
)
def test_chinese_numerals(text: str, expected: str) -> None:
    assert to_digits(text).strip() == expected


@pytest.mark.parametrize("text", ["三江航天", "九天微星", "四维图新", "零壹空间", "千帆", "一"])
def test_numerals_that_are_part_of_a_word_stay(text: str) -> None:
    assert to_digits(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zhuque er hao", "zhuque 2"),
        ("tianhui si hao a xing", "tianhui 4 a xing"),
        ("shi jian ershi hao", "shi jian 20"),
        ("hj yihao b xing", "hj 1 b xing"),
        ("changzheng san hao bing", "changzheng 3c"),
        ("yaogan 30 hao 08 zu", "yaogan 30 08 zu"),
        ("shihao", "10"),
    ],
)
def test_pinyin_numerals(text: str, expected: str) -> None:
    assert to_digits(text).strip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5th academy", "5 academy"), ("cetc 38th", "cetc 38"), ("21st century", "21 century")],
)
def test_ordinals_in_digits(text: str, expected: str) -> None:
    assert to_digits(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("fifth", "5"), ("twelfth", "12"), ("ii", "2"), ("viii", "8"), ("i", "i"), ("xi", "xi")],
)
def test_english_ordinals_and_roman_numerals(word: str, expected: str) -> None:
    assert word_to_digits(word) == expected
