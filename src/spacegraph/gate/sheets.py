"""Read a submitted table as claims, a claim a row, with the columns of the shipped tables."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from pyoxigraph import NamedNode

from spacegraph.gate.bounds import Bounds
from spacegraph.gate.citations import mint_source, to_page
from spacegraph.gate.hygiene import text_faults
from spacegraph.gate.known import Known
from spacegraph.model.claims import Claim
from spacegraph.model.columns import split_cell
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import thing
from spacegraph.tables.catalogue import TABLES
from spacegraph.tables.convert import to_claims
from spacegraph.tables.registry import Registry
from spacegraph.tables.rows import Row, read_rows
from spacegraph.tables.table import META_COLUMNS, SOURCE, Table


def read_sheet(
    content: bytes, name: str, known: Known, today: date, bounds: Bounds, findings: list[Finding]
) -> tuple[Claim, ...]:
    """Return the claims of the sound rows, new sources first; add what is wrong to `findings`."""
    file = PurePath(name).name
    table = find_table(file, content)
    if table is None:
        findings.append(
            Finding(
                Severity.ERROR,
                "no table has this header",
                f"{file}:1",
                advice=f"name the file after one of: {', '.join(each.name for each in TABLES)}",
            )
        )
        return ()
    rows = list(read_rows(content, file, table.header, findings))
    if len(rows) > bounds.statements // len(table.header):
        findings.append(
            Finding(Severity.ERROR, f"{len(rows):,} rows", file, advice="split the file")
        )
        return ()
    findings += _text_findings(rows, bounds)
    minted = _mint_sources(rows, known, today, findings)
    registry = _registry(table, rows, minted, known)
    claims = [
        replace(claim, recorded=today)
        for claim in to_claims(table, rows, registry, today, findings)
    ]
    if not rows and not findings:
        findings.append(Finding(Severity.ERROR, "no rows", file, advice="add at least one row"))
    return (*minted.values(), *claims)


def find_table(file: str, content: bytes) -> Table | None:
    """Find the table that a file fills: by its stem, else the one that its header fits best."""
    stem = PurePath(file).stem.lower()
    named = [table for table in TABLES if re.search(rf"(?<![a-z]){table.name}(?![a-z])", stem)]
    if named:
        return max(named, key=lambda table: len(table.name))
    header = set(read_header(content))
    own = header - set(META_COLUMNS)
    scored = [
        (len(own & set(table.header)), -len(own - set(table.header)), -len(table.header), number)
        for number, table in enumerate(TABLES)
    ]
    shared, strange, _, number = max(scored)
    return TABLES[number] if shared >= 2 and shared > -strange else None


def read_header(content: bytes) -> Sequence[str]:
    """Return the names of the columns of a file; nothing where it has no readable first row."""
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")), [])]
    except csv.Error:
        return []


def _text_findings(rows: Iterable[Row], bounds: Bounds) -> list[Finding]:
    return [
        Finding(Severity.ERROR, message, row.origin, path=column, value=cell[:200], advice=advice)
        for row in rows
        for column, cell in row.cells.items()
        for message, advice in text_faults(cell, bounds)
    ]


def _mint_sources(
    rows: Iterable[Row], known: Known, today: date, findings: list[Finding]
) -> Mapping[NamedNode, Claim]:
    """Mint a source for each address that no source has yet."""
    first: dict[NamedNode, str] = {}
    for row in rows:
        for piece in split_cell(row.get(SOURCE)):
            found = to_page(piece)
            if found and found.value.startswith("http"):
                first.setdefault(found, row.origin)
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


def _registry(
    table: Table, rows: Sequence[Row], minted: Mapping[NamedNode, Claim], known: Known
) -> Registry:
    """List the ids that the rows refer to; of kinds with an unknown id list all, to suggest one."""
    registry = Registry()
    registry.add_rows(table, rows)
    for page, claim in minted.items():
        registry.add("source", page.value, claim.about[0])
    cells = {piece for row in rows for piece in split_cell(row.get(SOURCE))}
    pages = [found for piece in cells if (found := to_page(piece))]
    for url, source in known.sources(pages).items():
        registry.add("source", url.value, source)
    for code, country in known.countries().items():
        registry.add("country", code, country)
    for kind, ids in _references(table, rows).items():
        existing = known.things(thing(kind, each) for each in ids)
        for each in ids:
            if thing(kind, each) in existing:
                registry.add(kind, each, thing(kind, each))
        if any(registry.find(kind, each) is None for each in ids):
            for each in known.ids(kind):
                registry.add(kind, each, thing(kind, each))
    return registry


def _references(table: Table, rows: Iterable[Row]) -> Mapping[str, set[str]]:
    """Return the ids that cells refer to, by kind."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for column in table.columns:
            if column.refers and column.refers not in ("country", "source"):
                text = row.get(column.name)
                pieces = split_cell(text) if column.many else ((text,) if text else ())
                found.setdefault(column.refers, set()).update(
                    piece for piece in pieces if re.fullmatch(r"[^\s<>\"{}|\\^`]+", piece)
                )
    return found
