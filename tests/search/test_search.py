"""Searching: what a text finds, in which order, and why."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spacegraph.namespaces import BASE
from spacegraph.search.index import Index
from spacegraph.search.names import Thing
from spacegraph.search.reasons import CERTAIN, Reason
from spacegraph.search.search import Hit, search


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.iri.removeprefix(BASE) for hit in hits]


@pytest.mark.parametrize(
    ("text", "id", "why"),
    [
        ("MinoSpace", "organisation/minospace", "name “MinoSpace”"),
        ("minospace", "organisation/minospace", "name “MinoSpace”"),
        ("微纳星空", "organisation/minospace", "name 微纳星空"),
        ("微納星空", "organisation/minospace", "name 微纳星空"),
        ("weina xingkong", "organisation/minospace", "pinyin of 微纳星空"),
        ("weinaxingkong", "organisation/minospace", "pinyin of 微纳星空"),
        ("wei1 na4 xing1 kong1", "organisation/minospace", "pinyin of 微纳星空"),
        ("wēinà xīngkōng", "organisation/minospace", "pinyin of 微纳星空"),
        ("weinax", "organisation/minospace", "start of the pinyin of 微纳星空"),
        ("wnxk", "organisation/minospace", "initials of 微纳星空"),
        ("minospce", "organisation/minospace", "typo of “MinoSpace”"),
        ("微那星空", "organisation/minospace", "sounds like 微纳星空"),
        ("微纳天空", "organisation/minospace", "typo of 微纳星空"),
        ("WEINA", "organisation/minospace", "code “WEINA”"),
        (
            "Beijing Weina Star Technology",
            "organisation/minospace",
            "short form of the legal name “Beijing Weina Star Technology Co., Ltd.”",
        ),
        ("casc", "organisation/casc", "other name “CASC”"),
        ("航天科工", "organisation/casic", "short form of the name 中国航天科工集团有限公司"),
        (
            "Machinery and Electronics Corporation",
            "organisation/casic",
            "words of the former name "
            "“China Aerospace Machinery and Electronics Corporation (to 2001)”",
        ),
        ("5th Academy", "organisation/cast", "other name “Fifth Academy”"),
        ("五院", "organisation/cast", "other name 五院"),
        ("中科院", "organisation/cas", "other name 中科院"),
        (
            "satellite technology chang guang",
            "organisation/chang-guang-satellite",
            "words of the name “Chang Guang Satellite Technology”",
        ),
        ("长光", "organisation/chang-guang-satellite", "start of the name 长光卫星技术有限公司"),
        (
            "CIOFMP",
            "organisation/ciomp",
            "initials of “Changchun Institute of Optics, Fine Mechanics and Physics”",
        ),
        (
            "HFIPS",
            "organisation/hefei-institutes",
            "abbreviation of “Hefei Institutes of Physical Science, CAS”",
        ),
        ("哈工大", "organisation/hit", "abbreviation of 哈尔滨工业大学"),
        ("北航", "organisation/beihang", "identifier “beihang”, written in pinyin"),
        (
            "38所",
            "organisation/cetc-38",
            "words of the name 中国电子科技集团公司第三十八研究所",
        ),
        ("zhuque er hao", "vehicle/zhuque-2", "name “Zhuque-2”"),
        ("朱雀2号", "vehicle/zhuque-2", "name 朱雀二号"),
        ("CZ-5B", "vehicle/long-march-5b", "initials of “Chang Zheng 5B”"),
        ("LM-5B", "vehicle/long-march-5b", "initials of “Long March 5B”"),
        ("长五B", "vehicle/long-march-5b", "initials of 长征五号乙"),
        ("Micius", "mission/quess", "part of the name “QUESS (Micius, Mozi)”"),
        ("2016-051a", "mission/quess", "code “2016-051A”"),
        ("tupac katari", "mission/tupac-katari-1", "part of the name “Túpac Katari (TKSat-1)”"),
        ("yaogan 30", "spacecraft/yaogan-30", "short form of the name “Yaogan Weixing 30”"),
        ("GF-1 02", "mission/gaofen-1-02", "initials of “Gaofen-1 02”"),
        ("高分一号02", "mission/gaofen-1-02", "name “Gaofen-1 02”, written in pinyin"),
        ("YG-30", "spacecraft/yaogan-30", "initials of “Yaogan Weixing 30”"),
        (
            "遥感三十号",
            "spacecraft/yaogan-30",
            "name “Yaogan Weixing 30”, written in pinyin",
        ),
        (
            "吉林一号高分03D21星",
            "spacecraft/jilin-21",
            "name “Jilin-1 GaoFen 03D 21 xing”, written in pinyin",
        ),
        ("57006", "spacecraft/jilin-21", "code “57006”"),
        ("千帆", "programme/qianfan", "name “Qianfan”, written in pinyin"),
        ("MinoSpace 微纳星空", "organisation/minospace", "words of the name “MinoSpace”"),
        ("陕西", "place/shaanxi", "short form of the name 陕西省"),
    ],
)
def test_what_is_found_first_and_why(index: Index, text: str, id: str, why: str) -> None:
    hits = search(index, text)
    assert ids(hits)[:1] == [id]
    assert hits[0].why == why


def test_a_hit_says_what_it_is(index: Index) -> None:
    hit = search(index, "微纳星空")[0]
    assert (hit.label, hit.label_zh, hit.kind) == ("MinoSpace", "微纳星空", "organisation")
    assert (hit.reason, hit.matched) == (Reason.NAME, "微纳星空")
    assert CERTAIN < hit.score <= 1


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("CASC", "organisation/casc", "organisation/china-aerospace-corporation"),
        ("CAST", "organisation/cast", "organisation/casc"),
        ("CAS", "organisation/cas", "organisation/cast"),
        ("CASIC", "organisation/casic", "organisation/casic-second-academy"),
        ("Long March 1", "vehicle/long-march-1", "vehicle/long-march-11"),
        ("Long March 5", "vehicle/long-march-5", "vehicle/long-march-5b"),
        ("Zhuque-2", "vehicle/zhuque-2", "vehicle/zhuque-2e"),
        ("CASIC", "organisation/casic-second-academy", "contract/casic-launch"),
    ],
)
def test_the_whole_name_comes_before_what_goes_on(
    index: Index, text: str, before: str, after: str
) -> None:
    found = ids(search(index, text))
    assert before in found
    assert after not in found or found.index(before) < found.index(after)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Zhuque-2", "vehicle/zhuque-3"),
        ("朱雀二号", "vehicle/zhuque-3"),
        ("CZ-2C", "vehicle/long-march-2d"),
        ("长征二号丙", "vehicle/long-march-2d"),
        ("CASIC Second Academy", "organisation/casic-third-academy"),
        ("Long March 11", "vehicle/long-march-1"),
        ("陕西", "place/shanxi"),
        ("galaxyspace", "organisation/galactic-energy"),
        ("Gaofen-12", "mission/gaofen-1-02"),
        ("Gaofen-1 02", "mission/gaofen-12"),
    ],
)
def test_a_neighbour_is_not_suggested(index: Index, text: str, never: str) -> None:
    assert never not in ids(search(index, text))


def test_an_unknown_number_brings_the_known_ones_and_says_so(index: Index) -> None:
    hits = search(index, "Zhuque-9")
    assert {"vehicle/zhuque-2", "vehicle/zhuque-3"} <= set(ids(hits))
    assert {hit.reason for hit in hits} == {Reason.OTHER_NUMBER}
    assert "another number" in hits[0].why
    assert all(hit.score < 0.5 for hit in hits)


def test_two_firms_called_alike_are_told_apart(index: Index) -> None:
    assert ids(search(index, "iSpace"))[:2] == ["organisation/ispace", "organisation/ispace-japan"]
    assert ids(search(index, "ispace, inc."))[0] == "organisation/ispace-japan"
    assert ids(search(index, "interstellar glory"))[0] == "organisation/ispace"
    assert ids(search(index, "i-space"))[0] == "organisation/ispace"


def test_ties_go_to_organisations_then_to_the_well_connected(
    index: Index, thing: Callable[..., Thing]
) -> None:
    assert ids(search(index, "成都"))[:2] == ["organisation/chengdu-government", "place/chengdu"]
    twins = Index.of(
        [
            thing("organisation/a", "Twin", degree=1),
            thing("organisation/b", "Twin", degree=9),
            thing("organisation/c", "Twin", degree=1),
        ]
    )
    assert ids(search(twins, "twin")) == ["organisation/b", "organisation/a", "organisation/c"]


def test_kinds_narrow_the_search(index: Index) -> None:
    assert ids(search(index, "chengdu", kinds={"place"})) == ["place/chengdu"]
    assert ids(search(index, "casic", kinds=["contract"])) == ["contract/casic-launch"]
    assert search(index, "casic", kinds=()) == ()
    starting = search(index, "long", kinds={"vehicle"}, limit=100)
    assert {hit.kind for hit in starting} == {"vehicle"}


def test_kinds_do_not_hide_what_would_have_been_found(index: Index) -> None:
    every = search(index, "satellite", limit=100)
    for kind in {hit.kind for hit in every}:
        expected = [hit.iri for hit in every if hit.kind == kind]
        found = [hit.iri for hit in search(index, "satellite", kinds={kind}, limit=100)]
        assert found[: len(expected)] == expected


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (3, 3)])
def test_the_limit_holds(index: Index, limit: int, count: int) -> None:
    assert len(search(index, "china", limit=limit)) == count


@pytest.mark.parametrize("text", ["", "   ", "—", "()", "!?", "'", "\x00", "\ud800"])
def test_nothing_finds_nothing(index: Index, text: str) -> None:
    assert search(index, text) == ()


@pytest.mark.parametrize("text", ["qqqqqqqqqq", "ж", "مرحبا", "xyzzy plugh", "x" * 5000, "𠻭"])
def test_the_unknown_finds_nothing(index: Index, text: str) -> None:
    assert search(index, text) == ()


def test_better_hits_come_first_and_noise_is_left_out(index: Index) -> None:
    for text in ("china", "CASC", "long march", "zhuque", "satellite technology", "space"):
        scores = [hit.score for hit in search(index, text, limit=100)]
        assert scores == sorted(scores, reverse=True)
        assert all(scores[0] / 2 <= score <= 1 for score in scores)


def test_each_thing_is_found_once(index: Index) -> None:
    found = ids(search(index, "casc", limit=100))
    assert len(found) == len(set(found))


def test_everything_is_found_by_each_of_its_names(index: Index, things: Sequence[Thing]) -> None:
    for each in things:
        for name in each.names:
            hits = search(index, name.text)
            assert each.iri in [hit.iri for hit in hits if hit.score > CERTAIN], name


@pytest.mark.parametrize(
    "text", ["MinoSpace", "Galactic Energy", "长光卫星技术", "Long March 11", "Gaofen-1 02"]
)
def test_typing_leads_there(index: Index, text: str) -> None:
    target = search(index, text)[0].iri
    for end in range(4, len(text)):
        assert target in [hit.iri for hit in search(index, text[:end])], text[:end]


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_is_answered(index: Index, text: str) -> None:
    for hit in search(index, text):
        assert 0 <= hit.score <= 1
        assert hit.why


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="cas ti微纳二号-25", max_size=14))
def test_the_same_text_finds_the_same(index: Index, text: str) -> None:
    assert search(index, text) == search(index, f"  {text} ")
