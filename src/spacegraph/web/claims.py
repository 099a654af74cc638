"""Submit facts over HTTP: judged by anyone, recorded by those who hold the token."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from spacegraph.gate.accept import Desk
from spacegraph.gate.quarantine import Quarantine
from spacegraph.gate.verdict import Verdict
from spacegraph.graph.assembly import claim_iri
from spacegraph.web.metrics import MeterDep
from spacegraph.web.verdicts import find_form, respond
from spacegraph.web.writing import today


def claims_router(
    desk: Desk, quarantine: Quarantine, check: Callable[[Request], None]
) -> APIRouter:
    """Make POST /claims; `check` raises when the bearer may not write."""
    router = APIRouter(tags=["claims"])

    def permit(request: Request, dry_run: bool = False) -> None:
        if not dry_run:
            check(request)

    @router.post(
        "/claims",
        summary="Submit facts",
        response_class=Response,
        dependencies=[Depends(permit)],
        responses={
            200: {"description": "May enter (dry run), or is on record already"},
            201: {"description": "Recorded"},
            401: {"description": "No token, or a wrong one"},
            422: {"description": "Refused, with the findings"},
        },
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    each: {"schema": {"type": "string"}}
                    for each in (
                        "text/turtle",
                        "application/trig",
                        "application/ld+json",
                        "text/csv",
                    )
                },
            }
        },
    )
    async def submit(
        request: Request,
        dry_run: Annotated[bool, Query(description="Judge and record nothing")] = False,
        name: Annotated[
            str, Query(max_length=200, description="File name, e.g. contracts.csv")
        ] = "",
        replacing: Annotated[list[str] | None, Query(description="Claims superseded")] = None,
        reason: Annotated[str, Query(max_length=2000)] = "",
        *,
        meter: MeterDep,
    ) -> Response:
        """Judge a document of facts by the shapes, and record it if it may enter.

        The body is the document itself; its format follows from Content-Type, or from `name`.
        """
        form = find_form(request)
        content = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        media_type = "" if name and kind in ("", "application/octet-stream") else kind
        day = today()

        def work() -> tuple[Verdict, int]:
            file = name or "submission"
            if dry_run:
                verdict = desk.check(content, file, day, media_type=media_type)
                return verdict, 200 if verdict.accepted else 422
            receipt = desk.accept(
                content,
                file,
                day,
                media_type=media_type,
                replacing=[claim_iri(each) for each in replacing or ()],
                reason=reason,
            )
            meter.judged(accepted=receipt.accepted)
            if not receipt.accepted:
                quarantine.keep(content, receipt.verdict, day, media_type=media_type)
            return receipt.verdict, 422 if not receipt.accepted else 201 if receipt.path else 200

        verdict, status = await run_in_threadpool(work)
        made = status == 201 and verdict.claims
        return respond(verdict, status, form, {"Location": made[0].iri.value} if made else {})

    return router
