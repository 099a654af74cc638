"""Dumps: each can be read by the tools it is for, and says what the graph holds."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store, parse

from spacegraph.graph.csvw import write_tables
from spacegraph.graph.export import WRITERS
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Finding
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.rows import read_file


@pytest.fixture(scope="module")
def store(instance: Instance) -> Store:
    return instance.quads()


@pytest.mark.parametrize(
    ("name", "format"),
    [("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG)],
)
def test_rdf_dumps_hold_every_quad(store: Store, name: str, format: RdfFormat) -> None:
    out = io.BytesIO()
    WRITERS[name](store, out)
    assert set(parse(out.getvalue(), format=format)) == set(store)


def test_turtle_holds_what_is_held_true(store: Store) -> None:
    out = io.BytesIO()
    WRITERS["ttl"](store, out)
    held = {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}
    assert {quad.triple for quad in parse(out.getvalue(), format=RdfFormat.TURTLE)} == held


def test_tables_hold_one_row_a_thing_and_can_be_read_as_fact_tables(
    store: Store, tmp_path: Path
) -> None:
    files = {path.name: path for path in write_tables(store, tmp_path)}
    metadata = json.loads(files["csv-metadata.json"].read_text(encoding="utf-8"))
    assert {each["url"] for each in metadata["tables"]} == files.keys() - {"csv-metadata.json"}
    for name, path in files.items():
        if name == "csv-metadata.json":
            continue
        findings: list[Finding] = []
        table = table_named(path.stem)
        rows = list(read_file(path, table.header, findings))
        assert findings == []
        ids = [row.get("id") for row in rows]
        assert len(ids) == len(set(ids)) > 0
    with files["contracts.csv"].open(encoding="utf-8", newline="") as file:
        seed = next(row for row in csv.DictReader(file) if row["id"] == "minospace-sichuan-2025")
    assert seed["date"] == date(2025, 5, 18).isoformat()
    assert (seed["date_kind"], seed["supplier_ids"]) == ("award", "minospace")
    assert (seed["amount"], seed["currency"]) == ("804000000", "CNY")
    with files["organisations.csv"].open(encoding="utf-8", newline="") as file:
        firm = next(row for row in csv.DictReader(file) if row["id"] == "minospace")
    assert (firm["country"], firm["hq_place"]) == ("CN", "beijing")


def test_graphml_is_a_network_that_networkx_reads(store: Store) -> None:
    out = io.BytesIO()
    WRITERS["graphml"](store, out)
    graph = nx.parse_graphml(out.getvalue().decode())
    relations = graph.get_edge_data("contract:minospace-sichuan-2025", "organisation:minospace")
    assert "sg:supplier" in {edge["relation"] for edge in relations.values()}
    assert graph.nodes["organisation:minospace"]["label_zh"] == "微纳星空"
