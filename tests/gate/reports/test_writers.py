"""A verdict in the formats that people, editors and validators read."""

import json
from collections.abc import Callable

import pytest
import rdflib

from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reports.sarif import to_sarif
from spacegraph.gate.reports.writers import WRITERS, to_json, to_shacl, to_text
from spacegraph.model.findings import Finding, Severity

Judge = Callable[..., Verdict]
SH = rdflib.SH
BAD = 'contract:new a sg:Contract ; skos:prefLabel "New"@en ; sg:buyer organisation:minospce .'


def test_text_has_a_line_a_finding_and_a_summary(judge: Judge, first_line: int) -> None:
    lines = to_text(judge(BAD)).splitlines()
    assert lines[0].startswith(
        f"facts.ttl:{first_line}: error: contract:new (New): buyer = 'organisation:minospce': "
    )
    assert lines[-1].startswith("facts.ttl: refused (2 claims, 1 error, ")


def test_a_long_verdict_is_cut_in_text_and_whole_in_json() -> None:
    verdict = Verdict.of("a", [Finding(Severity.ERROR, str(number)) for number in range(300)])
    assert to_text(verdict).splitlines()[-2] == "… and 100 more"
    assert len(json.loads(to_json(verdict))["findings"]) == 300


def test_what_is_said_of_many_rows_is_said_a_few_times() -> None:
    many = [Finding(Severity.ERROR, "no source", f"a.csv:{row}") for row in range(2, 1002)]
    text = to_text(Verdict.of("a.csv", [*many, Finding(Severity.ERROR, "other", "a.csv:9")]))
    assert text.splitlines()[4:] == [
        "a.csv:6: error: no source",
        "  … and 995 more like this (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, …)",
        "a.csv:9: error: other",
        "a.csv: refused (0 claims, 1001 errors)",
    ]


def test_cells_and_pointers_are_places_too() -> None:
    cell = Finding(Severity.ERROR, "odd", "a.xlsx:deals!C3")
    value = Finding(Severity.ERROR, "odd", "a.jsonld:7", pointer="/@graph/0/sg:amount")
    (run,) = json.loads(to_sarif(Verdict.of("a", [cell, value])))["runs"]
    places = [each["locations"][0] for each in run["results"]]
    assert {place["logicalLocations"][0]["fullyQualifiedName"] for place in places} == {
        "deals!C3",
        "/@graph/0/sg:amount",
    }
    assert {place["physicalLocation"]["artifactLocation"]["uri"] for place in places} == {
        "a.xlsx",
        "a.jsonld",
    }
    assert "a.jsonld:7 /@graph/0/sg:amount: error: odd" in to_text(Verdict.of("a", [value]))


def test_json_says_everything(judge: Judge) -> None:
    read = json.loads(to_json(judge(BAD)))
    assert read["accepted"] is False
    assert read["errors"] == 1
    first = read["findings"][0]
    assert first["severity"] == "error"
    assert set(first) == set(Finding.__dataclass_fields__)


def test_sarif_points_into_the_file(judge: Judge, first_line: int) -> None:
    (run,) = json.loads(to_sarif(judge(BAD)))["runs"]
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "facts.ttl"},
        "region": {"startLine": first_line},
    }
    assert result["level"] == "error"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])


def test_the_shacl_report_is_one(judge: Judge) -> None:
    graph = rdflib.Graph().parse(data=to_shacl(judge(BAD)), format="turtle")
    report = graph.value(predicate=rdflib.RDF.type, object=SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    results = list(graph.objects(report, SH.result))
    assert len(results) == len(judge(BAD).findings)
    focus = {graph.value(result, SH.focusNode) for result in results}
    assert rdflib.URIRef("https://w3id.org/spacegraph/contract/new") in focus


DEAL = (
    "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
    "new,New,2025-05-18,award,launch-service,signed,minospace,nobody,804 million,CNY,"
    "https://example.org/1\nBad,,x,,,,,,,,\n"
)


@pytest.mark.parametrize(("text", "name"), [(BAD, "facts.ttl"), (DEAL, "contracts.csv")])
def test_every_result_has_what_the_standard_asks_for(judge: Judge, text: str, name: str) -> None:
    """SHACL §3.6.2: a focus node, a component and a severity each; the path where it is known."""
    verdict = judge(text, name)
    graph = rdflib.Graph().parse(data=to_shacl(verdict), format="turtle")
    results = list(graph.objects(None, SH.result))
    for part in (SH.focusNode, SH.sourceConstraintComponent, SH.resultSeverity):
        assert all(len(list(graph.objects(each, part))) == 1 for each in results)
    named = {each.property for each in verdict.findings if each.property}
    assert named == {str(path) for path in graph.objects(None, SH.resultPath)} != set()


@pytest.mark.parametrize(("findings", "conforms"), [((), True), ((Severity.INFO,), False)])
def test_a_report_conforms_without_results_only(
    findings: tuple[Severity, ...], *, conforms: bool
) -> None:
    """SHACL §3.6.1.1."""
    verdict = Verdict.of("a", [Finding(each, "odd") for each in findings])
    assert verdict.accepted
    graph = rdflib.Graph().parse(data=to_shacl(verdict), format="turtle")
    assert (None, SH.conforms, rdflib.Literal(conforms)) in graph


def test_a_finding_is_one_line_whatever_a_name_holds() -> None:
    name = "contract:a1 (one\ntwo.ttl:9: error: three)"
    text = to_text(Verdict.of("a", [Finding(Severity.ERROR, "odd", "a.ttl:1", subject=name)]))
    assert text.splitlines()[0] == "a.ttl:1: error: contract:a1 (one two.ttl:9: error: three): odd"
    assert len(text.splitlines()) == 2


def test_a_file_is_named_by_an_address() -> None:
    finding = Finding(Severity.ERROR, "odd", "a b é%.csv:7")
    (run,) = json.loads(to_sarif(Verdict.of("a b é%.csv", [finding])))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%20%C3%A9%25.csv"


def test_cells_of_a_sheet_come_in_its_order() -> None:
    cells = ["a.xlsx:s!B3", "a.xlsx:s!AA2", "a.xlsx:s!C2", "a.xlsx:s!B10"]
    found = Verdict.of("a", [Finding(Severity.ERROR, "odd", each) for each in cells]).findings
    assert [each.where.partition("!")[2] for each in found] == ["C2", "AA2", "B3", "B10"]


def test_each_format_is_offered_with_its_media_type(judge: Judge) -> None:
    verdict = judge(BAD)
    assert [name for name in WRITERS] == ["text", "json", "sarif", "shacl"]
    assert all(write(verdict) for _, write in WRITERS.values())
