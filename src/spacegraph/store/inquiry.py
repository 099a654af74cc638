"""Get an answer from a worker: what is here of it at once, or all of it after a wait."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from spacegraph.errors import StoreError
from spacegraph.store.base import Answer, Evicted, Stop, Unsortable
from spacegraph.store.conversation import Conversation
from spacegraph.store.custody import KeeperLost, Worker
from spacegraph.store.staff import Staff
from spacegraph.store.tally import Tally
from spacegraph.store.worker import Job

_HELD_BACK: Final = 1 << 20
"""How many bytes of an answer are collected before the first is given out: up to there every
failure is an error, from there on it can only be a stream that breaks off."""


MENDABLE: Final = (KeeperLost, Evicted, Unsortable)
"""The failures after which the same question may have an answer."""


class Inquiry:
    """A query that waits for a worker or is worked on; its end is counted once."""

    def __init__(
        self,
        staff: Staff,
        job: Job,
        shape: int,
        media_type: str,
        tally: Tally,
        *,
        trial: bool = False,
        keep: Callable[[Answer], Answer] | None = None,
        again: Callable[[StoreError, Stop], Answer] | None = None,
    ) -> None:
        """Queue up.

        `keep` gets an answer that is here as a whole and returns one to be read in its place;
        `again` asks once more after one of the errors that another worker may mend. `trial` is
        for queries that may only seem long.
        """
        self._staff = staff
        self._job = job
        self._media_type = media_type
        self._tally = tally
        self._trial = trial
        self._keep = keep
        self._again = again
        self._failure: StoreError | None = None
        self._conversation: Conversation | None = None
        self._head: list[bytes] = []
        self._size = 0
        with tally.failures():
            self._ticket = staff.enqueue(shape)

    def watch(self, moved: Callable[[], None]) -> None:
        """Have an action run, in any thread, when `start` may do more than before."""
        self._ticket.watch(moved)

    def start(self) -> int | None:
        """Put the query to its worker; None where that must still be waited for.

        Returns the descriptor that is readable when `poll` may find more.
        """
        worker = self._ticket.worker
        if worker is None or self._failure:
            return None
        try:
            return (self._conversation or self._converse(worker)).fileno()
        except MENDABLE as error:
            self._failure = error
            return None

    def poll(self) -> Answer | None:
        """Take what has come; the answer once its head is here. This never waits."""
        if self._conversation is None or self._failure:
            return None
        try:
            return self._collect(self._conversation, self._conversation.take)
        except BlockingIOError:
            return None

    def wait(self, stop: Stop) -> Answer:
        """Wait until the answer, or its head, is here."""
        try:
            if self._failure:
                raise self._failure
            conversation = self._conversation
            if conversation is None:
                with self._tally.failures():
                    worker = self._staff.wait(self._ticket, stop, trial=self._trial)
                conversation = self._converse(worker)
            stop.watch(conversation.cancel)
            return self._collect(conversation, conversation.receive)
        except MENDABLE as error:
            if self._again is None:
                raise
            failure = error
        finally:
            stop.watch(None)
        # Nothing has been given out, and the query changes nothing.
        return self._again(failure, stop)

    def cancel(self) -> None:
        """Stop the query; harmless when it is over."""
        if self._conversation is None:
            self._staff.withdraw(self._ticket)
        else:
            self._conversation.cancel()

    def _converse(self, worker: Worker) -> Conversation:
        self._conversation = Conversation(worker, self._job, self._staff.dismiss)
        with self._tally.failures():
            self._conversation.begin()
        return self._conversation

    def _collect(self, conversation: Conversation, receive: Callable[[], bytes | None]) -> Answer:
        with self._tally.failures():
            while self._size < _HELD_BACK:
                piece = receive()
                if piece is None:
                    self._tally.answered()
                    answer = self._answer(conversation, self._head, self._size)
                    return self._keep(answer) if self._keep else answer
                self._head.append(piece)
                self._size += len(piece)
        rest = self._tally.follow(iter(conversation.receive, None))
        return self._answer(conversation, chain(self._head, rest), None)

    def _answer(
        self, conversation: Conversation, chunks: Iterable[bytes], size: int | None
    ) -> Answer:
        return Answer(
            self._media_type,
            chunks,
            generation=conversation.generation,
            size=size,
            on_close=conversation.cancel,
        )
