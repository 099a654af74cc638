"""Vague dates of the catalogue: `2016`, `2016 Jan?`, `2016 Jan  1 0205:30`, `1960s`."""

import re
from dataclasses import dataclass

from spacegraph.model.dates import PartialDate

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PATTERN = re.compile(
    r"(?P<year>\d{1,4})"
    r"(?: (?P<month>[A-Z][a-z]{2})(?:\s+(?P<day>\d{1,2})(?:\s+(?P<clock>\d{4}(?::\d{2})?))?)?)?"
)


@dataclass(frozen=True, slots=True)
class VagueDate:
    """A date as the catalogue prints it.

    `date` is as precise as the text and None for decades, quarters and the like; `clock` is
    `04:03` or `04:03:45`, empty where no time is given; `uncertain` keeps the question mark.
    """

    text: str
    date: PartialDate | None = None
    clock: str = ""
    uncertain: bool = False

    @classmethod
    def parse(cls, text: str) -> "VagueDate":
        """Read a vague date; what cannot be read keeps its text only.

        >>> str(VagueDate.parse("2016 Jan  1 0205?").date)
        '2016-01-01'
        """
        uncertain = text.endswith("?")
        match = _PATTERN.fullmatch(text.rstrip("?").strip())
        if not match:
            return cls(text, uncertain=uncertain)
        month = _MONTHS.index(match["month"]) + 1 if match["month"] in _MONTHS else 0
        if match["month"] and not month:
            return cls(text, uncertain=uncertain)
        parts = [f"{int(match['year']):04}"]
        parts += [f"{month:02}"] if month else []
        parts += [f"{int(match['day']):02}"] if match["day"] else []
        try:
            date = PartialDate.parse("-".join(parts))
        except ValueError:
            return cls(text, uncertain=uncertain)
        digits = match["clock"] or ""
        return cls(text, date, f"{digits[:2]}:{digits[2:]}" if digits else "", uncertain)
