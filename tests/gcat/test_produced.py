"""The shipped catalogue tables against counts made from the catalogue files by other means.

`counts.csv` holds the counts that came with the China subset of the General Catalog of Artificial
Space Objects (J. McDowell, https://planet4589.org/space/gcat, CC BY 4.0) of November 2026; they
were made from the catalogue's own codes, without our tables. Providers are counted by the last
code of the agency, owners and makers by each code of a joint cell without its question mark.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from spacegraph.resources import folder

Rows = list[dict[str, str]]
SEPARATOR = " | "

LAUNCHES = 805
"""Chinese attempts to reach orbit from 1970 to 2026-09-24."""

CHINESE, FOREIGN, OTHERS = 2254, 102, 4
"""Chinese payloads; foreign ones on Chinese vehicles; foreign ones with a Chinese owner or maker."""

FAILURES = {2024: 2, 2025: 3, 2026: 4}
NO_PAYLOADS = {"S37175", "S43473", "S63299", "S49221"}


def read(table: str) -> Rows:
    rows: Rows = []
    for path in sorted(folder("data").glob(f"{table}*.csv")):
        if path.name.split(".")[0] == table:
            with path.open(encoding="utf-8", newline="") as file:
                rows.extend(csv.DictReader(file))
    return rows


def merged(rows: Rows) -> dict[str, dict[str, str]]:
    """Join the stated and the probable row of each thing."""
    things: dict[str, dict[str, str]] = {}
    for row in rows:
        thing = things.setdefault(row["id"], {})
        for column, cell in row.items():
            if cell and column not in ("confidence", "note"):
                thing[column] = SEPARATOR.join(filter(None, (thing.get(column), cell)))
    return things


@pytest.fixture(scope="module")
def launches() -> dict[str, dict[str, str]]:
    return merged(read("launches"))


@pytest.fixture(scope="module")
def spacecraft() -> dict[str, dict[str, str]]:
    return merged(read("spacecraft"))


@pytest.fixture(scope="module")
def chinese() -> set[str]:
    """Give the ids of organisations of China."""
    return {row["id"] for row in read("organisations") if row.get("country") == "CN"}


@pytest.fixture(scope="module")
def coded() -> dict[str, str]:
    """Give the id behind each code, as the import wrote it."""
    path = folder("data") / "organisations.gcat.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            code: row["id"]
            for row in csv.DictReader(file)
            for code in row["gcat_code"].split(SEPARATOR)
        }


def counts(figure: str) -> Iterator[tuple[str, str, int]]:
    path = Path(__file__).with_name("counts.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["figure"] == figure:
                yield row["key"], row["year"], int(row["number"])


def of_china(launch: dict[str, str], chinese: set[str]) -> bool:
    return bool(set(launch["provider_ids"].split(SEPARATOR)) & chinese)


def test_launches_of_china(launches: dict[str, dict[str, str]], chinese: set[str]) -> None:
    assert sum(of_china(each, chinese) for each in launches.values()) == LAUNCHES
    assert sum(number for _, _, number in counts("launches of the vehicle group")) == LAUNCHES
    assert len(launches) == LAUNCHES + 20


def test_failures(launches: dict[str, dict[str, str]], chinese: set[str]) -> None:
    found = Counter(
        int(each["date"][:4])
        for each in launches.values()
        if each["outcome"] == "failure" and of_china(each, chinese)
    )
    assert {year: found[year] for year in FAILURES} == FAILURES


def test_launches_by_provider_and_year(
    launches: dict[str, dict[str, str]], coded: dict[str, str], chinese: set[str]
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for code, year, number in counts("launches of the provider in the year"):
        expected[coded[code], year] += number
    found = Counter(
        (each["provider_ids"], each["date"][:4])
        for each in launches.values()
        if of_china(each, chinese)
    )
    assert found == expected


def test_payloads_by_nation(
    spacecraft: dict[str, dict[str, str]],
    launches: dict[str, dict[str, str]],
    chinese: set[str],
) -> None:
    own = [each for each in spacecraft.values() if each.get("country") == "CN"]
    foreign = [each for each in spacecraft.values() if each.get("country") != "CN"]
    aboard = [
        each
        for each in foreign
        if "launch_id" in each and of_china(launches[each["launch_id"]], chinese)
    ]
    assert (len(own), len(aboard), len(foreign) - len(aboard)) == (CHINESE, FOREIGN, OTHERS)
    assert sum(number for _, _, number in counts("foreign payloads on Chinese vehicles")) == FOREIGN


def test_payloads_by_year(spacecraft: dict[str, dict[str, str]]) -> None:
    found = Counter(
        each["launch_date"][:4] for each in spacecraft.values() if each.get("country") == "CN"
    )
    expected = {year: number for year, _, number in counts("Chinese payloads launched in the year")}
    assert {year: found[year] for year in expected} == expected


@pytest.mark.parametrize(
    ("figure", "column"),
    [
        ("Chinese payloads of the owner", "owner_ids"),
        ("Chinese payloads of the maker", "manufacturer_ids"),
    ],
)
def test_payloads_by_owner_and_maker(
    figure: str, column: str, spacecraft: dict[str, dict[str, str]], coded: dict[str, str]
) -> None:
    expected: Counter[str] = Counter()
    joint: set[str] = set()
    for code, _, number in counts(figure):
        if code in coded:
            joint.update({coded[code]} if expected[coded[code]] else ())
            expected[coded[code]] += number
    found: Counter[str] = Counter()
    for each in spacecraft.values():
        if each.get("country") == "CN":
            found.update(set(each.get(column, "").split(SEPARATOR)) - {""})
    assert {body: found[body] for body in expected if body not in joint} == {
        body: number for body, number in expected.items() if body not in joint
    }
    assert all(found[body] <= expected[body] for body in joint)
    assert not found.keys() - expected.keys()


def test_no_code_is_lost(coded: dict[str, str]) -> None:
    codes = {
        code
        for figure in ("Chinese payloads of the owner", "Chinese payloads of the maker")
        for code, _, _ in counts(figure)
    }
    assert codes - coded.keys() == {"UNKCN"}


def test_errors_of_the_catalogue_do_not_survive(
    spacecraft: dict[str, dict[str, str]], launches: dict[str, dict[str, str]]
) -> None:
    assert not NO_PAYLOADS & {each["gcat_code"] for each in spacecraft.values()}
    assert "2025-f02" not in launches
    assert launches["2025-e01"]["former_tags"] == "2025-F02"
    lost = next(each for each in spacecraft.values() if each["gcat_code"] == "F01733")
    assert lost["launch_id"] == "2025-e01"
    names = " ".join(
        row.get(column) or ""
        for table in ("organisations", "places")
        for row in read(table)
        for column in ("name_en", "name_zh", "aliases")
    )
    assert not [
        word for word in ("Heliongjiang", "Ninbgo", "Centera", "Univesity") if word in names
    ]


def test_every_thing_is_named_and_dated(
    spacecraft: dict[str, dict[str, str]], launches: dict[str, dict[str, str]]
) -> None:
    assert all(each.get("name_en") and each.get("launch_date") for each in spacecraft.values())
    assert all(len(each["date"]) == 10 for each in launches.values())
    assert len({each["gcat_code"] for each in spacecraft.values()}) == len(spacecraft)
    numbers = [each["norad_id"] for each in spacecraft.values() if "norad_id" in each]
    assert len(numbers) == len(set(numbers))
