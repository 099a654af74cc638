"""Convert rows into claims."""

from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import NamedNode, Triple

from spacegraph.model.claims import Claim
from spacegraph.model.columns import Column, Term, coded, split_cell
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import fingerprint, is_slug
from spacegraph.namespaces import RDF, thing
from spacegraph.tables.registry import Registry
from spacegraph.tables.rows import Row
from spacegraph.tables.table import CONFIDENCE, NOTE, RECORDED, SOURCE, Table

_confidence = coded("confidence", "stated", "probable", "doubtful")


def to_claims(
    table: Table, rows: Iterable[Row], registry: Registry, today: date, findings: list[Finding]
) -> Iterator[Claim]:
    """Yield a claim for each sound row and add a finding for each thing wrong with the others.

    `today` is the day of record of rows that do not state one.
    """
    seen: dict[NamedNode, str] = {}
    for row in rows:
        before = len(findings)
        claim = _to_claim(table, row, registry, today, findings)
        if claim is None or len(findings) > before:
            continue
        if earlier := seen.get(claim.iri):
            findings.append(_error(row, f"says the same as {earlier}", "delete one of the two"))
            continue
        seen[claim.iri] = row.origin
        yield claim


def _to_claim(
    table: Table, row: Row, registry: Registry, today: date, findings: list[Finding]
) -> Claim | None:
    identifier = row.get(table.key)
    sound = all(is_slug(part) for part in identifier.split("/" if not table.kind else "\n"))
    if not sound:
        findings.append(
            _error(
                row,
                "not an id",
                "write lower-case letters, digits and single hyphens",
                table.key,
                identifier or "(empty)",
            )
        )
    # Also of a row without an id all cells are read, so that all that is wrong is said at once.
    subject = table.subject(identifier if sound else "x" if table.kind else "x/x")
    triples = {Triple(subject, RDF.type, kind) for kind in table.types}
    for column in table.columns:
        predicate = _property(column, row, findings)
        for term in _terms(column, row, registry, findings):
            if predicate:
                triples.add(Triple(subject, predicate, term))
    sources = _sources(table, subject, row, registry, findings)
    recorded = _recorded(row, today, findings)
    confidence = _cell(row, CONFIDENCE, findings)
    if not sound:
        return None
    content = {"": table.name, **{name: value for name, value in row.cells.items()}}
    label = identifier.replace("/", "-")
    return Claim(
        iri=thing("claim", f"{table.name}-{label}-{fingerprint(content)}"),
        about=(subject,),
        triples=tuple(sorted(triples, key=str)),
        sources=sources,
        recorded=recorded,
        table=table.name,
        confidence=confidence,
        note=row.get(NOTE),
        origin=row.origin,
    )


def _terms(column: Column, row: Row, registry: Registry, findings: list[Finding]) -> Iterator[Term]:
    text = row.get(column.name)
    if not text:
        if column.required:
            findings.append(_error(row, f"{column.name} is empty", "every row needs it"))
        return
    for piece in split_cell(text) if column.many else (text,):
        if column.refers:
            found = registry.find(column.refers, piece)
            if found is None:
                findings.append(_dangling(column, piece, row, registry))
            else:
                yield found
        elif column.retires:
            if registry.find(column.retires, piece) or not is_slug(piece):
                advice = "to join two things that have facts, write a row in merges.csv"
                findings.append(_error(row, "not an id out of use", advice, column.name, piece))
            else:
                yield thing(column.retires, piece)
        elif column.convert:
            try:
                yield column.convert(piece)
            except ValueError as error:
                findings.append(_error(row, str(error), "", column.name, piece))


def _property(column: Column, row: Row, findings: list[Finding]) -> NamedNode | None:
    if isinstance(column.property, NamedNode):
        return column.property
    chooser, choices = column.property.column, column.property.properties
    code = row.get(chooser)
    if code not in choices:
        advice = f"choose one of: {', '.join(filter(None, choices))}"
        findings.append(_error(row, "not a known kind", advice, chooser, code))
    return choices.get(code)


def _sources(
    table: Table, subject: NamedNode, row: Row, registry: Registry, findings: list[Finding]
) -> tuple[NamedNode, ...]:
    if table.kind == "source":
        return (subject,)
    sources = []
    for piece in split_cell(row.get(SOURCE)):
        found = registry.find("source", piece)
        if found:
            sources.append(found)
        else:
            findings.append(
                _error(
                    row,
                    "no such source",
                    "add its address to sources.csv",
                    SOURCE,
                    piece,
                )
            )
    if not sources and not row.get(SOURCE):
        findings.append(
            _error(row, "no source", "give the address of the page that states it", SOURCE)
        )
    return tuple(sorted(set(sources), key=str))


def _recorded(row: Row, today: date, findings: list[Finding]) -> date:
    text = row.get(RECORDED)
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        findings.append(_error(row, "not a day", "write it as 2026-11-20", RECORDED, text))
        return today


def _cell(row: Row, column: str, findings: list[Finding]) -> NamedNode | None:
    text = row.get(column)
    try:
        found = _confidence(text) if text else None
    except ValueError as error:
        findings.append(_error(row, str(error), "", column, text))
        return None
    return found if isinstance(found, NamedNode) else None


def _dangling(column: Column, piece: str, row: Row, registry: Registry) -> Finding:
    nearest = registry.nearest(column.refers, piece)
    advice = (
        f"did you mean {' or '.join(nearest)}?" if nearest else f"add the {column.refers} first"
    )
    return _error(row, f"no {column.refers} has this id", advice, column.name, piece)


def _error(row: Row, message: str, advice: str, path: str = "", value: str = "") -> Finding:
    return Finding(Severity.ERROR, message, row.origin, path=path, value=value[:200], advice=advice)
