"""What a reader orders: a report on a network, on its change, on one organisation or province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacegraph.analytics.change import Change, compare
from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.profile import Profile, profile
from spacegraph.analytics.province import Province, province
from spacegraph.analytics.report import Report, build_report
from spacegraph.errors import QueryError
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.store.base import Store

Document = Report | Change | Profile | Province
"""Everything that the writers write."""

Progress = Callable[[str], None]

_TAKES = {
    "report": ("layers", "as_of", "since", "until", "types", "provinces", "weight"),
    "comparison": ("layers", "types", "provinces", "measure"),
    "profile of an organisation": ("layers",),
    "profile of a province": ("layers",),
}
"""The options that each kind of document takes."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document as it is asked for on the command line and over HTTP; empty is not asked for.

    `compare` holds two years, `organisation` and `province` an id or IRI each; at most one of the
    three is given, and none of them asks for the report on the network.
    """

    layers: tuple[str, ...] = ()
    as_of: str = ""
    since: str = ""
    until: str = ""
    types: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    weight: str = ""
    measure: str = ""
    compare: tuple[int, int] | None = None
    organisation: str = ""
    province: str = ""
    view: View = EVERYTHING

    @property
    def kind(self) -> str:
        """The document asked for.

        Raises QueryError for two at once, and for an option that the document would ignore.
        """
        asked = {
            "comparison": self.compare,
            "profile of an organisation": self.organisation,
            "profile of a province": self.province,
        }
        kinds = [name for name, given in asked.items() if given] or ["report"]
        if len(kinds) > 1:
            raise QueryError(
                f"a {' and a '.join(kinds)} are different reports", hint="ask for one at a time"
            )
        given = {name for names in _TAKES.values() for name in names if getattr(self, name)}
        if extra := sorted(given - set(_TAKES[kinds[0]])):
            named = ", ".join(name.replace("_", "-") for name in extra)
            takes = ", ".join(name.replace("_", "-") for name in _TAKES[kinds[0]])
            raise QueryError(f"{named}: a {kinds[0]} does not take that", hint=f"it takes {takes}")
        return kinds[0]


def fulfil(store: Store, order: Order, progress: Progress | None = None) -> Document:
    """Make what is ordered; `progress` is called with a few words before each long step."""
    kind = order.kind
    if order.compare and kind == "comparison":
        return compare(
            store,
            *order.compare,
            order.layers or DEFAULT,
            measure=order.measure or "betweenness",
            types=order.types,
            provinces=order.provinces,
            view=order.view,
            progress=progress,
        )
    if order.organisation:
        return profile(store, order.organisation, order.layers or None, view=order.view)
    if order.province:
        return province(store, order.province, order.layers or None, view=order.view)
    return build_report(
        store,
        order.layers or DEFAULT,
        as_of=order.as_of,
        since=order.since,
        until=order.until,
        types=order.types,
        provinces=order.provinces,
        weight=order.weight or "events",
        view=order.view,
        progress=progress,
    )


def names(text: str | None) -> tuple[str, ...]:
    """Read names joined by commas."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def two_years(text: str) -> tuple[int, int]:
    """Read two years joined by a comma."""
    found = names(text)
    if len(found) != 2 or not all(year.isdecimal() and len(year) == 4 for year in found):
        raise QueryError(f"compare = {text!r} is not two years", hint="write compare=2019,2025")
    return int(found[0]), int(found[1])
