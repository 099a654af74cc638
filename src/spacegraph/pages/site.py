"""What the pages are made from: the store, the questions, the search, and what is cached."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request

from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.graph.questions import Question
from spacegraph.pages.counter import Counter
from spacegraph.search.search import Hit
from spacegraph.store.base import Store

Kept = TypeVar("Kept")
Search = Callable[[str, int], tuple[Hit, ...]]
"""Find things by a text: the text, and how many at most."""


_KEPT = 24


@dataclass(slots=True)
class Site:
    """The parts that the pages use.

    `search` is None where no index stands, `counter` where no facts can be handed in.
    """

    store: Store
    questions: Mapping[str, Question]
    search: Search | None = None
    counter: Counter | None = None
    _kept: dict[str, tuple[str, object]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def vocabulary(self) -> Vocabulary:
        """Return the words of the ontology, read anew when the facts have changed."""
        return self.keep("vocabulary", Vocabulary.read)

    def keep(self, name: str, make: Callable[[Store], Kept]) -> Kept:
        """Return what `make` gives, made once for each state of the facts.

        Only the last few are kept.
        """
        generation = self.store.generation
        known = self._kept.get(name)
        if known is None or known[0] != generation:
            with self._lock:
                known = self._kept.get(name)
                if known is None or known[0] != generation:
                    known = (generation, make(self.store))
                    self._kept.pop(name, None)
                    self._kept[name] = known
                    while len(self._kept) > _KEPT:
                        del self._kept[next(iter(self._kept))]
        return cast(Kept, known[1])


async def _site(request: Request) -> Site:
    return cast(Site, request.app.state.site)


SiteDep = Annotated[Site, Depends(_site)]
