"""Write what is held true as CSV tables with their metadata (CSV on the Web).

The columns are those of the fact tables, so that a table can be read, sorted and handed in again;
unlike the fact tables they hold one row a thing, with the settled values.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from spacegraph.graph.void import ATTRIBUTION, LICENCE
from spacegraph.model.columns import SEPARATOR, ByColumn, Column
from spacegraph.namespaces import CONCEPT, RDF, SG, SKOS
from spacegraph.tables.catalogue import TABLES
from spacegraph.tables.table import Table

Facts = Mapping[NamedNode, list[NamedNode | Literal]]
METADATA = "csv-metadata.json"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LANGUAGES = {"_en": "en", "_zh": "zh-hans"}


def write_tables(store: Store, folder: Path) -> Iterator[Path]:
    """Write a CSV file for each kind of thing, and the metadata; yield the files."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = _country_codes(store)
    written = []
    for table in TABLES:
        if not table.kind or not table.types:
            continue
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            columns = _columns(table)
            writer.writerow([table.key, *columns])
            for subject in _subjects(store, table):
                facts = _facts(store, subject)
                cells = (_cell(name, column, facts, codes) for name, column in columns.items())
                writer.writerow([subject.value.rsplit("/", 1)[-1], *cells])
        written.append(table)
        yield path
    path = folder / METADATA
    text = json.dumps(_metadata(written), ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8")
    yield path


def _columns(table: Table) -> Mapping[str, Column]:
    """Return the columns that can be read off the facts, by header."""
    columns: dict[str, Column] = {}
    for column in table.columns:
        if column.property != RDF.type:
            columns.setdefault(column.name, column)
        if isinstance(column.property, ByColumn):
            columns.setdefault(column.property.column, column)
    return columns


def _country_codes(store: Store) -> Mapping[NamedNode, str]:
    """Return the code of each country, by which rows name it."""
    quads = store.quads_for_pattern(None, SG.countryCode, None, DefaultGraph())
    return {
        quad.subject: quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def _subjects(store: Store, table: Table) -> Iterable[NamedNode]:
    prefix = table.subject("x").value[:-1]
    quads = store.quads_for_pattern(None, RDF.type, table.types[0], DefaultGraph())
    found = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    named = (node for node in found if node.value.startswith(prefix))
    return sorted(named, key=lambda node: node.value)


def _facts(store: Store, subject: NamedNode) -> Facts:
    facts: dict[NamedNode, list[NamedNode | Literal]] = {}
    for quad in store.quads_for_pattern(subject, None, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode | Literal):
            facts.setdefault(quad.predicate, []).append(quad.object)
    return facts


def _cell(name: str, column: Column, facts: Facts, codes: Mapping[NamedNode, str]) -> str:
    predicate = column.property
    if isinstance(predicate, ByColumn):
        code, predicate = _chosen(predicate, facts)
        if name != column.name:
            return code
    values = facts.get(predicate, [])
    language = next((tag for end, tag in _LANGUAGES.items() if name.endswith(end)), None)
    if predicate == SKOS.prefLabel and language is None:
        language = "en"
    kept = {
        _text(value, codes if column.refers == "country" else {})
        for value in values
        if language is None or (isinstance(value, Literal) and value.language == language)
    }
    return SEPARATOR.join(sorted(kept))


def _chosen(choice: ByColumn, facts: Facts) -> tuple[str, NamedNode]:
    """Return the first property that is stated, the general one (without a code) last."""
    ordered = sorted(choice.properties.items(), key=lambda item: not item[0])
    return next(((c, p) for c, p in ordered if p in facts), ordered[-1])


def _text(value: NamedNode | Literal, codes: Mapping[NamedNode, str]) -> str:
    if isinstance(value, NamedNode):
        if value in codes:
            return codes[value]
        ours = value.value.startswith(str(CONCEPT)) or value.value.count("/") == 5
        return value.value.rsplit("/", 1)[-1] if ours else value.value
    numeric = value.value.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{value.value}" if value.value.startswith(_FORMULA) and not numeric else value.value


def _metadata(tables: Iterable[Table]) -> dict[str, Any]:
    """Describe the files as a CSVW table group (Metadata Vocabulary for Tabular Data, 5.2)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:license": {"@id": LICENCE.value},
        "dc:rights": ATTRIBUTION,
        "tables": [
            {
                "url": f"{table.name}.csv",
                "dc:description": table.about,
                "tableSchema": {
                    "aboutUrl": f"{table.subject('x').value[:-1]}{{{table.key}}}",
                    "primaryKey": table.key,
                    "columns": [
                        {"name": table.key, "titles": table.key, "required": True},
                        *(_described(name, column) for name, column in _columns(table).items()),
                    ],
                },
            }
            for table in tables
        ],
    }


def _described(name: str, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "titles": name}
    if isinstance(column.property, NamedNode):
        described["propertyUrl"] = column.property.value
    if column.many:
        described["separator"] = SEPARATOR
    return described
