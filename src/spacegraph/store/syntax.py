"""Turn the engine's syntax errors into ones a person can act on."""

import re
from typing import Final

from spacegraph.errors import QueryError

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGN: Final = re.compile(r'"[^\w\s"]{1,2}"')
_REASON: Final = re.compile(r"(?:^|, )([A-Z][^,\[\]\"]* [^,\[\]\"]*)")
_LONGEST: Final = 40


def from_syntax_error(error: SyntaxError, query: str) -> QueryError:
    """Keep the place, the reason and the signs the engine expected.

    Its character classes tell a reader nothing, and the keywords it lists are only those it
    happened to try last. The place is the furthest one it read to, often just after the error.
    """
    match = _PLACE.fullmatch(str(error))
    if match is None:
        return QueryError(f"the query cannot be read: {error}")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    reason = _REASON.search(expected)
    signs = " ".join(sign.strip('"') for sign in _SIGN.findall(expected))
    if reason is not None:
        problem = reason[1].strip()
    else:
        problem = f"syntax error near {_before(query, line, column)!r}"
    return QueryError(
        f"line {line}, column {column}: {problem}",
        hint=f"one of these may follow: {signs}" if signs and reason is None else "",
        line=line,
        column=column,
    )


def _before(query: str, line: int, column: int) -> str:
    """Take the last piece of text that the engine had read."""
    lines = query.split("\n")[:line]
    lines[-1] = lines[-1][: column - 1]
    pieces = "\n".join(lines).split()
    return pieces[-1][-_LONGEST:] if pieces else query[:_LONGEST]
