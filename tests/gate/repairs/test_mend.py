"""Repairs: of 25 planted faults at least 20 are mended rightly and none wrongly."""

from collections.abc import Callable

import pytest

from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.reading.values import mend_amount, mend_date
from spacegraph.gate.repairs.mend import mend
from spacegraph.gate.shapes.shapes import Shapes

Read = Callable[..., Submission]
Judge = Callable[..., Verdict]

DEAL = """\
contract:new a sg:Contract ; skos:prefLabel "New"@en ;
  sg:buyer organisation:minospace ; sg:supplier organisation:landspace ;
  sg:amount 804000000 ; sg:currency "CNY" ; sg:awardDate "2025-05-18"^^xsd:date ;
  sg:contractKind <concept/contract-kind/launch-service> ;
  sg:status <concept/contract-status/signed> .
place:spot a sg:City ; skos:prefLabel "Spot"@en ; sg:placeKind <concept/place-kind/city> ;
  geo:sfWithin place:sichuan ; schema:latitude 30.6 ; schema:longitude 104.1 .
"""
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = (
    "new,New,2025-05-18,award,launch-service,signed,minospace,landspace,804000000,CNY,"
    "https://example.org/1\n"
)

RIGHT = [
    ("organisation:minospace", "organisation:minospce"),
    ("organisation:landspace", "organisation:Landspace"),
    ("organisation:landspace", '"LandSpace"'),
    ("place:sichuan", "place:sichaun"),
    ('"2025-05-18"^^xsd:date', '"18 May 2025"'),
    ('"2025-05-18"^^xsd:date', '"2025/5/18"^^xsd:date'),
    ('"2025-05-18"^^xsd:date', '"2025年5月18日"'),
    ('"2025-05-18"^^xsd:date', '"2025-05-18"'),
    ("804000000", '"804 million"'),
    ("804000000", '"8.04亿"'),
    ("804000000", "8.04e8"),
    ('"CNY"', '"RMB"'),
    ('"CNY"', '"元"'),
    ("contract-kind/launch-service", "contract-kind/launch-servise"),
    ("<concept/contract-kind/launch-service>", '"launch service"'),
    ("contract:new a sg:Contract ;", "contract:new"),
    ("a sg:Contract ;", "a sg:Contrakt ;"),
    ("sg:supplier", "sg:suplier"),
    ('"New"@en', '"New"'),
    ('"New"@en', '" New"@en'),
    (
        "schema:latitude 30.6 ; schema:longitude 104.1",
        "schema:latitude 104.1 ; schema:longitude 30.6",
    ),
]
"""What a curator meant, and what was written instead: the repair brings the first back."""

UNCLEAR = [
    ('"2025-05-18"^^xsd:date', '"05/06/2025"'),
    ("organisation:minospace", "organisation:space"),
    ("804000000", '"several million"'),
    ('"CNY"', '"coins"'),
]
"""Faults of which nobody can tell what was meant: they are left alone."""


def test_twenty_five_faults_are_planted() -> None:
    assert len(RIGHT) + len(UNCLEAR) == 25
    assert len(RIGHT) >= 20


def facts(read: Read, text: str | bytes, name: str = "facts.ttl") -> set[str]:
    submission = read(text, name)
    return {str(t) for claim in submission.claims for t in claim.triples}


@pytest.mark.parametrize(("meant", "written"), RIGHT)
def test_a_plain_fault_is_mended_rightly(
    meant: str, written: str, read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    broken = DEAL.replace(meant, written, 1)
    assert broken != DEAL
    assert not judge(broken).accepted
    mended = mend(read(broken), known, shapes)
    assert len(mended.repairs) in (1, 2)
    assert judge(mended.content).accepted
    assert facts(read, mended.content) == facts(read, DEAL)


@pytest.mark.parametrize(("meant", "written"), UNCLEAR)
def test_what_is_not_plain_is_left_alone(
    meant: str, written: str, read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    broken = DEAL.replace(meant, written, 1)
    assert not judge(broken).accepted
    mended = mend(read(broken), known, shapes)
    assert mended.repairs == ()
    assert mended.content == read(broken).content


def test_sound_facts_are_left_alone(read: Read, known: Known, shapes: Shapes) -> None:
    for text, name in ((DEAL, "facts.ttl"), (HEADER + ROW, "contracts.csv")):
        submission = read(text, name)
        assert mend(submission, known, shapes).content == submission.content


def test_a_code_has_no_language(read: Read, judge: Judge, known: Known, shapes: Shapes) -> None:
    mended = mend(read(DEAL.replace('"CNY"', '"CNY"@en')), known, shapes)
    assert [(each.old, each.new) for each in mended.repairs] == [('"CNY"@en', '"CNY"')]
    assert judge(mended.content).accepted


def test_a_name_over_several_lines_is_written_in_one(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = DEAL.replace('"New"@en', '"""New\n   deal"""@en')
    mended = mend(read(text), known, shapes)
    assert [each.why for each in mended.repairs] == ["a name stands in one line"]
    assert judge(mended.content).accepted
    assert facts(read, mended.content) == facts(read, DEAL.replace('"New"', '"New deal"'))


def test_parties_that_the_graph_has_the_other_way_round_are_swapped(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = (
        "contract:landspace-gomspace-2017 sg:buyer organisation:landspace ;\n"
        "  sg:supplier organisation:gomspace ."
    )
    assert not judge(text).accepted
    mended = mend(read(text), known, shapes)
    assert [(each.old, each.new) for each in mended.repairs] == [
        ("organisation:landspace", "organisation:gomspace"),
        ("organisation:gomspace", "organisation:landspace"),
    ]
    assert judge(mended.content).accepted


def test_a_prefix_that_everybody_knows_is_declared(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = (
        "<> prov:wasDerivedFrom <https://example.org/1> .\n"
        'organisation:fresh a sg:CommercialFirm ; skos:prefLabel "Fresh"@en .'
    )
    assert not judge(text, "bare.ttl").accepted
    mended = mend(read(text, "bare.ttl"), known, shapes)
    assert judge(mended.content, "bare.ttl").accepted


def test_a_source_given_as_text_becomes_an_address(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = DEAL.replace(
        "contract:new a", 'contract:new prov:wasDerivedFrom "https://example.org/2" ; a'
    )
    assert not judge(text).accepted
    assert judge(mend(read(text), known, shapes).content).accepted


@pytest.mark.parametrize(
    ("meant", "written"),
    [
        ("buyer_ids", "buyer_id"),
        ("2025-05-18", "18.05.2025"),
        ("launch-service", "Launch Service"),
        ("minospace", "MinoSpace"),
        ("landspace", "landspace; casic"),
        ("804000000", '"804,000,000"'),
        (",CNY,", ",yuan,"),
    ],
)
def test_cells_are_mended(
    meant: str, written: str, read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    broken = (HEADER + ROW).replace(meant, written, 1)
    assert not judge(broken, "contracts.csv").accepted
    mended = mend(read(broken, "contracts.csv"), known, shapes)
    assert len(mended.repairs) == 1
    assert judge(mended.content, "contracts.csv").accepted


def test_a_number_is_never_guessed(read: Read, known: Known, shapes: Shapes) -> None:
    text = DEAL + "contract:new sg:concernsMission <mission/kinetica-1-y8> ."
    assert mend(read(text), known, shapes).repairs == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025/5/18", "2025-05-18"),
        ("18 May 2025", "2025-05-18"),
        ("May 18th, 2025", "2025-05-18"),
        ("2025年5月", "2025-05"),
        ("2025年", "2025"),
        ("Sept. 2024", "2024-09"),
        ("25.12.2024", "2024-12-25"),
        ("2024-12-25T00:00:00Z", "2024-12-25"),
        ("05/06/2025", ""),
        ("2025-02-30", ""),
        ("18 May", ""),
        ("soon", ""),
    ],
)
def test_dates_as_people_write_them(written: str, meant: str) -> None:
    assert mend_date(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("804 million", "804000000"),
        ("RMB 1.2 billion", "1200000000"),
        ("8.04亿元", "804000000"),
        ("3000万", "30000000"),
        ("US$ 111.5 million", "111500000"),
        ("804,000,000", "804000000"),
        ("1,5", ""),
        ("80,4 million", ""),
        ("5 m", ""),
        ("-5", ""),
        ("many", ""),
    ],
)
def test_sums_as_people_write_them(written: str, meant: str) -> None:
    assert mend_amount(written) == meant
