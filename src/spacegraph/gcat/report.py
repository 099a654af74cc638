"""What an import found and changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spacegraph.gcat.changes import FileChange


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The files with their changes, and what a curator should look at.

    `counts` are totals by name; `unknown` are codes that no table of the catalogue explains, by
    kind; `ambiguous` codes stand in several curated rows; `resembling` codes got an id of their own
    though a known thing has a similar name; `unmatched` missions may be several launches or none.
    """

    files: tuple[FileChange, ...]
    counts: Mapping[str, int]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resembling: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    unmatched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    idle_corrections: tuple[str, ...] = ()
    written: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether any file changes."""
        return any(change.differs for change in self.files)

    def lines(self, limit: int = 20) -> Iterator[str]:
        """Yield the report as text; long lists are cut after `limit` lines (0: never)."""
        for change in self.files:
            yield (
                f"{change.name}: {len(change.rows)} rows, {len(change.added)} added, "
                f"{len(change.removed)} removed, {len(change.changed)} cells changed"
            )
            details = [
                *(f"  + {key}" for key in change.added),
                *(f"  - {key}" for key in change.removed),
                *(
                    f"  ~ {cell.id}: {cell.column}: {cell.before!r} -> {cell.after!r}"
                    for cell in change.changed
                ),
            ]
            yield from _cut(details, limit)
        yield from (f"{name}: {number}" for name, number in self.counts.items())
        for kind, codes in self.unknown.items():
            yield f"unknown {kind}: {len(codes)}"
            yield from _cut([f"  {code}" for code in codes], limit)
        for title, found in (
            ("code in several curated rows", self.ambiguous),
            ("new, but resembles", self.resembling),
            ("mission without one launch", self.unmatched),
        ):
            if found:
                yield f"{title}: {len(found)}"
                yield from _cut([f"  {key}: {_text(value)}" for key, value in found.items()], limit)
        for title, keys in (
            ("no payloads, left out", self.skipped),
            ("corrections that are no longer needed", self.idle_corrections),
        ):
            if keys:
                yield f"{title}: {', '.join(keys)}"


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "none"


def _cut(lines: list[str], limit: int) -> Iterator[str]:
    shown = lines[:limit] if limit else lines
    yield from shown
    if len(lines) > len(shown):
        yield f"  … and {len(lines) - len(shown)} more"
