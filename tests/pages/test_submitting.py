"""Handing facts in: findings beside their lines, repairs by a click, the token, what was recorded."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import Workbook

from spacegraph.model.findings import Finding, Severity
from spacegraph.pages.counter import mend_line
from spacegraph.pages.findings import lay_out

from .conftest import TOKEN, Document

HEAD = """\
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix contract: <https://w3id.org/spacegraph/contract/> .
@prefix concept: <https://w3id.org/spacegraph/concept/contract-kind/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SOUND = f"""{HEAD}contract:new a sg:Contract ;
    skos:prefLabel "New deal"@en ;
    sg:contractKind concept:satellite-procurement ;
    sg:supplier organisation:minospace ;
    sg:awardDate "2026-05-18"^^xsd:date ;
    prov:wasDerivedFrom <https://example.org/news> .
"""
DATE = HEAD.count("\n") + 5
WRONG = SOUND.replace('"2026-05-18"^^xsd:date', '"18 May 2026"')
TABLE = (
    "id,title,kind,supplier_ids,date,date_kind,source_url\r\n"
    "sheet,Sheet deal,satellite-procurement,minospace,18 May 2026,award,https://example.org/s\r\n"
)


@pytest.fixture
def desk(desk_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_address, timeout=60) as client:
        yield client


def send(desk: httpx.Client, text: str, action: str = "check", **fields: str) -> httpx.Response:
    return desk.post("/submit", data={"text": text, "suffix": ".ttl", "action": action, **fields})


def area(answer: httpx.Response) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return "".join(Document(found[1]).words)


def marked(answer: httpx.Response, line: int) -> str:
    return answer.text.split(f'<tr id="line-{line}" class="marked">')[1].split("</tr>")[0]


def test_a_sound_submission_may_enter_and_says_what_it_changes(desk: httpx.Client) -> None:
    answer = send(desk, SOUND)
    assert answer.status_code == 200
    page = Document(answer.text)
    assert "This may enter" in page.text and "What this changes" in page.text
    assert "supplier MinoSpace" in page.text
    assert desk.get("/contract/new").status_code == 404, "checking records nothing"


def test_a_finding_stands_beside_its_line_with_the_repair(desk: httpx.Client) -> None:
    answer = send(desk, WRONG.replace("\n", "\r\n"))
    assert answer.status_code == 200 and "Refused" in answer.text
    row = marked(answer, DATE)
    assert "The award date must be a real day" in row
    assert f'value="mend-{DATE}"' in row
    assert area(answer) == WRONG


@pytest.mark.parametrize("action", ["mend", f"mend-{DATE}"])
def test_a_repair_is_made_by_a_click(desk: httpx.Client, action: str) -> None:
    answer = send(desk, WRONG, action)
    assert "This may enter" in answer.text
    text = area(answer)
    assert "2026-05-18" in text and "18 May" not in text
    assert "This may enter" in send(desk, text).text


@pytest.mark.parametrize(
    ("token", "status"), [("", 401), ("wrong", 401), (TOKEN.upper(), 401), ("é", 401)]
)
def test_without_the_token_nothing_is_recorded(desk: httpx.Client, token: str, status: int) -> None:
    answer = send(desk, SOUND, "accept", token=token)
    assert answer.status_code == status
    page = Document(answer.text)
    (field,) = [each for each in page.all("input") if each.get("name") == "token"]
    assert field["aria-invalid"] == "true" and field["autocomplete"] == "off"
    assert "value" not in field, "a token is never sent back"
    assert area(answer) == SOUND
    assert desk.get("/contract/new").status_code == 404


def test_what_is_refused_is_kept_and_found_again(desk: httpx.Client) -> None:
    answer = send(desk, WRONG, "accept", token=TOKEN)
    assert answer.status_code == 422
    assert TOKEN not in answer.text
    (again,) = {link for link in Document(answer.text).links if "refused=" in link}
    back = desk.get(again)
    assert area(back) == WRONG and f'value="mend-{DATE}"' in back.text
    assert desk.get("/submit?refused=0123456789ab").status_code == 404


def test_an_accepted_fact_is_on_its_page_and_corrected_from_its_claim(desk: httpx.Client) -> None:
    answer = send(desk, SOUND, "accept", token=TOKEN)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    page = Document(answer.text)
    assert "Recorded" in page.text and TOKEN not in answer.text
    assert "/contract/new" in page.links
    (claim,) = [link for link in page.links if link.startswith("/claim/contract-new")]
    assert "New deal" in desk.get("/contract/new", headers={"Accept": "text/html"}).text

    again = send(desk, SOUND, "accept", token=TOKEN)
    assert again.status_code == 200 and "On record already" in again.text

    shown = Document(desk.get(claim, headers={"Accept": "text/html"}).text)
    (correct,) = [link for link in shown.links if link.startswith("/submit?claim=")]
    form = desk.get(correct)
    name = claim.rpartition("/")[2]
    assert f'name="replacing" value="{name}"' in form.text
    text = area(form).replace("New deal", "Renamed deal")
    renamed = send(desk, text, "accept", token=TOKEN, replacing=name, reason="a slip")
    assert renamed.status_code == 201
    after = desk.get("/contract/new", headers={"Accept": "text/html"}).text
    assert "Renamed deal" in after and "New deal" not in after


def test_an_unknown_claim_to_replace_is_told_at_its_field(desk: httpx.Client) -> None:
    for action in ("accept", "check"):
        answer = send(desk, SOUND, action, token=TOKEN, replacing="claim:none-such")
        assert answer.status_code == 400
        page = Document(answer.text)
        (field,) = [each for each in page.all("input") if each.get("name") == "replacing"]
        assert field["value"] == "claim:none-such" and field["aria-invalid"] == "true"


def test_a_table_is_pasted_under_its_name(desk: httpx.Client) -> None:
    answer = desk.post(
        "/submit", data={"text": TABLE, "suffix": ".csv", "table": "contracts", "action": "mend-2"}
    )
    assert "This may enter" in answer.text
    assert "2026-05-18" in area(answer)
    assert "<option selected>contracts</option>" in answer.text


def test_a_file_is_uploaded_and_its_table_told_by_the_header(desk: httpx.Client) -> None:
    file = {"file": ("deals 2026.csv", TABLE.encode(), "text/csv")}
    answer = desk.post("/submit", data={"text": "", "action": "check"}, files=file)
    assert '<option value=".csv" selected>' in answer.text
    assert "<option selected>contracts</option>" in answer.text
    assert "18 May 2026" in marked(answer, 2)


def test_a_workbook_goes_through_checking_and_is_recorded(desk: httpx.Client) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "contracts"
    for row in TABLE.replace("18 May 2026", "2026-05-18").splitlines():
        sheet.append(row.split(","))
    content = BytesIO()
    book.save(content)
    file = {"file": ("deals.xlsx", content.getvalue(), "application/octet-stream")}
    checked = desk.post("/submit", data={"action": "check"}, files=file)
    assert "This may enter" in checked.text
    kept = {each["name"]: each.get("value", "") for each in Document(checked.text).all("input")}
    fields = {name: kept[name] for name in ("packed", "name")}
    answer = desk.post("/submit", data={**fields, "action": "accept", "token": TOKEN})
    assert answer.status_code == 201
    assert "Sheet deal" in desk.get("/contract/sheet", headers={"Accept": "text/html"}).text


def test_a_damaged_workbook_is_told(desk: httpx.Client) -> None:
    answer = desk.post("/submit", data={"packed": "%%%", "name": "x.xlsx", "action": "check"})
    assert answer.status_code == 400
    broken = {"file": ("x.xlsx", b"no zip", "application/octet-stream")}
    assert "no workbook" in desk.post("/submit", data={"action": "check"}, files=broken).text


def test_a_large_text_is_no_trouble(desk: httpx.Client) -> None:
    text = SOUND + "# padding\n" * 150_000
    assert len(text) > 1 << 20
    form = {"text": (None, text), "suffix": (None, ".ttl"), "action": (None, "check")}
    assert desk.post("/submit", files=form).status_code == 413, "not for strangers"
    answer = desk.post("/submit", files={**form, "token": (None, TOKEN)})
    assert "This may enter" in answer.text


def test_hostile_facts_stay_text(desk: httpx.Client) -> None:
    evil = '</textarea><script>alert(1)</script>" onmouseover=alert(2) {{ 7*7 }}'
    answer = send(desk, f"{HEAD}# {evil}\ncontract:x a sg:{evil} .")
    page = Document(answer.text)
    assert not [each for each in page.all("script") if "src" not in each]
    assert area(answer).endswith(f"contract:x a sg:{evil} .")
    assert "49" not in page.text


def test_without_a_counter_the_form_says_so(read: Any, app: Any) -> None:
    counter, app.state.site.counter = app.state.site.counter, None
    try:
        page = read("/submit")
        assert "cannot be checked here" in page.text
        assert [each for each in page.all("button") if "disabled" in each]
    finally:
        app.state.site.counter = counter


def test_only_the_line_in_question_is_mended() -> None:
    text, mended = "a\nb\nc", "A\nB\nC"
    assert mend_line(text, mended, 2) == "a\nB\nc"
    assert mend_line("x\ny", "@prefix p: <p:> .\nx\ny", 1) == "@prefix p: <p:> .\nx\ny"
    assert mend_line("x\nold\nz", "new line\nx\nolder\nz", 2) == "x\nolder\nz"
    assert mend_line(text, mended, 9) == text


def test_of_a_long_text_the_lines_around_findings_are_shown() -> None:
    lines = tuple(f"line {number}" for number in range(1, 301))
    findings = [Finding(Severity.ERROR, "bad", "f.ttl:100"), Finding(Severity.ERROR, "x", "f.ttl")]
    layout = lay_out({"f.ttl": lines}, findings, ())
    (part,) = layout.parts
    assert [line.number for line in part.lines] == [98, 99, 100, 101, 102]
    assert [line.gap for line in part.lines] == [True, False, False, False, False]
    assert part.lines[2].findings == (findings[0],)
    assert layout.general == (findings[1],)
