"""Let in those who may write: bearers of the token of this instance (RFC 6750)."""

import hashlib
import hmac
from collections.abc import Callable

from fastapi import Request

from spacegraph.web.problems import Problem

HASHED = "sha256:"
"""What begins a token that is given by its SHA-256 in hexadecimal digits."""


def gatekeeper(tokens: str) -> Callable[[Request], None]:
    """Make the check of a request's token.

    `tokens` are separated by white space, so that an old one may live on while a new one is handed
    out; each is the token itself or `sha256:` with its hash. Without any, nobody writes.
    """
    known = tuple(_digest(token) for token in tokens.split())

    def check(request: Request) -> None:
        if not known:
            raise Problem(403, "this instance takes no facts over HTTP. Set SPACEGRAPH_TOKEN")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        digest = hashlib.sha256(given.strip().encode()).hexdigest()
        matches = [hmac.compare_digest(digest, each) for each in known]
        if scheme.lower() != "bearer" or not any(matches):
            raise Problem(
                401,
                "writing needs the token of this instance. Send Authorization: Bearer TOKEN",
                headers={"WWW-Authenticate": 'Bearer realm="spacegraph"'},
            )

    return check


def _digest(token: str) -> str:
    if token.startswith(HASHED):
        return token.removeprefix(HASHED).lower()
    return hashlib.sha256(token.encode()).hexdigest()
