"""Vague dates: as precise as printed, never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.gcat.vague import VagueDate


@pytest.mark.parametrize(
    ("text", "date", "clock", "uncertain"),
    [
        ("2016", "2016", "", False),
        ("2016?", "2016", "", True),
        ("2016 Jan", "2016-01", "", False),
        ("2016 Jan  1", "2016-01-01", "", False),
        ("2016 Dec 31 2359", "2016-12-31", "23:59", False),
        ("2016 Jan  1 0205:30?", "2016-01-01", "02:05:30", True),
        (" 700?", "0700", "", True),
    ],
)
def test_readable_dates(text: str, date: str, clock: str, uncertain: bool) -> None:
    found = VagueDate.parse(text)
    assert (str(found.date), found.clock, found.uncertain) == (date, clock, uncertain)


@pytest.mark.parametrize("text", ["", "-", "1960s", "1997 Q1", "2016 Foo 1", "2016 Feb 30", "*"])
def test_what_cannot_be_read_keeps_its_text_only(text: str) -> None:
    found = VagueDate.parse(text)
    assert found.date is None
    assert found.text == text


@given(st.dates())
def test_every_day_reads_back(day) -> None:  # type: ignore[no-untyped-def]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    text = f"{day.year:4} {months[day.month - 1]} {day.day:2}"
    assert str(VagueDate.parse(text).date) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_is_refused(text: str) -> None:
    assert VagueDate.parse(text).text == text
