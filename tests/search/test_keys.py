"""Keys: all the texts by which one name may be met."""

import pytest

from spacegraph.search.fold import fold
from spacegraph.search.keys import Form, to_keys, to_parts, to_pinyin, to_words, without_umlaut
from spacegraph.search.names import Name, Role


def keys(text: str, role: Role = Role.PREFERRED, language: str = "en") -> dict[str, Form]:
    return {key.text: key.form for key in to_keys(Name(text, role, language)).keys}


def of_form(text: str, form: Form) -> set[str]:
    return {key for key, found in keys(text).items() if found is form}


def test_a_name_is_its_own_first_key() -> None:
    first = to_keys(Name("MinoSpace", Role.PREFERRED, "en")).keys[0]
    assert (first.text, first.form, first.numbers) == ("minospace", Form.FULL, ())


def test_the_legal_form_is_left_out_in_one_key() -> None:
    assert of_form("Chang Guang Satellite Technology Co., Ltd.", Form.CORE) == {
        "changguangsatellitetechnology"
    }


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("Chang Zheng 2C", "cz2c"),
        ("Long March 5B", "lm5b"),
        ("长征五号乙", "cz5b"),
        ("长征五号乙", "长5b"),
        ("Zhuque-2E", "zq2e"),
        ("Gushenxing 1", "gsx1"),
        ("Gaofen-1 02", "gf1.2"),
        ("双曲线一号", "sqx1"),
        ("Yaogan Weixing 28", "yg28"),
        ("微纳星空", "wnxk"),
        ("National Space Science Center, CAS", "nssc"),
        ("Ministry of Industry and Information Technology", "miit"),
    ],
)
def test_initials_of_words_syllables_and_characters(text: str, initials: str) -> None:
    assert initials in of_form(text, Form.INITIALS)


@pytest.mark.parametrize("text", ["MinoSpace", "China Satcom", "GalaxySpace-1"])
def test_one_or_two_letters_are_no_initials(text: str) -> None:
    assert not of_form(text, Form.INITIALS)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("微纳星空", "weinaxingkong"),
        ("北京微纳星空科技股份有限公司", "beijingweinaxingkongkeji"),
        ("长光卫星", "changguangweixing"),
        ("朱雀二号", "zhuque2"),
        ("谷神星二号", "gushenxingerhao"),
        ("高分三号03星", "gaofen3.3xing"),
        ("绿地", "ludi"),
    ],
)
def test_pinyin(text: str, spelled: str) -> None:
    assert spelled in of_form(text, Form.PINYIN)


def test_latin_names_have_no_pinyin() -> None:
    assert to_pinyin(fold("Long March 5")) == ()


def test_an_umlaut_is_typed_as_v_or_u() -> None:
    assert without_umlaut("lvdi") == without_umlaut("ludi")


@pytest.mark.parametrize(
    ("text", "outside", "inside"),
    [
        ("GalaxySpace-1 (Yinhe-1)", ("GalaxySpace-1",), ("Yinhe-1",)),
        ("QUESS (Micius, Mozi)", ("QUESS",), ("Micius", "Mozi")),
        ("Chang'e-3 / Yutu", ("Chang'e-3", "Yutu"), ()),
        ("Gaofen-10 (replacement)", ("Gaofen-10",), ()),
        ("CASC (1993-1999)", ("CASC",), ()),
        ("PRSS-1 (2018)", ("PRSS-1",), ()),
        ("中国地质大学（武汉）", ("中国地质大学",), ("武汉",)),
        ("Zhuque-2", (), ()),
    ],
)
def test_parts_of_a_composite_name(
    text: str, outside: tuple[str, ...], inside: tuple[str, ...]
) -> None:
    assert to_parts(text) == (outside, inside)


def test_what_stands_in_brackets_is_marked() -> None:
    found = {key.text: key.inside for key in to_keys(Name("QUESS (Micius)", Role.ALIAS, "en")).keys}
    assert found["micius"] == "micius"
    assert found["quess"] == ""


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (Name("XJRY", Role.CODE), "xjry"),
        (Name("2016-051A", Role.CODE), "2016.51a"),
        (Name("casc-ninth-academy", Role.IDENTIFIER), "casc9academy"),
        (Name("zhongke-satellite", Role.FORMER), "zhongkesatellite"),
    ],
)
def test_codes_and_identifiers_have_one_key_and_no_words(name: Name, key: str) -> None:
    made = to_keys(name)
    assert [each.text for each in made.keys] == [key]
    assert made.words == made.pinyin_words == ()


def test_a_code_that_is_a_word_is_a_name() -> None:
    assert "cz2c" in keys("Chang Zheng 2C", Role.CODE, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chang Guang Satellite", ("chang", "guang", "satellite")),
        ("银河航天", ("银河", "河航", "航天")),
        ("长征五号乙", ("长征", "5b")),
        ("中国电子第三十八研究所", ("中国", "国电", "电子", "38", "所")),
        ("CASC五院", ("casc", "5", "院")),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert to_words(fold(text)) == words


def test_camel_case_gives_its_words_as_well() -> None:
    assert to_keys(Name("MinoSpace", Role.PREFERRED, "en")).words == ("minospace", "mino", "space")


def test_pinyin_words_are_pairs_of_syllables() -> None:
    made = to_keys(Name("微纳星空", Role.PREFERRED, "zh-hans"))
    assert made.pinyin_words == ("weina", "naxing", "xingkong")


@pytest.mark.parametrize("text", ["", "—", "()"])
def test_a_name_without_letters_has_no_keys(text: str) -> None:
    assert keys(text) == {}
