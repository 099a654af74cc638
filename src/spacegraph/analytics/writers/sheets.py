"""The tables of a report as CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from spacegraph.analytics.report import RANKED, Report
from spacegraph.analytics.rows import Organisation
from spacegraph.analytics.writers.numbers import exact

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def organisations_csv(report: Report) -> str:
    """Write a row for each organisation, those that connect most first.

    Each measure has a column of its name, and `<measure>_rank` where it ranks. Ranks with an
    interval add `_rank_low`, `_rank_high`, `_rank_source` (the source whose absence moves it
    farthest) and `_rank_without` (where to). Undefined is empty.
    """
    resampled = report.resampled
    header = [
        *("organisation", "label", "label_zh", "kind", "sector", "country", "province"),
        "community",
        *report.scores,
        *(f"{name}_rank" for name in RANKED),
        *(
            f"{name}_rank_{part}"
            for name in resampled
            for part in ("low", "high", "source", "without")
        ),
    ]
    return _csv(header, (_organisation(row, report, resampled) for row in report.organisations))


def edges_csv(report: Report) -> str:
    """Write a row for each relation, with its claims and sources (IRIs parted by spaces).

    With `source`, `target`, `directed` and `weight` the network can be rebuilt and every measure
    computed again.
    """
    header = [
        *("source", "target", "layer", "directed", "weight", "value", "earliest", "latest"),
        *("event", "claims", "sources", "addresses"),
    ]
    return _csv(
        header,
        (
            [
                *(edge.source, edge.target, edge.layer, str(edge.directed).lower()),
                *(_number(edge.weight), _number(edge.value), edge.earliest, edge.latest),
                *(edge.event, " ".join(edge.claims), " ".join(edge.sources)),
                " ".join(
                    address for source in edge.sources for address in report.addresses[source]
                ),
            ]
            for edge in report.edges
        ),
    )


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _organisation(row: Organisation, report: Report, resampled: Sequence[str]) -> list[str]:
    cells = [
        *(row.iri, guard(row.label), guard(row.label_zh), row.kind, row.sector, row.country),
        row.province,
        str(row.community),
        *(exact(row.values[name]) for name in report.scores),
        *(exact(row.ranks[name]) for name in RANKED),
    ]
    for name in resampled:
        firm = row.firmness[name]
        cells += [str(firm.low), str(firm.high), firm.source]
        cells.append(str(firm.without) if firm.source else "")
    return cells


def _number(value: float | None) -> str:
    """Write a weight in full, so that sums agree to the last bit."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
