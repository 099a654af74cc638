"""Start keeper processes and have them fork and bury workers."""

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from spacegraph.errors import StoreError
from spacegraph.store.base import Busy
from spacegraph.store.frames import Closed, Frame, Receiver, send_json
from spacegraph.store.manifest import quads_folder, read_generation

_EXIT_SECONDS: Final = 5.0

_LOOK_SECONDS: Final = 1.0
_PATIENCE: Final = 5
_LOADING_PATIENCE: Final = 60
"""After so many looks in a row at a keeper that neither answers nor works it is given up. One that
loads waits for the disk meanwhile, through a child of its own."""

_SEND_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 2

# Huge pages make the page table that every fork copies 500 times smaller: with 300,000 quads a
# fork took 0.4 to 1 ms instead of 3 to 16. The engine's backtraces would fill the last words.
_ENVIRONMENT: Final = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "RUST_BACKTRACE": "0"}


_ENDED: Final = "the keeper process ended"
_HANGS: Final = "the keeper process hung and was ended"


class KeeperLost(Busy):
    """The keeper process has ended, or hangs; another is started."""

    def __init__(self, message: str, *, hint: str = "ask again", where: object = "") -> None:
        super().__init__(message, retry_after=_RETRY_SECONDS, hint=hint)
        self.where = str(where)


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended: exit code, or minus the signal's number; its last words on stderr."""

    code: int
    words: str
    keeper_lost: bool = False


def processor_time(pid: int) -> int:
    """Read how many nanoseconds of a processor a process has used; 0 for one that is gone."""
    try:
        text = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.split()[0])


class Worker:
    """A worker process: the socket it answers on and the state of the facts it holds.

    `evicted` says why its query was ended for the sake of others, and is empty as long as not.
    """

    __slots__ = ("channel", "custody", "evicted", "generation", "pid", "receiver", "spent")

    def __init__(self, custody: "Custody", pid: int, generation: str, channel: int) -> None:
        self.custody = custody
        self.pid = pid
        self.generation = generation
        self.channel = socket.socket(fileno=channel)
        self.receiver = Receiver(self.channel)
        self.evicted = ""
        self.spent = 0.0

    def is_alive(self) -> bool:
        """Tell whether an idle worker still holds its end of the line."""
        self.channel.setblocking(False)
        try:
            return bool(self.channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def processor_seconds(self) -> float:
        """Read how much processor time the query it works on has used."""
        used = processor_time(self.pid)
        return used / 1e9 - self.spent if used else 0.0

    def interrupt(self) -> None:
        """Cut the line: whoever waits for this worker sees its end at once."""
        try:
            self.channel.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def bury(self, *, kill: bool) -> Death:
        """End the worker and tell how it ended; without `kill` it must be ending already."""
        self.channel.close()
        return self.custody.bury(self.pid, kill=kill)


class Custody:
    """A running keeper, seen from the server; safe to use from any thread.

    The keeper ends by itself when this process does, since its socket then closes.
    """

    def __init__(self, store: Path, *, wait: bool = True) -> None:
        """Start a keeper; without `wait` it may still be loading when the first request comes."""
        self.generation = read_generation(store)
        quads_folder(store)
        ours, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._lost = False
        self._greeted = False
        self._channel = ours
        self._receiver = Receiver(ours)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spacegraph.store.keeper", str(theirs.fileno()), str(store)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=_ENVIRONMENT | os.environ,
            )
        if wait:
            try:
                self._greet()
            except StoreError:
                self.close()
                raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def fork(self, memory_bytes: int) -> Worker:
        """Have a worker forked that may use so much memory beyond the shared quads."""
        frame = self._ask({"do": "fork", "memory": memory_bytes})
        message = frame.json()
        return Worker(self, message["pid"], message["generation"], frame.descriptors[0])

    @property
    def alive(self) -> bool:
        """Whether the keeper still serves; false for good once a message was not answered."""
        return not self._lost and self._process.poll() is None

    @property
    def loaded(self) -> bool:
        """Whether the keeper holds the quads by now."""
        return self._greeted

    def calm(self, pid: int) -> None:
        """Let a worker use only the processor time that nobody else wants."""
        self._ask({"do": "calm", "pid": pid})

    def bury(self, pid: int, *, kill: bool) -> Death:
        """Reap a worker; where the keeper is gone, so are its workers."""
        try:
            message = self._ask({"do": "bury", "pid": pid, "kill": kill}).json()
        except KeeperLost:
            return Death(0, "", keeper_lost=True)
        return Death(message["code"], message["words"])

    def apply(self, added: Iterable[ox.Quad], removed: Iterable[ox.Quad], generation: str) -> None:
        """Change the quads that workers are forked with from now on."""
        message = {
            "do": "apply",
            "added": "".join(f"{quad} .\n" for quad in added),
            "removed": "".join(f"{quad} .\n" for quad in removed),
            "generation": generation,
        }
        self.generation = self._ask(message).json()["generation"]

    def wait(self) -> None:
        """Wait until the keeper has ended, whoever ends it."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            end = select.poll()
            end.register(handle, select.POLLIN)
            end.poll()
        finally:
            os.close(handle)

    def close(self) -> None:
        """End the keeper and with it every worker it forked."""
        with self._lock:
            self._lost = True
            self._channel.close()
        try:
            self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _greet(self) -> None:
        """Wait until the keeper has loaded the quads; a StoreError says why it could not."""
        hello = self._receive(_LOADING_PATIENCE).json()
        if "error" in hello:
            raise StoreError(hello["error"], hint=hello["hint"], where=hello["where"])
        self.generation = hello["generation"]
        self._greeted = True

    def _ask(self, message: dict[str, Any]) -> Frame:
        with self._lock:
            if self._lost:
                raise KeeperLost(_ENDED)
            if not self._greeted:
                try:
                    self._greet()
                except StoreError as error:
                    self._lost = True
                    raise KeeperLost(error.message, where=error.where) from error
            try:
                self._channel.settimeout(_SEND_SECONDS)
                send_json(self._channel, message)
            except (Closed, OSError) as error:
                raise self._give_up(_HANGS if isinstance(error, TimeoutError) else _ENDED) from None
            return self._receive(_PATIENCE)

    def _receive(self, patience: int) -> Frame:
        """Wait for an answer as long as the keeper works on it."""
        self._channel.settimeout(_LOOK_SECONDS)
        used, idle = -1, 0
        while idle < patience:
            try:
                return self._receiver.receive()
            except TimeoutError:
                before, used = used, processor_time(self.pid)
                idle = idle + 1 if used == before else 0
            except (Closed, OSError):
                raise self._give_up(_ENDED) from None
        raise self._give_up(_HANGS)

    def _give_up(self, reason: str) -> KeeperLost:
        """Have nothing to do with the keeper any more; one that hangs is killed."""
        self._lost = True
        self._process.kill()
        return KeeperLost(reason)
