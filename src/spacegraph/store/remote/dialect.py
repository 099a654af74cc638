"""Rewrite the expressions of a query so that Virtuoso computes what SPARQL 1.1 says (§17).

Virtuoso 7.2.5 divides whole numbers to whole numbers, ends a query over a division by zero or the
year of nothing, takes an error for false in IF and for "" in CONCAT, casts "" to 0, counts true as
1, compiles no value with EXISTS beside && or ||, and wants a separator in GROUP_CONCAT. Each has
another form there that means the right thing; docs/stores.md shows them.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from spacegraph.store.remote.piece import (
    CASTS,
    NOTHING,
    PARTS,
    XSD,
    Piece,
    all_given,
    are_truths,
    both_of,
    choose,
    part_of_date,
    to_condition,
)
from spacegraph.store.remote.text import Text
from spacegraph.store.tokens import Kind, Token, at

_TRUTHS: Final = frozenset(
    (
        *("BOUND", "CONTAINS", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISURI"),
        *("LANGMATCHES", "REGEX", "SAMETERM", "STRENDS", "STRSTARTS"),
    )
)
_NUMBERS: Final = frozenset(
    (
        *("ABS", "AVG", "CEIL", "COUNT", "DAY", "FLOOR", "HOURS", "MINUTES", "MONTH"),
        *("RAND", "ROUND", "SECONDS", "STRLEN", "SUM", "YEAR"),
    )
)
_AGGREGATES: Final = frozenset(["AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"])
_PICKING: Final = frozenset(["MAX", "MIN", "SAMPLE"])
_SEPARATE: Final = frozenset(["IF", "COALESCE", "STR", "CONCAT", *PARTS, *CASTS])
_SEPARATOR: Final = re.compile(r";\s*SEPARATOR\s*=", re.IGNORECASE)
_EXISTS: Final = re.compile(r"^(\(*)EXISTS ")
_ORDERINGS: Final = ("=", "!=", "<", ">", "<=", ">=")
_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER")


def in_dialect(text: Text) -> tuple[Text, frozenset[str]]:
    """Rewrite a query that an engine has read without complaint.

    Returns the names of the variables, too, that are true or false and come as 1 or 0.
    """
    head = text.query[: text.body[0].start]
    known: frozenset[str] = frozenset()
    while True:
        # A SELECT clause stands before the pattern that says what its variables are.
        writer = _Writer(text, known)
        written = writer.query()
        if writer.truths == known:
            return Text.of(head + written), known
        known = writer.truths


class _Writer:
    """Walks over the terminals of a query and writes them anew."""

    def __init__(self, text: Text, truths: frozenset[str]) -> None:
        self._text = text
        self._tokens = text.body
        self._index = 0
        self.truths = truths

    def query(self) -> str:
        return self._until(lambda token: False)

    def _until(self, ends: Callable[[Token], bool]) -> str:
        """Write patterns and clauses up to the token at which they end."""
        pieces: list[str] = []
        clause = False
        while self._index < len(self._tokens) and not ends(self._peek()):
            token = self._peek()
            if token.is_word("SELECT", *_MODIFIERS):
                clause = True
                pieces.append(self._take())
                continue
            if token.is_word("WHERE", "FROM", "LIMIT", "OFFSET", "VALUES"):
                clause = False
            if token.is_sign("{"):
                clause = False
                pieces.append(self._group())
            elif token.is_word("FILTER"):
                pieces += self._take(), self._primary().text
            elif token.is_word("BIND"):
                pieces += self._take(), self._named()
            elif clause and token.is_sign("("):
                pieces.append(self._named())
            elif clause and not token.is_word("BY", "DISTINCT", "REDUCED") and self._calls():
                pieces.append(self._primary().text)
            else:
                pieces.append(self._take())
        return " ".join(pieces)

    def _group(self) -> str:
        opening = self._take()
        inside = self._until(lambda token: token.is_sign("}"))
        return f"{opening} {inside} {self._take()}"

    def _named(self) -> str:
        """Write `( expression AS ?name )`, or a condition in brackets."""
        self._take()
        piece = self._expression()
        if self._peek().is_word("AS"):
            self._take()
            name = self._take()
            if piece.truth:
                self.truths |= {name[1:]}
            return f"({piece.value} AS {name}{self._take()}"
        self._take()
        return f"({piece.text})"

    def _expression(self) -> Piece:
        return self._chain("||", lambda: self._chain("&&", self._relation))

    def _chain(self, sign: str, part: Callable[[], Piece]) -> Piece:
        pieces = [part()]
        while self._at(sign):
            self._take()
            pieces.append(part())
        if len(pieces) == 1:
            return pieces[0]
        given = all_given(*pieces)
        if given and sign == "&&":
            # What is false decides, whatever the others are (§17.2).
            negated = (both_of(piece.given, f"!({piece.text})") for piece in pieces)
            given = " || ".join([f"({given})", *negated])
            given = f"({given})"
        texts = (_EXISTS.sub(r"\1! NOT EXISTS ", piece.text) for piece in pieces)
        return Piece(f" {sign} ".join(texts), truth=True, given=given)

    def _relation(self) -> Piece:
        left = self._sum()
        if any(self._at(sign) for sign in _ORDERINGS):
            sign, right = self._take(), self._sum()
            both = left.truth and right.truth
            sides = (each.text if each.truth and not both else each.value for each in (left, right))
            return Piece(f" {sign} ".join(sides), truth=True, given=all_given(left, right))
        negated = f"{self._take()} " if self._peek_word("NOT") else ""
        if self._peek_word("IN"):
            word, (among, _) = self._take(), self._arguments()
            return Piece(f"{left.value} {negated}{word} {among}", truth=True, given=left.given)
        return left

    def _sum(self) -> Piece:
        piece = self._product()
        while self._at("+") or self._at("-"):
            sign, right = self._take(), self._product()
            dates = sign == "-" and not piece.number and not right.number
            piece = Piece(
                f"{piece.value} {sign} {right.text}",
                number=not dates,
                given=all_given(piece, right),
                minus=(piece.text, right.text) if dates else None,
            )
        return piece

    def _product(self) -> Piece:
        piece = self._unary()
        while self._at("*") or self._at("/"):
            sign, right = self._take(), self._unary()
            given = all_given(piece, right)
            text = f"{piece.text} * {right.text}"
            if sign == "/":
                zero = not right.text.isdigit() or int(right.text) == 0
                divisor = f"IF({right.text} = 0, {NOTHING}, {right.text})" if zero else right.text
                text = f"{piece.text} * 1.0 / {divisor}"
                given = both_of(given, f"{right.text} != 0") if zero else given
            piece = Piece(text, number=True, given=given)
        return piece

    def _unary(self) -> Piece:
        if self._at("!"):
            sign, piece = self._take(), self._unary()
            return Piece(f"{sign} {piece.text}", truth=True, given=piece.given)
        if self._at("-") or self._at("+"):
            sign, piece = self._take(), self._unary()
            return Piece(f"{sign} {piece.text}", number=True, given=piece.given)
        return self._primary()

    def _primary(self) -> Piece:
        token = self._peek()
        if token.is_sign("("):
            self._take()
            inside = self._expression()
            self._take()
            plain = inside.plain and f"({inside.plain})"
            return replace(inside, text=f"({inside.text})", plain=plain)
        if token.is_word("NOT"):
            return Piece(f"{self._take()} {self._take()} {self._group()}", truth=True)
        if token.is_word("EXISTS"):
            return Piece(f"{self._take()} {self._group()}", truth=True)
        if token.is_word("TRUE", "FALSE"):
            return Piece(self._take(), truth=True, plain=f"{token.is_word('TRUE'):d}")
        if self._calls():
            return self._call()
        if token.kind is Kind.STRING:
            return self._literal()
        if token.kind is Kind.VARIABLE:
            name = self._take()[1:]
            truth = name in self.truths
            return Piece(f"?{name}", truth, False, f"BOUND(?{name})", f"?{name}" if truth else "")
        if token.kind in (Kind.NUMBER, Kind.IRI, Kind.PREFIXED):
            return Piece(self._take(), number=token.kind is Kind.NUMBER)
        raise at(self._text.query, token, f"{token.text} cannot be put to this server")

    def _literal(self) -> Piece:
        text = self._take()
        if self._at("^^"):
            sign, datatype = self._take(), self._peek()
            truth = self._text.prologue.expand(datatype) == f"{XSD}boolean"
            return Piece(f"{text}{sign}{self._take()}", truth)
        if self._index < len(self._tokens) and self._peek().kind is Kind.LANGUAGE:
            text += self._take()
        return Piece(text)

    def _call(self) -> Piece:
        token = self._peek()
        name = token.text.upper() if token.kind is Kind.WORD else self._text.prologue.expand(token)
        function = self._take()
        if name in _SEPARATE:
            return self._rewritten(function, name)
        arguments, pieces = self._arguments()
        if name == "GROUP_CONCAT" and not _SEPARATOR.search(arguments):
            arguments = f'{arguments[:-1]}; SEPARATOR=" ")'
        if name in _AGGREGATES:
            truth = name in _PICKING and pieces[0].truth
            text = f"{function}{arguments}"
            return Piece(text, truth, name in _NUMBERS, plain=text if truth else "")
        given = "" if name == "BOUND" else all_given(*pieces)
        return Piece(f"{function}{arguments}", name in _TRUTHS, name in _NUMBERS, given)

    def _rewritten(self, function: str, name: str) -> Piece:
        """Write a call that has another form there."""
        _, pieces = self._arguments()
        first, given = pieces[0], all_given(*pieces)
        if name == "IF":
            return choose(*pieces)
        if name == "STR":
            return Piece(first.days, given=given)
        if name in CASTS:
            text = f'isNumeric({first.value}) || REGEX(STR({first.value}), "{CASTS[name]}")'
            return Piece(f"IF({text}, {function}({first.value}), {NOTHING})", given=given)
        if name in PARTS:
            return Piece(part_of_date(name, first.value), number=True, given=given)
        text = f"{function}({', '.join(piece.value for piece in pieces)})"
        if name == "CONCAT":
            literal = " && ".join(f"isLiteral({piece.value})" for piece in pieces if piece.given)
            text = f"IF({both_of(given, literal)}, {text}, {NOTHING})" if literal else text
            return Piece(text, given=given)
        given = " || ".join(f"({piece.given})" for piece in pieces)
        given = f"({given})" if all(piece.given for piece in pieces) else ""
        return to_condition(text, given) if are_truths(*pieces) else Piece(text, given=given)

    def _arguments(self) -> tuple[str, list[Piece]]:
        """Write what stands in the brackets of a call, of an aggregate or of IN."""
        words, pieces = [self._take()], list[Piece]()
        while not self._at(")"):
            if self._at(",") or self._at("*") or self._peek_word("DISTINCT"):
                words.append(self._take())
            elif self._at(";"):
                words += (self._take() for _ in range(4))
            else:
                pieces.append(self._expression())
                words.append(pieces[-1].value)
        return f"{' '.join(words)}{self._take()}", pieces

    def _calls(self) -> bool:
        """Tell whether a function and its arguments begin here."""
        following = self._index + 1
        return (
            self._peek().kind in (Kind.WORD, Kind.IRI, Kind.PREFIXED)
            and following < len(self._tokens)
            and self._tokens[following].is_sign("(")
        )

    def _at(self, sign: str) -> bool:
        return self._index < len(self._tokens) and self._peek().is_sign(sign)

    def _peek_word(self, word: str) -> bool:
        return self._index < len(self._tokens) and self._peek().is_word(word)

    def _peek(self) -> Token:
        return self._tokens[self._index]

    def _take(self) -> str:
        self._index += 1
        return self._tokens[self._index - 1].text
