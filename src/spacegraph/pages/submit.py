"""Check facts that somebody wants to add, mend them, and hand them in.

Checking and mending store nothing. The token is a field of the form: it travels in the body of a
request, is looked at once and never sent back; since no browser adds it by itself, a form of
another site cannot write.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Query, Request
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from spacegraph.errors import DataError, NotFound
from spacegraph.gate.formats.format import CSV, FORMATS, XLSX
from spacegraph.gate.judging.verdict import Repair, Verdict
from spacegraph.gate.reading.sheets import find_table
from spacegraph.gate.records.quarantine import Refusal
from spacegraph.graph.assembly import claim_iri
from spacegraph.model.findings import Severity
from spacegraph.pages.correction import to_text
from spacegraph.pages.counter import Counter, mend_line
from spacegraph.pages.draft import TURTLE, Draft, unpack
from spacegraph.pages.findings import lay_out
from spacegraph.pages.outcome import outcome_of
from spacegraph.pages.render import render
from spacegraph.pages.site import Site, SiteDep
from spacegraph.tables.catalogue import TABLES
from spacegraph.web.bench import MOST_BYTES, too_long
from spacegraph.web.forms import read_form
from spacegraph.web.metrics import Meter
from spacegraph.web.problems import Problem

router = APIRouter(include_in_schema=False)

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
_MEND: Final = "mend-"


@dataclass(frozen=True, slots=True)
class Posted:
    """What came with the form; `action` is check, mend, mend-<line> or accept."""

    draft: Draft
    action: str
    token: str
    replacing: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the page answers; `wrong` says by field what must be put right."""

    verdict: Verdict | None = None
    repairs: tuple[Repair, ...] = ()
    mended: tuple[Repair, ...] = ()
    refusal: Refusal | None = None
    wrong: tuple[tuple[str, str], ...] = ()
    status: int = 200


@router.api_route("/submit", methods=["GET", "HEAD"])
async def form(
    request: Request,
    site: SiteDep,
    claim: Annotated[str, Query(max_length=300)] = "",
    refused: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show the form: with an example, with a claim to correct, or with what was refused."""
    if refused and site.counter:
        work = partial(_show_refused, request, site, site.counter, refused)
        return await site.counter.bench.judge(request.receive, work)
    return await run_in_threadpool(_show_new, request, site, claim)


def _show_refused(request: Request, site: Site, counter: Counter, refused: str) -> Response:
    refusal, content = counter.quarantine.show(refused)
    posted = Posted(Draft.of_file(content, refusal.name, ""), "check", "", "", "")
    return _show(request, site, posted, _check(counter, posted))


def _show_new(request: Request, site: Site, claim: str) -> Response:
    text, replacing = (to_text(site.store, claim), claim) if claim else (_EXAMPLE, "")
    return _show(request, site, Posted(Draft.of_text(text, TURTLE, ""), "", "", replacing, ""))


async def _posted(request: Request) -> Posted:
    settings = request.app.state.settings
    fields = await read_form(request, settings.upload_mb << 20)
    try:
        file = fields.get("file")
        table = _field(fields, "table")
        if isinstance(file, UploadFile) and file.filename:
            draft = Draft.of_file(await file.read(), file.filename, table)
        elif packed := _field(fields, "packed"):
            draft = Draft.of_file(unpack(packed), _field(fields, "name") or "facts.xlsx", "")
        else:
            draft = Draft.of_text(_field(fields, "text"), _field(fields, "suffix"), table)
        return Posted(
            draft,
            _field(fields, "action"),
            _field(fields, "token"),
            _field(fields, "replacing").strip(),
            _field(fields, "reason").strip(),
        )
    finally:
        await fields.close()


@router.post("/submit")
async def post(
    request: Request, site: SiteDep, posted: Annotated[Posted, Depends(_posted)]
) -> Response:
    """Judge what was pasted or uploaded, mend it, or record it."""
    counter = site.counter
    if counter is None:
        return await run_in_threadpool(_show, request, site, posted)
    work = partial(_answer, request, site, counter, posted)
    if counter.knows(posted.token):
        return await run_in_threadpool(work)
    if len(posted.draft.content) > MOST_BYTES:
        raise too_long(len(posted.draft.content))
    return await counter.bench.judge(request.receive, work)


def _answer(request: Request, site: Site, counter: Counter, posted: Posted) -> Response:
    if posted.action == "accept":
        return _accept(request, site, counter, posted)
    if not posted.action.startswith(_MEND.rstrip("-")):
        return _show(request, site, posted, _check(counter, posted))
    draft, made = _mend(counter, posted)
    mended = replace(posted, draft=draft)
    return _show(request, site, mended, replace(_check(counter, mended), mended=made))


def _check(counter: Counter, posted: Posted) -> Reply:
    """Judge what recording would judge; by itself where it cannot replace what it names."""
    draft = posted.draft
    check = partial(counter.desk.check, draft.content, draft.name, counter.today())
    try:
        verdict = check(replacing=_claims(posted.replacing), reason=posted.reason)
    except (DataError, NotFound) as error:
        verdict, wrong = check(), (("replacing", str(error)),)
        return Reply(verdict, _offers(counter, draft, verdict), status=400, wrong=wrong)
    return Reply(verdict, _offers(counter, draft, verdict))


def _offers(counter: Counter, draft: Draft, verdict: Verdict) -> tuple[Repair, ...]:
    """Return the repairs that can be made with certainty; a sound submission needs none."""
    if not verdict.findings:
        return ()
    return counter.desk.mend(draft.content, draft.name, counter.today()).repairs


def _mend(counter: Counter, posted: Posted) -> tuple[Draft, tuple[Repair, ...]]:
    """Make the repairs of one line, or all of them."""
    draft = posted.draft
    mended = counter.desk.mend(draft.content, draft.name, counter.today())
    line = posted.action.removeprefix(_MEND)
    if draft.binary or not (line.isascii() and line.isdigit()):
        return replace(draft, content=mended.content), mended.repairs
    text = mend_line(draft.text, mended.content.decode("utf-8-sig"), int(line))
    made = tuple(each for each in mended.repairs if each.where.endswith(f":{line}"))
    return draft.with_text(text), made


def _accept(request: Request, site: Site, counter: Counter, posted: Posted) -> Response:
    draft = posted.draft
    try:
        counter.admit(posted.token)
        receipt = counter.desk.accept(
            draft.content,
            draft.name,
            counter.today(),
            replacing=_claims(posted.replacing),
            reason=posted.reason,
        )
    except Problem as problem:
        key = "token-closed" if problem.status == 403 else "token-wrong"
        reply = _check(counter, posted)
        wrong = (*reply.wrong, ("token", key))
        return _show(request, site, posted, replace(reply, status=problem.status, wrong=wrong))
    except (DataError, NotFound) as error:
        reply = replace(_check(counter, posted), status=400, wrong=(("replacing", str(error)),))
        return _show(request, site, posted, reply)
    verdict = receipt.verdict
    cast(Meter, request.app.state.meter).judged(accepted=receipt.accepted)
    if not receipt.accepted:
        refusal = counter.quarantine.keep(draft.content, verdict, counter.today())
        offers = _offers(counter, draft, verdict)
        reply = Reply(verdict, offers, refusal=refusal, status=422)
        return _show(request, site, posted, reply)
    return render(
        request,
        "recorded.html",
        status=201 if receipt.path else 200,
        headers={"Cache-Control": "no-store"},
        new=receipt.path is not None,
        verdict=verdict,
        counts=_counts(verdict),
        outcome=outcome_of(verdict, site.store, site.vocabulary()),
    )


def _show(request: Request, site: Site, posted: Posted, reply: Reply | None = None) -> Response:
    reply, draft = reply or Reply(), posted.draft
    verdict = reply.verdict
    layout = lay_out(draft.parts(), verdict.findings, reply.repairs) if verdict else None
    found = find_table(draft.name, draft.content) if draft.suffix in CSV.suffixes else None
    return render(
        request,
        "submit.html",
        status=reply.status,
        headers={"Cache-Control": "no-store"},
        open=site.counter is not None,
        posted=posted,
        draft=draft,
        table=draft.table or (found.name if found else ""),
        tables=[each.name for each in TABLES],
        suffixes=[(each.suffixes[0], each.name) for each in FORMATS if each is not XLSX],
        uploads=",".join(suffix for each in FORMATS for suffix in each.suffixes),
        verdict=verdict,
        counts=_counts(verdict) if verdict else {},
        reply=reply,
        wrong=dict(reply.wrong),
        layout=layout,
        outcome=outcome_of(verdict, site.store, site.vocabulary())
        if verdict and verdict.accepted
        else None,
    )


def _counts(verdict: Verdict) -> dict[str, object]:
    """Return the numbers of the sentence that sums a verdict up."""
    return {
        "name": verdict.name,
        "claims": len(verdict.claims),
        "errors": verdict.count(Severity.ERROR),
        "warnings": verdict.count(Severity.WARNING),
    }


def _claims(names: str) -> Sequence[NamedNode]:
    return [claim_iri(each) for each in names.replace(",", " ").split()]


def _field(fields: FormData, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
