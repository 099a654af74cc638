"""Tell of a finding in a table what its row says besides: the thing, the property, the currency."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from pyoxigraph import NamedNode

from spacegraph.gate.formats.seen import BESIDE
from spacegraph.gate.reading.values import name_currency
from spacegraph.gate.vocabulary.currencies import CURRENCIES, find_currency
from spacegraph.model.findings import Finding, Severity
from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import to_curie
from spacegraph.tables.money import currency
from spacegraph.tables.rows import Row
from spacegraph.tables.table import Table


def complete(
    findings: Iterable[Finding], tables: Iterable[tuple[Table, Iterable[Row]]]
) -> list[Finding]:
    """Return the findings with what their rows tell of them."""
    rows = {row.origin: (table, row) for table, filling in tables for row in filling}
    return [_complete(each, *rows[each.where]) if each.where in rows else each for each in findings]


def judge_currencies(
    tables: Iterable[tuple[Table, Iterable[Row]]], failing: Collection[str]
) -> Iterator[Finding]:
    """Yield the cells of failing rows that look like a currency and are none.

    Admission tells them of the others; a failing row does not come so far.
    """
    for table, rows in tables:
        names = [each.name for each in table.columns if each.convert is currency]
        for row in rows if names else ():
            for name in names if row.origin in failing else ():
                text = row.get(name)
                if re.fullmatch("[A-Z]{3}", text) and text not in CURRENCIES:
                    meant = find_currency(text)
                    advice = f"write {meant}" if meant else "write its code, for example CNY or USD"
                    message = "no currency of ISO 4217"
                    yield Finding(
                        Severity.ERROR, message, row.origin, path=name, value=text, advice=advice
                    )


def _complete(finding: Finding, table: Table, row: Row) -> Finding:
    key = row.get(table.key)
    sound = bool(table.kind) and is_slug(key)
    return replace(
        finding,
        subject=finding.subject or (to_curie(table.subject(key).value) if sound else ""),
        property=finding.property or _property(table, finding.path),
        advice=_currencies(finding, row) or finding.advice,
    )


def _property(table: Table, name: str) -> str:
    properties = (each.property for each in table.columns if each.name == name)
    return next((each.value for each in properties if isinstance(each, NamedNode)), "")


def _currencies(finding: Finding, row: Row) -> str:
    """Name both currencies where a sum names another one than its row."""
    beside = BESIDE.get(finding.path, "")
    named = name_currency(finding.value) if beside else ""
    said = row.get(beside)
    if not named or find_currency(said) == named:
        return ""
    stands = f"the column {beside} says {said}" if said else f"the column {beside} is empty"
    return f"the cell names {named} and {stands}: settle which it is, then write digits alone"
