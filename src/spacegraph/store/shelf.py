"""Keep answers that were asked for lately, as long as the facts stay the same."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from spacegraph.store.base import Answer
from spacegraph.store.worker import Request

_LARGEST_SHARE: Final = 16
_OVERHEAD: Final = 1024
"""About how many bytes an answer takes beside its body and what was asked."""

_NAME: Final = 100
"""About how many bytes the name of a graph takes beside its letters."""


@dataclass(frozen=True, slots=True)
class Stock:
    """How much is kept, and how often what was asked for was there or not."""

    answers: int
    size: int
    hits: int
    misses: int


class Shelf:
    """Holds so many bytes at most, of answers and of what was asked.

    The least recently asked for leave first. An answer that would take more than a sixteenth of it
    is not kept. Thread-safe.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._bodies: OrderedDict[tuple[str, Request], bytes] = OrderedDict()
        self._size = 0
        self._hits = 0
        self._misses = 0

    def find(self, generation: str, request: Request) -> Answer | None:
        """Give an answer again that was given in this state of the facts, or note that it lacks."""
        known = self.peek(generation, request)
        if known is None:
            with self._lock:
                self._misses += 1
        return known

    def peek(self, generation: str, request: Request) -> Answer | None:
        """Give an answer again, if it is here."""
        key = (generation, request)
        with self._lock:
            body = self._bodies.get(key)
            if body is None:
                return None
            self._hits += 1
            self._bodies.move_to_end(key)
        return Answer(request.media_type, [body], generation=generation, size=len(body))

    def keep(self, request: Request, answer: Answer) -> Answer:
        """Keep an answer that is here as a whole; returns one to be read in its place."""
        if answer.size is None or _weigh(request, answer.size) > self._most // _LARGEST_SHARE:
            return answer
        body = answer.read()
        key = (answer.generation, request)
        with self._lock:
            if (old := self._bodies.pop(key, None)) is not None:
                self._size -= _weigh(request, len(old))
            self._size += _weigh(request, len(body))
            self._bodies[key] = body
            while self._size > self._most:
                (_, asked), dropped = self._bodies.popitem(last=False)
                self._size -= _weigh(asked, len(dropped))
        return Answer(answer.media_type, [body], generation=answer.generation, size=len(body))

    def stock(self) -> Stock:
        """Say what is kept and how much it was used."""
        with self._lock:
            return Stock(len(self._bodies), self._size, self._hits, self._misses)


def _weigh(request: Request, size: int) -> int:
    """Say how many bytes an answer of a size takes at most, with what was asked."""
    graphs = (*request.dataset.default, *request.dataset.named)
    texts = 4 * (len(request.query) + sum(map(len, graphs)))
    return size + texts + _NAME * len(graphs) + _OVERHEAD
