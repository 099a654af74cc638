"""Names that are one name in two spellings, and names that are not."""

import pytest

from spacegraph.gcat.names import is_latin, name_key, plain_name, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beijing Inst. of Technology", "Beijing Institute of Technology"),
        ("GeeSpace Co. Ltd.", "Geespace"),
        ("长光卫星技术有限公司", "长光卫星技术股份有限公司"),
        ("Centre national d'études spatiales", "Centre National d’Etudes Spatiales"),
        ("航天天目(重庆)卫星科技有限公司", "航天天目（重庆）卫星科技有限公司"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("China Academy of Space Technology", "Shanghai Academy of Space Technology"),
        ("Zhuque-2", "Zhuque-3"),
        ("中国航天科技集团有限公司", "中国航天科工集团有限公司"),
        ("北京天链测控技术有限公司", "星图测控技术有限公司"),
    ],
)
def test_names_of_two_bodies(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_short_names_have_no_key() -> None:
    assert name_key("APT") == name_key("公司") == ""


def test_plain_names() -> None:
    assert plain_name("Transwarp Technology (Shanghai) Co. Ltd.") == "Transwarp Technology"
    assert plain_name("Beijing Sixiang Aishu Keji YG") == "Beijing Sixiang Aishu Keji"
    assert plain_name("北京零重空间技术有限公司") == "北京零重空间技术"


def test_scripts() -> None:
    assert is_latin("ThumbSat México S.A.")
    assert not is_latin("НПО им. Лавочкина")
    assert not is_latin("601")


def test_tidy() -> None:
    assert tidy("中国科学院 空间应用 技术") == "中国科学院空间应用技术"
    assert tidy("８０１所;") == "801所"
    assert tidy("九天微星 (上海)航天") == "九天微星 (上海)航天"
    assert tidy("  A   B ,") == "A B"
