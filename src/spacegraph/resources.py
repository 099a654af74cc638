"""Find the files that ship with spacegraph: ontology, shapes, data, queries."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return a shipped folder: inside the installed package, or beside `src` in a checkout."""
    installed = _PACKAGE / "resources" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
