"""One report in any of its formats, as text or as files."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from spacegraph.analytics.layers import require
from spacegraph.analytics.report import Report
from spacegraph.analytics.writers.document import to_json
from spacegraph.analytics.writers.exchange import to_graphml
from spacegraph.analytics.writers.page import to_html, to_markdown
from spacegraph.analytics.writers.sheets import edges_csv, organisations_csv
from spacegraph.namespaces import BASE

_FILES: Final[Mapping[str, Mapping[str, Callable[[Report], str]]]] = {
    "html": {"report.html": to_html},
    "md": {"report.md": to_markdown},
    "csv": {"organisations.csv": organisations_csv, "edges.csv": edges_csv},
    "json": {"report.json": to_json},
    "graphml": {"network.graphml": to_graphml},
}
FORMATS: Final[Mapping[str, str]] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "graphml": "application/graphml+xml",
}
"""Every format with its media type."""


def render(report: Report, name: str, base: str = BASE) -> str:
    """Give a report in a format; of CSV the table of organisations.

    `base` begins the links of HTML to things of the graph: give "/" where this graph is served.

    Raises NotFound for a format that does not exist.
    """
    require(name, _FILES, "format")
    if name == "html":
        return to_html(report, base)
    return next(iter(_FILES[name].values()))(report)


def write_report(
    report: Report, directory: Path, formats: Iterable[str] = tuple(_FILES)
) -> tuple[Path, ...]:
    """Write a report into a folder, made if need be, and give the files in order of names.

    CSV is two files: organisations.csv and edges.csv.
    """
    wanted = sorted(set(formats))
    for name in wanted:
        require(name, _FILES, "format")
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name in wanted:
        for file, write in _FILES[name].items():
            path = directory / file
            path.write_text(write(report), encoding="utf-8", newline="")
            written.append(path)
    return tuple(sorted(written))
