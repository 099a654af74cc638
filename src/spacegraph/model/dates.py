"""Dates as precisely as they are known: a year, a month or a day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from spacegraph.namespaces import XSD

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DATATYPES = (XSD.gYear, XSD.gYearMonth, XSD.date)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date of which the day, or the day and the month, may be unknown (0)."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2018`, `2018-05` or `2018-05-17`; anything else is a ValueError.

        >>> PartialDate.parse("2018-05").latest.isoformat()
        '2018-05-31'
        """
        match = _PATTERN.fullmatch(text)
        if not match or not match[0].isascii():
            raise ValueError(f"{text!r} is not a date; write 2018, 2018-05 or 2018-05-17")
        year, month, day = (int(part or 0) for part in match.groups())
        found = cls(year, month, day)
        if match[2] and not 1 <= month <= 12:
            raise ValueError(f"{text!r} has no month {match[2]}; months run from 01 to 12")
        if year == 0 or (match[3] and not 1 <= day <= calendar.monthrange(year, month)[1]):
            raise ValueError(f"{text!r} is not a day of the calendar")
        return found

    @classmethod
    def from_literal(cls, literal: Literal) -> "PartialDate | None":
        """Read an xsd:gYear, xsd:gYearMonth or xsd:date; None where it is none of these."""
        if literal.datatype not in _DATATYPES:
            return None
        try:
            return cls.parse(literal.value.removesuffix("Z"))
        except ValueError:
            return None

    def to_literal(self) -> Literal:
        """Give the literal of the datatype that matches the precision."""
        return Literal(str(self), datatype=_DATATYPES[self.precision - 1])

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 + bool(self.month) + bool(self.day)

    @property
    def earliest(self) -> date:
        """The first day that this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: self.precision])


def to_day(day: date) -> Literal:
    """Give the xsd:date of a day."""
    return Literal(day.isoformat(), datatype=XSD.date)
