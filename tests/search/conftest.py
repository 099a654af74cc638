"""A small world of names that are easily confused, and the shipped one."""

import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from spacegraph.graph.instance import Instance
from spacegraph.namespaces import BASE
from spacegraph.search.chinese import has_han
from spacegraph.search.index import Index
from spacegraph.search.names import Name, Role, Thing, read_names

ROLES = {
    "name": Role.PREFERRED,
    "legal": Role.LEGAL,
    "alias": Role.ALIAS,
    "code": Role.CODE,
    "former": Role.FORMER,
}


def make_thing(id: str, *names: str, degree: int = 0, **others: str) -> Thing:
    """Make a thing from `kind/id`, its preferred names, and others by role, « | » between them."""
    found = [Name(text, Role.PREFERRED, _language(text)) for text in names]
    for role, texts in others.items():
        code = role == "code"
        found += [
            Name(text, ROLES[role], "" if code else _language(text)) for text in texts.split(" | ")
        ]
    found.append(Name(id.split("/")[1], Role.IDENTIFIER))
    return Thing(BASE + id, id.split("/")[0], tuple(sorted(found)), degree)


def _language(text: str) -> str:
    return "zh-hans" if has_han(text) else "en"


THINGS: Sequence[Thing] = (
    make_thing(
        "organisation/casc",
        "China Aerospace Science and Technology Corporation",
        "中国航天科技集团",
        alias="CASC | CASTC",
        legal="中国航天科技集团有限公司",
        degree=200,
    ),
    make_thing(
        "organisation/casic",
        "China Aerospace Science and Industry Corporation",
        "中国航天科工集团有限公司",
        alias="CASIC",
        former="China Aerospace Machinery and Electronics Corporation (to 2001)",
        degree=120,
    ),
    make_thing(
        "organisation/china-aerospace-corporation",
        "China Aerospace Corporation",
        "中国航天工业总公司",
        former="CASC (1993-1999)",
        degree=20,
    ),
    make_thing(
        "organisation/cast",
        "China Academy of Space Technology",
        "中国空间技术研究院",
        alias="CAST | Fifth Academy | 五院",
        degree=90,
    ),
    make_thing(
        "organisation/cas", "Chinese Academy of Sciences", "中国科学院", alias="CAS | 中科院"
    ),
    make_thing("organisation/hunan-space-bureau", "Hunan Space Bureau (CASIC)"),
    make_thing("organisation/casic-second-academy", "CASIC Second Academy"),
    make_thing("organisation/casic-third-academy", "CASIC Third Academy"),
    make_thing(
        "organisation/ispace",
        "iSpace",
        "星际荣耀",
        alias="i-Space | Interstellar Glory",
        code="XJRY",
        degree=40,
    ),
    make_thing("organisation/ispace-japan", "ispace", legal="ispace, inc.", degree=2),
    make_thing(
        "organisation/minospace",
        "MinoSpace",
        "微纳星空",
        legal="北京微纳星空科技股份有限公司 | Beijing Weina Star Technology Co., Ltd.",
        code="WEINA",
        degree=30,
    ),
    make_thing("organisation/galaxyspace", "GalaxySpace", "银河航天", degree=25),
    make_thing("organisation/galactic-energy", "Galactic Energy", "星河动力", degree=25),
    make_thing(
        "organisation/chang-guang-satellite",
        "Chang Guang Satellite Technology",
        "长光卫星技术有限公司",
        alias="Charming Globe",
        degree=30,
    ),
    make_thing(
        "organisation/ciomp",
        "Changchun Institute of Optics, Fine Mechanics and Physics",
        "长春光学精密机械与物理研究所",
    ),
    make_thing("organisation/hefei-institutes", "Hefei Institutes of Physical Science, CAS"),
    make_thing("organisation/hit", "Harbin Institute of Technology", "哈尔滨工业大学"),
    make_thing("organisation/beihang", "Beihang University", "北京航空航天大学"),
    make_thing(
        "organisation/cetc-38", "CETC 38th Research Institute", "中国电子科技集团公司第三十八研究所"
    ),
    make_thing("organisation/sichuan-government", "Sichuan Provincial Government", "四川省政府"),
    make_thing("organisation/airsat", "Zhongke Satellite Technology Group", alias="AirSat"),
    make_thing("organisation/chengdu-government", "Chengdu", "成都"),
    make_thing("place/chengdu", "Chengdu", "成都", degree=50),
    make_thing("place/beijing", "Beijing", "北京市", degree=300),
    make_thing("place/daxing", "Daxing (Beijing)", "大兴区"),
    make_thing("place/shanxi", "Shanxi", "山西省", degree=10),
    make_thing("place/shaanxi", "Shaanxi", "陕西省", degree=30),
    make_thing("place/sichuan", "Sichuan", "四川省"),
    make_thing("vehicle/zhuque-2", "Zhuque-2", "朱雀二号", alias="ZQ-2", degree=12),
    make_thing("vehicle/zhuque-2e", "Zhuque-2E", "朱雀二号改进型"),
    make_thing("vehicle/zhuque-3", "Zhuque-3", "朱雀三号", degree=15),
    make_thing("vehicle/long-march-1", "Long March 1", "长征一号", code="Chang Zheng 1"),
    make_thing("vehicle/long-march-11", "Long March 11", "长征十一号", code="Chang Zheng 11"),
    make_thing("vehicle/long-march-2c", "Long March 2C", "长征二号丙", code="Chang Zheng 2C"),
    make_thing("vehicle/long-march-2d", "Long March 2D", "长征二号丁", code="Chang Zheng 2D"),
    make_thing("vehicle/long-march-5", "Long March 5", "长征五号", code="Chang Zheng 5"),
    make_thing("vehicle/long-march-5b", "Long March 5B", "长征五号乙", code="Chang Zheng 5B"),
    make_thing("mission/quess", "QUESS (Micius, Mozi)", "墨子号", code="2016-051A"),
    make_thing("mission/gaofen-1-02", "Gaofen-1 02"),
    make_thing("mission/gaofen-10", "Gaofen-10"),
    make_thing("mission/gaofen-12", "Gaofen-12"),
    make_thing("mission/tupac-katari-1", "Túpac Katari (TKSat-1)"),
    make_thing("spacecraft/yaogan-30", "Yaogan Weixing 30", code="41473 | 2016-029A"),
    make_thing("spacecraft/jilin-21", "Jilin-1 GaoFen 03D 21 xing", code="57006"),
    make_thing("programme/qianfan", "Qianfan"),
    make_thing("contract/casic-launch", "CASIC launch of a satellite"),
)


@pytest.fixture(scope="session")
def things() -> Sequence[Thing]:
    return THINGS


@pytest.fixture(scope="session")
def thing() -> Callable[..., Thing]:
    """How to make a thing from what it is called."""
    return make_thing


@pytest.fixture(scope="session")
def index() -> Index:
    return Index.of(THINGS)


@pytest.fixture(scope="session")
def benchmark() -> ModuleType:
    """The benchmark's own rules, so that test and figure come from one place."""
    path = Path(__file__).parents[2] / "benchmarks" / "search_recall.py"
    spec = importlib.util.spec_from_file_location("search_recall", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["search_recall"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def shipped(instance: Instance) -> tuple[Thing, ...]:
    """The things of the data that ship."""
    return read_names(instance.open())
