"""Pack what an instance has accepted and refused into one file, while it serves.

The store is not packed: it is remade from the shipped files and these.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pyoxigraph import RdfFormat
from pyoxigraph import Store as Quads

from spacegraph.errors import Refused, StoreError
from spacegraph.gate.records.archive import Archive, sync
from spacegraph.gate.records.inventory import INVENTORY, Inventory, Item, examine
from spacegraph.graph.book import Report
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import RECORDS

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the content of a backup is that of its files and nothing else."""

_ORDINARY = 0o100644 << 16
_MODULUS = 1 << 256


def back_up(
    instance: Instance, file: Path, moment: datetime, report: Report = lambda stage: None
) -> Inventory:
    """Write a backup to a file that does not exist yet, and read it again to be sure.

    Nothing is accepted while the state is looked at; records never change, so they are packed
    afterwards at leisure.
    """
    if file.exists():
        raise Refused(f"{file} exists already", hint="name another file; backups are kept")
    home = instance.settings.home
    archive = Archive(home / "accepted")
    with archive.lock():
        report("look at the graph")
        quads = instance.quads(report)
        manifest = instance.standing()
        content = fingerprint(quads)
        places = sorted((home / "accepted").glob(RECORDS))
    places += sorted(_refusals(home / "quarantine"))
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    try:
        with part.open("xb") as output, ZipFile(output, "w", ZIP_DEFLATED) as packed:
            report(f"pack {len(places):,} files")
            items = tuple(_pack(packed, place, home) for place in places)
            inventory = Inventory(
                version=version("spacegraph"),
                created=moment.isoformat(timespec="seconds"),
                generation=manifest.generation,
                inputs=manifest.inputs,
                content=content,
                claims=manifest.claims,
                quads=manifest.quads,
                items=items,
            )
            packed.writestr(_member(INVENTORY), inventory.to_json())
        report("read it again")
        examine(part)
        sync(part)
        part.rename(file)
        sync(file.parent)
    except OSError as error:
        raise StoreError(f"cannot write {file}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return inventory


class _Sum:
    """Adds up the hashes of the lines written to it: the same for the same lines in any order."""

    def __init__(self) -> None:
        self._total = 0
        self._rest = b""

    def write(self, data: bytes, /) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._total += int.from_bytes(hashlib.sha256(line).digest())
        return len(data)

    def flush(self) -> None:
        """Be a file: nothing waits here but the beginning of a line."""

    def __str__(self) -> str:
        return f"{self._total % _MODULUS:064x}"


def fingerprint(quads: Quads) -> str:
    """Name a set of quads by what it holds, in whatever order the store gives them."""
    total = _Sum()
    quads.dump(cast(IO[bytes], total), format=RdfFormat.N_QUADS)
    return str(total)


def _refusals(quarantine: Path) -> Iterator[Path]:
    """Yield the files of every refusal that is kept as a whole."""
    for findings in quarantine.glob("*.json"):
        content = findings.with_suffix(".submission")
        if content.is_file():
            yield from (findings, content)


def _pack(packed: ZipFile, place: Path, home: Path) -> Item:
    content = place.read_bytes()
    name = place.relative_to(home).as_posix()
    packed.writestr(_member(name), content)
    return Item(name, len(content), hashlib.sha256(content).hexdigest())


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _EPOCH)
    member.compress_type = ZIP_DEFLATED
    member.external_attr = _ORDINARY
    return member
