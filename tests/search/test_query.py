"""Queries: one text, understood in several ways."""

import pytest

from spacegraph.search.query import LONGEST, Query


def test_a_plain_text_has_two_readings() -> None:
    query = Query.of("  china rocket co ")
    assert query.text == "china rocket co"
    assert [reading.compact for reading in query.readings] == [
        "chinarocketcompany",
        "chinarocketco",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "wei1 na4 xing1 kong1",
        "wei1na4xing1kong1",
        "wēi nà xīng kōng",
        "wēinà xīngkōng",
        "Weina Xingkong",
        "WEI NA XING KONG",
        "wei-na-xing-kong",
    ],
)
def test_pinyin_in_any_dress_sounds_alike(text: str) -> None:
    assert Query.of(text).sounds[0] == "weinaxingkong"


@pytest.mark.parametrize("text", ["zq2 cz5", "long1 march2", "ab1", "cz5", "gaofen 1 02"])
def test_other_digits_are_no_tones(text: str) -> None:
    assert Query.of(text).numbers


def test_toned_numerals_are_numbers() -> None:
    query = Query.of("zhu1 que4 er4 hao4")
    assert query.readings[0].compact == "zhuque2"
    assert query.numbers == ("2",)


@pytest.mark.parametrize("text", ["lü di", "lv di", "lv4 di4", "lu di"])
def test_umlauts(text: str) -> None:
    assert "ludi" in Query.of(text).sounds


def test_a_chinese_text_has_its_sound_and_words_in_pinyin() -> None:
    query = Query.of("遥感三十号01星")
    assert query.chinese
    assert "yaogan30.1xing" in query.sounds
    assert query.spoken == ("yaogan", "30", "1", "xing")


def test_a_latin_text_has_no_words_in_pinyin() -> None:
    assert Query.of("yaogan").spoken == ()


def test_a_zero_at_the_end_waits_for_its_digit() -> None:
    assert [each.compact for each in Query.of("Gaofen-1 0").readings] == ["gaofen1.0", "gaofen1"]


def test_numbers_can_be_left_out() -> None:
    assert Query.of("Zhuque-9").without_numbers().words == ("zhuque",)
    assert Query.of("9").without_numbers().words == ()


def test_an_endless_text_is_cut() -> None:
    assert len(Query.of("x" * 10_000).text) == LONGEST
