"""Submit facts over HTTP: judged by anyone, recorded by those who hold the token."""

import sys
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from spacegraph.gate.desk import Desk
from spacegraph.gate.formats.format import FORMATS, find_format
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.graph.assembly import claim_iri
from spacegraph.web.bench import MOST_BYTES, Bench, too_long
from spacegraph.web.metrics import MeterDep
from spacegraph.web.problems import Problem
from spacegraph.web.sent import check_names, media_type_of, read_body, read_flag
from spacegraph.web.verdicts import find_form, respond
from spacegraph.web.writing import REASON, today

_FIELDS: Final = ("dry_run", "name", "replacing", "reason", "format")
_TAKEN: Final = tuple(each.media_types[0] for each in FORMATS)


def claims_router(
    desk: Desk, quarantine: Quarantine, check: Callable[[Request], None], bench: Bench
) -> APIRouter:
    """Make POST /claims; `check` raises when the bearer may not write.

    Who may not and wants a dry run takes a turn at the `bench`.
    """
    router = APIRouter(tags=["claims"])

    async def check_fields(request: Request) -> None:
        names = (name for name, _ in request.query_params.multi_items())
        check_names(names, _FIELDS, many=("replacing",))

    async def permit(request: Request) -> bool:
        """Tell whether the bearer may write; raises where nobody else may do this."""
        dry_run = read_flag("dry_run", request.query_params.get("dry_run", "0"))
        try:
            check(request)
        except Problem:
            if dry_run:
                return False
            raise
        return True

    @router.post(
        "/claims",
        summary="Submit facts",
        response_class=Response,
        dependencies=[Depends(check_fields)],
        responses={
            200: {"description": "May enter (dry run), or is on record already"},
            201: {"description": "Recorded"},
            401: {"description": "No token, or a wrong one"},
            413: {"description": "Too long; without the token a dry run takes 256 KiB"},
            415: {"description": "No format that is taken"},
            422: {"description": "Refused, with the findings"},
            503: {"description": "Too many wait to have facts judged without the token"},
        },
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {each: {"schema": {"type": "string"}} for each in _TAKEN},
            }
        },
    )
    async def submit(
        request: Request,
        holder: Annotated[bool, Depends(permit)],
        dry_run: Annotated[bool, Query(description="Judge and record nothing")] = False,
        name: Annotated[
            str, Query(max_length=200, description="File name, e.g. contracts.csv")
        ] = "",
        replacing: Annotated[list[str] | None, Query(description="Claims superseded")] = None,
        reason: Annotated[str, Query(max_length=REASON)] = "",
        *,
        meter: MeterDep,
    ) -> Response:
        """Judge a document of facts by the shapes, and record it if it may enter.

        The body is the document itself; its format follows from Content-Type, or from `name`.
        """
        form = find_form(request)
        media_type, file = media_type_of(request), name or "submission"
        if find_format(file, media_type) is None:
            raise _unknown(media_type, name)
        limit = sys.maxsize if holder else MOST_BYTES
        content = await read_body(request, limit, too_long)
        if not content.strip():
            raise Problem(400, "the body is empty. Send the document itself as the body")
        day = today()
        old = [claim_iri(each) for each in replacing or ()]

        def work() -> tuple[Verdict, int]:
            if dry_run:
                verdict = desk.check(
                    content, file, day, media_type=media_type, replacing=old, reason=reason
                )
                return verdict, 200 if verdict.accepted else 422
            receipt = desk.accept(
                content, file, day, media_type=media_type, replacing=old, reason=reason
            )
            meter.judged(accepted=receipt.accepted)
            if not receipt.accepted:
                quarantine.keep(content, receipt.verdict, day, media_type=media_type)
            return receipt.verdict, 422 if not receipt.accepted else 201 if receipt.path else 200

        if holder:
            verdict, status = await run_in_threadpool(work)
        else:
            verdict, status = await bench.judge(request.receive, work)
        made = status == 201 and verdict.claims
        return respond(verdict, status, form, {"Location": made[0].iri.value} if made else {})

    return router


def _unknown(media_type: str, name: str) -> Problem:
    """Make the 415 for a body of which nothing tells how to read it."""
    if media_type.startswith("multipart/"):
        hint = "the body is the document itself, not a form around it: curl --data-binary @FILE"
    else:
        hint = "name the format in Content-Type, or the file: ?name=contracts.csv"
    what = media_type or "a body without Content-Type"
    taken = ", ".join(_TAKEN)
    return Problem(
        415,
        f"facts cannot be read from {what}{f' named {name}' if name else ''}. Send {taken}",
        headers={"Accept-Post": taken},
        hint=hint,
    )
