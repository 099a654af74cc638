"""Write a verdict for people and for machines: text, JSON, SARIF, a SHACL validation report."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from spacegraph.gate.formats.rdf import BASE_IRI
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reports.lines import to_line
from spacegraph.gate.reports.sarif import to_sarif
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import BASE, PREFIXES, RDF, RDFS, SH, XSD, from_curie
from spacegraph.store.terms import is_iri

_ALIKE: Final = 5
_PLACES: Final = 10
"""How many findings that say the same are written, and how many places of the others."""

_COMPONENT: Final = f"{BASE}shape/GateConstraintComponent"
"""What finds the faults that no shape tells: the gate itself."""

_SHACL: Final = {
    Severity.ERROR: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def to_text(verdict: Verdict, limit: int = 200) -> str:
    """Write a line a finding and one for the whole; what is beyond the limit is counted.

    Of findings that say the same of many places the first ones are written and the rest counted.
    """
    places: dict[tuple[str, ...], list[str]] = {}
    for finding in verdict.findings:
        places.setdefault(_kind(finding), []).append(finding.where)
    shown: Counter[tuple[str, ...]] = Counter()
    lines: list[str] = []
    for finding in verdict.findings:
        kind = _kind(finding)
        shown[kind] += 1
        if len(places[kind]) <= _ALIKE or shown[kind] < _ALIKE:
            lines.append(to_line(finding))
        elif shown[kind] == _ALIKE:
            lines.append(f"{to_line(finding)}\n  … and {_more(places[kind][_ALIKE:])}")
    if len(lines) > limit:
        lines[limit:] = [f"… and {len(lines) - limit:,} more"]
    return "\n".join((*lines, verdict.summary)) + "\n"


def _more(places: Sequence[str]) -> str:
    """Count the places that are not shown, and name the first of them."""
    names = [re.split("[:!]", each)[-1] for each in places[:_PLACES] if each]
    told = f" ({', '.join(names)}{', …' if len(places) > _PLACES else ''})" if names else ""
    return f"{len(places):,} more like this{told}"


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
        "withdrawn": [claim.value for claim in verdict.leaving.withdrawn],
        "superseded": [claim.value for claim in verdict.leaving.superseded],
        "shipped": verdict.leaving.shipped,
        "findings": [asdict(finding) for finding in verdict.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_shacl(verdict: Verdict) -> str:
    """Write a sh:ValidationReport in Turtle (SHACL §3.6).

    A report conforms where it has no results at all (§3.6.1.1), so one with warnings does not;
    its comment says whether the submission may enter.
    """
    report, conforms = BlankNode("report"), not verdict.findings
    triples = [
        Triple(report, RDF.type, SH.ValidationReport),
        Triple(report, SH.conforms, Literal(str(conforms).lower(), datatype=XSD.boolean)),
        Triple(report, RDFS.comment, Literal(verdict.summary, language="en")),
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


def _shacl_result(node: BlankNode, finding: Finding) -> list[Triple]:
    advice = f" ({finding.advice})" if finding.advice else ""
    where = f"{finding.where}: " if finding.where else ""
    triples = [
        Triple(node, RDF.type, SH.ValidationResult),
        Triple(node, SH.resultSeverity, _SHACL[finding.severity]),
        Triple(node, SH.resultMessage, Literal(f"{where}{finding.message}{advice}", language="en")),
    ]
    focus = from_curie(finding.subject.partition(" (")[0])
    component = finding.component if is_iri(finding.component) else _COMPONENT
    triples += [
        Triple(node, SH.focusNode, NamedNode(focus if is_iri(focus) else BASE_IRI)),
        Triple(node, SH.sourceConstraintComponent, NamedNode(component)),
    ]
    if is_iri(finding.property):
        triples.append(Triple(node, SH.resultPath, NamedNode(finding.property)))
    if finding.value:
        value = from_curie(finding.value)
        named = is_iri(value) and value != finding.value
        triples.append(
            Triple(node, SH.value, NamedNode(value) if named else Literal(finding.value))
        )
    if is_iri(finding.shape):
        triples.append(Triple(node, SH.sourceShape, NamedNode(finding.shape)))
    return triples
