"""Say how many workers there are and what they do."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CGROUP: Final = Path("/sys/fs/cgroup/memory.max")
_MOST_HEAVY: Final = 16


@dataclass(frozen=True, slots=True)
class Roster:
    """How many workers there may be, and how long the others wait for one.

    `light` workers are kept ready, and so many may be busy at once. Those that are no longer quick,
    after `quick_seconds`, do not count, so that up to `surge` more work beside them; `heavy` more
    may work on queries that take longer than `light_seconds`. Both are seconds of processor time.
    `queue` askers may wait for each kind.
    """

    light: int = 4
    surge: int = 12
    heavy: int = 6
    queue: int = 32
    light_seconds: float = 0.25
    quick_seconds: float = 0.01
    wait_seconds: float = 10.0


STANDARD_ROSTER: Final = Roster()


def affordable(light: int, memory_bytes: int) -> Roster:
    """Plan as many heavy workers as can all use their memory and leave half of it to others."""
    heavy = memory_of_machine() // 2 // memory_bytes
    return Roster(light=light, surge=3 * light, heavy=min(max(heavy, 1), _MOST_HEAVY))


def memory_of_machine() -> int:
    """Read how many bytes of memory this machine or container has."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = _CGROUP.read_text(encoding="ascii").strip() if _CGROUP.exists() else "max"
    return min(memory, int(limit)) if limit.isdigit() else memory


@dataclass(frozen=True, slots=True)
class Census:
    """How many workers do what, how many askers wait, how many workers were ever forked."""

    idle: int
    light: int
    heavy: int
    waiting: int
    forked: int
