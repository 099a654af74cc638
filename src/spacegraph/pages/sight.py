"""What a page looks at: the graph, or a view of it in time; what is malformed stays in the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from spacegraph.graph.authority import Policy
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.pages.site import SiteDep
from spacegraph.store.base import Store
from spacegraph.web.problems import Problem
from spacegraph.web.views import AsOf, KnownBy, read_date, see


@dataclass(frozen=True, slots=True)
class Sight:
    """`wrong` says by parameter what cannot be read; the store is then that of everything."""

    store: Store
    view: View
    wrong: Mapping[str, str]

    @property
    def status(self) -> int:
        """The status of the page."""
        return 400 if self.wrong else 200

    def require(self) -> None:
        """Raise for a program what a page shows in its form."""
        if self.wrong:
            name, message = next(iter(self.wrong.items()))
            raise Problem(400, message, parameter=name)


async def _sight(
    request: Request,
    site: SiteDep,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    settle: Annotated[str, Query(description=f"What decides first: {', '.join(Policy)}")] = "",
) -> Sight:
    wrong: dict[str, str] = {}
    dates = {}
    for name, text in (("as_of", as_of), ("known_by", known_by)):
        try:
            dates[name] = read_date(name, (text or "").strip())
        except Problem as problem:
            wrong[name] = problem.detail
    policy = settle.strip() or Policy.MOST_RELIABLE
    if policy not in list(Policy):
        wrong["settle"] = f"settle: {policy!r} is none of {', '.join(Policy)}"
    if wrong:
        return Sight(site.store, EVERYTHING, wrong)
    view = View(dates["as_of"], dates["known_by"], Policy(policy))
    return Sight(await see(request, site.store, view), view, wrong)


SightDep = Annotated[Sight, Depends(_sight)]
