"""A comparison of two years as HTML, Markdown, CSV and JSON."""

import csv
import json
import math
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Final

from spacegraph.analytics.change import Change, Mover
from spacegraph.analytics.writers.numbers import exact, rounded
from spacegraph.analytics.writers.picture import legend
from spacegraph.analytics.writers.sheets import guard
from spacegraph.analytics.writers.shell import markdown, page
from spacegraph.namespaces import BASE

WIDTH: Final = 1200
LEFT: Final = 130
RIGHT: Final = 860
TOP: Final = 30
HEIGHT: Final = 430
LINES: Final = 14
TABLED: Final = 25
"""Organisations whose values are in the table; the CSV has those of all."""
APART: Final = 17.0
LONGEST: Final = 42


@dataclass(frozen=True, slots=True)
class Trace:
    """The ranks of one organisation over the years as a line, and where its name stands."""

    name: str
    points: str
    y: float
    end: float
    sector: str


@dataclass(frozen=True, slots=True)
class Small:
    """The values of one organisation over the years, as a small line from 0 to the largest."""

    name: str
    points: str
    last: float


def change_html(change: Change, base: str = BASE) -> str:
    """Write the comparison as one page; see `page`."""
    words = {
        **_words(change),
        "traces": _traces(change),
        "smalls": _smalls(change),
        "legend": legend({mover.sector for mover in _leading(change)}),
        "ticks": [(year, _x(change, year)) for year in sorted(change.ranks)],
        "width": WIDTH,
        "height": TOP + HEIGHT + 30,
    }
    return page("change.html", f"From {change.before} to {change.after}", words, base)


def change_markdown(change: Change) -> str:
    """Write who rose, who fell and who came, with the relations that they gained and lost."""
    return markdown("change.md", _words(change))


def change_csv(change: Change) -> str:
    """Write a row for each organisation: values, ranks, and the events gained and lost."""
    text = StringIO()
    writer = csv.writer(text)
    years = sorted(change.ranks)
    name = change.measure
    writer.writerow(
        [
            *("organisation", "label", "sector", "rise"),
            *(f"{name}_{year}" for year in years),
            *(f"{name}_rank_{year}" for year in years),
            *("gained", "gained_claims", "lost", "lost_claims"),
        ]
    )
    for mover in change.movers:
        writer.writerow(
            [
                *(mover.iri, guard(mover.name), mover.sector, mover.rise),
                *(exact(change.values[year].get(mover.iri)) for year in years),
                *(change.ranks[year].get(mover.iri, "") for year in years),
                " ".join(edge.event for edge in mover.gained),
                " ".join(sorted({claim for edge in mover.gained for claim in edge.claims})),
                " ".join(edge.event for edge in mover.lost),
                " ".join(sorted({claim for edge in mover.lost for claim in edge.claims})),
            ]
        )
    return text.getvalue()


def change_json(change: Change) -> str:
    """Write everything the comparison holds, numbers to ten decimals."""
    document = {
        "before": change.before,
        "after": change.after,
        "measure": change.measure,
        "method": change.method,
        "command": change.command,
        "generation": change.generation,
        "summary": sentences(change),
        "undated": change.undated,
        "sizes": {
            year: {"organisations": nodes, "relations": edges}
            for year, (nodes, edges) in sorted(change.sizes.items())
        },
        "movers": [
            {**asdict(mover), "before": rounded(mover.before), "after": rounded(mover.after)}
            for mover in change.movers
        ],
        "ranks": change.ranks,
        "values": {
            year: {node: rounded(value) for node, value in found.items()}
            for year, found in change.values.items()
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def sentences(change: Change) -> tuple[str, ...]:
    """Say in words what changed."""
    before, after = change.sizes[change.before], change.sizes[change.after]
    if not any(before) and not any(after):
        return (f"There is no relation at the end of {change.before} or {change.after}.",)
    found = [
        f"From {change.before} to {change.after} the network went from {before[0]} organisations "
        f"and {before[1]} relations to {after[0]} and {after[1]}."
    ]
    for verb, movers in (("rose", change.risers(3)), ("fell", change.fallers(3))):
        if movers:
            listed = "; ".join(f"{m.name} (from {m.rank_before} to {m.rank_after})" for m in movers)
            found.append(f"In {change.measure} {verb} farthest: {listed}.")
    if newcomers := change.newcomers(3):
        listed = "; ".join(f"{mover.name} (now {mover.rank_after})" for mover in newcomers)
        found.append(f"Newcomers of highest rank: {listed}.")
    if change.undated:
        found.append(
            f"{change.undated} events without a date are in no year; spans without a first day "
            "are held to begin when both ends exist."
        )
    return tuple(found)


def _words(change: Change) -> dict[str, object]:
    return {
        "change": change,
        "summary": sentences(change),
        "groups": (
            ("Who rose", change.risers()),
            ("Who fell", change.fallers()),
            ("Who came", change.newcomers()),
        ),
        "reads": {layer.name: layer.reads for layer in change.layers},
        "names": {mover.iri: mover.name for mover in change.movers},
        "leading": _leading(change, TABLED),
    }


def _leading(change: Change, count: int = LINES) -> list[Mover]:
    return [mover for mover in change.movers if mover.rank_after][:count]


def _traces(change: Change) -> list[Trace]:
    """Draw the ranks of the leading organisations, on a scale that spreads the first places."""
    lowest = max(
        (
            ranks[mover.iri]
            for mover in _leading(change)
            for ranks in change.ranks.values()
            if mover.iri in ranks
        ),
        default=2,
    )
    found = []
    free = 0.0
    for mover in _leading(change):
        points = [
            (_x(change, year), _y(ranks[mover.iri], lowest))
            for year, ranks in sorted(change.ranks.items())
            if mover.iri in ranks
        ]
        y = max(points[-1][1], free)
        free = y + APART
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        name = mover.name if len(mover.name) <= LONGEST else f"{mover.name[: LONGEST - 1]}…"
        text = f"{mover.rank_after} {name}"
        found.append(Trace(text, line, round(y + 4, 1), round(points[-1][1], 1), mover.sector))
    return found


def _smalls(change: Change) -> list[Small]:
    """Draw the values of the leading organisations, each in a frame of 100 by 40."""
    years = sorted(change.values)
    found = []
    for mover in _leading(change)[:12]:
        values = [change.values[year].get(mover.iri) for year in years]
        most = max((value for value in values if value), default=1.0)
        step = 100 / max(1, len(years) - 1)
        points = " ".join(
            f"{place * step:.1f},{40 - 38 * value / most:.1f}"
            for place, value in enumerate(values)
            if value is not None
        )
        found.append(Small(mover.name, points, mover.after or 0.0))
    return found


def _x(change: Change, year: int) -> float:
    share = (year - change.before) / (change.after - change.before)
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _y(rank: int, lowest: int) -> float:
    return TOP + HEIGHT * math.log(rank) / math.log(max(2, lowest))
