"""Submit facts over HTTP: judged by anyone, recorded by those who hold the token."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from spacegraph.gate.accept import Desk
from spacegraph.gate.quarantine import Quarantine
from spacegraph.gate.verdict import Verdict
from spacegraph.gate.writers import to_json, to_sarif, to_shacl, to_text
from spacegraph.graph.assembly import claim_iri
from spacegraph.web.negotiation import Plain, choose

_WRITERS: Final[dict[str, Callable[[Verdict], str]]] = {
    "application/json": to_json,
    "text/plain": to_text,
    "application/sarif+json": to_sarif,
    "text/turtle": to_shacl,
}
_FORMATS: Final = tuple(
    Plain(media_type, (name,))
    for media_type, name in zip(_WRITERS, ("json", "text", "sarif", "shacl"), strict=True)
)


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
    ) -> Response:
        """Judge a document of facts by the shapes, and record it if it may enter.

        The body is the document itself; its format follows from Content-Type, or from `name`.
        """
        form = choose(_FORMATS, request.headers.get("accept"), request.query_params.get("format"))
        content = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        media_type = "" if name and kind in ("", "application/octet-stream") else kind
        day = datetime.now(UTC).date()

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
            if not receipt.accepted:
                quarantine.keep(content, receipt.verdict, day, media_type=media_type)
            return receipt.verdict, 422 if not receipt.accepted else 201 if receipt.path else 200

        verdict, status = await run_in_threadpool(work)
        headers = {"Cache-Control": "no-store"}
        if status == 201 and verdict.claims:
            headers["Location"] = verdict.claims[0].iri.value
        text = _WRITERS[form.media_type](verdict)
        return Response(text, status, headers, media_type=form.media_type)

    return router
