"""Cells of a workbook by their names."""

from collections.abc import Callable

import pytest

from spacegraph.gate.formats.grid import Grid, letters
from spacegraph.gate.judging.verdict import Verdict

GRID = Grid({"a.xlsx:deals!": {"id": "A", "amount": "AB"}})


@pytest.mark.parametrize(("number", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_letters(number: int, text: str) -> None:
    assert letters(number) == text


def test_a_row_and_a_column_make_a_cell() -> None:
    assert GRID.cell("a.xlsx:deals!:3", "amount") == "a.xlsx:deals!AB3"
    assert GRID.cell("a.xlsx:deals!:3") == "a.xlsx:deals!A3"
    assert GRID.cell("b.csv:3", "amount") == "b.csv:3"
    assert GRID.text("says the same as a.xlsx:deals!:12") == "says the same as a.xlsx:deals!A12"


def test_findings_of_shapes_name_the_cell_of_the_value(
    judge: Callable[..., Verdict], workbook: Callable[[dict[str, str]], bytes]
) -> None:
    found = judge(workbook({"currency": "RMB", "buyer_ids": "landspace"}), "deals.xlsx").findings
    wheres = {each.message[:20]: each.where for each in found}
    assert wheres["no currency of ISO 42"[:20]] == "deals.xlsx:contracts!O3"
    assert wheres["The same organisatio"] == "deals.xlsx:contracts!H3"
