"""Read submitted tables as claims, a claim a row, with the columns of the shipped tables."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from pyoxigraph import NamedNode

from spacegraph.errors import DataError
from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.formats.grid import Grid, letters
from spacegraph.gate.formats.seen import find_faults, settle
from spacegraph.gate.formats.xlsx import Sheet, UnreadableCell, read_workbook
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.citations import mint_source, to_page
from spacegraph.gate.reading.hygiene import text_faults
from spacegraph.gate.reading.remedies import reword
from spacegraph.gate.reading.rowcontext import complete, judge_currencies
from spacegraph.model.claims import Claim
from spacegraph.model.columns import split_cell
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import thing
from spacegraph.tables.catalogue import TABLES
from spacegraph.tables.convert import to_claims
from spacegraph.tables.registry import Registry
from spacegraph.tables.rows import Row, read_rows
from spacegraph.tables.table import META_COLUMNS, SOURCE, Table

_COMMAND = re.compile(r"[+-](?!\s).*[|!(]")
"""What a spreadsheet takes for a formula though it begins with a sign: `-2+3+cmd|' /C calc'!A0`."""

_BREAKS = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Filled:
    """A table and the rows that fill it."""

    table: Table
    rows: tuple[Row, ...]


def read_csv(
    content: bytes, name: str, known: Known, today: date, bounds: Bounds, findings: list[Finding]
) -> tuple[Claim, ...]:
    """Return the claims of the sound rows, new sources first; add what is wrong to `findings`."""
    file = PurePath(name).name
    filled = _fill(file, file, content, findings)
    return _claims([filled] if filled else [], file, known, today, bounds, findings)


def read_xlsx(
    content: bytes, name: str, known: Known, today: date, bounds: Bounds, findings: list[Finding]
) -> tuple[tuple[Claim, ...], Grid]:
    """Read every sheet of a workbook that fills a table; one table's rows may name another's."""
    file = PurePath(name).name
    try:
        sheets = read_workbook(content)
    except DataError as error:
        where = f"{file}:{error.cell}" if isinstance(error, UnreadableCell) else file
        findings.append(Finding(Severity.ERROR, error.message, where, advice=error.hint))
        return (), Grid({})
    filling = list_tables(sheets)
    said = [each for sheet in filling for each in find_faults(sheet, f"{file}:{sheet.name}!")]
    found = [_fill(f"{file}:{each.name}!", each.name, to_csv(each), said) for each in filling]
    claims = _claims([each for each in found if each], file, known, today, bounds, said)
    grid = Grid({f"{file}:{each.name}!": _letters(each) for each in filling})
    findings += (
        replace(each, where=grid.cell(each.where, each.path), message=grid.text(each.message))
        for each in said
    )
    return tuple(replace(each, origin=grid.cell(each.origin)) for each in claims), grid


def list_tables(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return the sheets that are tables, their cells as seen; a single one is meant to be."""
    seen = [settle(each) for each in sheets]
    if len(seen) == 1:
        return seen
    return [each for each in seen if find_table(each.name, to_csv(each))]


def _letters(sheet: Sheet) -> Mapping[str, str]:
    return {name.strip(): letters(place) for place, name in enumerate(sheet.rows[0], start=1)}


def find_table(file: str, content: bytes) -> Table | None:
    """Find the table that a file fills: by its stem, else the one that its header fits best."""
    stem = PurePath(file).stem.lower()
    named = [table for table in TABLES if re.search(rf"(?<![a-z]){table.name}(?![a-z])", stem)]
    if named:
        return max(named, key=lambda table: len(table.name))
    own = set(read_header(content)) - set(META_COLUMNS)
    scored = [
        (len(own & set(table.header)), -len(own - set(table.header)), -len(table.header), number)
        for number, table in enumerate(TABLES)
    ]
    shared, strange, _, number = max(scored)
    return TABLES[number] if shared >= 2 and shared > -strange else None


def read_header(content: bytes, *, strict: bool = False) -> Sequence[str]:
    """Return the names of the columns of a file; nothing where it has no readable first row."""
    text = content.decode("utf-8-sig", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), strict=strict)
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error:
        return []


def _fill(where: str, name: str, content: bytes, findings: list[Finding]) -> Filled | None:
    """Read the rows of one table."""
    table = find_table(name, content)
    separator = _other_separator(content)
    if table is None and not separator:
        names = ", ".join(each.name for each in TABLES)
        advice = f"name the file after one of: {names}"
        fault = Finding(Severity.ERROR, "no table has this header", f"{where}:1", advice=advice)
    elif separator or table is None:
        message = f"the columns are separated by {separator!r}"
        advice = "save the file as CSV with commas between the columns"
        fault = Finding(Severity.ERROR, message, f"{where}:1", advice=advice)
    elif read_header(content) and not set(read_header(content)) & set(table.header):
        advice = f"begin with the header {','.join(table.header)}"
        fault = Finding(Severity.ERROR, "the first line is no header", f"{where}:1", advice=advice)
    elif not read_header(content, strict=True):
        advice = f"begin with the header {','.join(table.header)}"
        message = "the quoting of the header is broken"
        fault = Finding(Severity.ERROR, message, f"{where}:1", advice=advice)
    else:
        return Filled(table, tuple(read_rows(content, where, table.header, findings)))
    findings.append(fault)
    return None


def _other_separator(content: bytes) -> str:
    """Return what stands between the columns where that is no comma; empty where it is one."""
    header = read_header(content)
    only = header[0] if len(header) == 1 else ""
    return next((sign for sign in ";\t|" if only.count(sign) > 1), "")


def to_csv(sheet: Sheet) -> bytes:
    """Write a sheet as CSV, a line a row, so that lines count rows."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\n")
    writer.writerows([_BREAKS.sub(" ", cell) for cell in row] for row in sheet.rows)
    return output.getvalue().encode()


def _claims(
    tables: Sequence[Filled],
    file: str,
    known: Known,
    today: date,
    bounds: Bounds,
    findings: list[Finding],
) -> tuple[Claim, ...]:
    rows = [row for each in tables for row in each.rows]
    if sum(len(row.cells) for row in rows) > bounds.statements:
        advice = "split the file into several"
        findings.append(Finding(Severity.ERROR, f"{len(rows):,} rows", file, advice=advice))
        return ()
    findings += _text_findings(rows, bounds)
    minted = _mint_sources(rows, known, today, findings)
    registry = _registry(tables, rows, minted, known)
    said: list[Finding] = []
    claims = [
        replace(claim, recorded=today)
        for each in tables
        for claim in to_claims(each.table, each.rows, registry, today, said)
    ]
    plain = [reword(_plain(each), known) for each in said]
    findings += {(each.where, each.path, each.value, each.advice): each for each in plain}.values()
    wrong = {each.where for each in findings if each.severity is Severity.ERROR}
    rows_of = [(each.table, each.rows) for each in tables]
    findings += judge_currencies(rows_of, wrong)
    findings[:] = complete(findings, rows_of)
    claims = [claim for claim in claims if claim.origin not in wrong]
    if not rows and not findings:
        findings.append(Finding(Severity.ERROR, "no rows", file, advice="add at least one row"))
    return (*minted.values(), *claims)


def _plain(finding: Finding) -> Finding:
    """Say the value once, and what to write apart from what is wrong."""
    message = finding.message.removeprefix(f"{finding.value!r} ")
    if finding.advice:
        return replace(finding, message=message)
    message, _, advice = message.partition("; ")
    return replace(finding, message=message, advice=advice)


def _text_findings(rows: Iterable[Row], bounds: Bounds) -> list[Finding]:
    return [
        Finding(Severity.ERROR, message, row.origin, path=column, value=cell[:200], advice=advice)
        for row in rows
        for column, cell in row.cells.items()
        for message, advice in (*text_faults(cell, bounds), *_commands(cell))
    ]


def _commands(cell: str) -> Iterator[tuple[str, str]]:
    if _COMMAND.match(cell):
        yield "a cell that begins like a spreadsheet formula", "begin the text with a letter"


def _mint_sources(
    rows: Iterable[Row], known: Known, today: date, findings: list[Finding]
) -> Mapping[NamedNode, Claim]:
    """Mint a source for each address that no source has and no row describes."""
    known_rows = tuple(rows)
    described = {page for row in known_rows if (page := to_page(row.get("url")))}
    first: dict[NamedNode, str] = {}
    for row in known_rows:
        for page in _pages(row):
            if page.value.startswith("http") and page not in described:
                first.setdefault(page, row.origin)
    unknown = first.keys() - known.sources(first).keys()
    minted = {page: mint_source(page, first[page], today) for page in sorted(unknown, key=str)}
    findings += [
        Finding(
            Severity.INFO,
            "a page that no claim has cited before",
            first[page],
            path=SOURCE,
            value=page.value,
            advice="it becomes a source; rate it in sources.csv if you can",
        )
        for page in minted
    ]
    return minted


def _pages(row: Row) -> Iterator[NamedNode]:
    """Yield the addresses that a row cites."""
    for piece in split_cell(row.get(SOURCE)):
        if page := to_page(piece):
            yield page


def _registry(
    tables: Iterable[Filled],
    rows: Iterable[Row],
    minted: Mapping[NamedNode, Claim],
    known: Known,
) -> Registry:
    """List the ids that the rows refer to; of kinds with an unknown id list all, to suggest one."""
    registry = Registry()
    wanted: dict[str, set[str]] = {}
    for each in tables:
        sound = [row for row in each.rows if is_slug(row.get(each.table.key))]
        registry.add_rows(each.table, sound)
        for kind, ids in _references(each):
            wanted.setdefault(kind, set()).update(ids)
    for page, claim in minted.items():
        registry.add("source", page.value, claim.about[0])
    for page, source in known.sources(page for row in rows for page in _pages(row)).items():
        registry.add("source", page.value, source)
    for code, country in known.countries().items():
        registry.add("country", code, country)
    for kind, ids in wanted.items():
        existing = known.things(thing(kind, each) for each in ids)
        for local in ids:
            if thing(kind, local) in existing:
                registry.add(kind, local, thing(kind, local))
        if any(registry.find(kind, local) is None for local in ids):
            for local in known.ids(kind):
                registry.add(kind, local, thing(kind, local))
    return registry


def _references(filled: Filled) -> Iterator[tuple[str, set[str]]]:
    """Yield the ids that the cells of each column refer to, with their kind."""
    for column in filled.table.columns:
        if column.refers and column.refers not in ("country", "source"):
            texts = (row.get(column.name) for row in filled.rows)
            pieces = (split_cell(text) if column.many else (text,) for text in texts if text)
            yield column.refers, {each for found in pieces for each in found if is_slug(each)}
