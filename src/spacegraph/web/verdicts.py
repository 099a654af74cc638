"""Answer with the verdict on what somebody wants to write."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import Request
from starlette.responses import Response

from spacegraph.gate.desk import Receipt
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reports.sarif import to_sarif
from spacegraph.gate.reports.writers import to_json, to_shacl, to_text
from spacegraph.web.negotiation import Plain, accept_of, choose
from spacegraph.web.problems import Problem

_WRITERS: Final[Mapping[str, Callable[[Verdict], str]]] = {
    "application/json": to_json,
    "text/plain": to_text,
    "application/sarif+json": to_sarif,
    "text/turtle": to_shacl,
}
FORMATS: Final = tuple(
    Plain(media_type, (name,))
    for media_type, name in zip(_WRITERS, ("json", "text", "sarif", "shacl"), strict=True)
)


def find_form(request: Request) -> Plain:
    """Choose the format of a verdict; 406 where none is welcome."""
    return choose(FORMATS, accept_of(request.headers), request.query_params.get("format"))


def find_form_for_protocols(request: Request) -> Plain:
    """Choose the format of a verdict for clients that do not know of verdicts.

    Libraries send with an update the Accept header of their queries; JSON is given to those.
    """
    try:
        return find_form(request)
    except Problem:
        return FORMATS[0]


def respond(
    verdict: Verdict, status: int, form: Plain, headers: Mapping[str, str] | None = None
) -> Response:
    """Write a verdict."""
    text = _WRITERS[form.media_type](verdict)
    told = {"Cache-Control": "no-store", **(headers or {})}
    return Response(text, status, told, media_type=form.media_type)


def status_of(receipt: Receipt, *, recorded: int = 200) -> int:
    """Say how a request to write ended: refused, recorded, or nothing to do."""
    if not receipt.accepted:
        return 422
    return recorded if receipt.path else 204
