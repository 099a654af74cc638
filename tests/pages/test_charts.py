"""Charts: what is drawn where, and that nothing in a label gets out of it."""

import pytest

from spacegraph.pages.charts import (
    MOST_BARS,
    MOST_SERIES,
    Series,
    Value,
    bar_chart,
    line_chart,
)
from spacegraph.pages.render import ENVIRONMENT


def html(kind: str, chart: object, title: str = "T") -> str:
    text = f'{{% from "chart.html" import {kind} %}}{{{{ {kind}(chart, title) }}}}'
    return ENVIRONMENT.from_string(text).render(chart=chart, title=title)


def test_the_longest_bar_fills_the_width_and_the_others_in_proportion() -> None:
    chart = bar_chart([Value("a", 50), Value("b", 200), Value("c", 0)])
    assert chart is not None
    assert [(bar.start, bar.width) for bar in chart.bars] == [(0, 25), (0, 100), (0, 0)]
    assert chart.description == "a: 50; b: 200; c: 0"


def test_losses_lie_to_the_left_of_zero() -> None:
    chart = bar_chart([Value("gain", 30), Value("loss", -10)])
    assert chart is not None
    assert [(bar.start, bar.width) for bar in chart.bars] == [(25, 75), (0, 25)]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [Value("a", 1)],
        [Value("a", 0), Value("b", 0)],
        [Value("a", 1), Value("b", float("nan"))],
    ],
)
def test_without_two_numbers_to_compare_there_is_no_bar_chart(values: list[Value]) -> None:
    assert bar_chart(values) is None


def test_bars_beyond_the_most_are_counted() -> None:
    chart = bar_chart([Value(str(n), n) for n in range(MOST_BARS + 3)])
    assert chart is not None
    assert (len(chart.bars), chart.left_out) == (MOST_BARS, 3)


def test_numbers_are_grouped_and_keep_their_decimals() -> None:
    chart = bar_chart([Value("a", 1234567), Value("b", 0.25)])
    assert chart is not None
    assert [bar.text for bar in chart.bars] == ["1,234,567", "0.25"]


def test_a_missing_year_parts_the_line() -> None:
    chart = line_chart([Series("", ((2020, 1), (2018, 3), (2021, 2), (2023, 5)))])
    assert chart is not None
    runs = [[dot.label for dot in run] for run in chart.lines[0].runs]
    assert runs == [["2018: 3"], ["2020: 1", "2021: 2"], ["2023: 5"]]
    assert [tick.text for tick in chart.up] == ["0", "1", "2", "3", "4", "5"]
    assert [tick.text for tick in chart.across] == [str(year) for year in range(2018, 2024)]


def test_time_goes_to_the_right_and_more_goes_up() -> None:
    chart = line_chart([Series("", ((2000, -5), (2010, 0), (2020, 20)))])
    assert chart is not None
    dots = [dot for run in chart.lines[0].runs for dot in run]
    assert dots[0].x < dots[1].x < dots[2].x
    assert dots[0].y > dots[1].y > dots[2].y
    assert dots[1].x - dots[0].x == pytest.approx(dots[2].x - dots[1].x, abs=0.02)
    assert len(chart.across) <= 8


@pytest.mark.parametrize("points", [(), ((2020, 1),), ((2020, 1), (2021, 2))])
def test_fewer_than_three_years_make_no_line(points: tuple[tuple[int, float], ...]) -> None:
    assert line_chart([Series("", points)]) is None


def test_years_without_a_number_stay_on_their_zero_line() -> None:
    chart = line_chart([Series("", ((2020, 0), (2021, 0), (2022, 0)))])
    assert chart is not None
    assert len({dot.y for run in chart.lines[0].runs for dot in run}) == 1


def test_series_beyond_what_can_be_told_apart_are_counted() -> None:
    points = ((2020, 1.0), (2021, 2.0), (2022, 3.0))
    chart = line_chart([Series(str(n), points) for n in range(MOST_SERIES + 2)])
    assert chart is not None
    assert (len(chart.lines), chart.left_out) == (MOST_SERIES, 2)
    assert html("line_chart", chart).count("<li>") == MOST_SERIES


def test_labels_are_text() -> None:
    evil = '"><script>alert(1)</script>'
    bars = bar_chart([Value(evil, 1, "zh-Hans"), Value("b", 2)])
    lines = line_chart([Series(evil, ((2020, 1), (2021, 2), (2022, 3)))] * 2)
    for text in (html("bar_chart", bars, evil), html("line_chart", lines, evil)):
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert 'role="img"' in text and " style=" not in text
