"""The notebook of the manual: made from its source, run without an error, the same again."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

DOCS = Path(__file__).parents[1] / "docs"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook", DOCS / "notebook.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NOTEBOOK = load()


@pytest.fixture(scope="module")
def shipped() -> nbformat.NotebookNode:
    found = nbformat.read(DOCS / "analysis.ipynb", as_version=4)
    nbformat.validate(found)
    return found


def test_the_shipped_notebook_is_that_of_the_source(shipped: nbformat.NotebookNode) -> None:
    cells = [(cell.id, cell.cell_type, cell.source) for cell in shipped.cells]
    made = [(cell.id, cell.cell_type, cell.source) for cell in NOTEBOOK.notebook().cells]
    assert cells == made, "run `make docs`"


def test_every_cell_was_run_in_order_and_without_error(shipped: nbformat.NotebookNode) -> None:
    code = [cell for cell in shipped.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code[1:])
    kinds = {output.output_type for cell in code for output in cell.outputs}
    assert kinds == {"stream", "execute_result"}
    assert {output.name for c in code for output in c.outputs if "name" in output} == {"stdout"}


def test_it_holds_no_trace_of_a_machine(shipped: nbformat.NotebookNode) -> None:
    text = nbformat.writes(shipped)
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|0x[0-9a-f]{6}", text)
    assert all(not cell.metadata for cell in shipped.cells)
    assert "font-face" not in text


@pytest.mark.slow
def test_another_run_gives_the_same_bytes_and_leaves_no_socket() -> None:
    assert NOTEBOOK.executed() == NOTEBOOK.executed()
    for place in (Path.cwd(), DOCS):
        assert not [each for each in place.iterdir() if each.is_socket()]
