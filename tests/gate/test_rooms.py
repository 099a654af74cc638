"""The rooms of the gate: a fact goes through them in one direction, and each says what it imports."""

import ast
import re
from pathlib import Path

import pytest

import spacegraph.gate

GATE = Path(spacegraph.gate.__file__).parent
ROOMS = tuple(re.findall(r"^ ?\d+\. `(\w+)`", spacegraph.gate.__doc__ or "", re.MULTILINE))
"""In the order in which the gate's own words list them."""


def imported(room: str) -> set[str]:
    """Return the other parts of the gate that the modules of a room import."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (GATE / room).glob("*.py"))
    modules = (
        node.module.split(".")
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    )
    return {parts[2] for parts in modules if parts[:2] == ["spacegraph", "gate"]} - {room}


def test_every_part_of_the_gate_is_a_room_but_the_desk() -> None:
    assert sorted(ROOMS) == sorted(path.parent.name for path in GATE.glob("*/__init__.py"))
    assert sorted(path.stem for path in GATE.glob("*.py")) == ["__init__", "desk"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_rooms_before_it(room: str) -> None:
    assert imported(room) <= set(ROOMS[: ROOMS.index(room)])


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_imports(room: str) -> None:
    told = ast.get_docstring(ast.parse((GATE / room / "__init__.py").read_text(encoding="utf-8")))
    _, found, names = " ".join((told or "").split()).partition("Of the gate it imports")
    assert found
    assert set(re.findall(r"`(\w+)`", names)) == imported(room)
