"""The parts of an import, put together: from the catalogue to the rows of every table."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacegraph.gcat.bodies import Bodies
from spacegraph.gcat.context import Context
from spacegraph.gcat.doubts import doubt_rows
from spacegraph.gcat.encounters import Encounters, link_rows, meet
from spacegraph.gcat.entry import Cells
from spacegraph.gcat.flights import Flights
from spacegraph.gcat.grounds import Grounds
from spacegraph.gcat.identity import Namer
from spacegraph.gcat.parents import parent_rows
from spacegraph.gcat.payloads import Payloads
from spacegraph.gcat.rockets import Rockets
from spacegraph.gcat.series import Series
from spacegraph.gcat.whereabouts import Gazetteer
from spacegraph.tables.rows import Row


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows by table, and what was met on the way."""

    rows: dict[str, list[Cells]]
    namers: tuple[Namer, ...]
    encounters: Encounters


def assemble(context: Context) -> Parts:
    """Make the rows of all tables; things are named before the rows that refer to them."""
    known = context.known
    bodies = Bodies(
        context,
        context.namer("organisation", "organisations", "places"),
        Gazetteer(known["places"]),
    )
    rockets = Rockets(context, context.namer("vehicle", "launch_vehicles"))
    grounds = Grounds(context, context.namer("place", "places", "organisations"))
    series = Series(context, context.namer("programme", "programmes"))
    payloads = Payloads(context, bodies, series)
    codes = bodies.wanted(rockets.makers())
    flights = Flights(context, bodies, rockets, grounds, payloads.cargo())
    rows = {
        "organisations": list(bodies.rows(codes)),
        "affiliations": list(parent_rows(context, bodies, codes)),
        "launch_vehicles": list(rockets.rows(bodies)),
        "launches": list(flights.rows()),
        "spacecraft": list(payloads.rows()),
        "places": list(grounds.rows()),
        "programmes": list(series.rows()),
    }
    within = _within(known["places"].curated, rows["places"])
    encounters = meet(known["missions"].curated, rows["launches"], within)
    addresses = {cells["id"]: cells["source_url"] for cells in rows["launches"]}
    rows["missions"] = list(link_rows(encounters, addresses))
    namers = (bodies.namer, rockets.namer, grounds.namer, series.namer)
    rows["doubtful"] = list(doubt_rows(context, namers))
    return Parts(rows, namers, encounters)


def _within(curated: Iterable[Row], imported: Iterable[Cells]) -> dict[str, str]:
    within = {row.get("id"): row.get("within_id") for row in curated if row.get("within_id")}
    for cells in imported:
        if place := cells.get("within_id"):
            within.setdefault(cells["id"], place)
    return within
