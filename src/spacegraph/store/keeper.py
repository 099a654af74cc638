"""Hold the quads in memory and fork a worker whenever the server wants one.

Run as `python -m spacegraph.store.keeper DESCRIPTOR STORE`. Forking shares the quads between all
workers at no cost, copy on write; it is safe because this process has one thread.
"""

import argparse
import gc
import os
import signal
import socket
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph as ox

from spacegraph.errors import StoreError
from spacegraph.store.confinement import confine, die_with_parent, thread_count
from spacegraph.store.frames import Closed, Receiver, send_json
from spacegraph.store.loading import load_quads
from spacegraph.store.worker import serve

_LAST_WORDS: Final = 4096
_DYING_SECONDS: Final = 2.0
_BELOW_SERVER: Final = 5
_LOWEST: Final = 19


@dataclass(slots=True)
class Child:
    """A worker this process has forked, and the pipe that holds what it said on stderr."""

    pid: int
    complaints: int


class Keeper:
    """Does what the server asks over one socket: fork, calm, bury, apply."""

    def __init__(self, channel: socket.socket, store: Path) -> None:
        self._channel = channel
        self._receiver = Receiver(channel)
        self._generation, self._quads = load_quads(store)
        self._children: dict[int, Child] = {}
        self._doomed: set[int] = set()
        if (threads := thread_count()) != 1:
            raise StoreError(f"the keeper has {threads} threads, and only one can fork safely")
        gc.collect()
        gc.freeze()

    def run(self) -> None:
        """Serve until the server is gone, then end every worker."""
        signal.signal(signal.SIGCHLD, self._reap)
        try:
            send_json(self._channel, {"generation": self._generation})
            while True:
                message = self._receiver.receive().json()
                match message["do"]:
                    case "fork":
                        self._fork(message["memory"])
                    case "bury":
                        self._bury(message["pid"], kill=message["kill"])
                    case "calm":
                        self._calm(message["pid"])
                    case "apply":
                        self._apply(message)
        except Closed:
            for pid in self._children:
                os.kill(pid, signal.SIGKILL)

    def _fork(self, memory_bytes: int) -> None:
        ours, theirs = socket.socketpair()
        complaints, stderr = os.pipe()
        keeper = os.getpid()
        pid = os.fork()
        if pid == 0:
            _work(keeper, theirs, stderr, memory_bytes, self._quads)
        theirs.close()
        os.close(stderr)
        os.set_blocking(complaints, False)
        self._children[pid] = Child(pid, complaints)
        message = {"pid": pid, "generation": self._generation}
        send_json(self._channel, message, descriptors=(ours.fileno(),))
        ours.close()

    def _calm(self, pid: int) -> None:
        if pid in self._children:
            os.setpriority(os.PRIO_PROCESS, pid, _LOWEST)
        send_json(self._channel, {})

    def _bury(self, pid: int, *, kill: bool) -> None:
        """Tell how a worker ended that is ending; one that must be killed is reaped later.

        Only its parent can kill a process without ever hitting another of the same number.
        """
        child = self._children.pop(pid)
        if kill:
            os.kill(pid, signal.SIGKILL)
            self._doomed.add(pid)
            self._reap()
            message = {"code": -signal.SIGKILL, "words": ""}
        else:
            code = os.waitstatus_to_exitcode(_wait(pid))
            message = {"code": code, "words": _last_words(child)}
        os.close(child.complaints)
        send_json(self._channel, message)

    def _reap(self, *_: object) -> None:
        """Collect killed workers: a large one takes a while to end, and nobody waits for it."""
        for pid in tuple(self._doomed):
            with suppress(ChildProcessError):
                if not os.waitpid(pid, os.WNOHANG)[0]:
                    continue
            self._doomed.discard(pid)

    def _apply(self, message: dict[str, Any]) -> None:
        """Change the quads; the workers forked from now on see the new state, the others not.

        A graph whose last triple goes is gone, as it is from the N-Quads the store is made of.
        """
        touched = set()
        for quad in ox.parse(message["removed"].encode(), format=ox.RdfFormat.N_QUADS):
            self._quads.remove(quad)
            touched.add(quad.graph_name)
        added = ox.parse(message["added"].encode(), format=ox.RdfFormat.N_QUADS)
        self._quads.extend(added)
        for graph in touched:
            if next(self._quads.quads_for_pattern(None, None, None, graph), None) is None:
                self._quads.remove_graph(graph)
        self._generation = message["generation"]
        send_json(self._channel, {"generation": self._generation})


def _work(
    keeper: int, channel: socket.socket, stderr: int, memory_bytes: int, quads: ox.Store
) -> NoReturn:
    """Be a worker; whatever happens, never return into the keeper's own stack."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        die_with_parent(keeper)
        os.nice(_BELOW_SERVER)
        serve(confine(channel, stderr, memory_bytes), quads)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def _last_words(child: Child) -> str:
    try:
        return os.read(child.complaints, _LAST_WORDS).decode("utf-8", "replace")
    except BlockingIOError:
        return ""


def _wait(pid: int) -> int:
    """Reap a child that is ending; one that does not end is killed."""
    deadline = time.monotonic() + _DYING_SECONDS
    while time.monotonic() < deadline:
        reaped, status = os.waitpid(pid, os.WNOHANG)
        if reaped:
            return status
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def main() -> None:
    """Run a keeper on an inherited socket; a store that cannot be loaded is told over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("descriptor", type=int)
    parser.add_argument("store", type=Path)
    options = parser.parse_args()
    channel = socket.socket(fileno=options.descriptor)
    try:
        keeper = Keeper(channel, options.store)
    except StoreError as error:
        send_json(channel, {"error": error.message, "hint": error.hint, "where": error.where})
        return
    keeper.run()


if __name__ == "__main__":
    main()
