"""Repairs in every syntax: of 25 planted faults at least 20 are mended rightly and none wrongly."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from pyoxigraph import RdfFormat, parse, serialize

from spacegraph.gate.formats.rdf import BASE_IRI
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.mend import mend
from spacegraph.gate.shapes.shapes import Shapes

Read = Callable[..., Submission]
Judge = Callable[..., Verdict]
Workbook = Callable[[dict[str, str]], bytes]

DOCUMENT = """\
{
  "@context": {
    "sg": "https://w3id.org/spacegraph/ontology/",
    "concept": "https://w3id.org/spacegraph/concept/",
    "contract": "https://w3id.org/spacegraph/contract/",
    "organisation": "https://w3id.org/spacegraph/organisation/",
    "place": "https://w3id.org/spacegraph/place/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "buyer": {"@id": "sg:buyer", "@type": "@id"},
    "day": {"@id": "sg:awardDate", "@type": "xsd:date"},
    "name": {"@id": "skos:prefLabel", "@language": "en"}
  },
  "@graph": [
    {
      "@id": "contract:new",
      "@type": "sg:Contract",
      "name": "New",
      "buyer": "organisation:minospace",
      "sg:supplier": {"@id": "organisation:landspace"},
      "sg:amount": 804000000,
      "sg:currency": "CNY",
      "day": "2025-05-18",
      "sg:contractKind": {"@id": "concept:contract-kind/launch-service"},
      "sg:status": {"@id": "concept:contract-status/signed"},
      "prov:wasDerivedFrom": {"@id": "https://example.org/1"}
    },
    {
      "@id": "place:spot",
      "@type": "sg:City",
      "skos:prefLabel": {"@value": "Spot", "@language": "en"},
      "sg:placeKind": {"@id": "concept:place-kind/city"},
      "geo:sfWithin": {"@id": "place:sichuan"},
      "schema:latitude": {"@value": "30.6", "@type": "xsd:decimal"},
      "schema:longitude": {"@value": "104.1", "@type": "xsd:decimal"},
      "prov:wasDerivedFrom": {"@id": "https://example.org/1"}
    }
  ]
}
"""

RIGHT = [
    ('"organisation:minospace"', '"organisation:minospce"'),
    ('"organisation:minospace"', '"organisation:Minospace"'),
    ('"organisation:landspace"', '"organisation:landspce"'),
    ('{"@id": "organisation:landspace"}', '"LandSpace"'),
    ('"place:sichuan"', '"place:sichaun"'),
    ('"2025-05-18"', '"18 May 2025"'),
    ('"2025-05-18"', '"2025/5/18"'),
    ('"2025-05-18"', '"2025年5月18日"'),
    ('"day": "2025-05-18"', '"sg:awardDate": "2025-05-18"'),
    ("804000000", '"804 million"'),
    ("804000000", '"8.04亿"'),
    ("804000000", '{"@value": "8.04e8", "@type": "xsd:double"}'),
    ('"CNY"', '"RMB"'),
    ('"CNY"', '"元"'),
    ("contract-kind/launch-service", "contract-kind/launch-servise"),
    ('{"@id": "concept:contract-kind/launch-service"}', '"launch service"'),
    ('"@type": "sg:Contract",', ""),
    ('"sg:Contract"', '"sg:Contrakt"'),
    ('"sg:supplier"', '"sg:suplier"'),
    ('"name": "New"', '"skos:prefLabel": "New"'),
    ('"name": "New"', '"name": " New"'),
    ('"30.6", "@type": "xsd:decimal"', '"104.1", "@type": "xsd:decimal" '),
]
"""What was meant in JSON-LD, and what was written instead."""

UNCLEAR = [
    ('"2025-05-18"', '"05/06/2025"'),
    ('"organisation:minospace"', '"organisation:space"'),
    ("804000000", '"several million"'),
]
"""Faults of which nobody can tell what was meant: they are left alone."""


def plant(meant: str, written: str) -> str:
    broken = DOCUMENT.replace(meant, written, 1)
    assert broken != DOCUMENT
    if written.startswith('"104.1"'):
        broken = broken[::-1].replace('"1.401"', '"6.03"', 1)[::-1]
    return broken


def facts(read: Read, content: str | bytes, name: str) -> set[str]:
    return {str(t) for claim in read(content, name).claims for t in claim.triples}


def test_twenty_five_faults_are_planted() -> None:
    assert len(RIGHT) + len(UNCLEAR) == 25
    assert len(RIGHT) >= 20


def test_the_document_holds_as_it_is(
    judge: Judge, read: Read, known: Known, shapes: Shapes
) -> None:
    assert judge(DOCUMENT, "facts.jsonld").accepted
    assert mend(read(DOCUMENT, "facts.jsonld"), known, shapes).repairs == ()


@pytest.mark.parametrize(("meant", "written"), RIGHT)
def test_a_json_document_is_mended_where_the_fault_stands(
    meant: str, written: str, read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    broken = plant(meant, written)
    assert not judge(broken, "facts.jsonld").accepted
    mended = mend(read(broken, "facts.jsonld"), known, shapes)
    assert len(mended.repairs) in (1, 2)
    assert judge(mended.content, "facts.jsonld").accepted, mended.content.decode()
    assert facts(read, mended.content, "facts.jsonld") == facts(read, DOCUMENT, "facts.jsonld")
    changed = [
        number
        for number, pair in enumerate(
            zip(broken.splitlines(), mended.content.decode().splitlines(), strict=True), start=1
        )
        if pair[0] != pair[1]
    ]
    assert {f"facts.jsonld:{number}" for number in changed} == {
        each.where for each in mended.repairs
    }


@pytest.mark.parametrize(("meant", "written"), UNCLEAR)
def test_what_is_not_plain_is_left_alone(
    meant: str, written: str, read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    broken = plant(meant, written)
    assert not judge(broken, "facts.jsonld").accepted
    mended = mend(read(broken, "facts.jsonld"), known, shapes)
    assert mended.repairs == ()
    assert mended.content == broken.encode()


def rewritten(document: str, format: RdfFormat) -> bytes:
    quads = parse(
        input=document.encode(), format=RdfFormat.JSON_LD, base_iri=BASE_IRI, lenient=True
    )
    return serialize(sorted(quads, key=str), format=format) or b""


def faults_in(format: RdfFormat) -> list[tuple[str, str]]:
    """Return the faults that a syntax can hold; of RDF/XML those that stand in elements."""
    tags = ("Contrakt", "suplier", "type")
    return [
        pair
        for pair in RIGHT
        if format != RdfFormat.RDF_XML or not any(tag in "".join(pair) for tag in tags)
    ]


@pytest.mark.parametrize(
    ("name", "format", "meant", "written"),
    [
        (name, format, *pair)
        for name, format in (
            ("facts.nt", RdfFormat.N_TRIPLES),
            ("facts.nq", RdfFormat.N_QUADS),
            ("facts.rdf", RdfFormat.RDF_XML),
        )
        for pair in faults_in(format)
    ],
)
def test_lines_and_elements_are_mended_too(
    name: str,
    format: RdfFormat,
    meant: str,
    written: str,
    read: Read,
    judge: Judge,
    known: Known,
    shapes: Shapes,
) -> None:
    broken = rewritten(plant(meant, written), format)
    assert not judge(broken, name).accepted
    mended = mend(read(broken, name), known, shapes)
    assert len(mended.repairs) in (1, 2)
    assert judge(mended.content, name).accepted, mended.content.decode()
    assert facts(read, mended.content, name) == facts(read, DOCUMENT, "facts.jsonld")


@pytest.mark.parametrize(
    ("column", "written", "meant", "cell"),
    [
        ("date", "18.05.2025", "2025-05-18", "C3"),
        ("date", "2025年5月18日", "2025-05-18", "C3"),
        ("kind", "Launch Service", "launch-service", "E3"),
        ("buyer_ids", "MinoSpace", "minospace", "G3"),
        ("buyer_ids", "minospce", "minospace", "G3"),
        ("supplier_ids", "landspce", "landspace", "H3"),
        ("amount", "804 million", "804000000", "N3"),
        ("amount", "8.04亿元", "804000000", "N3"),
        ("currency", "RMB", "CNY", "O3"),
        ("status", "Signed", "signed", "F3"),
    ],
)
def test_a_workbook_is_mended_cell_by_cell(
    column: str,
    written: str,
    meant: str,
    cell: str,
    workbook: Workbook,
    read: Read,
    judge: Judge,
    known: Known,
    shapes: Shapes,
) -> None:
    broken = workbook({column: written})
    verdict = judge(broken, "deals.xlsx")
    assert not verdict.accepted
    assert f"deals.xlsx:contracts!{cell}" in [each.where for each in verdict.findings]
    mended = mend(read(broken, "deals.xlsx"), known, shapes)
    assert [(each.where, each.old, each.new) for each in mended.repairs] == [
        (f"deals.xlsx:contracts!{cell}", written, meant)
    ]
    assert judge(mended.content, "deals.xlsx").accepted
    sheet = openpyxl.load_workbook(io.BytesIO(mended.content))["contracts"]
    assert sheet[cell].value == meant
    assert sheet[cell].number_format == "@"
    assert sheet.data_validations.dataValidation


def test_a_workbook_that_holds_is_left_alone(
    workbook: Workbook, read: Read, known: Known, shapes: Shapes
) -> None:
    content = workbook({})
    assert mend(read(content, "deals.xlsx"), known, shapes).content == content


NEW = """\
organisation:weina-xk a sg:CommercialFirm ; skos:prefLabel "微納星空"@zh-Hans ;
  sg:product "Imagers"@en .
contract:new a sg:Contract ; skos:prefLabel "New"@en ; sg:buyer organisation:weina-xk ;
  sg:supplier organisation:landspace ; sg:awardDate "2025-05-18"^^xsd:date ;
  sg:contractKind <concept/contract-kind/launch-service> .
"""


def test_a_new_thing_that_is_surely_a_known_one_gets_its_id(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    said = [each for each in judge(NEW).findings if "this may be" in each.message]
    assert [each.advice for each in said] == [
        "did you mean organisation:minospace? If it is the same, write its id"
    ]
    mended = mend(read(NEW), known, shapes)
    assert {each.new for each in mended.repairs} == {"organisation:minospace"}
    assert b"weina-xk" not in mended.content
    assert judge(mended.content).accepted
    quads = sorted(
        parse(input=read(NEW).content, format=RdfFormat.TURTLE, base_iri=BASE_IRI), key=str
    )
    for name, format in (("a.nt", RdfFormat.N_TRIPLES), ("a.jsonld", RdfFormat.JSON_LD)):
        mended = mend(read(serialize(quads, format=format) or b"", name), known, shapes)
        assert b"weina-xk" not in mended.content
        assert judge(mended.content, name).accepted


def test_in_tables_it_gets_the_id_in_every_cell(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = (
        "id,name_zh,type,founder_ids,source_url\n"
        "weina-xk,微納星空,commercial-firm,,https://example.org/1\n"
        "fresh,新,commercial-firm,weina-xk,https://example.org/1\n"
    )
    mended = mend(read(text, "organisations.csv"), known, shapes)
    assert [(each.old, each.new) for each in mended.repairs] == [("weina-xk", "minospace")] * 2
    assert judge(mended.content, "organisations.csv").accepted


def test_what_is_only_much_alike_is_asked_and_left_alone(
    read: Read, judge: Judge, known: Known, shapes: Shapes
) -> None:
    text = NEW.replace('"微納星空"@zh-Hans', '"Minospce"@en')
    said = [each for each in judge(text).findings if "this may be" in each.message]
    assert len(said) == 1
    assert mend(read(text), known, shapes).repairs == ()


def test_a_name_that_the_context_does_not_know_is_reported(judge: Judge) -> None:
    broken = DOCUMENT.replace('"sg:supplier"', '"supplier"')
    (finding,) = [
        each for each in judge(broken, "a.jsonld").findings if "'supplier'" in each.message
    ]
    assert finding.pointer == "/@graph/0/supplier"
    line = next(at for at, text in enumerate(broken.splitlines(), 1) if '"supplier"' in text)
    assert finding.where == f"a.jsonld:{line}"
