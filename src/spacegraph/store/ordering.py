"""Write an ORDER BY so that the engine can follow it.

It ends the process when it sorts numbers, strings and dates together, since it compares them in a
way that is no order. SPARQL leaves their order open (1.1 §15.1), so any will do: what cannot be
compared is parted first, by kind and datatype.
"""

from collections.abc import Iterator
from typing import Final

from spacegraph.store.tokens import Kind, Token, tokenise

_DIRECTIONS: Final = ("ASC", "DESC")

_PARTED: Final = (
    "IF(ISLITERAL({0}), IF(ISNUMERIC({0}), 1, 2), 0)",
    "IF(ISLITERAL({0}) && !ISNUMERIC({0}), STR(DATATYPE({0})), '')",
    "IF(ISLITERAL({0}) && !ISNUMERIC({0}), STR({0}), '')",
)
"""Keys that part the values of an expression before it sorts within a part.

Dates with and without a time zone cannot all be compared either, so beside numbers literals sort
by their text, which is the order of dates of one form.
"""


def part(query: str) -> str:
    """Put the parting keys before each condition of every ORDER BY."""
    tokens = tuple(tokenise(query))
    found = [each for index in _orders(tokens) for each in _conditions(tokens, index)]
    for begin, end, direction, expression in reversed(found):
        keys = " ".join(f"{direction}({key.format(expression)})" for key in _PARTED)
        query = f"{query[:begin]}{keys} {query[begin:end]}{query[end:]}"
    return query


def _orders(tokens: tuple[Token, ...]) -> Iterator[int]:
    """Yield where the conditions of each ORDER BY begin."""
    for index in range(len(tokens) - 2):
        if tokens[index].is_word("ORDER") and tokens[index + 1].is_word("BY"):
            yield index + 2


def _conditions(tokens: tuple[Token, ...], index: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield where each condition begins and ends, its direction and its expression."""
    while index < len(tokens):
        first = tokens[index]
        directed = first.is_word(*_DIRECTIONS)
        direction = first.text.upper() if directed else "ASC"
        head = index + directed
        if first.kind is Kind.VARIABLE:
            yield first.start, first.end, direction, first.text
            index += 1
            continue
        called = not directed and (first.kind in (Kind.IRI, Kind.PREFIXED) or _calls(tokens, index))
        last = _close(tokens, head + called)
        if last is None:
            return
        text = "".join(f"{token.text} " for token in tokens[head : last + 1])
        yield first.start, tokens[last].end, direction, text
        index = last + 1


def _calls(tokens: tuple[Token, ...], index: int) -> bool:
    """Tell whether a call of a built-in function begins at a token."""
    follows = index + 1 < len(tokens) and tokens[index + 1].is_sign("(")
    return follows and tokens[index].kind is Kind.WORD


def _close(tokens: tuple[Token, ...], index: int) -> int | None:
    """Return the index of the bracket that closes the one at an index; None where none opens."""
    if index >= len(tokens) or not tokens[index].is_sign("("):
        return None
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].is_sign("(") - tokens[position].is_sign(")")
        if depth == 0:
            return position
    return None
