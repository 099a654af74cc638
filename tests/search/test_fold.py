"""Folding: what makes no difference between two names goes, what does stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.search.fold import Folded, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zhuque-2E", "ZHUQUE 2 e"),
        ("朱雀二号", "朱雀2號"),
        ("iSpace", "i-Space"),
        ("MinoSpace", "Mino Space"),
        ("Túpac Katari", "tupac katari"),
        ("Göktürk-2", "Gokturk 2"),
        ("Ｌｏｎｇ　Ｍａｒｃｈ　５Ｂ", "Long March 5B"),
        ("Gaofen-1 02", "Gaofen 1-2"),
        ("Tianhui II-01", "Tianhui 2-1"),
        ("Chang'e-5", "Chang’e 5"),
        ("Chang'e-5", "Change 5"),
        ("Science & Technology", "science and technology"),
        ("Launch Centre", "launch center"),
        ("Ministry of National Defence", "Ministry of National Defense"),
        ("X Co., Ltd.", "X Company Limited"),
        ("X Technologies Corp.", "X Technology Corporation"),
        ("Fifth Academy", "5th Academy"),
        ("第五研究院", "5研究院"),
        ("HKUST-FYBB#1", "hkust fybb 1"),
        ("中国科学院‘581’组", "中国科学院581组"),
        ("Łódź", "lodz"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one).compact == fold(other).compact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zhuque-2", "Zhuque-3"),
        ("Zhuque-2", "Zhuque-2E"),
        ("Long March 1", "Long March 11"),
        ("Gaofen-1 02", "Gaofen-10 2"),
        ("Gaofen-1 02", "Gaofen-12"),
        ("Jilin-1 03D 21", "Jilin-1 03D2 1"),
        ("长征二号丙", "长征二号丁"),
        ("CASIC Second Academy", "CASIC Third Academy"),
        ("Shanxi", "Shaanxi"),
    ],
)
def test_names_of_two_things_fold_apart(one: str, other: str) -> None:
    assert fold(one).compact != fold(other).compact


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Long March 5B", ("5b",)),
        ("long march 5 b", ("5b",)),
        ("21AT", ("21",)),
        ("3Cat-2", ("3", "2")),
        ("Zhuque-2 Y2", ("2", "2")),
        ("1999-025A", ("1999", "25a")),
        ("OS-M1", ("1",)),
        ("Jilin-1 GaoFen 03D01", ("1", "3d", "1")),
        ("000", ("0",)),
        ("CASC", ()),
    ],
)
def test_a_number_keeps_the_letter_behind_it(text: str, numbers: tuple[str, ...]) -> None:
    assert fold(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Chang Guang Satellite Technology Co., Ltd.", "Chang Guang Satellite Technology"),
        ("北京微纳星空科技股份有限公司", "北京微纳星空科技"),
        ("中国航天科技集团有限公司", "航天科技集团"),
        ("中国航天科工集团", "航天科工"),
        ("Long March 5 rocket", "Long March 5"),
        ("遥感三十号卫星", "遥感三十号"),
        ("Yaogan Weixing 30", "Yaogan 30"),
        ("Sichuan Province", "Sichuan"),
        ("四川省", "四川"),
        ("内蒙古自治区", "内蒙古"),
        ("中国空间技术研究院", "中国空间技术院"),
    ],
)
def test_the_core_leaves_forms_out(text: str, core: str) -> None:
    assert fold(text).core() == fold(core).core()


@pytest.mark.parametrize("text", ["Asia Satellite", "中国卫星", "AsiaSat 1983"])
def test_the_core_keeps_what_makes_the_name(text: str) -> None:
    assert fold(text).core() == fold(text)


def test_the_word_being_typed_is_left_as_it_is() -> None:
    assert fold("china rocket co", typing=True).tokens[-1] == "co"
    assert fold("china rocket co").tokens[-1] == "company"


@pytest.mark.parametrize("text", ["", "   ", "—!?", "'"])
def test_nothing_folds_to_nothing(text: str) -> None:
    assert fold(text) == Folded((), (), chinese=False)


@given(st.text(max_size=60))
def test_any_text_folds_and_case_makes_no_difference(text: str) -> None:
    assert all(fold(text).tokens)
    if text.isascii():
        assert fold(text.upper()) == fold(text.lower())


@given(st.text(alphabet="abcxyz 0123456789-号二十卫星", max_size=40))
def test_folding_tells_numbers_and_chinese_truly(text: str) -> None:
    folded = fold(text)
    assert folded.numbers == tuple(each for each in folded.tokens if each[0].isdigit())
    assert folded.chinese == any("\u4e00" <= char <= "\u9fff" for char in folded.compact)
