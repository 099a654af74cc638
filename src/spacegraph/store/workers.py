"""Answer any query, and try any update, in killable worker processes, within limits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.store.base import (
    STANDARD_LIMITS,
    WHOLE_STORE,
    Answer,
    Dataset,
    Difference,
    Limits,
    Solutions,
    Stop,
    Unsortable,
)
from spacegraph.store.clauses import check_dataset
from spacegraph.store.custody import KeeperLost
from spacegraph.store.guard import SHORT, Reading, read
from spacegraph.store.inquiry import Inquiry
from spacegraph.store.ordering import part
from spacegraph.store.results import Form, find_format
from spacegraph.store.roster import STANDARD_ROSTER, Census, Roster
from spacegraph.store.services import Services
from spacegraph.store.shelf import Shelf, Stock
from spacegraph.store.staff import Staff
from spacegraph.store.tally import Tally
from spacegraph.store.updates import read_update
from spacegraph.store.worker import Alteration, Request


class WorkerPool:
    """A store whose queries cannot outlive their limits nor harm each other; thread-safe."""

    def __init__(
        self,
        path: Path,
        *,
        limits: Limits = STANDARD_LIMITS,
        roster: Roster = STANDARD_ROSTER,
        cache_bytes: int = 32 << 20,
        services: frozenset[str] = frozenset(),
        wait: bool = True,
    ) -> None:
        """Open a built store; without `wait` the first queries wait while it is loaded."""
        self._limits = limits
        self._services = Services(services)
        self._staff = Staff(path, limits, roster, wait=wait)
        self._shelf = Shelf(cache_bytes)
        self._tally = Tally()

    @property
    def generation(self) -> str:
        return self._staff.generation

    @property
    def ready(self) -> bool:
        return self._staff.ready

    @property
    def limits(self) -> Limits:
        return self._limits

    def census(self) -> Census:
        """Count the workers and the askers that wait for one."""
        return self._staff.census()

    def processes(self) -> tuple[int, tuple[int, ...]]:
        """Name the process that holds the quads and those of the workers."""
        return self._staff.processes()

    def outcomes(self) -> Mapping[str, int]:
        """Say how many queries ended in which way."""
        return self._tally.counts()

    def stock(self) -> Stock:
        """Say how many answers are kept and how often one was asked for again."""
        return self._shelf.stock()

    def select(self, query: str) -> Solutions:
        results = self._results(query, Form.SELECT)
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("this is no SELECT, so it has no rows")
        variables = tuple(variable.value for variable in results.variables)
        return Solutions(variables, tuple(tuple(row) for row in results))

    def ask(self, query: str) -> bool:
        return bool(self._results(query, Form.ASK))

    def triples(self, query: str) -> Sequence[ox.Triple]:
        if not read(query).form.is_graph:
            raise QueryError("this is neither CONSTRUCT nor DESCRIBE, so it has no triples")
        body = self.stream(query, "application/n-triples").read()
        quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return tuple(quad.triple for quad in quads)

    def stream(
        self,
        query: str,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        *,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer a query; returns once all or the first mebibyte of the answer is here."""
        stop = stop or Stop()
        reading = read(query, self._services.hosts)
        check_dataset(dataset)
        find_format(reading.form, media_type)
        if reading.services:
            seconds = self._limits.seconds
            query = self._services.fill_in(query, reading.services, seconds, stop)
        request = self._request(query, reading, media_type, dataset)
        if reading.stable and (known := self._shelf.find(self.generation, request)):
            return known
        return self._inquire(request, reading).wait(stop)

    def begin(
        self, query: str, media_type: str, dataset: Dataset = WHOLE_STORE
    ) -> Answer | Inquiry | None:
        """Give an answer that is kept, or queue up for a worker."""
        if len(query) > SHORT:
            return None
        reading = read(query, self._services.hosts)
        if reading.services:
            return None
        request = self._request(query, reading, media_type, dataset)
        if reading.stable and (known := self._shelf.peek(self.generation, request)):
            return known
        check_dataset(dataset)
        find_format(reading.form, media_type)
        return self._inquire(request, reading)

    def difference(
        self, update: str, dataset: Dataset = WHOLE_STORE, *, stop: Stop | None = None
    ) -> Difference:
        """Evaluate an update in a worker that ends with it, and return what it changed there."""
        shape = hash(read_update(update, dataset).operations)
        alteration = Alteration(update, dataset, self._limits)
        stop = stop or Stop()
        try:
            lines = self._try(alteration, shape, stop)
        except KeeperLost:
            lines = self._try(alteration, shape, stop)
        return Difference(_quads(lines, b"+"), _quads(lines, b"-"))

    def apply(self, added: Iterable[ox.Quad], removed: Iterable[ox.Quad], generation: str) -> None:
        """Show a change that is already on disk to every query that begins after this returns."""
        self._staff.apply(added, removed, generation)

    def reload(self) -> None:
        """Move to the store as it is on disk now; queries that run end on the old one."""
        self._staff.reload()

    def close(self) -> None:
        """End every worker; queries that run fail."""
        self._staff.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _request(self, query: str, reading: Reading, media_type: str, dataset: Dataset) -> Request:
        graphs = dataset or reading.dataset
        return Request(query, reading.form, media_type, graphs, self._limits)

    def _inquire(self, request: Request, reading: Reading) -> Inquiry:
        """Have a worker answer, and another where that may mend a failure of the first."""
        again = partial(self._ask_again, request, reading)
        return Inquiry(
            self._staff,
            request,
            reading.shape,
            request.media_type,
            self._tally,
            trial=True,
            keep=self._keep(request, reading),
            again=again,
        )

    def _ask_again(
        self, request: Request, reading: Reading, error: StoreError, stop: Stop
    ) -> Answer:
        """Ask once more, perhaps in other words; the answer is kept as asked."""
        query = part(request.query) if isinstance(error, Unsortable) else request.query
        return Inquiry(
            self._staff,
            replace(request, query=query),
            reading.shape,
            request.media_type,
            self._tally,
            keep=self._keep(request, reading),
        ).wait(stop)

    def _keep(self, request: Request, reading: Reading) -> Callable[[Answer], Answer] | None:
        return partial(self._shelf.keep, request) if reading.stable else None

    def _try(self, alteration: Alteration, shape: int, stop: Stop) -> list[bytes]:
        inquiry = Inquiry(self._staff, alteration, shape, "application/n-quads", self._tally)
        return inquiry.wait(stop).read().splitlines(keepends=True)

    def _results(self, query: str, form: Form) -> ox.QuerySolutions | ox.QueryBoolean:
        if read(query).form is not form:
            raise QueryError(f"this is no {form}")
        body = self.stream(query, "application/sparql-results+json").read()
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def _quads(lines: Iterable[bytes], sign: bytes) -> frozenset[ox.Quad]:
    """Read the quads of a difference that bear a sign."""
    text = b"".join(line[1:] for line in lines if line.startswith(sign))
    return frozenset(ox.parse(text, format=ox.RdfFormat.N_QUADS))
