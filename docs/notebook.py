"""Make the notebook of the manual from `analysis.py` and run it: `make docs`.

A cell begins at a line `# %%`, and at `# %% [markdown]` one of words. What the cells give is the
same for the same facts.
"""

import re
import tempfile
from pathlib import Path
from typing import Final

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parent
SOURCE = HERE / "analysis.py"
NOTEBOOK = HERE / "analysis.ipynb"
SECONDS: Final = 300
_CELL: Final = "# %%"
_WORDS: Final = " [markdown]"
_TYPEFACE: Final = re.compile(r"&lt;style&gt;@font-face.*?&lt;/style&gt;\\n")
"""The letters that a page embeds: others drew them, and whoever runs the notebook has them."""


def notebook() -> nbformat.NotebookNode:
    """Make the notebook without outputs; cells have ids by their place."""
    cells = []
    for text in SOURCE.read_text(encoding="utf-8").split(_CELL)[1:]:
        name = f"cell-{len(cells)}"
        if text.startswith(_WORDS):
            lines = text.removeprefix(_WORDS).strip().splitlines()
            words = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
            cells.append(nbformat.v4.new_markdown_cell(words, id=name))
        else:
            cells.append(nbformat.v4.new_code_cell(text.strip(), id=name))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def executed() -> str:
    """Run the notebook and give its text; an error in a cell is raised."""
    found = notebook()
    with tempfile.TemporaryDirectory() as lines:
        # A socket's path must be short, and beside the notebook is no place for it.
        kernel = AsyncKernelManager(
            kernel_name="python3", transport="ipc", ip=str(Path(lines) / "kernel")
        )
        client = NotebookClient(found, km=kernel, timeout=SECONDS, record_timing=False)
        client.execute(cleanup_kc=True)
    # The version of the interpreter is no result.
    found.metadata.pop("language_info", None)
    return _TYPEFACE.sub("", nbformat.writes(found)) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(executed(), encoding="utf-8")
