"""Get an answer from a worker: what is here of it at once, or all of it after a wait."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from spacegraph.errors import StoreError
from spacegraph.store.base import Answer, Evicted, Stop, Unsortable
from spacegraph.store.conversation import Conversation
from spacegraph.store.custody import KeeperLost
from spacegraph.store.tally import Tally

_HELD_BACK: Final = 1 << 20
"""How many bytes of an answer are collected before the first is given out: up to there every
failure is an error, from there on it can only be a stream that breaks off."""


MENDABLE: Final = (KeeperLost, Evicted, Unsortable)
"""The failures after which the same question may have an answer."""


class Inquiry:
    """A query that a worker works on; its end is counted once."""

    def __init__(
        self,
        conversation: Conversation,
        media_type: str,
        tally: Tally,
        *,
        keep: Callable[[Answer], Answer] | None = None,
        again: Callable[[StoreError, Stop], Answer] | None = None,
    ) -> None:
        """Send the query.

        `keep` gets an answer that is here as a whole and returns one to be read in its place;
        `again` asks once more after one of the errors that another worker may mend.
        """
        self._conversation = conversation
        self._media_type = media_type
        self._tally = tally
        self._keep = keep
        self._again = again
        self._head: list[bytes] = []
        self._size = 0
        with tally.failures():
            conversation.begin()

    def fileno(self) -> int:
        """Name the descriptor that is readable when `poll` may find more."""
        return self._conversation.fileno()

    def poll(self) -> Answer | None:
        """Take what has come; the answer once its head is here. This never waits."""
        try:
            return self._collect(self._conversation.take)
        except BlockingIOError:
            return None

    def wait(self, stop: Stop) -> Answer:
        """Wait until the answer, or its head, is here."""
        stop.watch(self._conversation.cancel)
        try:
            return self._collect(self._conversation.receive)
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
        self._conversation.cancel()

    def _collect(self, receive: Callable[[], bytes | None]) -> Answer:
        with self._tally.failures():
            while self._size < _HELD_BACK:
                piece = receive()
                if piece is None:
                    self._tally.answered()
                    answer = self._answer(self._head, self._size)
                    return self._keep(answer) if self._keep else answer
                self._head.append(piece)
                self._size += len(piece)
        rest = self._tally.follow(iter(self._conversation.receive, None))
        return self._answer(chain(self._head, rest), None)

    def _answer(self, chunks: Iterable[bytes], size: int | None) -> Answer:
        return Answer(
            self._media_type,
            chunks,
            generation=self._conversation.generation,
            size=size,
            on_close=self._conversation.cancel,
        )
