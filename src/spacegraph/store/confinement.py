"""Take from a worker process what a query never needs."""

import ctypes
import os
import resource
import signal
import socket
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_STACK: Final = 100 << 20
"""How large the stack may grow; the usual 8 MiB end at a path of 2,000 steps. The kernel keeps 128
MiB of addresses free for it."""

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """End this process when its parent ends, or now if it already has."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def confine(channel: socket.socket, complaints: int, memory_bytes: int) -> socket.socket:
    """Leave this process one socket, one pipe for its last words and a bounded memory.

    The socket becomes descriptor 0, /dev/null 1 and the pipe 2; no fourth can be opened, so
    neither a file nor a connection. Memory is counted beyond what the parent held.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(channel.fileno(), 0)
    os.dup2(null, 1)
    os.dup2(complaints, 2)
    channel.detach()
    os.closerange(3, max(int(link.name) for link in Path("/proc/self/fd").iterdir()) + 1)
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    memory = address_space() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    stack = _STACK if most == resource.RLIM_INFINITY else min(_STACK, most)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, most))
    confined = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    return confined


def address_space() -> int:
    """Read how many bytes of address space this process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def thread_count() -> int:
    """Count the threads of this process, the engine's own included."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())
