"""Checks of quality: each is a query whose rows are the places to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from spacegraph.errors import QueryError
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.queryfile import read_folder
from spacegraph.namespaces import to_curie
from spacegraph.store.base import Store


@dataclass(frozen=True, slots=True)
class Check:
    """A query with columns ?subject ?detail; every row is a finding of this severity."""

    name: str
    title: str
    severity: Severity
    advice: str
    query: str

    def run(self, store: Store) -> Iterator[Finding]:
        """Yield a finding for each row."""
        for subject, detail in store.select(self.query):
            yield Finding(
                severity=self.severity,
                message=self.title,
                subject=to_curie(subject.value) if isinstance(subject, NamedNode) else "",
                value=detail.value if isinstance(detail, Literal) else "",
                advice=self.advice,
                shape=self.name,
            )


def read_checks(folder: Path) -> tuple[Check, ...]:
    """Read every check of a folder; refuse an unknown level."""
    checks = []
    for file in read_folder(folder):
        level = file.require("level")
        if level not in list(Severity):
            raise QueryError(
                f"{file.origin}: level {level!r}", hint=f"write one of {', '.join(Severity)}"
            )
        title, advice = file.require("title"), file.require("advice")
        checks.append(Check(file.name, title, Severity(level), advice, file.text))
    return tuple(checks)
