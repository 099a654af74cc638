"""Check facts that somebody wants to add: findings beside the lines that caused them.

The page is the verdict, whatever it says; programs ask /claims, which answers with a status.
"""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from spacegraph.gate.formats import FORMATS
from spacegraph.gate.verdict import Verdict
from spacegraph.model.findings import Finding
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

_LINES: Final = 2000
_EXAMPLE: Final = """\
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix contract: <https://w3id.org/spacegraph/contract/> .
@prefix concept: <https://w3id.org/spacegraph/concept/contract-kind/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

contract:example-2026 a sg:Contract ;
    skos:prefLabel "Example contract"@en ;
    sg:contractKind concept:satellite-procurement ;
    sg:supplier organisation:minospace ;
    sg:awardDate "2026-05-18"^^xsd:date ;
    prov:wasDerivedFrom <https://example.org/page> .
"""


@router.api_route("/submit", methods=["GET", "HEAD"])
def form(request: Request, site: SiteDep) -> Response:
    """Show an empty form."""
    return _show(request, site.judge is not None, _EXAMPLE, ".ttl")


@router.post("/submit")
def check(
    request: Request,
    site: SiteDep,
    text: Annotated[str, Form()] = "",
    suffix: Annotated[str, Form()] = ".ttl",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Judge what was pasted or uploaded; nothing is stored."""
    name, content = f"submission{suffix}", text.replace("\r\n", "\n").encode()
    if file is not None and file.filename:
        name, content = file.filename, file.file.read()
    verdict = site.judge(content, name) if site.judge else None
    return _show(request, site.judge is not None, content.decode(errors="replace"), suffix, verdict)


def _show(
    request: Request, open: bool, text: str, suffix: str, verdict: Verdict | None = None
) -> Response:
    return render(
        request,
        "submit.html",
        headers={"Cache-Control": "no-store"},
        open=open,
        text=text,
        suffix=suffix,
        suffixes=[(format.suffixes[0], format.name) for format in FORMATS],
        verdict=verdict,
        lines=_lines(text, verdict.findings) if verdict else [],
        general=[each for each in verdict.findings if not _line(each)] if verdict else [],
    )


def _lines(text: str, findings: Iterable[Finding]) -> list[tuple[int, str, list[Finding]]]:
    """Put each finding beside its line."""
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        by_line.setdefault(_line(finding), []).append(finding)
    numbered = enumerate(text.split("\n")[:_LINES], start=1)
    return [(number, line, by_line.get(number, [])) for number, line in numbered]


def _line(finding: Finding) -> int:
    number = finding.where.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() else 0
