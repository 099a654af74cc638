"""Hold the pieces of a query that is rewritten for Virtuoso, and what is asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
NOTHING: Final = '<bif:connection_get>("spacegraph")'
"""An expression without value or type there, as an error has none: a setting that nobody sets."""

_DATES: Final = f"<{XSD}date>, <{XSD}dateTime>"
_PARTIAL: Final = f"{_DATES}, <{XSD}gYear>, <{XSD}gYearMonth>"
PARTS: Final[Mapping[str, tuple[int, int, str]]] = {
    "YEAR": (1, 4, _PARTIAL),
    "MONTH": (6, 2, f"{_DATES}, <{XSD}gYearMonth>"),
    "DAY": (9, 2, _DATES),
}
"""Where a part of a date stands in its text, and in the texts of which datatypes."""

CASTS: Final[Mapping[str, str]] = {
    f"{XSD}integer": "^[-+]?[0-9]+$",
    f"{XSD}decimal": "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)$",
    f"{XSD}date": "^-?[0-9]{4,}-[0-9][0-9]-[0-9][0-9]",
}
"""The texts that may be cast to a datatype."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rewritten expression.

    `truth` says that it is a condition, true or false, `number` that it is a number. `given` is the
    condition that it has a value, as far as variables decide it; "" where it always has. `plain` is
    the text of a condition as 1 or 0, `minus` has the sides of a difference of what may be dates.
    """

    text: str
    truth: bool = False
    number: bool = False
    given: str = ""
    plain: str = ""
    minus: tuple[str, str] | None = None

    @property
    def value(self) -> str:
        """The text where the value itself is wanted, not a condition."""
        if self.minus is not None:
            return f"IF({_any_date(*self.minus)}, {NOTHING}, {self.text})"
        if self.truth:
            return self.plain or choose(self, _ONE, _ZERO).value
        return self.text

    @property
    def days(self) -> str:
        """The text of STR over it: of a difference of dates, that of the duration."""
        if self.truth:
            return choose(self, Piece('"true"'), Piece('"false"')).value
        if self.minus is None:
            return f"STR({self.value})"
        later, earlier = self.minus
        days = f"<bif:datediff>('day', {earlier}, {later})"
        sign = f'IF({days} < 0, "-", "")'
        duration = f'IF({days} = 0, "PT0S", CONCAT({sign}, "P", STR(ABS({days})), "D"))'
        both = f"DATATYPE({later}) = <{XSD}date> && DATATYPE({earlier}) = <{XSD}date>"
        return f"IF({both}, {duration}, STR({self.value}))"


_ONE: Final = Piece("1", number=True)
_ZERO: Final = Piece("0", number=True)


def choose(condition: Piece, then: Piece, otherwise: Piece) -> Piece:
    """Write IF so that it has no value where its condition has none."""
    last = otherwise.value
    if condition.given:
        last = f"IF({condition.given}, {last}, {NOTHING})"
    text = f"IF({condition.text}, {then.value}, {last})"
    if are_truths(then, otherwise):
        return to_condition(text, condition.given)
    return Piece(text, number=then.number and otherwise.number, given=condition.given)


def to_condition(plain: str, given: str) -> Piece:
    """Make a condition of an expression that is 1 or 0."""
    return Piece(f"({plain} = 1)", truth=True, given=given, plain=plain)


def are_truths(*pieces: Piece) -> bool:
    """Tell whether some of the pieces are true or false, and all others may be unbound."""
    return any(piece.truth for piece in pieces) and all(
        piece.truth or piece.text.startswith("?") for piece in pieces
    )


def all_given(*pieces: Piece) -> str:
    """Write the condition that all of some pieces have a value; "" where they always have."""
    return " && ".join(dict.fromkeys(piece.given for piece in pieces if piece.given))


def both_of(*conditions: str) -> str:
    """Join conditions, of which "" is one that always holds."""
    return " && ".join(filter(None, conditions))


def part_of_date(name: str, argument: str) -> str:
    """Write YEAR, MONTH or DAY, which end a query there over what is no date."""
    start, length, datatypes = PARTS[name]
    number = f"<{XSD}integer>(SUBSTR(STR({argument}), {start}, {length}))"
    return f"IF(DATATYPE({argument}) IN ({datatypes}), {number}, {NOTHING})"


def _any_date(*values: str) -> str:
    return " || ".join(f"DATATYPE({value}) IN ({_DATES})" for value in values)
