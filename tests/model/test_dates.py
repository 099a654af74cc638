"""Partial dates against the calendar of the standard library."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import XSD


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "datatype"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), XSD.gYear),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), XSD.gYearMonth),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28), XSD.gYearMonth),
        ("1970-04-24", date(1970, 4, 24), date(1970, 4, 24), XSD.date),
    ],
)
def test_a_date_spans_the_days_it_can_mean(
    text: str, earliest: date, latest: date, datatype: object
) -> None:
    found = PartialDate.parse(text)
    assert (found.earliest, found.latest) == (earliest, latest)
    assert found.to_literal() == Literal(text, datatype=datatype)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18",
        "2018-5",
        "2018-13",
        "2018-00",
        "2018-02-30",
        "2018/05/17",
        "0000",
        "２０１８",
        "2018-05-17T00:00",
    ],
)
def test_what_is_no_date_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 2018|months run|calendar"):
        PartialDate.parse(text)


@given(st.dates(min_value=date(1, 1, 1)), st.integers(1, 3))
def test_every_precision_round_trips_and_holds_the_day(day: date, precision: int) -> None:
    text = day.isoformat()[: (4, 7, 10)[precision - 1]]
    found = PartialDate.parse(text)
    assert found.precision == precision
    assert PartialDate.from_literal(found.to_literal()) == found
    assert found.earliest <= day <= found.latest
    beyond = found.latest.toordinal() - found.earliest.toordinal()
    assert beyond in {0: {0}, 1: {27, 28, 29, 30}, 2: {364, 365}}[3 - precision]


@given(st.dates(min_value=date(1, 1, 2)))
def test_order_follows_the_calendar(day: date) -> None:
    before = PartialDate.parse((day - timedelta(days=1)).isoformat())
    assert before < PartialDate.parse(day.isoformat())


def test_other_literals_are_no_dates() -> None:
    assert PartialDate.from_literal(Literal("2018")) is None
    assert PartialDate.from_literal(Literal("x", datatype=XSD.date)) is None
