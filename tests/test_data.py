"""The shipped facts: sourced, sound by every check, conforming to every shape."""

import csv
from pathlib import Path

import pytest

from spacegraph.gate.judging.validate import check_all
from spacegraph.graph.checks import read_checks
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Severity
from spacegraph.resources import folder
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.tables.catalogue import table_named

FILES = sorted(folder("data").glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_names_its_sources_and_its_day_of_record(path: Path) -> None:
    table = table_named(path.name.split(".")[0])
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            assert row["recorded"], f"{path.name}: record {number}"
            assert table.kind == "source" or row["source_url"], f"{path.name}: record {number}"


def test_every_row_is_a_claim(instance: Instance) -> None:
    rows = 0
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            rows += sum(1 for _ in csv.DictReader(file))
    assert instance.ensure().claims == rows


def test_no_check_finds_an_error(shipped: EmbeddedStore) -> None:
    findings = [
        str(finding)
        for check in read_checks(folder("queries") / "checks")
        if check.severity is Severity.ERROR
        for finding in check.run(shipped)
    ]
    assert findings == []


def test_the_whole_graph_conforms_to_the_shapes(shipped: EmbeddedStore) -> None:
    broken = [f for f in check_all(shipped) if f.severity is Severity.ERROR]
    assert [str(each) for each in broken] == []


def test_rare_facts_of_the_seeds_are_there_with_their_pages(shipped: EmbeddedStore) -> None:
    """The row of each seed was read on the page named; see the note of its claim."""
    seeds = {
        "contract/landspace-gomspace-2017": "https://www.popsci.com/chinese-private-space-company-scores-first-foreign-contract/",
        "affiliation/gomspace-spin-off-of-aalborg-university": "https://www.popsci.com/chinese-private-space-company-scores-first-foreign-contract/",
        "affiliation/landspace-founded-by-tsinghua-university": "https://www.popsci.com/chinese-private-space-company-scores-first-foreign-contract/",
        "funding/minospace-series-c1-2024-06": "https://spacenews.com/?p=466013",
        "mission/kinetica-1-y7": "http://portuguese.people.com.cn/n3/2025/0522/c309806-20318106.html",
        "contract/minospace-sichuan-2025": "https://todayheadline.co/chinese-commercial-company-lands-contract-to-build-provincial-satellite-constellation/",
    }
    for thing, page in seeds.items():
        assert shipped.ask(
            f"""
            PREFIX schema: <https://schema.org/>
            PREFIX prov: <http://www.w3.org/ns/prov#>
            ASK {{
              GRAPH ?claim {{ <https://w3id.org/spacegraph/{thing}> ?property ?value }}
              ?claim prov:wasDerivedFrom/schema:url <{page}>
            }}
            """
        ), thing
