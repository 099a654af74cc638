"""Answer queries that we wrote ourselves, in this process."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.store.base import WHOLE_STORE, Answer, Dataset, Difference, Solutions, Stop
from spacegraph.store.clauses import check_dataset
from spacegraph.store.evaluation import evaluate, to_solutions, write
from spacegraph.store.fork import find_difference
from spacegraph.store.guard import read
from spacegraph.store.manifest import quads_folder, read_generation
from spacegraph.store.results import find_format
from spacegraph.store.updates import read_update


class EmbeddedStore:
    """A store in this process: fast to ask, and as mortal as the queries it is asked.

    Nothing stops a query here: no deadline, no memory limit, and some queries end the process.
    Whatever a stranger may have written belongs to a `WorkerPool`.
    """

    def __init__(self, quads: ox.Store, *, generation: str = "") -> None:
        self._quads = quads
        self._generation = generation

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a built store for reading."""
        generation = read_generation(path)
        try:
            quads = ox.Store.read_only(str(quads_folder(path)))
        except OSError as error:
            raise StoreError(
                "the store cannot be opened",
                hint="run `spacegraph build`",
                where=f"{path}: {error}",
            ) from error
        return cls(quads, generation=generation)

    @property
    def generation(self) -> str:
        return self._generation

    @property
    def ready(self) -> bool:
        return True

    def select(self, query: str) -> Solutions:
        return to_solutions(evaluate(self._quads, query, read(query).dataset))

    def ask(self, query: str) -> bool:
        results = evaluate(self._quads, query, read(query).dataset)
        if not isinstance(results, ox.QueryBoolean):
            raise QueryError("this is no ASK, so it is neither true nor false")
        return bool(results)

    def triples(self, query: str) -> Sequence[ox.Triple]:
        results = evaluate(self._quads, query, read(query).dataset)
        if not isinstance(results, ox.QueryTriples):
            raise QueryError("this is neither CONSTRUCT nor DESCRIBE, so it has no triples")
        return tuple(results)

    def stream(
        self,
        query: str,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        *,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer in a media type; a stop is not heard while the query runs."""
        reading = read(query)
        check_dataset(dataset)
        format = find_format(reading.form, media_type)
        output = BytesIO()
        write(evaluate(self._quads, query, dataset or reading.dataset), format, output)
        body = output.getvalue()
        return Answer(media_type, [body], generation=self._generation, size=len(body))

    def begin(self, query: str, media_type: str, dataset: Dataset = WHOLE_STORE) -> None:
        """Begin nothing: every query is a wait here."""

    def difference(
        self, update: str, dataset: Dataset = WHOLE_STORE, *, stop: Stop | None = None
    ) -> Difference:
        """Say what an update would change; the second of several operations copies the quads."""
        return find_difference(self._quads, read_update(update, dataset), own=False)

    def close(self) -> None:
        """Drop the engine's store, and with it its lock and threads; twice does nothing more."""
        vars(self).pop("_quads", None)
