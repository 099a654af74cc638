"""Accept headers read as RFC 9110 §12.5.1 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacegraph.store.results import GRAPH_FORMATS, SOLUTION_FORMATS, Form, find_format
from spacegraph.web.negotiation import choose, parse_accept, weigh
from spacegraph.web.problems import Problem

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/tab-separated-values, text/csv", "text/csv"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv; q=0.5 , */*;q=0.1", "text/csv"),
        ("application/*;q=0.2, text/*;q=0.3, text/csv;q=0.1", "text/tab-separated-values"),
        (f"*/*, {JSON};q=0", XML),
        ("application/json", "application/json"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/html, */*", JSON),
        ("text/csv;charset=utf-8", "text/csv"),
        ('text/csv;x="a,b;q=0"', "text/csv"),
        ("nonsense, text/csv", "text/csv"),
        (",,text/csv,", "text/csv"),
        ("text/csv;q=1.000", "text/csv"),
        ("text/csv;Q=0.4, text/tab-separated-values;q=0.3", "text/csv"),
    ],
)
def test_the_most_welcome_format_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(SOLUTION_FORMATS, accept).media_type == chosen


@pytest.mark.parametrize(
    "accept",
    ["image/png", "text/csv;q=0", "*/*;q=0", "text/csv;q=2", "*/csv", "nonsense", "image/*"],
)
def test_nothing_welcome_is_406_with_what_there_is(accept: str) -> None:
    """RFC 9110 §15.5.7."""
    with pytest.raises(Problem) as caught:
        choose(SOLUTION_FORMATS, accept)
    assert caught.value.status == 406
    assert "text/csv" in caught.value.detail


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("csv", "text/csv"), ("JSON", JSON), ("text/csv", "text/csv"), ("xml", XML)],
)
def test_a_format_asked_for_by_name_overrides_the_header(name: str, chosen: str) -> None:
    assert choose(SOLUTION_FORMATS, "image/png", name).media_type == chosen


def test_an_unknown_name_is_406() -> None:
    with pytest.raises(Problem, match="no format 'pdf'"):
        choose(GRAPH_FORMATS, None, "pdf")


@given(st.text())
def test_any_header_is_read_without_failing(header: str) -> None:
    for each in parse_accept(header):
        assert 0 <= each.weight <= 1


RANGES = st.sampled_from(["*/*", "text/*", "application/*", "text/csv", JSON, "image/png"])
WEIGHTS = st.sampled_from(["0", "0.001", "0.5", "0.999", "1"])


@given(st.lists(st.tuples(RANGES, WEIGHTS), min_size=1, max_size=6))
def test_no_other_format_is_more_welcome_than_the_chosen(pairs: list[tuple[str, str]]) -> None:
    header = ", ".join(f"{name};q={weight}" for name, weight in pairs)
    ranges = parse_accept(header)
    best = max(weigh(format.media_type, ranges) for format in SOLUTION_FORMATS)
    try:
        chosen = choose(SOLUTION_FORMATS, header)
    except Problem:
        assert best == 0
    else:
        assert weigh(chosen.media_type, ranges) == best > 0


@pytest.mark.parametrize("formats", [SOLUTION_FORMATS, GRAPH_FORMATS])
def test_every_format_can_be_asked_for(formats: tuple[object, ...]) -> None:
    form = Form.SELECT if formats is SOLUTION_FORMATS else Form.DESCRIBE
    for format in SOLUTION_FORMATS if form is Form.SELECT else GRAPH_FORMATS:
        assert choose(formats, format.media_type) == format  # type: ignore[arg-type]
        assert find_format(form, format.media_type) == format
