"""Answer any query, and try any update, in killable worker processes, within limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyoxigraph as ox

from spacegraph.errors import QueryError
from spacegraph.store.base import (
    STANDARD_LIMITS,
    WHOLE_STORE,
    Answer,
    Dataset,
    Difference,
    Limits,
    Solutions,
    Stop,
)
from spacegraph.store.clauses import check_dataset
from spacegraph.store.conversation import Conversation
from spacegraph.store.custody import KeeperLost
from spacegraph.store.guard import read
from spacegraph.store.results import Form, find_format
from spacegraph.store.roster import STANDARD_ROSTER, Census, Roster
from spacegraph.store.services import Services
from spacegraph.store.shelf import Shelf, Stock
from spacegraph.store.staff import Staff
from spacegraph.store.tally import Tally
from spacegraph.store.updates import read_update
from spacegraph.store.worker import Alteration, Job, Request

_HELD_BACK: Final = 1 << 20
"""How many bytes of an answer are collected before the first is given out: up to there every
failure is an error, from there on it can only be a stream that breaks off."""


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
        request = Request(query, reading.form, media_type, dataset or reading.dataset, self._limits)
        if reading.stable and (known := self._shelf.find(self.generation, request)):
            return known
        try:
            answer = self._converse(request, reading.shape, media_type, stop)
        except KeeperLost:
            # Nothing has been given out, and the query changes nothing: ask once more.
            answer = self._converse(request, reading.shape, media_type, stop)
        return self._shelf.keep(request, answer) if reading.stable else answer

    def known(self, query: str, media_type: str, dataset: Dataset = WHOLE_STORE) -> Answer | None:
        """Give an answer that is kept, at once and without a worker."""
        reading = read(query, self._services.hosts)
        if not reading.stable or reading.services:
            return None
        request = Request(query, reading.form, media_type, dataset or reading.dataset, self._limits)
        return self._shelf.peek(self.generation, request)

    def difference(
        self, update: str, dataset: Dataset = WHOLE_STORE, *, stop: Stop | None = None
    ) -> Difference:
        """Evaluate an update in a worker that ends with it, and return what it changed there."""
        shape = hash(read_update(update, dataset).operations)
        alteration = Alteration(update, dataset, self._limits)
        stop = stop or Stop()
        try:
            answer = self._converse(alteration, shape, "application/n-quads", stop)
        except KeeperLost:
            answer = self._converse(alteration, shape, "application/n-quads", stop)
        lines = answer.read().splitlines(keepends=True)
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

    def _converse(self, job: Job, shape: int, media_type: str, stop: Stop) -> Answer:
        with self._tally.failures():
            worker = self._staff.engage(shape, stop)
        conversation = Conversation(worker, job, self._staff.dismiss)
        stop.watch(conversation.cancel)
        chunks = self._tally.follow(conversation.chunks())
        try:
            head, whole = _collect(chunks)
        finally:
            stop.watch(None)
        return Answer(
            media_type,
            chain(head, chunks),
            generation=worker.generation,
            size=sum(map(len, head)) if whole else None,
            on_close=conversation.cancel,
        )

    def _results(self, query: str, form: Form) -> ox.QuerySolutions | ox.QueryBoolean:
        if read(query).form is not form:
            raise QueryError(f"this is no {form}")
        body = self.stream(query, "application/sparql-results+json").read()
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def _quads(lines: Iterable[bytes], sign: bytes) -> frozenset[ox.Quad]:
    """Read the quads of a difference that bear a sign."""
    text = b"".join(line[1:] for line in lines if line.startswith(sign))
    return frozenset(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def _collect(chunks: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """Read on until the end or until enough is held back; tell which it was."""
    head: list[bytes] = []
    size = 0
    for chunk in chunks:
        head.append(chunk)
        size += len(chunk)
        if size >= _HELD_BACK:
            return head, False
    return head, True
