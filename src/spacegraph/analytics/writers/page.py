"""A report as a page for the browser and the printer, and as Markdown."""

from functools import partial

from spacegraph.analytics.brokerage import ROLES
from spacegraph.analytics.mixing import Mixing
from spacegraph.analytics.report import RESAMPLED, Report
from spacegraph.analytics.resampling import Firmness
from spacegraph.analytics.rows import Organisation
from spacegraph.analytics.summary import limits, summary
from spacegraph.analytics.writers.picture import HEIGHT, WIDTH, report_picture
from spacegraph.analytics.writers.shell import markdown, page
from spacegraph.namespaces import BASE

FIRST = 50
"""Organisations in the main table; the page folds the others, Markdown leaves them to the CSV."""
MOST_ROWS = 2_000
MOST_EDGES = 5_000
"""What a page shows at most; a browser that opens it would not scroll through more."""
BARS = 15
COLUMNS = ("closeness", "eigenvector", "constraint", "brokerage")
"""Measures in the main table beside the resampled ones."""


def to_html(report: Report, base: str = BASE) -> str:
    """Write the whole report as one page; `base` as for `page`, "/" where this graph is served."""
    words = {**_words(report), "picture": report_picture(report), "width": WIDTH, "height": HEIGHT}
    return page("report.html", report.title, words, base)


def to_markdown(report: Report) -> str:
    """Write the summary, the leading organisations, methods and limits as Markdown."""
    return markdown("report.md", _words(report))


def _words(report: Report) -> dict[str, object]:
    """Gather what both templates say."""
    return {
        "report": report,
        "summary": summary(report),
        "limits": limits(report),
        "names": report.names,
        "first": FIRST,
        "most_rows": MOST_ROWS,
        "most_edges": MOST_EDGES,
        "resampled": RESAMPLED,
        "columns": COLUMNS,
        "bars": report.organisations[:BARS],
        "moved": _moved(report),
        "brokers": _brokers(report),
        "heat": _heat,
        "interval": _interval,
        "leading": partial(_leading, {row.iri: row for row in report.organisations}),
        "roles": ROLES,
        "reads": {layer.name: layer.reads for layer in report.layers},
    }


def _moved(report: Report) -> list[tuple[Organisation, str, Firmness]]:
    """List the leading ranks that one source moves, as (row, measure, firmness)."""
    return [
        (row, name, row.firmness[name])
        for row in report.organisations[:BARS]
        for name in report.resampled
        if name in row.firmness and row.firmness[name].source
    ]


def _brokers(report: Report) -> list[Organisation]:
    """List the organisations that broker most between sectors."""
    found = [row for row in report.organisations if row.values["brokerage"]]
    return sorted(found, key=lambda row: (-(row.values["brokerage"] or 0), row.iri))[:BARS]


def _leading(rows: dict[str, Organisation], group: tuple[str, ...]) -> list[Organisation]:
    """Take the members of a community with the most partners."""
    order = sorted(group, key=lambda iri: (-(rows[iri].values["degree"] or 0), iri))
    return [rows[iri] for iri in order[:6]]


def _heat(found: Mixing, row: int, column: int) -> int:
    """Give the shade, 0 to 9, of a cell of a matrix."""
    most = max(max(line) for line in found.counts)
    return round(9 * (found.counts[row][column] / most) ** 0.5) if most else 0


def _interval(row: Organisation, name: str) -> str:
    firm = row.firmness.get(name)
    return f"{firm.low}–{firm.high}" if firm else "–"
