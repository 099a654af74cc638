"""Cells become terms, or say what is wrong."""

import pytest
from pyoxigraph import Literal, NamedNode

from spacegraph.model.columns import (
    address,
    by_script,
    coded,
    integer,
    number,
    split_cell,
    year,
)
from spacegraph.namespaces import XSD, concept


def test_a_number_keeps_its_lexical_form() -> None:
    assert number(0, 100)("18.4783") == Literal("18.4783", datatype=XSD.decimal)


@pytest.mark.parametrize(
    "text", ["1,000", "1e9", "NaN", "Infinity", "", "12%", "１２", "0x10", "1_000"]
)
def test_other_notations_of_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain number"):
        number(0, 1e12)(text)


@pytest.mark.parametrize("text", ["-0.1", "100.01"])
def test_a_number_stays_in_bounds(text: str) -> None:
    with pytest.raises(ValueError, match="outside 0 to 100"):
        number(0, 100)(text)


@pytest.mark.parametrize("text", ["-1", "1.0", "١٢", ""])
def test_a_whole_number_has_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        integer(text)


def test_a_code_is_a_concept_or_names_the_choices() -> None:
    read = coded("outcome", "success", "failure")
    assert read("success") == concept("outcome", "success")
    with pytest.raises(ValueError, match="choose one of: success, failure"):
        read("succes")


@pytest.mark.parametrize(
    ("text", "language"), [("微纳星空", "zh-hans"), ("SAST 上海", "zh-hans"), ("CASC", "en")]
)
def test_script_decides_the_language(text: str, language: str) -> None:
    found = by_script(text)
    assert isinstance(found, Literal)
    assert found.language == language


@pytest.mark.parametrize("text", ["https://spacenews.com/?p=466013", "urn:source:common-knowledge"])
def test_addresses(text: str) -> None:
    assert address(text) == NamedNode(text)


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "http://a b", "https://", "file:///etc/passwd", "x", "http://a/{b}"],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        address(text)


def test_years() -> None:
    assert year("2018") == Literal("2018", datatype=XSD.gYear)
    with pytest.raises(ValueError, match="four digits"):
        year("18")


def test_a_cell_splits_at_bars_and_drops_nothing_else() -> None:
    assert split_cell("casc | casic|  cas ") == ("casc", "casic", "cas")
    assert split_cell(" | ") == ()
