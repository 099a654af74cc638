"""A small sector with one of each relation, built as the real one is."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from spacegraph.graph.book import Book
from spacegraph.graph.dataset import generation
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import look
from spacegraph.resources import folder
from spacegraph.store.embedded import EmbeddedStore

TABLES = {
    "sources": """id,url,date,reliability
s1,https://example.org/1,2017-02-01,A
s2,https://example.org/2,2017-03-01,C
s3,https://example.org/3,2024-02-01,B
s4,https://example.org/4,2024-03-01,B
s5,https://example.org/5,2025-06-01,A
s6,https://example.org/6,2020-01-01,D
""",
    "exchange_rates": """id,currency,year,units_per_usd,source_url
cny-2017,CNY,2017,7,https://example.org/1
cny-2018,CNY,2018,7,https://example.org/1
cny-2024,CNY,2024,7,https://example.org/1
cny-2025,CNY,2025,7,https://example.org/1
""",
    "places": """id,name_en,name_zh,kind,within_id,iso_code,source_url
china,China,中国,country,,CN,https://example.org/1
denmark,Denmark,丹麦,country,,DK,https://example.org/1
beijing,Beijing,北京,municipality,china,,https://example.org/1
sichuan,Sichuan,四川,province,china,,https://example.org/1
chengdu,Chengdu,成都,city,sichuan,,https://example.org/1
gansu,Gansu,甘肃,province,china,,https://example.org/1
jiuquan,Jiuquan,酒泉,launch-site,gansu,,https://example.org/5
""",
    "organisations": """id,name_en,name_zh,type,hq_place,country,source_url
bank,Bank,银行,investor,,CN,https://example.org/1
cas,Academy,中国科学院,state-institute,beijing,CN,https://example.org/1
casc,CASC,航天科技,state-enterprise,beijing,CN,https://example.org/1
cgwic,Great Wall,长城,state-subsidiary,beijing,CN,https://example.org/1
fund,Fund,基金,investor,,,https://example.org/1
gomspace,GomSpace,,foreign-firm,,DK,https://example.org/1
landspace,LandSpace,蓝箭航天,commercial-firm,beijing,CN,https://example.org/1
minospace,MinoSpace,微纳星空,commercial-firm,chengdu,CN,https://example.org/5
sichuan-government,Sichuan Province,四川省,provincial-government,chengdu,CN,https://example.org/5
tsinghua,Tsinghua,清华大学,university,beijing,CN,https://example.org/1
""",
    "contracts": """id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,beneficiary_ids,\
financier_ids,amount,currency,amount_qualifier,source_url
launch,Launch,2017-01,signature,launch-service,signed,gomspace,landspace,,,700000,CNY,exact,\
https://example.org/1
launch,Launch,2017-01,signature,launch-service,signed,gomspace,landspace,,,,,,https://example.org/2
constellation,Constellation,2025-05-18,award,constellation,awarded,sichuan-government,\
minospace | casc,,,1400,CNY,exact,https://example.org/5
halted,Halted,2019,signature,research,cancelled,casc,landspace,,,,,,https://example.org/3
split,Split,2024,signature,launch-service,signed,minospace,,,,50000,CNY,per-kg,\
https://example.org/3
split,Split,,,launch-service,,,landspace,,,,,,https://example.org/4
base,Base,,,ground-segment,signed,,casc,sichuan-government,bank,,,,https://example.org/6
""",
    "funding": """id,org_id,kind,round,date,amount,currency,lead_investor_ids,investor_ids,\
source_url
round-a,landspace,equity-round,A,2018,1400,CNY,fund,fund | bank,https://example.org/3
round-b,minospace,equity-round,B,2024-06,,,,fund,https://example.org/4
sum,landspace,cumulative-total,all,2025,9900,CNY,,fund,https://example.org/6
""",
    "cooperation": """id,title,kind,party_ids,date_start,date_end,status,source_url
pact,Pact,agreement,landspace | tsinghua | casc,2015,2019,ended,https://example.org/1
dead,Dead,agreement,casc | gomspace,2016,,never-executed,https://example.org/1
""",
    "affiliations": """id,child_id,parent_id,relation,share_percent,date_start,date_end,source_url
a1,cgwic,casc,unit-of,,1980,,https://example.org/1
a2,minospace,cas,spin-off-of,,2017,,https://example.org/5
a3,landspace,fund,minority-owned-by,12.5,,,https://example.org/3
a4,minospace,casc,subsidiary-of,,2017,2020,https://example.org/6
a5,minospace,tsinghua,founded-by,,,,https://example.org/5
a6,casc,cas,successor-of,,1999,,https://example.org/1
""",
    "launch_vehicles": "id,name_en,source_url\n",
    "missions": """id,name_en,kind,date,operator_ids,builder_ids,partner_ids,source_url
taijing,Taijing,earth-observation,2025-05-21,minospace,casc,tsinghua,https://example.org/5
""",
}
"""Rates of 7 yuan make the dollars easy; `split` is stated half by one claim, half by another."""

Build = Callable[[dict[str, str]], EmbeddedStore]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a store in memory from tables."""
    schema = Schema.read(folder("ontology"))

    def built(tables: dict[str, str]) -> EmbeddedStore:
        data = tmp_path_factory.mktemp("data")
        for name, text in tables.items():
            (data / f"{name}.csv").write_text(text, encoding="utf-8")
        quads = look(Book(data, Path(data / "accepted")).claims(), schema)
        store = ox.Store()
        store.bulk_extend(quads)
        return EmbeddedStore(store, generation=generation(quads))

    return built


@pytest.fixture(scope="session")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sector as N-Quads, for other processes."""
    folder_ = tmp_path_factory.mktemp("dump")
    for name, text in TABLES.items():
        (folder_ / f"{name}.csv").write_text(text, encoding="utf-8")
    quads = look(Book(folder_, folder_ / "accepted").claims(), Schema.read(folder("ontology")))
    path = folder_ / "sector.nq"
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    return path


@pytest.fixture(scope="session")
def tables() -> dict[str, str]:
    return dict(TABLES)


@pytest.fixture(scope="session")
def store(build: Build) -> EmbeddedStore:
    return build(TABLES)
