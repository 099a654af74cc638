"""Mistakes as curators make them: the finding names the line and the way out, the repair is right."""

from collections.abc import Callable

import pytest

from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.mend import mend
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.model.findings import Finding

HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url"
ROW = (
    "new,New,2025-05-18,award,launch-service,signed,minospace,landspace,804000000,CNY,"
    "https://example.org/1"
)
SOUND = f"{HEADER}\n{ROW}\n"
DEAL = """\
contract:new a sg:Contract ; skos:prefLabel "New"@en ;
  sg:buyer organisation:minospace ; sg:supplier organisation:landspace ; sg:units 2 .
"""


def row(old: str, new: str) -> str:
    """The sound table with one text of its row written otherwise."""
    assert ROW.count(old) == 1
    return f"{HEADER}\n{ROW.replace(old, new)}\n"


TABLES = [
    (row("minospace", "微纳星空"), 2, ("no organisation", "did you mean minospace?")),
    (row("minospace", '"minospace, landspace"'), 2, ("write minospace | landspace",)),
    (row("2025-05-18", "2025-13-02"), 2, ("no month 13",)),
    (row("2025-05-18", "2025-02-30"), 2, ("not a day of the calendar",)),
    (row("https://example.org/1", "https://example.org/a b"), 2, ("no spaces", "%20")),
    (row("https://example.org/1", "example.org/1"), 2, ("https://example.org/1",)),
    (row("https://example.org/1", ""), 2, ("no source",)),
    (row("landspace", "minospace"), 2, ("buyer and supplier",)),
    (row("New", "-2+3+cmd|' /C calc'!A0"), 2, ("spreadsheet formula",)),
    (SOUND.replace(",", ";"), 1, ("separated by ';'", "with commas")),
    (SOUND.replace(",", "\t"), 1, ("separated by", "with commas")),
    (f"{ROW}\n", 1, ("the first line is no header", HEADER[:8])),
    (SOUND.encode("utf-16"), 1, ("UTF-16", "save the file as UTF-8")),
    (row("New", "微纳星空发射").encode("gbk"), 2, ("GBK", "save the file as UTF-8")),
    (f"{SOUND}{ROW}\n", 3, ("says the same as contracts.csv:2",)),
    (f"{SOUND}{ROW.replace('804000000', '9')}\n", 3, ("also states 804000000",)),
]


@pytest.mark.parametrize(("content", "line", "words"), TABLES)
def test_a_fault_of_a_table_is_named_where_it_stands(
    judge: Callable[..., Verdict], content: str | bytes, line: int, words: tuple[str, ...]
) -> None:
    found = judge(content, "contracts.csv").findings
    assert says(found, f"contracts.csv:{line}", words), [str(each) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sg:supplier organisation", "sg:supplier <http://w3id.org/spacegraph/organisation", ()),
        ("sg:units 2", "sg:supplir organisation:casc", ("did you mean sg:supplier?",)),
        ("sg:units 2", 'sg:awardDate "2025"', ("write 2018-05-17, 2018-05 or 2018",)),
        ("sg:units 2", 'skos:prefLabel "新合同"@zh', ("zh-Hans",)),
        ("landspace ; ", "landspace\n", ("; or a . is missing",)),
    ],
)
def test_a_fault_of_turtle_is_named_where_it_stands(
    judge: Callable[..., Verdict], first_line: int, old: str, new: str, words: tuple[str, ...]
) -> None:
    text = DEAL.replace(old, new)
    if "<http:" in new:
        text = text.replace("organisation:landspace", "organisation/landspace>")
        words = ("begin with https://", "write organisation:landspace")
    found = judge(text).findings
    lines = [f"facts.ttl:{first_line + each}" for each in (1, 2)]
    assert any(says(found, line, words) for line in lines), [str(each) for each in found]


def says(findings: tuple[Finding, ...], where: str, words: tuple[str, ...]) -> bool:
    return any(
        each.where == where and all(word in str(each) for word in words) for each in findings
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minospace", "微纳星空"),
        ("2025-05-18", "18.05.2025"),
        ("2025-05-18", "２０２５-05-18"),
        ("804000000", '"804,000,000"'),
        ("804000000", "8.04亿元"),
        ("804000000", "８０４００００００"),
        ("CNY", "人民币"),
        ("launch-service", "Launch Service"),
    ],
)
def test_a_cell_is_repaired_to_what_was_meant(
    read: Callable[..., Submission], known: Known, shapes: Shapes, old: str, new: str
) -> None:
    mended = mend(read(row(old, new), "contracts.csv"), known, shapes)
    assert mended.content.decode() == SOUND


@pytest.mark.parametrize("sum", ["5亿美元", "USD 5m", "100 million USD", "$5 million", "€5m"])
def test_a_sum_in_another_currency_than_its_row_is_left_to_people(
    read: Callable[..., Submission], known: Known, shapes: Shapes, sum: str
) -> None:
    assert mend(read(row("804000000", sum), "contracts.csv"), known, shapes).repairs == ()
    text = DEAL.replace("sg:units 2", f'sg:amount "{sum}" ; sg:currency "CNY"')
    assert mend(read(text), known, shapes).repairs == ()


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("sg:units 2", 'sg:awardDate "2025"', '"2025"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        ('"New"@en', '"新合同"@zh', '"新合同"@zh-hans'),
        (
            "organisation:landspace",
            "<http://w3id.org/spacegraph/organisation/landspace>",
            "sg:supplier organisation:landspace",
        ),
    ],
)
def test_a_value_is_repaired_to_what_was_meant(
    read: Callable[..., Submission], known: Known, shapes: Shapes, old: str, new: str, meant: str
) -> None:
    mended = mend(read(DEAL.replace(old, new)), known, shapes)
    assert meant in mended.content.decode()


def test_a_text_too_long_is_refused_before_its_place_is_looked_for(
    judge: Callable[..., Verdict], first_line: int
) -> None:
    found = judge(DEAL.replace('"New"', f'"{"x" * 3_000_000}"')).findings
    (fault,) = (each for each in found if each.severity == "error")
    assert fault.where == f"facts.ttl:{first_line}"
    assert "3,000,000 characters" in fault.message
