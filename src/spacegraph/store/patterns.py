"""Refuse regular expressions that the engine cannot read.

It takes such a pattern for an error of each row, so that FILTER drops every one of them and the
answer is short without a word.
"""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from spacegraph.store.tokens import Kind, Token, at, tokenise

_TAKING: Final = {"REGEX": 2, "REPLACE": 3}
"""The functions that take a pattern second, and which argument their flags are (from 0)."""

_OPEN: Final = frozenset({"(", "{", "["})
_CLOSE: Final = frozenset({")", "}", "]"})


def refuse_patterns(query: str) -> None:
    """Refuse a query that gives, as a plain string, a pattern which the engine does not take."""
    folded = query.upper()
    if not any(word in folded for word in _TAKING):
        return
    tokens = tuple(tokenise(query))
    for index, token in enumerate(tokens):
        if not token.is_word(*_TAKING):
            continue
        arguments = [_string(each) for each in _arguments(tokens, index + 1)]
        pattern, flags = (*arguments, None, None, None)[1], arguments[_TAKING[token.text.upper()] :]
        if pattern and not _is_read(pattern.text, *(flag.text for flag in flags if flag)):
            raise at(
                query,
                pattern,
                "the engine cannot read this regular expression",
                "it knows no back-references, no look-around and no pattern that grows large",
            )


def _arguments(tokens: tuple[Token, ...], begin: int) -> Iterator[tuple[Token, ...]]:
    """Yield the arguments of a call, whose bracket opens at `begin`."""
    depth, since = 0, begin + 1
    for index in range(begin, len(tokens)):
        token = tokens[index]
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth == 0 or (depth == 1 and token.text == ","):
            yield tokens[since:index]
            since = index + 1
        if depth == 0:
            return


def _string(argument: tuple[Token, ...]) -> Token | None:
    """Return an argument that is a plain string and nothing else."""
    return argument[0] if len(argument) == 1 and argument[0].kind is Kind.STRING else None


def _is_read(*pattern: str) -> bool:
    """Have the engine try a pattern, and flags, on nothing: its error leaves no value."""
    call = ", ".join(("''", *pattern))
    return bool(ox.Store().query(f"ASK {{ BIND(REGEX({call}) AS ?read) FILTER(BOUND(?read)) }}"))
