"""Put back what a backup holds: verified before anything is changed, what was there kept aside."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from spacegraph.errors import DataError, Refused, StoreError
from spacegraph.gate.records.archive import Archive, sync
from spacegraph.gate.records.backup import fingerprint
from spacegraph.gate.records.inventory import Inventory, examine, unpack
from spacegraph.graph.book import Report
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import RECORDS, read_record
from spacegraph.graph.manifest import Manifest

RESTORING: Final = "restoring"
"""The folder in the home that stands while files are being put in their places."""

_HALF: Final = "restoring.half"
_SPARE: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back and the store that was built from it.

    `comparable` tells whether the shipped files are those of the backup; then, and only then, the
    graph must be the `same`. `aside` holds what was there before.
    """

    inventory: Inventory
    manifest: Manifest
    comparable: bool
    same: bool
    aside: Path | None


def restore(
    instance: Instance,
    file: Path,
    moment: datetime,
    *,
    replace: bool = False,
    report: Report = lambda stage: None,
) -> Restored:
    """Verify a backup, put its files in the home, build the store and compare it.

    A home that holds records or refusals already is left alone, unless they may be replaced; then
    they are moved to a folder of their own.
    """
    report("verify")
    inventory = examine(file)
    home = instance.settings.home
    with Archive(home / "accepted").lock():
        held = _held(home)
        if held and not replace:
            raise Refused(
                f"{home} holds records or refused submissions already",
                hint="--replace keeps them aside and puts those of the backup in their place",
            )
        report(f"unpack {len(inventory.items):,} files")
        fresh = _unpacked(file, inventory, home)
        aside = home / f"replaced-{moment:%Y%m%dT%H%M%SZ}" if held else None
        try:
            _swap(home, fresh, held, aside)
        except OSError as error:
            raise StoreError(
                f"cannot put the files in their places: {error}",
                hint="run it again with --replace",
            ) from error
        manifest = instance.build(report)
        comparable = manifest.inputs == inventory.inputs
        report("compare")
        same = comparable and fingerprint(instance.quads(report)) == inventory.content
    return Restored(inventory, manifest, comparable, same, aside)


def _held(home: Path) -> tuple[Path, ...]:
    """List the folders of records and refusals that hold any."""
    years = {path.parent for path in (home / "accepted").glob(RECORDS)}
    quarantine = home / "quarantine"
    kept = [quarantine] if quarantine.is_dir() and any(quarantine.iterdir()) else []
    return (*sorted(years), *kept)


def _unpacked(file: Path, inventory: Inventory, home: Path) -> Path:
    """Write the files of a backup beside their places and read every record once."""
    fresh = home / _HALF
    shutil.rmtree(fresh, ignore_errors=True)
    free = shutil.disk_usage(home).free
    if free < inventory.size + _SPARE:
        raise Refused(
            f"the files take {inventory.size >> 20} MiB, and {free >> 20} are free",
            hint="make room",
        )
    try:
        fresh.mkdir()
        with ZipFile(file) as archive:
            for item in inventory.items:
                place = fresh / item.place
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as output:
                    for chunk in unpack(archive, item, file):
                        output.write(chunk)
                    output.flush()
                    os.fsync(output.fileno())
        for record in sorted((fresh / "accepted").glob(RECORDS)):
            read_record(record)
    except OSError as error:
        raise StoreError(f"cannot unpack into {home}: {error.strerror or error}") from error
    except DataError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return fresh


def _swap(home: Path, fresh: Path, held: tuple[Path, ...], aside: Path | None) -> None:
    """Move the old files away and the new ones in; a crash in between leaves `RESTORING`."""
    staging = home / RESTORING
    shutil.rmtree(staging, ignore_errors=True)
    fresh.rename(staging)
    for folder in held:
        if aside:
            _move(folder, aside / folder.relative_to(home))
    for folder in (*(staging / "accepted").glob("*"), staging / "quarantine"):
        if folder.is_dir():
            _move(folder, home / folder.relative_to(staging))
    shutil.rmtree(staging)
    sync(home)


def _move(folder: Path, place: Path) -> None:
    """Move a folder; an empty one may stand in its place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        place.rmdir()
    folder.rename(place)
    sync(place.parent)
