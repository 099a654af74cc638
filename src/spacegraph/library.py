"""The graph from Python: open it, ask it, draw its networks, search its names."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from spacegraph.analytics.change import Change, compare
from spacegraph.analytics.graphs import Network
from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.network import network
from spacegraph.analytics.profile import Profile, profile
from spacegraph.analytics.province import Province, province
from spacegraph.analytics.report import Report, build_report
from spacegraph.analytics.writers.shown import Shown
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import AnswerTable, ask, find_question, read_questions
from spacegraph.graph.view import EVERYTHING, View
from spacegraph.model.dates import PartialDate
from spacegraph.search.index import Index
from spacegraph.search.names import read_names
from spacegraph.search.search import Hit, search
from spacegraph.settings import Settings
from spacegraph.store.base import Solutions, Store


class Spacegraph:
    """The graph of an instance, open for reading.

    An embedded store runs in this process without deadline or memory limit: ask it what you wrote
    yourself.
    """

    def __init__(self, store: Store, view: View = EVERYTHING) -> None:
        self.store = store
        self._view = view

    def query(self, sparql: str) -> Solutions:
        """Answer a SELECT: an iterable of rows of pyoxigraph terms, in the order of `variables`."""
        return self.store.select(sparql)

    def ask(self, question: str, **parameters: str) -> AnswerTable:
        """Answer a saved question; see `docs/questions.md` for names and parameters."""
        return ask(self.store, find_question(read_questions(), question), parameters)

    def search(self, text: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find things by any of their names, the likeliest first."""
        return search(self._index, text, limit=limit)

    def network(
        self,
        layers: Iterable[str] = DEFAULT,
        *,
        as_of: str | None = None,
        since: str | None = None,
        until: str | None = None,
        types: Iterable[str] | None = None,
        provinces: Iterable[str] | None = None,
        weight: str = "events",
    ) -> Network:
        """Draw relations as a networkx.MultiDiGraph whose edges carry their claims."""
        return network(
            self.store,
            layers,
            as_of=as_of,
            since=since,
            until=until,
            types=types,
            provinces=provinces,
            weight=weight,
        )

    def report(
        self,
        layers: Iterable[str] = DEFAULT,
        *,
        as_of: str | None = None,
        since: str | None = None,
        until: str | None = None,
        types: Iterable[str] | None = None,
        provinces: Iterable[str] | None = None,
        weight: str = "events",
    ) -> Shown[Report]:
        """Measure a network and gather what a reader needs to check it."""
        return Shown(
            build_report(
                self.store,
                layers,
                as_of=as_of,
                since=since,
                until=until,
                types=types,
                provinces=provinces,
                weight=weight,
                view=self._view,
            )
        )

    def compare(
        self,
        before: int,
        after: int,
        layers: Iterable[str] = DEFAULT,
        *,
        measure: str = "betweenness",
        types: Iterable[str] | None = None,
        provinces: Iterable[str] | None = None,
    ) -> Shown[Change]:
        """Tell who rose and who fell in a measure between the ends of two years."""
        return Shown(
            compare(
                self.store,
                before,
                after,
                layers,
                measure=measure,
                types=types,
                provinces=provinces,
                view=self._view,
            )
        )

    def profile(self, organisation: str) -> Shown[Profile]:
        """Describe one organisation, by its IRI or the id at its end."""
        return Shown(profile(self.store, organisation, view=self._view))

    def province(self, place: str) -> Shown[Province]:
        """Describe one province, by its IRI or the id at its end."""
        return Shown(province(self.store, place, view=self._view))

    @cached_property
    def _index(self) -> Index:
        return Index.of(read_names(self.store))


def open(
    home: str | Path | None = None, *, as_of: str | None = None, known_by: str | None = None
) -> Spacegraph:
    """Open the graph of a home folder (SPACEGRAPH_HOME unless told), built first if need be.

    `as_of` shows what held then, `known_by` only what was published by then; each is a year, a
    month or a day.
    """
    settings = Settings(home=Path(home)) if home else Settings.from_environment()
    view = View(
        as_of=PartialDate.parse(as_of) if as_of else None,
        known_by=PartialDate.parse(known_by) if known_by else None,
    )
    return Spacegraph(Instance.of(settings).open(view), view)
