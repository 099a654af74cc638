"""Read the fields of forms and addresses, long ones where that stops nobody."""

from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request

from spacegraph.store.guard import MAX_BYTES
from spacegraph.web.answers import aside
from spacegraph.web.problems import Problem
from spacegraph.web.sent import media_type_of

URLENCODED: Final = "application/x-www-form-urlencoded"

LONGEST: Final = 4 * MAX_BYTES
"""How long an encoded form may be: a query of the longest kind, each of its bytes escaped."""

_FIELDS: Final = 10_000


async def read_form(request: Request, most_bytes: int) -> FormData:
    """Read a form with at most one file; no part of it may be longer than so many bytes."""
    if media_type_of(request) != URLENCODED:
        return await request.form(max_files=1, max_part_size=most_bytes)
    body = await request.body()
    refuse_length(body)
    fields = await aside(len(body), partial(parse_fields, body))
    return FormData([*fields])


def refuse_length(body: bytes) -> None:
    """Refuse an encoded form that holds more than any text may be long."""
    if len(body) > LONGEST:
        raise Problem(
            413,
            f"the form has {len(body):,} bytes, more than {LONGEST:,}. Send a file, or parts",
            limit=LONGEST,
        )


def parse_fields(encoded: bytes) -> list[tuple[str, str]]:
    """Decode name=value pairs; refuses what is not UTF-8 instead of guessing."""
    if encoded.count(b"&") >= _FIELDS:
        raise Problem(400, f"there are more than {_FIELDS:,} parameters, the limit", limit=_FIELDS)
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise Problem(400, f"the parameters are not percent-encoded UTF-8 ({error})") from error
