"""A refusal tells what the repair would write: in words, in JSON, as a fix of SARIF."""

import json
from datetime import date

import pytest

from spacegraph.gate.desk import Desk
from spacegraph.gate.reports.sarif import to_sarif
from spacegraph.model.findings import Finding, Severity

TODAY = date(2026, 11, 20)
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url"
ROW = "new,New,2025-05-18,award,launch-service,signed,{buyer},{supplier},{amount},{currency},{url}"
SOUND = {
    "buyer": "minospace",
    "supplier": "landspace",
    "amount": "5",
    "currency": "CNY",
    "url": "https://example.org/1",
}


def errors(desk: Desk, **cells: str) -> list[Finding]:
    content = f"{HEADER}\n{ROW.format(**{**SOUND, **cells})}\n".encode()
    found = desk.check(content, "contracts.csv", TODAY).findings
    return [each for each in found if each.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("cells", "path", "instead"),
    [
        ({"buyer": "MinoSpace"}, "buyer_ids", "minospace"),
        ({"amount": "804 million"}, "amount", "804000000"),
        ({"amount": "RMB 804 million"}, "amount", "804000000"),
        ({"currency": "RMB"}, "", "CNY"),
    ],
)
def test_a_finding_says_what_the_repair_writes(
    desk: Desk, cells: dict[str, str], path: str, instead: str
) -> None:
    found = [each for each in errors(desk, **cells) if not path or each.path == path]
    assert [each.instead for each in found] == [instead]
    assert f"write {instead}" in found[0].advice
    assert "add the" not in found[0].advice


@pytest.mark.parametrize(
    ("amount", "currency", "both"),
    [
        ("5亿美元", "CNY", ("USD", "CNY")),
        ("USD 5m", "CNY", ("USD", "CNY")),
        ("€5m", "CNY", ("EUR", "CNY")),
        ("$5 million", "", ("USD", "empty")),
    ],
)
def test_a_sum_in_another_currency_is_never_repaired(
    desk: Desk, amount: str, currency: str, both: tuple[str, str]
) -> None:
    content = f"{HEADER}\n{ROW.format(**{**SOUND, 'amount': amount, 'currency': currency})}\n"
    mended = desk.mend(content.encode(), "contracts.csv", TODAY)
    assert not [each for each in mended.repairs if each.old == amount]
    (finding,) = (each for each in errors(desk, amount=amount, currency=currency) if each.value)
    assert all(word in finding.advice for word in both)
    assert not finding.instead


def test_a_fix_of_sarif_has_its_place_in_the_line(desk: Desk) -> None:
    content = f"{HEADER}\n{ROW.format(**{**SOUND, 'amount': '804 million'})}\n".encode()
    (run,) = json.loads(to_sarif(desk.check(content, "contracts.csv", TODAY)))["runs"]
    (result,) = (each for each in run["results"] if "fixes" in each)
    ((change,),) = ([each["replacements"][0] for each in fix["artifactChanges"]]
                    for fix in result["fixes"])  # fmt: skip
    line = content.decode().splitlines()[change["deletedRegion"]["startLine"] - 1]
    start, end = (change["deletedRegion"][each] - 1 for each in ("startColumn", "endColumn"))
    assert line[start:end] == "804 million"
    assert change["insertedContent"] == {"text": "804000000"}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["ruleId"].startswith("gate/")


def test_a_repaired_copy_keeps_its_byte_order_mark(desk: Desk) -> None:
    content = f"\ufeff{HEADER}\n{ROW.format(**{**SOUND, 'amount': '804 million'})}\n".encode()
    assert desk.mend(content, "contracts.csv", TODAY).content[:3] == b"\xef\xbb\xbf"


def test_a_column_that_chooses_a_property_is_mended_too(desk: Desk) -> None:
    row = ROW.format(**SOUND).replace(",award,", ",Award,")
    mended = desk.mend(f"{HEADER}\n{row}\n".encode(), "contracts.csv", TODAY)
    assert [(each.old, each.new) for each in mended.repairs] == [("Award", "award")]


def test_a_share_with_its_sign_is_mended_where_the_column_counts_in_per_cent(desk: Desk) -> None:
    header = "id,child_id,parent_id,relation,share_percent,source_url"
    row = "x,landspace,minospace,minority-owned-by,26.49%,https://example.org/1"
    mended = desk.mend(f"{header}\n{row}\n".encode(), "affiliations.csv", TODAY)
    assert [(each.old, each.new) for each in mended.repairs] == [("26.49%", "26.49")]
