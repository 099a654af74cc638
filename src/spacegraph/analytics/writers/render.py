"""A report, comparison or profile in any of its formats, as text or as files."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from spacegraph.analytics.change import Change
from spacegraph.analytics.layers import require
from spacegraph.analytics.order import Document
from spacegraph.analytics.profile import Profile
from spacegraph.analytics.province import Province
from spacegraph.analytics.report import Report
from spacegraph.analytics.writers.document import to_json
from spacegraph.analytics.writers.exchange import to_gexf, to_graphml
from spacegraph.analytics.writers.movement import (
    change_csv,
    change_html,
    change_json,
    change_markdown,
)
from spacegraph.analytics.writers.page import to_html, to_markdown
from spacegraph.analytics.writers.portrait import profile_html, profile_json, profile_markdown
from spacegraph.analytics.writers.sheets import edges_csv, organisations_csv
from spacegraph.namespaces import BASE

Writer = Callable[..., str]
"""Takes a document, and for HTML what its links begin with."""

FORMATS: Final[Mapping[str, str]] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}
"""Every format with its media type; the report on a network comes in all."""

_FILES: Final[Mapping[type, Mapping[str, Mapping[str, Writer]]]] = {
    Report: {
        "html": {"report.html": to_html},
        "md": {"report.md": to_markdown},
        "csv": {"organisations.csv": organisations_csv, "edges.csv": edges_csv},
        "json": {"report.json": to_json},
        "graphml": {"network.graphml": to_graphml},
        "gexf": {"network.gexf": to_gexf},
    },
    Change: {
        "html": {"change.html": change_html},
        "md": {"change.md": change_markdown},
        "csv": {"change.csv": change_csv},
        "json": {"change.json": change_json},
    },
    **{
        kind: {
            "html": {f"{stem}.html": profile_html},
            "md": {f"{stem}.md": profile_markdown},
            "json": {f"{stem}.json": profile_json},
        }
        for kind, stem in ((Profile, "profile"), (Province, "province"))
    },
}
"""The files of each kind of document by format; the first file of a format is its text."""


def render(document: Document, name: str, base: str = BASE) -> str:
    """Give a document in a format; of CSV the table of organisations.

    `base` begins the links of HTML to things of the graph: give "/" where this graph is served.

    Raises NotFound for a format that does not exist, or that the document does not come in.
    """
    write = next(iter(_files(document, name).values()))
    return write(document, base) if name == "html" else write(document)


def write(document: Document, directory: Path, formats: Iterable[str] = ()) -> tuple[Path, ...]:
    """Write a document into a folder, made if need be, and give the files in order of names.

    All the formats that it comes in unless some are named. CSV of a report is two files:
    organisations.csv and edges.csv. Nothing is written where a format does not exist.
    """
    wanted = sorted(set(formats)) or list(_FILES[type(document)])
    texts = {
        directory / file: make(document)
        for name in wanted
        for file, make in _files(document, name).items()
    }
    directory.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="")
    return tuple(sorted(texts))


def _files(document: Document, name: str) -> Mapping[str, Writer]:
    """Find the files of a format."""
    known = _FILES[type(document)]
    require(name, known, "format")
    return known[name]
