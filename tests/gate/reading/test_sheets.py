"""Submitted tables: which one a file is, its rows as claims, its sources."""

from collections.abc import Callable

import pytest

from spacegraph.gate.reading.sheets import find_table
from spacegraph.gate.reading.submission import Submission

Read = Callable[..., Submission]
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = "new,Title,2025-05-18,award,constellation,awarded,minospace,landspace,804000000,CNY,{}\n"
PAGE = "https://example.org/news/1"


@pytest.mark.parametrize(
    ("name", "header", "table"),
    [
        ("contracts.csv", "id", "contracts"),
        ("my contracts (2).csv", "id", "contracts"),
        ("2026-launch_vehicles.csv", "id", "launch_vehicles"),
        ("new.csv", HEADER, "contracts"),
        ("new.csv", "id,child_id,parent_id,relation,source_url", "affiliations"),
        ("new.csv", "id,url,title,publisher", "sources"),
    ],
)
def test_a_table_is_known_by_its_name_or_its_header(name: str, header: str, table: str) -> None:
    found = find_table(name, header.encode())
    assert found is not None
    assert found.name == table


def test_a_header_of_nothing_is_no_table(read: Read) -> None:
    assert find_table("x.csv", b"firstname,lastname\n") is None
    submission = read("firstname,lastname\na,b\n", "x.csv")
    assert submission.findings[0].message == "no table has this header"


def test_a_row_becomes_a_claim_and_its_page_a_source(read: Read) -> None:
    submission = read(HEADER + ROW.format(PAGE), "contracts.csv")
    source, deal = submission.claims
    assert source.table == "sources"
    assert deal.sources == source.about
    assert deal.origin == "contracts.csv:2"
    assert [finding.severity for finding in submission.findings] == ["info"]


def test_one_page_of_many_rows_is_one_source(read: Read) -> None:
    rows = "".join(ROW.format(PAGE).replace("new,", f"new-{number},") for number in range(3))
    submission = read(HEADER + rows, "contracts.csv")
    assert [claim.table for claim in submission.claims] == ["sources", *["contracts"] * 3]


def test_a_row_of_the_shipped_tables_is_the_claim_on_record(read: Read) -> None:
    known = (read.__globals__["BOOK"] / "contracts.csv").read_text(encoding="utf-8")
    submission = read(known, "contracts.csv")
    recorded = {claim.iri for claim in submission.claims}
    assert len(recorded) == known.count("\n") - 1


def test_every_fault_has_its_row_column_and_value(read: Read) -> None:
    rows = (
        ROW.format(PAGE).replace("minospace", "minospce")
        + ROW.format("").replace("new,", "two,")
        + ROW.format(PAGE).replace("new,", "Three,").replace("804000000", "804 million")
        + "=HYPERLINK(1),b\n"
    )
    found = {
        (finding.where, finding.path, finding.message)
        for finding in read(HEADER + rows, "contracts.csv").findings
        if finding.severity == "error"
    }
    assert ("contracts.csv:2", "buyer_ids", "no organisation has this id") in found
    assert ("contracts.csv:3", "source_url", "no source") in found
    assert ("contracts.csv:4", "id", "not an id") in found
    assert any(where == "contracts.csv:5" for where, _, _ in found)


def test_signs_that_turn_the_text_are_refused(read: Read) -> None:
    row = ROW.format(PAGE).replace("Title", "Ti\u202etle")
    messages = [finding.message for finding in read(HEADER + row, "contracts.csv").findings]
    assert "a sign that turns the text direction (U+202E)" in messages


def test_everything_that_is_wrong_with_a_row_is_said_at_once(read: Read) -> None:
    row = "Bad Id,T,18 May 2025,award,constellation,awarded,nobody,landspace,804 million,RMB,{}\n"
    submission = read(HEADER + row.format(PAGE), "contracts.csv")
    paths = {each.path for each in submission.findings if each.severity == "error"}
    assert paths == {"id", "date", "buyer_ids", "amount", "currency"}
    assert not [claim for claim in submission.claims if claim.table == "contracts"]


def test_a_row_with_a_faulty_text_is_left_out_as_a_whole(read: Read) -> None:
    rows = ROW.format(PAGE).replace("Title", "Ti\u202etle") + ROW.format(PAGE).replace("new", "two")
    submission = read(HEADER + rows, "contracts.csv")
    assert [c.origin for c in submission.claims if c.table == "contracts"] == ["contracts.csv:3"]


def test_a_finding_in_a_table_names_the_thing_and_the_property(read: Read) -> None:
    submission = read(HEADER + ROW.format(PAGE).replace("804000000", "-5"), "contracts.csv")
    (fault,) = (each for each in submission.findings if each.severity == "error")
    assert fault.subject == "contract:new"
    assert fault.property == "https://w3id.org/spacegraph/ontology/amount"
    assert "not above zero" in fault.message
