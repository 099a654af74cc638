"""What belongs to a slice, and how it is said."""

from datetime import date

import pytest

from spacegraph.analytics.layers import layers
from spacegraph.analytics.slices import Slice
from spacegraph.errors import QueryError

MOMENT, SPAN = layers()["contract"], layers()["affiliation"]


@pytest.mark.parametrize(
    ("field", "written", "day"),
    [
        ("as_of", "2020", "2020-12-31"),
        ("as_of", "2020-02", "2020-02-29"),
        ("until", "2019-02", "2019-02-28"),
        ("until", date(2019, 2, 3), "2019-02-03"),
        ("since", "2019", "2019-01-01"),
        ("since", "2019-07-04", "2019-07-04"),
        ("since", None, ""),
        ("since", "", ""),
    ],
)
def test_a_date_means_its_first_or_last_day(
    field: str, written: str | date | None, day: str
) -> None:
    assert getattr(Slice.of(**{field: written}), field) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "soon"}, "as_of = 'soon' is not a date"),
        ({"since": "2020-13"}, "since = '2020-13' is not a date"),
        ({"since": "2020", "until": "2019"}, "since 2020-01-01 is after until 2019-12-31"),
        ({"weight": "money"}, "no weight 'money'"),
    ],
)
def test_nonsense_is_refused_in_words(asked: dict[str, str], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        Slice.of(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "earliest", "latest", "moment", "span"),
    [
        ({}, "", "", True, True),
        ({"as_of": "2020"}, "", "", False, True),
        ({"as_of": "2020"}, "2019-01-01", "2019-12-31", True, False),
        ({"as_of": "2020"}, "2019-01-01", "", True, True),
        ({"as_of": "2020-06"}, "2020-01-01", "2020-12-31", True, True),
        ({"as_of": "2020"}, "2021-01-01", "", False, False),
        ({"since": "2020"}, "2019-01-01", "2019-12-31", False, False),
        ({"since": "2020"}, "2019-06-01", "2020-05-31", True, True),
        ({"until": "2020"}, "2021-01-01", "2021-01-31", False, False),
        ({"until": "2020"}, "", "2018-12-31", False, True),
        ({"since": "2018", "until": "2020"}, "2020-12-31", "2021-12-31", True, True),
        ({"since": "2018", "until": "2020"}, "2021-01-01", "2021-12-31", False, False),
    ],
)
def test_what_belongs(
    asked: dict[str, str], earliest: str, latest: str, moment: bool, span: bool
) -> None:
    part = Slice.of(**asked)  # type: ignore[arg-type]
    assert part.holds(MOMENT, earliest, latest) is moment
    assert part.holds(SPAN, earliest, latest) is span


def test_a_slice_in_words_and_as_options() -> None:
    part = Slice.of(
        as_of="2020", since="2015", types=["university", "investor"], provinces=["sichuan"]
    )
    assert part.words() == (
        "as of 2020-12-31, since 2015-01-01, only organisations of type investor or university, "
        "only organisations seated in sichuan"
    )
    assert part.options() == (
        " --as-of 2020-12-31 --since 2015-01-01 --types investor,university --provinces sichuan"
    )
    assert Slice.of().words() == "all dates, types and provinces"
    assert Slice.of().options() == ""
    assert Slice.of(weight="value").options() == " --weight value"
