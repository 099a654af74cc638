"""Say what a store is: the values it takes and gives, and the ways in which it fails."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self
from typing import Literal as Choice

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from spacegraph.errors import StoreError

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query looks at (SPARQL 1.1 §13); empty means the whole store."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use; its reader may keep it waiting `pause_seconds` in all."""

    seconds: float = 30.0
    memory_bytes: int = 1 << 30
    result_bytes: int = 256 << 20
    pause_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT in the order of its variables; None where a variable is unbound."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an update would change: quads that are not there yet, and quads that are."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


WHOLE_STORE: Final = Dataset()
STANDARD_LIMITS: Final = Limits()


class LimitReached(StoreError):
    """A limit stopped the query after `seconds`; its answer, had it gone on, would be longer."""

    def __init__(
        self,
        message: str,
        *,
        limit: Choice["seconds", "memory", "result", "pause"],
        hint: str = "",
        seconds: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.limit = limit
        self.seconds = seconds


class Busy(StoreError):
    """Every worker is taken and the queue is full; come back after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Evicted(Busy):
    """The query turned out to be long while others waited for its worker."""


class Unreachable(StoreError):
    """The server that holds the facts does not answer; only the log names its address."""


class Faulty(StoreError):
    """Another server gave no sound answer."""


class Stopped(StoreError):
    """The one who asked no longer wants the answer."""


class Crashed(StoreError):
    """The process that worked on the query ended by itself."""


class Unsortable(Crashed):
    """The engine could not put the values in order that it was to sort by."""


class Stop:
    """Ask a running query to stop, from any thread; asking twice or too late does nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requested = False
        self._action: Callable[[], None] | None = None

    @property
    def requested(self) -> bool:
        return self._requested

    def request(self) -> None:
        """Stop the query: run the action that whoever works on it has left here."""
        with self._lock:
            self._requested = True
            action, self._action = self._action, None
        if action is not None:
            action()

    def watch(self, action: Callable[[], None] | None) -> None:
        """Replace the action; it runs at once when the stop was already requested."""
        with self._lock:
            self._action = None if self._requested else action
            late = self._requested
        if late and action is not None:
            action()


class Answer:
    """A serialised answer: an iterable of chunks, to be read once and closed.

    `size` is the length in bytes where all of it is already here, else None. Iterating raises
    a StoreError when the rest cannot be had: what came before it is then incomplete.
    """

    def __init__(
        self,
        media_type: str,
        chunks: Iterable[bytes],
        *,
        generation: str,
        size: int | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.media_type = media_type
        self.generation = generation
        self.size = size
        self._chunks = iter(chunks)
        self._on_close = on_close

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def read(self) -> bytes:
        """Read everything that is left, then close."""
        with self:
            return b"".join(self._chunks)

    def close(self) -> None:
        """Free what the answer holds; a query that still runs is stopped."""
        action, self._on_close = self._on_close, None
        if action is not None:
            action()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Begun(Protocol):
    """A query that waits for its turn or is being worked on."""

    def watch(self, moved: Callable[[], None]) -> None:
        """Have an action run, in any thread, when `start` may do more than before."""
        ...

    def start(self) -> int | None:
        """Begin the work; None where that must still be waited for. This never waits.

        Returns the descriptor that is readable when `poll` may find more.
        """
        ...

    def poll(self) -> Answer | None:
        """Return the answer if it is here; this never waits."""
        ...

    def wait(self, stop: Stop) -> Answer:
        """Wait for the answer."""
        ...

    def cancel(self) -> None:
        """Stop the query; harmless when it is over."""
        ...


class Store(Protocol):
    """A read-only dataset that answers SPARQL 1.1 queries."""

    @property
    def generation(self) -> str:
        """Name the state of the facts; it changes with every change of them."""
        ...

    @property
    def ready(self) -> bool:
        """Say whether a query would be answered now."""
        ...

    def select(self, query: str) -> Solutions:
        """Answer a SELECT."""
        ...

    def ask(self, query: str) -> bool:
        """Answer an ASK."""
        ...

    def triples(self, query: str) -> Sequence[Triple]:
        """Answer a CONSTRUCT or a DESCRIBE."""
        ...

    def stream(
        self,
        query: str,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        *,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer any query in a media type; a dataset given here overrides FROM."""
        ...

    def begin(
        self, query: str, media_type: str, dataset: Dataset = WHOLE_STORE
    ) -> Answer | Begun | None:
        """Give an answer that is kept, or a query that queues up; None where that needs a wait."""
        ...

    def difference(
        self, update: str, dataset: Dataset = WHOLE_STORE, *, stop: Stop | None = None
    ) -> Difference:
        """Say what a SPARQL 1.1 update would change, and change nothing.

        A dataset given here stands for the USING clauses that the update must then not have.
        """
        ...

    def close(self) -> None:
        """Free what the store holds."""
        ...
