"""Write a verdict for people and for machines: text, JSON, SARIF, a SHACL validation report."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from spacegraph.gate.verdict import Verdict
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import PREFIXES, RDF, SH, XSD, from_curie
from spacegraph.store.terms import is_iri

_ALIKE: Final = 5
_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SHACL: Final = {
    Severity.ERROR: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def to_text(verdict: Verdict, limit: int = 200) -> str:
    """Write a line a finding and one for the whole; what is beyond the limit is counted.

    Of findings that say the same of many places the first ones are written and the rest counted.
    """
    alike = Counter(map(_kind, verdict.findings))
    shown: Counter[tuple[str, ...]] = Counter()
    lines: list[str] = []
    for finding in verdict.findings:
        kind = _kind(finding)
        shown[kind] += 1
        if alike[kind] <= _ALIKE or shown[kind] < _ALIKE:
            lines.append(_line(finding))
        elif shown[kind] == _ALIKE:
            lines.append(f"{_line(finding)}\n  … and {alike[kind] - _ALIKE:,} more like this")
    if len(lines) > limit:
        lines[limit:] = [f"… and {len(lines) - limit:,} more"]
    return "\n".join((*lines, verdict.summary)) + "\n"


def _kind(finding: Finding) -> tuple[str, ...]:
    """Return what many findings of a batch have in common."""
    return (finding.severity, finding.message, finding.path, finding.shape)


def to_json(verdict: Verdict) -> str:
    """Write the verdict as one JSON object; the claims are those that would be recorded."""
    document = {
        "name": verdict.name,
        "accepted": verdict.accepted,
        "errors": verdict.count(Severity.ERROR),
        "warnings": verdict.count(Severity.WARNING),
        "claims": [claim.iri.value for claim in verdict.claims],
        "findings": [asdict(finding) for finding in verdict.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_sarif(verdict: Verdict) -> str:
    """Write SARIF 2.1.0, which editors and code hosts show beside the lines."""
    rules = sorted({_rule(finding) for finding in verdict.findings})
    run = {
        "tool": {
            "driver": {
                "name": "spacegraph",
                "version": version("spacegraph"),
                "rules": [{"id": rule} for rule in rules],
            }
        },
        "results": [_sarif_result(finding, rules) for finding in verdict.findings],
    }
    document = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_shacl(verdict: Verdict) -> str:
    """Write a sh:ValidationReport in Turtle (SHACL §3.6)."""
    report = BlankNode("report")
    triples = [
        Triple(report, RDF.type, SH.ValidationReport),
        Triple(report, SH.conforms, Literal(str(verdict.accepted).lower(), datatype=XSD.boolean)),
    ]
    for number, finding in enumerate(verdict.findings):
        node = BlankNode(f"result{number}")
        triples += [Triple(report, SH.result, node), *_shacl_result(node, finding)]
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""
    return written.decode()


WRITERS: Final[Mapping[str, tuple[str, Callable[[Verdict], str]]]] = MappingProxyType(
    {
        "text": ("text/plain", to_text),
        "json": ("application/json", to_json),
        "sarif": ("application/sarif+json", to_sarif),
        "shacl": ("text/turtle", to_shacl),
    }
)
"""The formats of a verdict by name, each with its media type."""


def _line(finding: Finding) -> str:
    subject = f"{finding.subject}: " if finding.subject else ""
    place, colon, rest = str(finding).partition(f"{finding.severity}: ")
    return f"{place}{colon}{subject}{rest}"


def _rule(finding: Finding) -> str:
    return finding.shape.rsplit("/", 1)[-1] if finding.shape else "gate"


def _sarif_result(finding: Finding, rules: list[str]) -> dict[str, object]:
    file, _, rest = finding.where.rpartition(":")
    number = int(rest) if rest.isdigit() else 0
    cell = rest if "!" in rest else ""
    region = {"region": {"startLine": number}} if number else {}
    place = {"artifactLocation": {"uri": file if number or cell else finding.where}, **region}
    location: dict[str, object] = {"physicalLocation": place}
    if inner := finding.pointer or cell:
        location["logicalLocations"] = [{"fullyQualifiedName": inner}]
    text = _line(finding).partition(f"{finding.severity}: ")[2]
    return {
        "ruleId": _rule(finding),
        "ruleIndex": rules.index(_rule(finding)),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [location] if finding.where else [],
    }


def _shacl_result(node: BlankNode, finding: Finding) -> list[Triple]:
    advice = f" ({finding.advice})" if finding.advice else ""
    where = f"{finding.where}: " if finding.where else ""
    triples = [
        Triple(node, RDF.type, SH.ValidationResult),
        Triple(node, SH.resultSeverity, _SHACL[finding.severity]),
        Triple(node, SH.resultMessage, Literal(f"{where}{finding.message}{advice}", language="en")),
    ]
    focus = from_curie(finding.subject.partition(" (")[0])
    if is_iri(focus):
        triples.append(Triple(node, SH.focusNode, NamedNode(focus)))
    if finding.value:
        value = from_curie(finding.value)
        named = is_iri(value) and value != finding.value
        triples.append(
            Triple(node, SH.value, NamedNode(value) if named else Literal(finding.value))
        )
    if is_iri(finding.shape):
        triples.append(Triple(node, SH.sourceShape, NamedNode(finding.shape)))
    return triples
