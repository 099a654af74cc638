"""The manual says what the code does: generated pages are up to date, routes are described."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = load_generator()


@pytest.mark.parametrize("name", sorted(GENERATOR.PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == GENERATOR.PAGES[name](), "run `make docs`"


def test_every_decision_is_listed_once() -> None:
    files = sorted(path.stem for path in (ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [name[:4] for name in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]


def test_the_readme_names_what_it_leads_to() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in ("docs/commands.md", "docs/questions.md", "docs/tables.md", "docs/http.md"):
        assert path in text
        assert (ROOT / path).is_file()
    assert "make serve" in text
    assert "make test" in text
    assert "General Catalog of Artificial Space Objects" in text
