"""Keep the records of an instance on disk: all of one or nothing, one writer at a time.

A record is written beside its place, fsynced, renamed and its folder fsynced: after a crash it is
there entirely or not at all. The lock is held over judging, writing and committing, so
that the second of two writers is judged against what the first has done.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from spacegraph.errors import StoreError
from spacegraph.graph.ledger import Record, Withdrawal, read_records
from spacegraph.graph.turn import turn

_HALF = ".half"
"""Suffix of a file that is being written; the next writer throws away what a crash has left."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder `accepted` of an instance."""

    folder: Path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Wait until nobody else writes, then keep everybody else waiting."""
        with turn(self.folder) as first:
            if first:
                for left in self.folder.glob(f"*/*{_HALF}"):
                    left.unlink(missing_ok=True)
            yield

    def withdrawals(self) -> tuple[Withdrawal, ...]:
        """Return everything that was ever taken back."""
        found = (record.withdrawal for _, record in read_records(self.folder))
        return tuple(withdrawal for withdrawal in found if withdrawal)

    def recorded(self) -> frozenset[NamedNode]:
        """Return the names of all claims that ever came in, those since withdrawn too."""
        records = (record for _, record in read_records(self.folder))
        return frozenset(claim.iri for record in records for claim in record.claims)

    def find(self, record: Record) -> Path | None:
        """Return the file of a record that stands already."""
        return next(self.folder.glob(f"*/{record.name}.trig"), None)

    def write(self, record: Record, year: int) -> Path:
        """Write a record that does not stand yet and return its file."""
        place = self.folder / f"{year:04}" / f"{record.name}.trig"
        half = place.with_name(f"{place.name}{_HALF}")
        try:
            if not place.parent.is_dir():
                place.parent.mkdir()
                sync(self.folder)
            with half.open("wb") as file:
                file.write(record.to_trig())
                file.flush()
                os.fsync(file.fileno())
            half.rename(place)
            sync(place.parent)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise StoreError(
                f"the record cannot be written: {error.strerror or error}", where=place
            ) from error
        return place

    def withdraw(self, place: Path) -> None:
        """Take away a record that was never acknowledged because committing it failed."""
        place.unlink(missing_ok=True)
        sync(place.parent)


def sync(path: Path) -> None:
    """Wait until a file or the names in a folder are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
