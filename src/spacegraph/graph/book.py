"""The book of claims: the shipped fact tables, then what this instance has accepted."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spacegraph.errors import DataError
from spacegraph.graph.ledger import RECORDS, Withdrawal, live, read_record
from spacegraph.graph.merge import merge
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.tables.catalogue import TABLES, table_named
from spacegraph.tables.convert import to_claims
from spacegraph.tables.registry import Registry
from spacegraph.tables.rows import Row, read_file

RECORDED = date(2026, 11, 20)
"""Day of record of shipped rows that state none."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Book:
    """Where the claims are kept: `data` holds the tables, `accepted` one TriG file a record."""

    data: Path
    accepted: Path

    def files(self) -> Iterator[Path]:
        """Yield every file that holds claims, in the order in which they are read."""
        yield from sorted(self.data.glob("*.csv"))
        yield from sorted(self.accepted.glob(RECORDS))

    def fingerprint(self) -> str:
        """Hash names and contents of all files; equal books give equal stores."""
        digest = hashlib.sha256()
        for path in self.files():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def claims(self, report: Report = lambda stage: None) -> tuple[Claim, ...]:
        """Read every claim; a DataError lists all that is wrong, in all files."""
        findings: list[Finding] = []
        claims = self._tables(findings, report)
        report("read accepted claims")
        withdrawals: list[Withdrawal] = []
        for path in sorted(self.accepted.glob(RECORDS)):
            try:
                record = read_record(path)
            except DataError as error:
                findings.append(Finding(Severity.ERROR, error.message, advice=error.hint))
                continue
            claims.extend(record.claims)
            withdrawals += [record.withdrawal] if record.withdrawal else []
        _require_sound(findings)
        return merge(live(claims, withdrawals))

    def shipped(self) -> tuple[Claim, ...]:
        """Read the claims of the tables alone, those too that were taken back since."""
        findings: list[Finding] = []
        claims = self._tables(findings)
        _require_sound(findings)
        return merge(claims)

    def _tables(self, findings: list[Finding], report: Report = lambda stage: None) -> list[Claim]:
        report("read the tables")
        rows = self._rows(findings)
        registry = self.registry(rows)
        claims: list[Claim] = []
        for table in TABLES:
            report(f"convert {table.name}")
            claims.extend(to_claims(table, rows.get(table.name, []), registry, RECORDED, findings))
        return claims

    def registry(self, rows: dict[str, list[Row]] | None = None) -> Registry:
        """List the ids of the shipped tables."""
        registry = Registry()
        found = self._rows([]) if rows is None else rows
        for table in TABLES:
            registry.add_rows(table, found.get(table.name, []))
        return registry

    def _rows(self, findings: list[Finding]) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = {}
        for path in sorted(self.data.glob("*.csv")):
            table = table_named(path.name.split(".")[0])
            rows.setdefault(table.name, []).extend(read_file(path, table.header, findings))
        return rows


def _require_sound(findings: list[Finding]) -> None:
    if findings:
        raise DataError(
            f"{len(findings)} mistakes in the fact files",
            hint="nothing was built; mend them and run it again",
            findings=tuple(str(finding) for finding in findings),
        )
