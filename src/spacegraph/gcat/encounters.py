"""Which launch carried a curated mission: same day, same vehicle, same site."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from spacegraph.gcat.entry import Cells
from spacegraph.model.dates import PartialDate
from spacegraph.tables.rows import Row

DAY = timedelta(days=1)
"""Missions may be dated by Beijing time, launches are dated by UTC: the next day is the same."""

BY_DAY = "matched by day, vehicle and site"
BY_MONTH = "the only launch of the vehicle in the month with this outcome"
BY_NUMBER = "matched by international designator"

Facts = Mapping[str, set[str]]
Flight = tuple[Cells, date]


@dataclass(frozen=True, slots=True)
class Match:
    """The launch of a mission, and how it was found."""

    launch: str
    how: str


@dataclass(slots=True)
class Encounters:
    """Missions with their launch; `open` are those that several launches or none may be."""

    linked: dict[str, Match] = field(default_factory=dict)
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)


def meet(
    missions: Iterable[Row], launches: Iterable[Cells], within: Mapping[str, str]
) -> Encounters:
    """Match missions with launches; only unambiguous matches are linked.

    An international designator decides alone. Else the day agrees, and the vehicle and the site
    where the mission gives them; or the month, the vehicle and the outcome. `within` leads from a
    place to the next larger one.
    """
    flights = [
        (cells, PartialDate.parse(cells["date"]).earliest)
        for cells in launches
        if cells.get("date")
    ]
    found = Encounters()
    for mission, facts in _stated(missions).items():
        if facts.get("outcome") == {"planned"} or "suborbital" in facts.get("kind", ()):
            continue
        candidates, how = _candidates(facts, flights, within)
        if len(candidates) == 1:
            found.linked[mission] = Match(candidates[0], how)
        elif facts.get("date"):
            found.open[mission] = candidates
    return found


def link_rows(found: Encounters, sources: Mapping[str, str]) -> Iterator[Cells]:
    """Yield a row for each mission whose launch is known; by month alone it is only probable."""
    for mission, match in sorted(found.linked.items()):
        yield {
            "id": mission,
            "launch_id": match.launch,
            "source_url": sources[match.launch],
            "confidence": "probable" if match.how == BY_MONTH else "",
            "note": match.how,
        }


def _stated(missions: Iterable[Row]) -> dict[str, dict[str, set[str]]]:
    stated: dict[str, dict[str, set[str]]] = {}
    for row in missions:
        facts = stated.setdefault(row.get("id"), {})
        for column in ("date", "launch_vehicle", "launch_site", "cospar_id", "outcome", "kind"):
            if value := row.get(column):
                facts.setdefault(column, set()).add(value)
    return stated


def _candidates(
    facts: Facts, flights: Iterable[Flight], within: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    if numbers := facts.get("cospar_id"):
        wanted = {number[:8] for number in numbers}
        return _ids(flight for flight in flights if flight[0]["id"] in wanted), BY_NUMBER
    dates = [PartialDate.parse(text) for text in facts.get("date", ())]
    days = {each.earliest for each in dates if each.precision == 3}
    months = [each for each in dates if each.precision == 2]
    fitting = [flight for flight in flights if _agree(facts, flight[0], within)]
    for near in (days | {day - DAY for day in days}, {day + DAY for day in days}):
        if ids := _ids(flight for flight in fitting if flight[1] in near):
            return ids, BY_DAY
    if days or not facts.get("launch_vehicle"):
        return (), BY_DAY
    return _ids(
        (cells, day)
        for cells, day in fitting
        if any(each.earliest - DAY <= day <= each.latest for each in months)
        and _same_end(facts, cells)
    ), BY_MONTH


def _ids(flights: Iterable[Flight]) -> tuple[str, ...]:
    return tuple(sorted(cells["id"] for cells, _ in flights))


def _agree(facts: Facts, launch: Cells, within: Mapping[str, str]) -> bool:
    """Tell whether vehicle and site are those of the mission, where it gives them."""
    vehicles = facts.get("launch_vehicle", set())
    if vehicles and launch.get("launch_vehicle") not in vehicles:
        return False
    sites = facts.get("launch_site", set())
    return not sites or bool(sites & set(_around(launch.get("launch_site", ""), within)))


def _same_end(facts: Facts, launch: Cells) -> bool:
    ends = {"success" if end == "active" else end for end in facts.get("outcome", ())}
    return not ends or launch.get("outcome") in ends


def _around(place: str, within: Mapping[str, str]) -> Iterator[str]:
    while place:
        yield place
        place = within.get(place, "")
