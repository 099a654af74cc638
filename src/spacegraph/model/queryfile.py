"""Query files: SPARQL that says in its first lines what it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from spacegraph.errors import QueryError

MARK = "#+ "
"""What begins a line of the header; the lines together are YAML."""


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query with its header; `origin` is the file's name for messages."""

    name: str
    header: Mapping[str, Any]
    text: str
    origin: str

    @classmethod
    def read(cls, path: Path) -> "QueryFile":
        """Read one .rq file; refuse a header that is no YAML mapping."""
        text = path.read_text(encoding="utf-8")
        origin = f"{path.parent.name}/{path.name}"
        lines = [line[len(MARK) :] for line in text.splitlines() if line.startswith(MARK)]
        try:
            header = yaml.safe_load("\n".join(lines))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            raise QueryError(f"{origin}{line}: the header is not YAML: {error}") from error
        if not isinstance(header, dict):
            raise QueryError(
                f"{origin}: there is no header", hint=f"begin with lines such as {MARK}title: …"
            )
        return cls(path.stem, header, text, origin)

    def require(self, field: str) -> str:
        """Return a field of the header as text; refuse a header without it."""
        value = self.header.get(field)
        if value is None or value == "":
            raise QueryError(f"{self.origin}: the header lacks {field}", hint="add it")
        return str(value).strip()


def read_folder(folder: Path) -> tuple[QueryFile, ...]:
    """Read every query file of a folder, in order of names."""
    return tuple(QueryFile.read(path) for path in sorted(folder.glob("*.rq")))
