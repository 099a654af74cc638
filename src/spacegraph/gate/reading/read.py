"""Read what somebody submits: bytes of any format that is taken, as claims with their places."""

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from pyoxigraph import RdfFormat

from spacegraph.gate.formats.bounds import DEFAULT, Bounds
from spacegraph.gate.formats.format import FORMATS, JSON_LD, XLSX, Format, find_format
from spacegraph.gate.formats.rdf import BASE_IRI, read_quads
from spacegraph.gate.formats.screen import screen
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.places.jsonld import find_ignored
from spacegraph.gate.reading.documents import read_document
from spacegraph.gate.reading.sheets import read_csv, read_xlsx
from spacegraph.gate.reading.submission import Locator, Submission
from spacegraph.model.findings import Finding, Severity


def read_submission(
    content: bytes,
    name: str,
    known: Known,
    today: date,
    *,
    media_type: str = "",
    bounds: Bounds = DEFAULT,
) -> Submission:
    """Read a submission; whatever is wrong with it becomes a finding, nothing is raised.

    `name` tells the format where no media type does, and stands in the places of findings.
    """
    file = PurePath(name).name or "submission"
    format = find_format(file, media_type)
    if format is None:
        return Submission(file, None, content, findings=(_unknown(file, media_type),))
    if refusal := screen(content, format, file, bounds):
        return Submission(file, format, content, findings=(refusal,))
    findings: list[Finding] = []
    if format.rdf is None:
        if format is XLSX:
            claims, grid = read_xlsx(content, file, known, today, bounds, findings)
            return Submission(file, format, content, claims, tuple(findings), Locator(file), grid)
        claims = read_csv(content, file, known, today, bounds, findings)
        return Submission(file, format, content, claims, tuple(findings), Locator(file))
    return _read_rdf(content, file, format, known, today, bounds)


def _read_rdf(
    content: bytes, file: str, format: Format, known: Known, today: date, bounds: Bounds
) -> Submission:
    quads, broken = read_quads(content, format, file, bounds)
    if broken:
        return Submission(file, format, content, findings=(broken,))
    text = content.decode("utf-8-sig")
    syntax = format.rdf or RdfFormat.TURTLE
    reading = read_document(quads, known, Locator(file, text, syntax), today, bounds)
    locator = Locator(file, text, syntax, reading.citations.aliases)
    findings = (*reading.findings, *(_ignored(text, file) if format is JSON_LD else ()))
    return Submission(file, format, content, reading.claims, findings, locator)


def _ignored(text: str, file: str) -> Iterator[Finding]:
    """Report the names of a JSON-LD document that its context knows nothing of."""
    for name, pointer, line in find_ignored(text, BASE_IRI):
        yield Finding(
            Severity.WARNING,
            f"the context does not say what {name!r} means: nothing is read from it",
            f"{file}:{line}",
            advice="write it as sg:name, or add it to the @context",
            pointer=pointer,
        )


def _unknown(file: str, media_type: str) -> Finding:
    what = media_type or PurePath(file).suffix or "a file without a suffix"
    known = ", ".join(f"{each.suffixes[0]} ({each.name})" for each in FORMATS)
    return Finding(
        Severity.ERROR, f"{what} is no format that is taken", file, advice=f"submit {known}"
    )
