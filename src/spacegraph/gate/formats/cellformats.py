"""Tell by its number format what a spreadsheet shows of a number (ECMA-376 part 1 §18.8.30)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from spacegraph.gate.vocabulary.currencies import find_currency


class Shown(StrEnum):
    """What a person reads in a cell that holds a number."""

    NUMBER = "the number"
    PERCENT = "the number times 100"
    DAY = "a day"
    MONTH = "a month"
    YEAR = "a year"
    TIME = "a time"
    YEARLESS = "a day or a month without its year"
    LOCAL = "a date in the manner of some country"
    WORDED = "the number with a unit"
    SCALED = "a part of the number, in thousands or millions"
    HIDDEN = "nothing"


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown, and the code of the currency that stands beside it; empty where none does."""

    shown: Shown
    currency: str = ""


PLAIN: Final = Look(Shown.NUMBER)
_BUILT_IN: Final[Mapping[int, Shown]] = MappingProxyType(
    {
        **dict.fromkeys((9, 10), Shown.PERCENT),
        **dict.fromkeys((14, 15, 22, 30, 31), Shown.DAY),
        **dict.fromkeys((*range(18, 22), 32, 33, 45, 46, 47), Shown.TIME),
        # What these show depends on the country that the program is set to.
        **dict.fromkeys((*range(27, 30), *range(34, 37), *range(50, 59)), Shown.LOCAL),
        16: Shown.YEARLESS,
        17: Shown.MONTH,
    }
)
_QUOTED: Final = r'"[^"]*"|\\.'
_PART: Final = re.compile(rf"{_QUOTED}|[_*].|(;)")
_CONDITION: Final = re.compile(r"\[[<>=]")
_MONEY: Final = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|\[(?:h+|m+|s+)\]|\[[^\]]*\]|[_*].', re.IGNORECASE)
_GENERAL: Final = re.compile(r"general|standard|@|E[+-]", re.IGNORECASE)
_SCALE: Final = re.compile(r"[0#?],+(?![0#?,])")
"""A comma after the last digit divides by a thousand."""

_JAPANESE: Final = "411"


@lru_cache(1024)
def read_format(number: int, code: str, sign: int = 1) -> Look:
    """Return what a format shows of a number that is above (1), below (-1) or zero (0).

    `code` is empty for formats that are built in and go by their number.
    """
    if not code:
        return Look(_BUILT_IN.get(number, Shown.NUMBER))
    sections = _split(code)
    if any(map(_CONDITION.search, sections)):
        looks = {_section(each) for each in sections}
        return looks.pop() if len(looks) == 1 else Look(Shown.SCALED)
    at = 1 if sign < 0 else 0 if sign else 2
    return _section(sections[at] if at < len(sections) else sections[0])


def _split(code: str) -> list[str]:
    """Return the sections for numbers above, below and at zero, as many as there are."""
    parts, start = [], 0
    for match in _PART.finditer(code):
        if match[1]:
            parts.append(code[start : match.start()])
            start = match.end()
    parts.append(code[start:])
    return parts[:-1] if len(parts) > 1 and "@" in parts[-1] else parts


def _section(code: str) -> Look:
    money = [_currency(*match.groups()) for match in _MONEY.finditer(code)]
    bare = _MONEY.sub("", code)
    words = [match[1] or match[2] or "" for match in _LITERAL.finditer(bare)]
    plain = _LITERAL.sub(lambda m: m[0] if m[0][0] == "[" and m[0][1] in "hmsHMS" else "", bare)
    letters = _GENERAL.sub("", plain).lower()
    dated = _date(letters)
    if dated:
        return Look(dated)
    if not code.strip() or not re.search(r"[0#?@]|general|standard", plain, re.IGNORECASE):
        return Look(Shown.HIDDEN)
    if _SCALE.search(plain):
        return Look(Shown.SCALED)
    if "%" in plain:
        return Look(Shown.PERCENT)
    said = "".join((*words, re.sub(r"[0#?.,]", "", letters)))
    named = find_currency(said.strip(" -()+/:"))
    money += [named] if named else []
    if not named and re.search(r"\w", said):
        return Look(Shown.WORDED)
    known = {each for each in money if each}
    return Look(Shown.WORDED) if len(known) > 1 else Look(Shown.NUMBER, *known)


def _currency(sign: str, locale: str | None) -> str:
    if sign == "¥" and (locale or "").lstrip("0").upper() == _JAPANESE:
        return "JPY"
    return find_currency(sign)


def _date(letters: str) -> Shown | None:
    """Read the letters of a format; e and b are years of another count."""
    year, day = bool(re.search("[yeb]", letters)), "d" in letters
    timed = bool(re.search("[hs]", letters))
    if year:
        return Shown.DAY if day else Shown.MONTH if "m" in letters else Shown.YEAR
    if day or ("m" in letters and not timed):
        return Shown.TIME if "[m" in letters else Shown.YEARLESS
    return Shown.TIME if timed else None
