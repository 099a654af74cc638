"""Refuse regular expressions that the engine cannot read.

It takes such a pattern for an error of each row, so that FILTER drops every one of them and the
answer is short without a word.
"""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from spacegraph.store.tokens import Kind, Token, at, tokenise

_TAKING: Final = ("REGEX", "REPLACE")
_OPEN: Final = frozenset({"(", "{", "["})
_CLOSE: Final = frozenset({")", "}", "]"})


def refuse_patterns(query: str) -> None:
    """Refuse a query that gives, as a plain string, a pattern which the engine does not take."""
    folded = query.upper()
    if not any(word in folded for word in _TAKING):
        return
    tokens = tuple(tokenise(query))
    for index, token in enumerate(tokens):
        for pattern in _second(tokens, index + 1) if token.is_word(*_TAKING) else ():
            if not _is_read(pattern.text):
                raise at(
                    query,
                    pattern,
                    "the engine cannot read this regular expression",
                    "it knows no back-references, no look-around and no pattern that grows large",
                )


def _second(tokens: tuple[Token, ...], begin: int) -> Iterator[Token]:
    """Yield the second argument of a call where that is one string."""
    depth = commas = 0
    for index in range(begin, len(tokens)):
        token = tokens[index]
        if token.kind is Kind.SIGN:
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth == 0:
                return
            if depth == 1 and token.text == ",":
                commas += 1
                continue
        if commas == 1:
            after = tokens[index + 1] if index + 1 < len(tokens) else token
            if depth == 1 and token.kind is Kind.STRING and after.text in (",", ")"):
                yield token
            return


def _is_read(pattern: str) -> bool:
    """Have the engine try a pattern on nothing: an error of its own leaves no value."""
    return bool(
        ox.Store().query(f"ASK {{ BIND(REGEX('', {pattern}) AS ?read) FILTER(BOUND(?read)) }}")
    )
