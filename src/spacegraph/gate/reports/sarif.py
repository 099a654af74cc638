"""Write a verdict as SARIF 2.1.0, which editors and code hosts show beside the lines."""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final
from urllib.parse import quote

from spacegraph.gate.judging.verdict import Repair, Verdict
from spacegraph.gate.reports.lines import describe
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import slugify

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_VALUES: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\([^)]*\)|\b\w+:\S+|[:;].*|\b[A-Z]*[\d.,]+\b")
"""What of a message changes from one case to another of the same rule."""


def to_sarif(verdict: Verdict) -> str:
    """Write the findings as results of one run, with the repairs that mend them as fixes."""
    rules: dict[str, dict[str, object]] = {}
    for finding in verdict.findings:
        rules.setdefault(_rule(finding), _describe_rule(finding))
    ids = list(rules)
    run = {
        "tool": {
            "driver": {
                "name": "spacegraph",
                "version": version("spacegraph"),
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, ids, verdict.repairs) for each in verdict.findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding) -> str:
    """Return the id of a rule: of a shape its own, of the gate what its message says in general."""
    if finding.shape:
        return finding.shape.rsplit("/", 1)[-1]
    return f"gate/{slugify(_VALUES.sub(' ', finding.message))[:60].strip('-') or 'other'}"


def _describe_rule(finding: Finding) -> dict[str, object]:
    described: dict[str, object] = {
        "id": _rule(finding),
        "shortDescription": {"text": finding.message},
    }
    return {**described, "helpUri": finding.shape} if finding.shape else described


def _result(
    finding: Finding, rules: list[str], repairs: tuple[Repair, ...]
) -> Mapping[str, object]:
    file, _, rest = finding.where.rpartition(":")
    number = int(rest) if rest.isdigit() else 0
    cell = rest if "!" in rest else ""
    artifact = {"uri": quote(file if number or cell else finding.where, safe="/:")}
    fixing = next((each for each in repairs if finding.instead and _fits(each, finding)), None)
    region = {"startLine": number, **(_columns(fixing) if fixing else {})}
    place = {"artifactLocation": artifact, **({"region": region} if number else {})}
    location: dict[str, object] = {"physicalLocation": place}
    if inner := finding.pointer or cell:
        location["logicalLocations"] = [{"fullyQualifiedName": inner}]
    result: dict[str, object] = {
        "ruleId": _rule(finding),
        "ruleIndex": rules.index(_rule(finding)),
        "level": _LEVELS[finding.severity],
        "message": {"text": describe(finding)},
        "locations": [location] if finding.where else [],
    }
    if fixing and number and fixing.column:
        change = {"deletedRegion": region, "insertedContent": {"text": fixing.new}}
        changes = [{"artifactLocation": artifact, "replacements": [change]}]
        result["fixes"] = [{"description": {"text": fixing.why}, "artifactChanges": changes}]
    return result


def _fits(repair: Repair, finding: Finding) -> bool:
    return (repair.where, repair.new) == (finding.where, finding.instead)


def _columns(repair: Repair) -> dict[str, int]:
    end = repair.column + len(repair.old)
    return {"startColumn": repair.column, "endColumn": end} if repair.column else {}
