"""Read what a request with a body says of itself, and nothing that it did not mean to say."""

from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from typing import Final

from starlette.requests import Request

from spacegraph.web.negotiation import read_parameters
from spacegraph.web.problems import Problem

_FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_CHARSETS: Final = ("utf-8", "utf8", "us-ascii", "ascii")


def check_names(
    given: Iterable[str],
    known: Collection[str],
    *,
    many: Collection[str] = (),
    others: bool = False,
) -> None:
    """Refuse parameters that are not known, and known ones that are given twice.

    Whoever slips in writing dry_run would record what was to be judged only. With `others` only
    names are refused that are nearly a known one.
    """
    names = list(given)
    for name in names:
        if name not in known:
            near = get_close_matches(name.lower(), known, 1, 0.75)
            if near or not others:
                advice = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
                raise Problem(400, f"there is no parameter {name[:100]!r} here", hint=advice)
        elif names.count(name) > 1 and name not in many:
            raise Problem(400, f"the parameter {name} is given twice", hint="give it once")


def read_flag(name: str, text: str) -> bool:
    """Read a parameter that is yes or no."""
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise Problem(400, f"{name} is 1 or 0, not {text[:100]!r}", hint=f"{name}=1") from None


def media_type_of(request: Request) -> str:
    """Return the media type of the body as `read_media_type` does."""
    return read_media_type(request.headers.get("content-type"))


def read_media_type(header: str | None, taken: Collection[str] = ()) -> str:
    """Return the media type without parameters, empty where none is named.

    Raises a 415 for a text in another encoding than UTF-8, which names the types that are `taken`.
    """
    media_type, semicolon, rest = (header or "").partition(";")
    charset = dict(reversed(read_parameters(semicolon + rest))).get("charset", "utf-8").lower()
    if charset not in _CHARSETS:
        raise Problem(
            415,
            f"a text in {charset[:100]} is not read here",
            headers={"Accept-Post": ", ".join(taken)} if taken else {},
            hint="save it in UTF-8, and send it so",
        )
    return media_type.strip().lower()


async def read_body(request: Request, most: int, too_long: Callable[[int], Problem]) -> bytes:
    """Read the body; one of more than so many bytes is let pass by, not kept, and refused.

    It is read to its end: a client that is still sending would not see the answer.
    """
    body, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= most:
            body += piece
    if size > most:
        raise too_long(size)
    return bytes(body)
