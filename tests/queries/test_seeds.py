"""The facts the graph was begun for: each can be asked for, and each names its sources."""

from collections.abc import Mapping
from typing import Any

import pytest

from spacegraph.graph.questions import AnswerTable, Question, addresses, ask
from spacegraph.namespaces import to_curie
from spacegraph.store.base import Store

SPACENEWS_COPY = (
    "https://todayheadline.co/chinese-commercial-company-lands-contract-to-build-"
    "provincial-satellite-constellation/"
)
POPSCI = "https://www.popsci.com/chinese-private-space-company-scores-first-foreign-contract/"

SEEDS: tuple[tuple[str, dict[str, str], dict[str, str], str], ...] = (
    # LandSpace won the first launch contract of a private Chinese firm from abroad, in 2017.
    (
        "foreign-customers",
        {"type": "commercial-firm"},
        {
            "contract": "contract:landspace-gomspace-2017",
            "supplier": "organisation:landspace",
            "customer": "organisation:gomspace",
            "country": "place:denmark",
        },
        POPSCI,
    ),
    # GomSpace came out of Aalborg University.
    (
        "spin-offs",
        {"parent": "aalborg-university"},
        {"child": "organisation:gomspace", "relationLabel": "spin-off of"},
        POPSCI,
    ),
    # The link of LandSpace to Tsinghua University, which other sources dispute.
    (
        "affiliations",
        {"org": "landspace"},
        {"relationLabel": "founded by", "parent": "organisation:tsinghua-university"},
        POPSCI,
    ),
    # Expace and Kuaizhou.
    (
        "vehicles",
        {"builder": "expace"},
        {"vehicle": "vehicle:kuaizhou-1a"},
        "",
    ),
    # MinoSpace: legal name, founding, seat.
    (
        "organisation-profile",
        {"org": "minospace"},
        {"propertyLabel": "legal name", "value": "Beijing Weina Star Technology Co., Ltd."},
        SPACENEWS_COPY,
    ),
    ("organisation-profile", {"org": "minospace"}, {"value": "place:beijing"}, SPACENEWS_COPY),
    # One billion yuan in June 2024.
    (
        "funding-rounds",
        {"firm": "minospace"},
        {
            "funding": "funding:minospace-series-c1-2024-06",
            "amount": "1000000000",
            "currency": "CNY",
        },
        "https://spacenews.com/?p=466013",
    ),
    # The constellation for Meishan: 804 million yuan, ten satellites, approved by the NDRC.
    (
        "provincial-constellations",
        {"province": "sichuan"},
        {
            "contract": "contract:minospace-sichuan-2025",
            "date": "2025-05-18",
            "units": "10",
            "amount": "804000000",
            "place": "place:meishan",
            "approver": "organisation:ndrc",
        },
        SPACENEWS_COPY,
    ),
    (
        "contracts-approved-by",
        {"agency": "ndrc"},
        {"contract": "contract:minospace-sichuan-2025", "party": "organisation:minospace"},
        SPACENEWS_COPY,
    ),
    # Taijing-3 (04) and Taijing-4 (02A) on Kinetica-1, 21 May 2025.
    (
        "contracts-of-organisation",
        {"org": "minospace", "kind": "launch-service"},
        {"date": "2025-05-21", "counterpart": "organisation:cas-space"},
        SPACENEWS_COPY,
    ),
    (
        "launches",
        {"vehicle": "kinetica-1", "from": "2025-05-21", "to": "2025-05-21"},
        {"outcomeLabel": "success", "provider": "organisation:cas-space"},
        "",
    ),
    # Low-cost cargo craft for Tiangong, to fly with LandSpace and with CAS Space.
    (
        "contracts-of-organisation",
        {"org": "cmseo", "kind": "cargo-service"},
        {"contract": "contract:cmseo-haolong-2024", "counterpart": "organisation:cadi"},
        "",
    ),
    (
        "launch-buyers",
        {"seller": "landspace"},
        {"buyer": "organisation:cadi"},
        "",
    ),
    (
        "launch-buyers",
        {"seller": "cas-space"},
        {"buyer": "organisation:iamcas"},
        "",
    ),
    # CAST, maker of Chang'e, won the lunar remote-sensing satellite of CMSEO.
    (
        "who-supplies-whom",
        {"supplier": "cast", "customer": "cmseo"},
        {"supplier": "organisation:cast", "customer": "organisation:cmseo"},
        SPACENEWS_COPY,
    ),
    # CNSA admitted commercial participation in a lunar mission in 2025.
    (
        "commercial-participation",
        {"kind": "lunar"},
        {"mission": "mission:change-8", "firm": "organisation:star-vision"},
        "",
    ),
)


def matching(answer: AnswerTable, expected: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows that agree, each with its sources; all cells as text."""
    found = []
    for row in answer.rows:
        cells = {
            name: to_curie(term.value) if term is not None and hasattr(term, "value") else ""
            for name, term in zip(answer.columns, row, strict=True)
        }
        if all(cells[name] == value for name, value in expected.items()):
            found.append({**cells, "pages": addresses(row[-1])})
    return found


@pytest.mark.parametrize(("name", "values", "expected", "page"), SEEDS)
def test_a_seed_is_answered(
    name: str,
    values: dict[str, str],
    expected: dict[str, str],
    page: str,
    engine: Store,
    questions: Mapping[str, Question],
) -> None:
    rows = matching(ask(engine, questions[name], values), expected)
    assert rows
    assert all(row["pages"] for row in rows)
    assert not page or any(page in row["pages"] for row in rows)


def test_the_first_foreign_customer_of_a_private_launch_firm_is_gomspace(
    engine: Store, questions: Mapping[str, Question]
) -> None:
    answer = ask(engine, questions["foreign-customers"], {"type": "commercial-firm"})
    first = answer.rows[0]
    cells = dict(zip(answer.columns, first, strict=True))
    assert str(cells["date"]).startswith('"2017-01')
    assert cells["customer"] is not None
    assert "gomspace" in str(cells["customer"])


@pytest.mark.parametrize(
    ("contract", "words"),
    [
        ("landspace-gomspace-2017", ("insurance", "mission control", "2018")),
        ("minospace-sichuan-2025", ("Public Resources Trading Platform",)),
        ("cmseo-haolong-2024", ("Zhuque-3",)),
        ("cmseo-qingzhou-2024", ("Lijian-2",)),
    ],
)
def test_what_fits_no_column_is_in_the_notes(
    contract: str, words: tuple[str, ...], engine: Store, questions: Mapping[str, Question]
) -> None:
    answer = ask(engine, questions["contract-details"], {"contract": contract})
    told = " ".join(str(row[answer.columns.index("value")]) for row in answer.rows)
    for word in words:
        assert word in told


def test_both_claims_on_the_founding_of_landspace_stay(
    engine: Store, questions: Mapping[str, Question]
) -> None:
    answer = ask(engine, questions["facts-about"], {"thing": "organisation:landspace"})
    founders = [
        str(row[answer.columns.index("value")])
        for row in answer.rows
        if "founder" in str(row[answer.columns.index("property")])
    ]
    assert any("Zhang Changwu" in founder for founder in founders)
    assert any("tsinghua" in founder.lower() for founder in founders)
