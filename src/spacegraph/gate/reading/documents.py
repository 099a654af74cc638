"""Read an RDF document as claims; how it names its sources is told in `grouping`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.citations import Citations, Cited, resolve
from spacegraph.gate.reading.grouping import DOCUMENT, Group, sort
from spacegraph.gate.reading.hygiene import find_faults
from spacegraph.gate.reading.submission import Locator
from spacegraph.gate.vocabulary.kinds import is_thing, show, split
from spacegraph.graph.authority import CONFIDENCES
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import fingerprint
from spacegraph.namespaces import SG, SKOS, thing

TABLE = "submission"
"""What stands for the table in claims that come from no table."""


@dataclass(slots=True)
class Reading:
    """What a document was read as."""

    claims: tuple[Claim, ...]
    citations: Citations
    findings: list[Finding]


def read_document(
    quads: Sequence[Quad], known: Known, locator: Locator, today: date, bounds: Bounds
) -> Reading:
    """Return the claims of a document, new sources first, and what is wrong with it."""
    document = sort(quads)
    findings: list[Finding] = []
    cited: dict[Cited, str] = {}
    for group in document.groups.values():
        for triple in group.cited():
            if not isinstance(triple.object, Triple):
                cited.setdefault(triple.object, locator.where(triple))
    described = {
        node: _sound(said, locator, bounds, findings, naming=False)
        for node, said in document.described.items()
    }
    citations = resolve(cited, described, known, today)
    findings += citations.findings
    claims: dict[NamedNode, Claim] = {}
    shared = document.groups[DOCUMENT]
    for node, group in sorted(document.groups.items(), key=lambda pair: str(pair[0])):
        facts = _sound(group.facts, locator, bounds, findings)
        if not facts:
            continue
        where = locator.where(facts[0])
        if not (group.cited() or shared.cited()):
            findings.append(_unsourced(node, where, locator.cites))
            continue
        made = _claim(group, shared, facts, citations, where, today)
        if isinstance(made, Claim):
            claims.setdefault(made.iri, made)
        elif made:
            findings.append(made)
    named = (*document.groups, *(quad.graph_name for quad in quads))
    findings += _foreign(named, claims, known, locator)
    if not claims and not citations.minted and not findings:
        findings.append(
            Finding(Severity.ERROR, "no facts", locator.name, advice="state something of a thing")
        )
    return Reading((*citations.minted, *claims.values()), citations, findings)


def _sound(
    facts: Iterable[Triple],
    locator: Locator,
    bounds: Bounds,
    findings: list[Finding],
    *,
    naming: bool = True,
) -> list[Triple]:
    """Return the statements that are well-formed; those that are not become findings."""
    kept = []
    for triple in facts:
        faults = list(find_faults(triple, bounds, naming=naming))
        if faults and len(findings) >= bounds.findings:
            continue
        subject = triple.subject
        findings += (
            Finding(
                Severity.ERROR,
                message,
                locator.where(triple),
                subject=show(subject) if isinstance(subject, NamedNode) else "",
                path=show(triple.predicate),
                value=_text(triple.object)[:200],
                advice=advice,
                pointer=locator.pointer(triple),
            )
            for message, advice in faults
        )
        if not faults:
            kept.append(triple)
    return kept


def _unsourced(node: NamedNode | BlankNode, where: str, cites: str) -> Finding:
    named = show(node) if isinstance(node, NamedNode) and node != DOCUMENT else ""
    return Finding(Severity.ERROR, "these facts name no source", where, subject=named, advice=cites)


def _claim(
    group: Group,
    shared: Group,
    facts: list[Triple],
    citations: Citations,
    where: str,
    today: date,
) -> Claim | Finding | None:
    """Make a claim of a group; None where none of its sources is one, which is told already."""
    said = group.said if group.cited() else [*group.said, *shared.said]
    cited = [triple.object for triple in group.cited() or shared.cited()]
    sources = {
        citations.found[each]
        for each in cited
        if not isinstance(each, Triple) and each in citations.found
    }
    if not sources:
        return None
    confidence = {triple.object for triple in said if triple.predicate == SG.confidence}
    if unknown := confidence - CONFIDENCES.keys():
        return Finding(
            Severity.ERROR,
            "this is no confidence",
            where,
            path=show(SG.confidence),
            value=_text(min(unknown, key=str))[:200],
            advice=f"write one of {', '.join(map(show, CONFIDENCES))}",
        )
    notes = {
        triple.object.value
        for triple in said
        if triple.predicate == SKOS.editorialNote and isinstance(triple.object, Literal)
    }
    return make_claim(
        tuple(sorted(set(facts), key=str)),
        tuple(sorted(sources, key=str)),
        today,
        confidence=min((each for each in CONFIDENCES if each in confidence), key=str, default=None),
        note=" ".join(sorted(notes)),
        origin=where,
    )


def make_claim(
    triples: tuple[Triple, ...],
    sources: tuple[NamedNode, ...],
    today: date,
    *,
    confidence: NamedNode | None = None,
    note: str = "",
    origin: str = "",
) -> Claim:
    """Make a claim whose IRI follows from what it says and on whose word."""
    subjects = {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    about = tuple(sorted(subjects, key=str))
    content = {
        "": TABLE,
        "facts": "\n".join(map(str, triples)),
        "sources": " ".join(map(str, sources)),
        "confidence": str(confidence or ""),
        "note": note,
    }
    label = "-".join(split(about[0])) if about and is_thing(about[0]) else "facts"
    return Claim(
        iri=thing("claim", f"{label[:60].strip('-')}-{fingerprint(content)}"),
        about=about,
        triples=triples,
        sources=sources,
        recorded=today,
        table=TABLE,
        confidence=confidence,
        note=note,
        origin=origin,
    )


def _foreign(
    nodes: Iterable[object], claims: Iterable[NamedNode], known: Known, locator: Locator
) -> list[Finding]:
    """Refuse graphs and nodes that name a claim which the graph holds already."""
    named = {node for node in nodes if isinstance(node, NamedNode) and split(node)[0] == "claim"}
    return [
        Finding(
            Severity.ERROR,
            "this claim is recorded and cannot be written to",
            locator.name,
            subject=show(node),
            advice="leave its name out; supersede or retract the old claim",
        )
        for node in sorted(known.things(named - set(claims)), key=str)
    ]


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else str(term)
