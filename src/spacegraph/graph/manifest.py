"""The manifest of a built store: what it was built from, and by what."""

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

FORMAT = 2
"""Raised when the layout of a store changes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`generation` names the content, `inputs` the files it came from.

    `view` says which part of the claims it shows, and is empty when it shows all of them.
    """

    generation: str
    inputs: str
    claims: int
    quads: int
    view: str = ""
    format: int = FORMAT
    version: str = version("spacegraph")

    def write(self, folder: Path) -> None:
        """Write it into a store folder, all of it or nothing."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"
        half = folder / "manifest.json.half"
        half.write_text(text, encoding="utf-8")
        half.replace(folder / "manifest.json")

    @classmethod
    def read(cls, folder: Path) -> "Manifest | None":
        """Read a store's manifest; None when it is missing or of another shape."""
        try:
            return cls(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def fits(self, inputs: str) -> bool:
        """Tell whether the store was built by this version from these files."""
        return (self.format, self.version, self.inputs) == (FORMAT, version("spacegraph"), inputs)
