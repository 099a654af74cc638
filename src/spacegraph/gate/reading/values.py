"""Read values as people write them, where only one thing can be meant."""

import re
from calendar import month_abbr, month_name
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from spacegraph.gate.vocabulary.currencies import WORDS, find_currency
from spacegraph.model.dates import PartialDate

_MONTHS: Final = {
    name.lower(): number
    for names in (month_name, month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{4})\s*年(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?)?",
        rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<w>{_WORDS})\.?,?\s+(?P<y>\d{{4}})",
        rf"(?P<w>{_WORDS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?",
    )
)
_NUMERIC: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")

_SCALES: Final = {
    **{"thousand": 3, "k": 3, "万": 4, "十万": 5},
    **{"million": 6, "mn": 6, "mln": 6, "m": 6, "百万": 6, "千万": 7, "亿": 8},
    **{"billion": 9, "bn": 9, "bln": 9, "十亿": 9, "trillion": 12, "万亿": 12},
}
"""Words for powers of ten."""
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MONEY = "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True))
_AMOUNT: Final = re.compile(
    rf"(?:{_MONEY}|[a-z]{{3}})?\s*"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e\+?\d+)?)\s*"
    rf"(?P<scale>{_SCALE})?\s*(?:{_MONEY}|[a-z]{{3}})?",
    re.IGNORECASE,
)


def name_currency(text: str) -> str:
    """Return the currency that a sum names itself; empty where it names none.

    >>> name_currency("5亿美元"), name_currency("USD 5m"), name_currency("804 million")
    ('USD', 'USD', '')
    """
    match = _AMOUNT.fullmatch(" ".join(text.split()))
    if not match:
        return ""
    words = (
        text[: match.start("number")],
        text[match.end("scale") if match["scale"] else match.end("number") :],
    )
    return next((code for word in words if (code := find_currency(word))), "")


def mend_date(text: str) -> str:
    """Return a date as ISO 8601 writes it; empty where it may mean several things or none.

    >>> mend_date("18 May 2025"), mend_date("2025年5月18日"), mend_date("05/06/2025")
    ('2025-05-18', '2025-05-18', '')
    """
    plain = " ".join(text.split())
    for pattern in _DATES:
        if match := pattern.fullmatch(plain):
            parts = match.groupdict()
            month = _MONTHS.get((parts.get("w") or "").lower()) or int(parts.get("m") or 0)
            return _checked(int(parts["y"]), month, int(parts.get("d") or 0))
    if match := _NUMERIC.fullmatch(plain):
        first, second, year = (int(part) for part in match.groups())
        if first > 12 >= second or first == second:
            return _checked(year, second, first)
        if second > 12 >= first:
            return _checked(year, first, second)
    return ""


def mend_amount(text: str) -> str:
    """Return a sum as plain digits; empty where it is none or may mean several.

    >>> mend_amount("RMB 804 million"), mend_amount("8.04亿"), mend_amount("1,5")
    ('804000000', '804000000', '')
    """
    match = _AMOUNT.fullmatch(" ".join(text.split()))
    if not match:
        return ""
    try:
        number = Decimal(match["number"].replace(",", ""))
    except InvalidOperation:
        return ""
    # 5 m can be five metres or five million: a lone letter needs a currency beside it.
    if re.fullmatch(r"[\d.,]+\s*[mk]", match[0], re.IGNORECASE):
        return ""
    value = number.scaleb(_SCALES.get((match["scale"] or "").lower(), 0))
    if not 0 < value < Decimal(10) ** 15:
        return ""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _checked(year: int, month: int, day: int) -> str:
    """Write a date if the calendar has it."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return str(PartialDate(year, month, day)) if month or not day else ""
