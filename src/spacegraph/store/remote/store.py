"""Answer queries by a SPARQL 1.1 server."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from weakref import finalize

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.store.base import (
    STANDARD_LIMITS,
    WHOLE_STORE,
    Answer,
    Busy,
    Dataset,
    Difference,
    LimitReached,
    Limits,
    Row,
    Solutions,
    Stop,
    Unreachable,
)
from spacegraph.store.clauses import check_dataset
from spacegraph.store.evaluation import to_solutions, write, write_graph
from spacegraph.store.guard import read
from spacegraph.store.remote.answers import Bounds, boolean, is_true, solutions, triples
from spacegraph.store.remote.check import check
from spacegraph.store.remote.dialect import in_dialect
from spacegraph.store.remote.difference import There, find_difference
from spacegraph.store.remote.kept import with_kept
from spacegraph.store.remote.line import Line
from spacegraph.store.remote.scope import in_scope
from spacegraph.store.remote.server import Server
from spacegraph.store.remote.standing import Standing, require_standing
from spacegraph.store.remote.text import Sight, described, for_server
from spacegraph.store.results import Form, Format, find_format
from spacegraph.store.shelf import Shelf
from spacegraph.store.terms import is_iri
from spacegraph.store.updates import read_update
from spacegraph.store.worker import Request

_MOST_AT_ONCE: Final = 64
_TOGETHER: Final = 500
_STALE_SECONDS: Final = 0.5
"""How long the generation may be that of a moment ago."""

_WIDER: Final = 4
"""How many times longer JSON and N-Triples may be than what is written of them."""


class RemoteStore:
    """The facts on a SPARQL 1.1 server, as a store; thread-safe.

    An answer is fetched whole, within the limits, before any of it is given out: so it is whole
    or an error, and written in the same way as that of every other store.
    """

    def __init__(
        self, server: Server, *, limits: Limits = STANDARD_LIMITS, cache_bytes: int = 0
    ) -> None:
        self._line = Line(server)
        finalize(self, self._line.close)
        self._limits = limits
        self._shelf = Shelf(cache_bytes)
        self._lock = threading.Lock()
        self._under_way = 0
        self._read_at = time.monotonic()
        self._standing = require_standing(self._line)
        self._ready = True

    @property
    def generation(self) -> str:
        """Name the state of the facts as the server last told it; asks nobody."""
        return self._standing.generation

    @property
    def ready(self) -> bool:
        """Say whether the server answered when it was last asked what it holds."""
        return self._ready

    @property
    def limits(self) -> Limits:
        return self._limits

    def select(self, query: str) -> Solutions:
        if read(query).form is not Form.SELECT:
            raise QueryError("this is no SELECT, so it has no rows")
        with self._turn() as standing:
            return self._rows(_written(query, self._sight(standing, query), standing), standing)

    def ask(self, query: str) -> bool:
        if read(query).form is not Form.ASK:
            raise QueryError("this is no ASK, so it is neither true nor false")
        with self._turn() as standing:
            written = _written(query, self._sight(standing, query), standing)
            return is_true(self._solutions(written, standing))

    def triples(self, query: str) -> Sequence[ox.Triple]:
        if not read(query).form.is_graph:
            raise QueryError("this is neither CONSTRUCT nor DESCRIBE, so it has no triples")
        with self._turn() as standing:
            return tuple(self._graph(query, self._sight(standing, query), standing))

    def stream(
        self,
        query: str,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        *,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer any query in a media type; returns once all of the answer is here."""
        reading = read(query)
        check_dataset(dataset)
        format = find_format(reading.form, media_type)
        request = Request(query, reading.form, media_type, dataset or reading.dataset, self._limits)
        with self._turn() as standing:
            if reading.stable and (known := self._shelf.find(standing.generation, request)):
                return known
            answer = self._answer(request, format, standing, stop)
        return self._shelf.keep(request, answer) if reading.stable else answer

    def begin(self, query: str, media_type: str, dataset: Dataset = WHOLE_STORE) -> None:
        """Begin nothing: every query is a wait here."""

    def difference(
        self, update: str, dataset: Dataset = WHOLE_STORE, *, stop: Stop | None = None
    ) -> Difference:
        """Say what an update would change; of several operations only the first may look."""
        reading = read_update(update, dataset)
        with self._turn():
            self.reload()
            standing = self._standing

            def ask(query: str, sight: Sight | None) -> Sequence[Row]:
                written = _Written(query) if sight is None else _written(query, sight, standing)
                return _to_rows(self._solutions(written, standing, stop))

            there = There(ask, union=standing.union, restates=standing.virtuoso)
            found = find_difference(there, reading)
            self.reload()
            if self.generation != standing.generation:
                raise Busy("the facts changed while the update was worked out", retry_after=1)
            return found

    def apply(self, added: Iterable[ox.Quad], removed: Iterable[ox.Quad], generation: str) -> None:
        """Take note of a change that is already on the server."""
        self.reload()

    def reload(self) -> None:
        """Read anew what the server holds."""
        try:
            self._standing = require_standing(self._line, self._limits.seconds)
        except StoreError:
            self._ready = False
            raise
        self._read_at, self._ready = time.monotonic(), True

    def close(self) -> None:
        """Close the connections; queries that run fail."""
        self._line.close()

    @contextmanager
    def _turn(self) -> Iterator[Standing]:
        """Take part in the work if it is not too much, knowing what the server holds."""
        with self._lock:
            if self._under_way >= _MOST_AT_ONCE:
                raise Busy(
                    f"{_MOST_AT_ONCE} queries are under way on the SPARQL server", retry_after=2
                )
            self._under_way += 1
        try:
            if not self._ready or time.monotonic() - self._read_at > _STALE_SECONDS:
                self.reload()
            yield self._standing
        except Unreachable:
            self._ready = False
            raise
        finally:
            with self._lock:
                self._under_way -= 1

    def _sight(self, standing: Standing, query: str) -> Sight:
        return Sight.of(read(query).dataset, union=standing.union)

    def _bounds(self, standing: Standing) -> Bounds:
        limits = self._limits
        timeout = int(limits.seconds * 1000) if standing.virtuoso else None
        return Bounds(limits.seconds, _WIDER * limits.result_bytes, timeout)

    def _answer(
        self, request: Request, format: Format, standing: Standing, stop: Stop | None
    ) -> Answer:
        sight = Sight.of(request.dataset, union=standing.union)
        output = _Output(self._limits.result_bytes)
        if request.form.is_graph:
            write_graph(self._graph(request.query, sight, standing, stop), format, output)
        else:
            found = self._solutions(_written(request.query, sight, standing), standing, stop)
            if request.form is Form.ASK:
                found = boolean(is_true(found))
            write(found, format, output)
        body = bytes(output.body)
        return Answer(request.media_type, [body], generation=standing.generation, size=len(body))

    def _rows(self, written: "_Written", standing: Standing, stop: Stop | None = None) -> Solutions:
        return to_solutions(self._solutions(written, standing, stop))

    def _solutions(
        self, written: "_Written", standing: Standing, stop: Stop | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean:
        bounds = self._bounds(standing)
        return solutions(self._line, written.text, bounds, stop, written.truths)

    def _graph(
        self, query: str, sight: Sight, standing: Standing, stop: Stop | None = None
    ) -> Iterator[ox.Triple]:
        bounds = self._bounds(standing)
        if read(query).form is Form.CONSTRUCT:
            return triples(self._line, _written(query, sight, standing).text, bounds, stop)
        select, named = described(check(query))
        wanted = {iri: None for iri in named}
        if select:
            rows = self._rows(_written(select, sight, standing), standing, stop)
            wanted |= {
                term.value: None for row in rows for term in row if isinstance(term, ox.NamedNode)
            }
        return self._statements([iri for iri in wanted if is_iri(iri)], sight, bounds, stop)

    def _statements(
        self, things: Sequence[str], sight: Sight, bounds: Bounds, stop: Stop | None
    ) -> Iterator[ox.Triple]:
        """Yield what is said of things: what DESCRIBE means here, whatever it means there."""
        for start in range(0, len(things), _TOGETHER):
            values = " ".join(f"<{iri}>" for iri in things[start : start + _TOGETHER])
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
            yield from triples(self._line, for_server(check(query), sight), bounds, stop)


@dataclass(frozen=True, slots=True)
class _Written:
    """A query as the server is to see it; `truths` are the booleans that come as numbers."""

    text: str
    truths: frozenset[str] = frozenset()


def _written(query: str, sight: Sight, standing: Standing) -> _Written:
    text = check(query)
    if not standing.virtuoso:
        return _Written(for_server(text, sight))
    dialect, truths = in_dialect(in_scope(text))
    return _Written(for_server(with_kept(dialect), sight), truths)


def _to_rows(results: ox.QuerySolutions | ox.QueryBoolean) -> Sequence[Row]:
    """Read rows; an empty one stands for true, as an ASK is answered with a row by Virtuoso."""
    if isinstance(results, ox.QueryBoolean):
        return [()] if bool(results) else []
    return [tuple(row) for row in results]


class _Output:
    """Holds an answer up to a length."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self.body = bytearray()

    def write(self, data: bytes, /) -> int:
        self.body += data
        if len(self.body) > self._most:
            raise LimitReached(
                f"the answer is longer than {self._most:,} bytes, the limit",
                limit="result",
                hint="add LIMIT and OFFSET, or ask for fewer columns",
            )
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is there."""
