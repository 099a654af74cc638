"""A report as a page for the browser and the printer, and as Markdown."""

import re
from base64 import b64encode
from functools import cache, partial
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined

from spacegraph.analytics.brokerage import ROLES
from spacegraph.analytics.mixing import Mixing
from spacegraph.analytics.report import RESAMPLED, Report
from spacegraph.analytics.resampling import Firmness
from spacegraph.analytics.rows import Organisation
from spacegraph.analytics.summary import limits, summary
from spacegraph.analytics.writers.numbers import short
from spacegraph.analytics.writers.picture import HEIGHT, WIDTH, picture
from spacegraph.namespaces import BASE

FIRST = 50
"""Organisations in the main table; the page folds the others, Markdown leaves them to the CSV."""
BARS = 15
COLUMNS = ("closeness", "eigenvector", "constraint", "brokerage")
"""Measures in the main table beside the resampled ones."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#])")


def to_html(report: Report, base: str = BASE) -> str:
    """Write one page that asks for nothing from outside and runs no script.

    `base` begins the links to things of the graph: give "/" where this graph is served.
    """
    page = environment(html=True).get_template("report.html")
    return page.render(
        _words(report),
        style=style(),
        picture=picture(report),
        width=WIDTH,
        height=HEIGHT,
        link=partial(link, base=base),
    )


def to_markdown(report: Report) -> str:
    """Write the summary, the leading organisations, methods and limits as Markdown."""
    return environment(html=False).get_template("report.md").render(_words(report))


def style_source() -> str:
    """Give the Content-Security-Policy source that allows the page's only style sheet."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"


@cache
def style() -> str:
    """Give the style sheet of every page."""
    source, _, _ = PackageLoader("spacegraph.analytics").get_source(
        Environment(autoescape=True), "report.css"
    )
    return source


@cache
def environment(*, html: bool) -> Environment:
    """Give the templates, which escape all they are given when they write HTML."""
    environment = Environment(
        loader=PackageLoader("spacegraph.analytics"),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "short": short,
        "local": _local,
        "percent": _percent,
        "md": _md,
        "sentence": _sentence,
    }
    return environment


def _words(report: Report) -> dict[str, object]:
    """Gather what both templates say."""
    return {
        "report": report,
        "summary": summary(report),
        "limits": limits(report),
        "names": report.names,
        "first": FIRST,
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


def link(iri: str, base: str) -> str:
    """Give the address of a thing where this graph is served at a base."""
    return base + iri.removeprefix(BASE) if iri.startswith(BASE) else iri


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _sentence(text: str) -> str:
    """Begin with a capital, leave the rest."""
    return text[:1].upper() + text[1:]


def _md(text: str) -> str:
    """Keep the characters of Markdown from acting, and a name on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
