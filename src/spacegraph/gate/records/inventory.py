"""What a backup says it holds, and the check that it holds that and nothing else."""

import hashlib
import json
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from spacegraph.errors import DataError

INVENTORY: Final = "inventory.json"
FORMAT: Final = 1

_PLACE: Final = re.compile(
    r"accepted/[0-9]{4}/[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.trig"
    r"|quarantine/[A-Za-z0-9]{1,64}\.(?:json|submission)"
)
"""Where the files of a backup may lie; no name that matches leads anywhere else."""

_LARGEST_INVENTORY: Final = 64 << 20
_LARGEST_FILE: Final = 1 << 30
_CHUNK: Final = 1 << 20
_NOT_REGULAR: Final = "is no plain file"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a backup: its place below the home, its size in bytes and its SHA-256."""

    place: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a backup holds, and the state of the graph that its files make.

    `inputs` names the files the store was built from, the shipped ones included; `content` the
    quads themselves, in whatever order.
    """

    version: str
    created: str
    generation: str
    inputs: str
    content: str
    claims: int
    quads: int
    items: tuple[Item, ...]
    format: int = FORMAT

    @property
    def records(self) -> int:
        """How many records of accepted facts it holds."""
        return sum(item.place.startswith("accepted/") for item in self.items)

    @property
    def refusals(self) -> int:
        """How many refused submissions it holds."""
        return sum(item.place.endswith(".submission") for item in self.items)

    @property
    def size(self) -> int:
        """How many bytes its files take when they are unpacked."""
        return sum(item.size for item in self.items)

    def to_json(self) -> str:
        """Write it; the same inventory gives the same text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> "Inventory":
        """Read one; raises ValueError, KeyError or TypeError where it is none."""
        read: dict[str, Any] = json.loads(text)
        items = tuple(Item(**each) for each in read.pop("items"))
        return cls(**read, items=items)


def examine(file: Path) -> Inventory:
    """Read every byte of a backup and compare it with its inventory; changes nothing."""
    with _opened(file) as archive:
        inventory = _read_inventory(archive, file)
        for item in inventory.items:
            for _ in unpack(archive, item, file):
                pass
    return inventory


def unpack(archive: ZipFile, item: Item, file: Path) -> Iterator[bytes]:
    """Yield the content of an item; a DataError after the last piece where it is another."""
    digest, left = hashlib.sha256(), item.size
    try:
        with archive.open(item.place) as source:
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                yield chunk
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged(file, f"{item.place} cannot be read ({error})") from error
    if left or digest.hexdigest() != item.digest:
        raise _damaged(file, f"{item.place} is not what was packed")


def _opened(file: Path) -> ZipFile:
    try:
        return ZipFile(file)
    except (BadZipFile, OSError, NotImplementedError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(
            f"{file} is no backup that can be read: {reason}", hint="take another"
        ) from error


def _read_inventory(archive: ZipFile, file: Path) -> Inventory:
    members = archive.infolist()
    names = [member.filename for member in members]
    if INVENTORY not in names:
        raise _damaged(file, f"it has no {INVENTORY}")
    for member in members:
        if fault := _fault(member):
            raise _damaged(file, f"{member.filename[:200]!r} {fault}")
    try:
        if archive.getinfo(INVENTORY).file_size > _LARGEST_INVENTORY:
            raise _damaged(file, f"its {INVENTORY} is too large")
        with archive.open(INVENTORY) as source:
            inventory = Inventory.from_json(source.read(_LARGEST_INVENTORY))
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error, BadZipFile) as error:
        raise _damaged(file, f"its {INVENTORY} cannot be read") from error
    if inventory.format != FORMAT:
        raise _damaged(file, f"it is of format {inventory.format}, this reads {FORMAT}")
    listed = [INVENTORY, *(item.place for item in inventory.items)]
    if sorted(listed) != sorted(names):
        odd = min(set(listed) ^ set(names), default="a name twice")
        raise _damaged(file, f"inventory and files differ: {odd[:200]!r}")
    for item in inventory.items:
        if item.size != archive.getinfo(item.place).file_size:
            raise _damaged(file, f"{item.place} has another size than the inventory says")
    return inventory


def _fault(member: ZipInfo) -> str:
    """Say why a member cannot be part of a backup; nothing where it can."""
    mode = member.external_attr >> 16
    if member.is_dir() or (mode and not stat.S_ISREG(mode)):
        return _NOT_REGULAR
    if member.filename != INVENTORY and not _PLACE.fullmatch(member.filename):
        return "has no place in an instance"
    if member.file_size > _LARGEST_FILE:
        return f"is larger than {_LARGEST_FILE >> 20} MiB"
    if member.flag_bits & 1 or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed in a way that backups are not"
    return ""


def _damaged(file: Path, reason: str) -> DataError:
    return DataError(f"{file} is damaged or no backup: {reason}", hint="take another")
