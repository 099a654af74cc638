"""Import the catalogue: read, decide, write the files `*.gcat.csv`, report the difference."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from spacegraph.errors import DataError
from spacegraph.gcat.catalogue import launch_code, read_catalogue, select
from spacegraph.gcat.changes import FileChange, file_change
from spacegraph.gcat.context import Context
from spacegraph.gcat.decisions import read_decisions
from spacegraph.gcat.entry import Cells
from spacegraph.gcat.known import ORIGIN, read_known
from spacegraph.gcat.parts import Parts, assemble
from spacegraph.gcat.report import ImportReport
from spacegraph.model.findings import Finding
from spacegraph.tables.catalogue import table_named

TABLES = (
    "sources",
    "places",
    "organisations",
    "affiliations",
    "programmes",
    "launch_vehicles",
    "launches",
    "spacecraft",
    "missions",
    "doubtful",
)
"""Tables to which the import adds a file, in the order in which it reports them."""


def import_gcat(source: Path, data: Path, *, dry_run: bool, recorded: date) -> ImportReport:
    """Bring the catalogue files of a folder into our tables and report what changed.

    Rewrites exactly the files `<table>.gcat.csv` of `data` and reads the decisions in
    `data/gcat/`; a dry run writes nothing. `recorded` is the day of record of rows that are new or
    differ. The same input gives the same bytes. A DataError lists all that is wrong with the input.
    """
    findings: list[Finding] = []
    decisions = read_decisions(data / "gcat", findings)
    catalogue = read_catalogue(source, decisions, findings)
    known = {table: read_known(data, table, findings) for table in TABLES}
    if findings:
        raise DataError(
            f"{len(findings)} mistakes in the input",
            hint="nothing was written; mend them and import again",
            findings=tuple(str(finding) for finding in findings),
        )
    context = Context(catalogue, select(catalogue), decisions, known)
    parts = assemble(context)
    files = _changes(context, parts, recorded)
    if not dry_run:
        for change in files:
            _write(data / change.name, change)
    return _report(context, parts, files, written=not dry_run)


def _changes(context: Context, parts: Parts, recorded: date) -> tuple[FileChange, ...]:
    """Compare every table with the last import; the sources come last, for all that is cited."""

    def change(table: str, rows: Iterable[Cells]) -> FileChange:
        name = f"{table}.{ORIGIN}.csv"
        return file_change(table_named(table), name, context.known[table].imported, rows, recorded)

    facts = tuple(change(table, parts.rows[table]) for table in TABLES[1:])
    cited = (address for each in facts for address in each.addresses())
    sources = context.provenance.rows(cited, context.known["sources"].imported)
    return (change(TABLES[0], sources), *facts)


def _report(
    context: Context, parts: Parts, files: tuple[FileChange, ...], *, written: bool
) -> ImportReport:
    selection = context.selection
    return ImportReport(
        files=files,
        counts={
            "launches": len(selection.launches),
            "of them failed": sum(
                launch_code(record).outcome == "failure" for record in selection.launches.values()
            ),
            "payloads": len(selection.payloads),
            "missions with their launch": len(parts.encounters.linked),
        },
        unknown={kind: tuple(sorted(codes)) for kind, codes in sorted(context.unknown.items())},
        ambiguous={
            code: ids for namer in parts.namers for code, ids in sorted(namer.ambiguous.items())
        },
        resembling={
            f"{namer.kind} {code}": other
            for namer in parts.namers
            for code, other in sorted(namer.resembling.items())
        },
        by_name={
            f"{namer.kind} {code}": naming.id
            for namer in parts.namers
            for code, naming in sorted(namer.given.items())
            if naming.how.startswith("name: ")
        },
        unmatched=dict(sorted(parts.encounters.open.items())),
        skipped=tuple(record.get("JCAT") for record in selection.skipped),
        idle_corrections=tuple(correction.origin for correction in context.catalogue.idle),
        written=written,
    )


def _write(path: Path, change: FileChange) -> None:
    """Write a file as a whole or not at all; leave one alone that is the same."""
    content = change.content.encode()
    if path.is_file() and path.read_bytes() == content:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        raise DataError(
            f"cannot write {path}: {error.strerror}", hint="check the folder"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
