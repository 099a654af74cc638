"""The house rules that a reader relies on: imports run down, modules stay small, no cycles."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "spacegraph"
LAYERS = {
    "errors": 0,
    "namespaces": 0,
    "resources": 0,
    "settings": 0,
    "model": 1,
    "tables": 2,
    "store": 2,
    "graph": 3,
    "search": 3,
    "gate": 3,
    "gcat": 3,
    "analytics": 3,
    "library": 4,
    "web": 4,
    "pages": 4,
    "cli": 5,
    "__main__": 6,
}
"""`cli` starts the server, so it stands above `web`; nothing else of one reaches the other."""

MODULES = sorted(
    path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or path.stem != "__init__"
)
"""Every module but the package itself, which names its library for type checkers only."""


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_imports(path: Path) -> list[tuple[str, int]]:
    """Return the spacegraph modules that a file imports, with the column each import starts at."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spacegraph"):
            found.append((node.module or "", node.col_offset))
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.append(("relative", node.col_offset))
        elif isinstance(node, ast.Import):
            found += [
                (name.name, node.col_offset)
                for name in node.names
                if name.name.startswith("spacegraph")
            ]
    return found


def layer(name: str) -> int:
    parts = name.split(".")
    return LAYERS[parts[1]] if len(parts) > 1 else 7


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_run_downwards_and_stand_at_the_top(path: Path) -> None:
    name = module_name(path)
    for imported, column in own_imports(path):
        assert imported != "relative", "imports name the whole path"
        assert column == 0, f"{imported} is imported inside a function or block"
        assert layer(imported) <= layer(name), f"{name} reaches up to {imported}"


def test_no_import_cycles() -> None:
    graph = {module_name(path): {each for each, _ in own_imports(path)} for path in MODULES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for imported in sorted(graph.get(name, ())):
                visit(imported, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_says_what_it_is_for_and_fits_the_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= 300
