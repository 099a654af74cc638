"""Chinese: script, syllables, and where Latin letters spell them."""

import pytest

from spacegraph.search.chinese import has_han, simplify, spell, syllables


@pytest.mark.parametrize(
    ("text", "expected"),
    [("微纳", True), ("MinoSpace 微", True), ("MinoSpace", False), ("Göktürk", False), ("", False)],
)
def test_chinese_is_recognised(text: str, expected: bool) -> None:
    assert has_han(text) is expected


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("亞洲衛星有限公司", "亚洲卫星有限公司"),
        ("亞洲衞星", "亚洲卫星"),
        ("藍箭航天", "蓝箭航天"),
        ("臺灣", "台湾"),
        ("長征五號", "长征五号"),
        ("朱雀", "朱雀"),
        ("Long March", "Long March"),
    ],
)
def test_traditional_script_in_either_form_is_simplified(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("微纳星空", "wei na xing kong"),
        ("长光", "chang guang"),
        ("长征", "chang zheng"),
        ("重庆", "chong qing"),
        ("银行", "yin hang"),
        ("绿", "lv"),
    ],
)
def test_the_likeliest_reading_comes_first(text: str, first: str) -> None:
    assert spell(text)[0] == tuple(first.split())


def test_another_reading_is_kept() -> None:
    assert ("zhang", "guang") in spell("长光")
    assert ("zhong", "gong") in spell("重工")


def test_a_character_that_nobody_reads_stands_for_itself() -> None:
    assert spell("长\U00020eed") == (("chang", "\U00020eed"), ("zhang", "\U00020eed"))


def test_readings_do_not_multiply_without_end() -> None:
    assert len(spell("长长长长长长")) <= 4


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("zhuque", "zhu que"),
        ("gushenxing", "gu shen xing"),
        ("xian", "xian"),
        ("tianan", "tian an"),
        ("hulianwang", "hu lian wang"),
        ("china", "chi na"),
        ("ceres", ""),
        ("fine", ""),
        ("space", ""),
        ("nve", "nve"),
        ("xian" * 50 + "zz", ""),
        ("", ""),
    ],
)
def test_only_pinyin_is_cut_into_syllables(word: str, expected: str) -> None:
    assert " ".join(syllables(word)) == expected
