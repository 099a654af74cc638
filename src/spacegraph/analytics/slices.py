"""The part of a network that a reader asks for, and how to say it in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from spacegraph.analytics.layers import Layer
from spacegraph.errors import QueryError
from spacegraph.model.dates import PartialDate

Weight = Literal["events", "value"]


@dataclass(frozen=True, slots=True)
class Slice:
    """Days as ISO text, empty where open; no types or no provinces means all.

    `as_of` keeps what had happened by that day (moments) or held on it (spans); `since` and
    `until` keep what can overlap the days between them. A date known to the year counts as
    its whole year. Types and provinces keep the relations of which both ends belong.
    """

    as_of: str = ""
    since: str = ""
    until: str = ""
    types: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    weight: Weight = "events"

    @classmethod
    def of(
        cls,
        *,
        as_of: str | date | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        types: Iterable[str] | None = None,
        provinces: Iterable[str] | None = None,
        weight: str = "events",
    ) -> "Slice":
        """Read what a person wrote: 2020 means until its last day, and since its first."""
        if weight not in ("events", "value"):
            raise QueryError(f"no weight {weight!r}", hint="weight is events or value")
        found = cls(
            as_of=_day(as_of, "as_of", last=True),
            since=_day(since, "since", last=False),
            until=_day(until, "until", last=True),
            types=tuple(sorted(set(types or ()))),
            provinces=tuple(sorted(set(provinces or ()))),
            weight="value" if weight == "value" else "events",
        )
        if found.since and found.until and found.since > found.until:
            raise QueryError(f"since {found.since} is after until {found.until}")
        return found

    @property
    def timed(self) -> bool:
        """Whether the slice asks for days at all."""
        return bool(self.as_of or self.since or self.until)

    def holds(self, layer: Layer, earliest: str, latest: str) -> bool:
        """Tell whether a relation with these days (ISO text, empty where unknown) belongs.

        A moment without a day belongs to no timed slice. A span without a first day is held to
        have begun, one without a last day to go on; see `lifetime` for what else bounds it.
        """
        if not self.timed:
            return True
        if layer.time == "moment":
            if not earliest:
                return False
            begun, over = not self.as_of or earliest <= self.as_of, False
        else:
            begun = not self.as_of or earliest <= self.as_of
            over = bool(self.as_of and latest and latest < self.as_of)
        overlaps = (not self.until or earliest <= self.until) and (
            not self.since or not latest or latest >= self.since
        )
        return begun and not over and overlaps

    def words(self) -> str:
        """Say the slice as a clause."""
        parts = [
            f"as of {self.as_of}" if self.as_of else "",
            f"since {self.since}" if self.since else "",
            f"until {self.until}" if self.until else "",
            f"only organisations of type {' or '.join(self.types)}" if self.types else "",
            f"only organisations seated in {' or '.join(self.provinces)}" if self.provinces else "",
        ]
        return ", ".join(part for part in parts if part) or "all dates, types and provinces"

    def options(self) -> str:
        """Give the command line options that ask for this slice."""
        pairs = [
            ("as-of", self.as_of),
            ("since", self.since),
            ("until", self.until),
            ("types", ",".join(self.types)),
            ("provinces", ",".join(self.provinces)),
            ("weight", self.weight if self.weight != "events" else ""),
        ]
        return "".join(f" --{name} {value}" for name, value in pairs if value)


def lifetime(
    layer: Layer, earliest: str, latest: str, founded: Iterable[str], dissolved: Iterable[str]
) -> tuple[str, str]:
    """Bound the unknown days of a span by those of its ends (ISO text, empty where unknown).

    A relation cannot have begun before both ends were founded, nor outlast the first of them to
    be dissolved. Moments stay as they are.
    """
    if layer.time == "moment":
        return earliest, latest
    return earliest or max(founded, default=""), latest or min(filter(None, dissolved), default="")


def _day(value: str | date | None, name: str, *, last: bool) -> str:
    """Give the first or last day of a date known to the year, month or day."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    try:
        partial = PartialDate.parse(value)
    except ValueError as error:
        raise QueryError(
            f"{name} = {value!r} is not a date", hint="write 2018, 2018-05 or 2018-05-17"
        ) from error
    return (partial.latest if last else partial.earliest).isoformat()
