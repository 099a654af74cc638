"""Split SPARQL text into the terminals of its grammar (SPARQL 1.1 §19.8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spacegraph.errors import QueryError


class Kind(StrEnum):
    """The kinds of terminals; everything but the first two carries meaning."""

    SPACE = "SPACE"
    COMMENT = "COMMENT"
    IRI = "IRI"
    STRING = "STRING"
    VARIABLE = "VARIABLE"
    BLANK = "BLANK"
    LANGUAGE = "LANGUAGE"
    PREFIXED = "PREFIXED"
    NUMBER = "NUMBER"
    WORD = "WORD"
    SIGN = "SIGN"


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal and the offset at which it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of some keywords, given in capitals."""
        return self.kind is Kind.WORD and self.text.upper() in words

    def is_sign(self, sign: str) -> bool:
        return self.kind is Kind.SIGN and self.text == sign


# PN_CHARS_BASE [164], PN_CHARS_U [165], PN_CHARS [167] as the insides of character classes.
_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START: Final = f"{_BASE}_"
_PART: Final = f"{_START}\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
# The bound keeps the scan linear: without it `a.a.a.…` is read to its end from every letter.
_PREFIX: Final = f"(?:[{_BASE}](?:[{_PART}.]{{0,100}}[{_PART}])?)?"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = f"(?:[{_START}:0-9]|{_PLX})(?:(?:\\.*(?:[{_PART}:]|{_PLX}))*)"
_ESCAPE: Final = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"

# Order is meaning: long strings before short ones, doubles before decimals before integers.
# The engine decodes \u inside IRIs and strings, not before them as §19.2 says; so do these.
_TERMINALS: Final = (
    (Kind.SPACE, r"[\x20\t\r\n]+"),
    (Kind.COMMENT, r"#[^\r\n]*"),
    (Kind.IRI, r"<[^\x00-\x20<>\"{}|^`]*>"),
    (Kind.STRING, rf'"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*"""'),
    (Kind.STRING, rf"'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''"),
    (Kind.STRING, rf'"(?:[^"\\\r\n]|{_ESCAPE})*"'),
    (Kind.STRING, rf"'(?:[^'\\\r\n]|{_ESCAPE})*'"),
    (Kind.VARIABLE, f"[?$][{_START}0-9][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*"),
    (Kind.BLANK, f"_:[{_START}0-9](?:[{_PART}.]*[{_PART}])?"),
    (Kind.LANGUAGE, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?"),
    (Kind.PREFIXED, f"{_PREFIX}:(?:{_LOCAL})?"),
    (Kind.NUMBER, r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+"),
    (Kind.WORD, r"[A-Za-z][A-Za-z0-9_]*"),
    (Kind.SIGN, r"\^\^|&&|\|\||!=|<=|>=|<<|>>|\{\||\|\}|[{}()\[\].,;*/+\-|!?^=<>~@]"),
)
_TERMINAL: Final = re.compile(
    "|".join(f"(?P<T{number}>{pattern})" for number, (_, pattern) in enumerate(_TERMINALS))
)
_KINDS: Final = {f"T{number}": kind for number, (kind, _) in enumerate(_TERMINALS)}


def tokenise(text: str) -> Iterator[Token]:
    """Yield the terminals of a text without spaces and comments; refuses what is none."""
    position = 0
    while position < len(text):
        match = _TERMINAL.match(text, position)
        if match is None:
            raise _unexpected(text, position)
        kind = _KINDS[str(match.lastgroup)]
        if kind not in (Kind.SPACE, Kind.COMMENT):
            yield Token(kind, match.group(), position)
        position = match.end()


def place(text: str, offset: int) -> tuple[int, int]:
    """Turn an offset into a line and a column, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def at(text: str, where: Token | int, message: str, hint: str = "") -> QueryError:
    """Make the error that says what is wrong at a token or an offset."""
    line, column = place(text, where if isinstance(where, int) else where.start)
    return QueryError(
        f"line {line}, column {column}: {message}", hint=hint, line=line, column=column
    )


def _unexpected(text: str, offset: int) -> QueryError:
    if text[offset] not in "\"'":
        return at(text, offset, f"{text[offset]!r} is unexpected")
    return at(
        text,
        offset,
        "the string that begins here does not end, or holds an unknown escape",
        'write \\n, \\" and \\\\ for a line end, a quote and a backslash',
    )
