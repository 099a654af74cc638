"""Sums and counts of answers agree with those counted from the tables, row by row.

The tables are read with the csv module alone, so that no code is shared with the answers.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from spacegraph.graph.answers import to_plain
from spacegraph.graph.questions import AnswerTable, Question, ask
from spacegraph.resources import folder
from spacegraph.store.base import Store


def records(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table: of its own file and of that of the catalogue."""
    for path in sorted(folder("data").glob(f"{table}*.csv")):
        if path.name.split(".")[0] == table:
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file)


def subjects(table: str) -> list[dict[str, str]]:
    """Return one row for each id: what all its rows fill in, each value once."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in records(table):
        known = found.setdefault(row["id"], {})
        for name in row:
            known.setdefault(name, []).extend(cell(row, name))
    return [
        {name: " | ".join(dict.fromkeys(values)) for name, values in known.items()}
        for known in found.values()
    ]


def cell(row: Mapping[str, str], column: str) -> list[str]:
    return [part.strip() for part in (row.get(column) or "").split("|") if part.strip()]


def column(answer: AnswerTable, name: str) -> list[object]:
    return [to_plain(row[answer.columns.index(name)]) for row in answer.rows]


@pytest.fixture(scope="module")
def chinese() -> set[str]:
    """Return the ids of Chinese organisations."""
    return {row["id"] for row in records("organisations") if row.get("country") == "CN"}


@pytest.fixture(scope="module")
def launches(chinese: set[str]) -> list[dict[str, str]]:
    """Return the launches of Chinese providers."""
    return [row for row in subjects("launches") if chinese & set(cell(row, "provider_ids"))]


def test_launches_by_year(
    engine: Store, questions: Mapping[str, Question], launches: list[dict[str, str]]
) -> None:
    answer = ask(engine, questions["launches-by-year"], {})
    counted = Counter(int(row["date"][:4]) for row in launches)
    years = zip(column(answer, "year"), column(answer, "launches"), strict=True)
    assert dict(years) == dict(counted)
    failed = Counter(int(row["date"][:4]) for row in launches if row["outcome"] == "failure")
    lost = zip(column(answer, "year"), column(answer, "failures"), strict=True)
    assert {year: number for year, number in lost if number} == dict(failed)


def test_the_catalogue_knows_805_chinese_launches(launches: list[dict[str, str]]) -> None:
    """To 24 September 2026."""
    assert sum(row["date"] <= "2026-09-24" for row in launches) == 805


@pytest.mark.parametrize(
    ("name", "key", "source"),
    [
        ("launches-by-vehicle", "vehicle", "launch_vehicle"),
        ("launches-by-provider", "provider", "provider_ids"),
        ("launches-by-site", "site", "launch_site"),
    ],
)
def test_launches_by(
    name: str,
    key: str,
    source: str,
    engine: Store,
    questions: Mapping[str, Question],
    launches: list[dict[str, str]],
    chinese: set[str],
) -> None:
    answer = ask(engine, questions[name], {})
    names = [str(iri).rsplit("/", 1)[-1] for iri in column(answer, key)]
    counted = Counter(part for row in launches for part in cell(row, source))
    expected = {part: n for part, n in counted.items() if key != "provider" or part in chinese}
    assert dict(zip(names, column(answer, "launches"), strict=True)) == expected


def test_every_launch_is_listed(engine: Store, questions: Mapping[str, Question]) -> None:
    answer = ask(engine, questions["launches"], {})
    listed = {str(iri).rsplit("/", 1)[-1] for iri in column(answer, "launch")}
    assert listed == {row["id"] for row in records("launches")}


def test_who_builds_for_whom(engine: Store, questions: Mapping[str, Question]) -> None:
    answer = ask(engine, questions["who-builds-for-whom"], {"builder": "minospace"})
    counted = Counter(
        owner
        for row in subjects("spacecraft")
        if "minospace" in cell(row, "manufacturer_ids")
        for owner in cell(row, "owner_ids")
        if owner != "minospace"
    )
    owners = [str(iri).rsplit("/", 1)[-1] for iri in column(answer, "owner")]
    assert dict(zip(owners, column(answer, "spacecraft"), strict=True)) == dict(counted)


def test_foreign_payloads(
    engine: Store, questions: Mapping[str, Question], launches: list[dict[str, str]]
) -> None:
    answer = ask(engine, questions["foreign-payloads"], {})
    ours = {row["id"] for row in launches}
    expected = {
        row["id"]
        for row in subjects("spacecraft")
        if row["launch_id"] in ours and row["country"] != "CN"
    }
    listed = Counter(str(iri).rsplit("/", 1)[-1] for iri in column(answer, "craft"))
    assert set(listed) == expected
    owners = {row["id"]: len(cell(row, "owner_ids")) or 1 for row in subjects("spacecraft")}
    assert all(number == owners[craft] for craft, number in listed.items())


def test_constellation_progress(
    engine: Store, questions: Mapping[str, Question], launches: list[dict[str, str]]
) -> None:
    answer = ask(engine, questions["constellation-progress"], {})
    ours = {row["id"] for row in launches}
    counted = Counter(
        row["programme_id"]
        for row in subjects("spacecraft")
        if row["programme_id"] and row["launch_id"] in ours
    )
    programmes = [str(iri).rsplit("/", 1)[-1] for iri in column(answer, "programme")]
    assert dict(zip(programmes, column(answer, "spacecraft"), strict=True)) == dict(counted)


@pytest.mark.parametrize("org", ["casc", "landspace", "cgwic", "cnsa"])
def test_contracts_of_an_organisation(
    org: str, engine: Store, questions: Mapping[str, Question]
) -> None:
    roles = (
        "buyer_ids",
        "supplier_ids",
        "beneficiary_ids",
        "bidder_ids",
        "financier_ids",
        "tender_authority_id",
        "approved_by_ids",
    )
    expected = {
        row["id"]
        for row in records("contracts")
        if row["confidence"] != "doubtful" and any(org in cell(row, role) for role in roles)
    }
    answer = ask(engine, questions["contracts-of-organisation"], {"org": org})
    assert {str(iri).rsplit("/", 1)[-1] for iri in column(answer, "contract")} == expected


def test_partners_of_cnsa(engine: Store, questions: Mapping[str, Question]) -> None:
    expected = {
        (row["id"], party)
        for row in records("cooperation")
        if "cnsa" in cell(row, "party_ids")
        for party in cell(row, "party_ids")
        if party != "cnsa"
    }
    answer = ask(engine, questions["cooperation-partners"], {"org": "cnsa"})
    found = {
        (str(deal).rsplit("/", 1)[-1], str(partner).rsplit("/", 1)[-1])
        for deal, partner in zip(
            column(answer, "cooperation"), column(answer, "partner"), strict=True
        )
    }
    assert expected <= found


def test_funding_by_year_counts_no_cumulative_total(
    engine: Store, questions: Mapping[str, Question]
) -> None:
    rounds = {row["id"] for row in records("funding") if row["date"]}
    totals = {row["id"] for row in records("funding") if row["kind"] == "cumulative-total"}
    answer = ask(engine, questions["funding-by-year"], {})
    assert sum(int(str(number)) for number in column(answer, "rounds")) == len(rounds - totals)


def test_investors_of_a_firm(engine: Store, questions: Mapping[str, Question]) -> None:
    expected = {
        investor
        for row in records("funding")
        if row["org_id"] == "landspace" and row["kind"] != "cumulative-total"
        for investor in cell(row, "investor_ids") + cell(row, "lead_investor_ids")
    }
    answer = ask(engine, questions["investors-of"], {"firm": "landspace"})
    assert {str(iri).rsplit("/", 1)[-1] for iri in column(answer, "investor")} == expected


def test_component_supply(engine: Store, questions: Mapping[str, Question]) -> None:
    expected = {
        (row["id"], supplier, buyer)
        for row in records("contracts")
        if row["kind"] == "component-supply"
        for supplier in cell(row, "supplier_ids")
        for buyer in cell(row, "buyer_ids")
    }
    answer = ask(engine, questions["component-supply"], {})
    found = {
        tuple(str(iri).rsplit("/", 1)[-1] for iri in triple)
        for triple in zip(
            *(column(answer, name) for name in ("contract", "supplier", "customer")), strict=True
        )
    }
    assert found == expected


def test_weak_claims(engine: Store, questions: Mapping[str, Question]) -> None:
    rating = {row["url"]: row["reliability"] for row in records("sources")}
    weak = Counter(
        table
        for table in ("contracts", "cooperation", "funding", "affiliations", "policies")
        for row in records(table)
        if all(rating[page] in ("", "D") for page in cell(row, "source_url"))
    )
    answer = ask(engine, questions["weak-claims"], {})
    found = Counter(str(table) for table in column(answer, "table"))
    assert {table: found[table] for table in weak} == dict(weak)


def test_doubtful_pairs(engine: Store, questions: Mapping[str, Question]) -> None:
    expected = {(row["thing"], row["possibly_same_as"]) for row in records("doubtful")}
    answer = ask(engine, questions["doubtful-pairs"], {})
    base = "https://w3id.org/spacegraph/"
    found = {
        (str(one).removeprefix(base), str(other).removeprefix(base))
        for one, other in zip(column(answer, "one"), column(answer, "other"), strict=True)
    }
    assert found == expected
