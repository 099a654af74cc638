"""The import as a whole: what it writes, what it leaves alone, what it reports."""

import csv
from datetime import date
from pathlib import Path

import pytest
from tests.gcat.conftest import FILES, write_files

from spacegraph.errors import DataError
from spacegraph.gcat.importer import import_gcat
from spacegraph.gcat.report import ImportReport
from spacegraph.graph.book import Book

DAY = date(2030, 3, 3)
LATER = date(2030, 4, 4)


def run(source: Path, data: Path, recorded: date = DAY, *, dry_run: bool = False) -> ImportReport:
    return import_gcat(source, data, dry_run=dry_run, recorded=recorded)


def rows(data: Path, table: str) -> dict[tuple[str, str], dict[str, str]]:
    with (data / f"{table}.gcat.csv").open(encoding="utf-8", newline="") as file:
        return {(row["id"], row.get("confidence", "")): row for row in csv.DictReader(file)}


def contents(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data.glob("*.csv")}


def test_curated_tables_stay_untouched(source: Path, data: Path) -> None:
    before = contents(data)
    run(source, data)
    after = contents(data)
    assert {name: after[name] for name in before} == before
    assert {name for name in after if name not in before} == {
        f"{table}.gcat.csv"
        for table in (
            *("sources", "places", "organisations", "affiliations", "programmes"),
            *("launch_vehicles", "launches", "spacecraft", "missions", "doubtful"),
        )
    }


def test_the_tables_can_be_built(source: Path, data: Path) -> None:
    run(source, data)
    claims = Book(data, data / "accepted").claims()
    assert {claim.table for claim in claims} >= {"launches", "spacecraft", "missions"}


def test_launch_with_seller_version_and_pad(source: Path, data: Path) -> None:
    run(source, data)
    found = rows(data, "launches")
    launch = found["2030-001", ""]
    assert launch["name_en"] == "Launch 2030-001: Xing 1 on Long March 99"
    assert (launch["date"], launch["time"]) == ("2030-01-05", "23:01")
    assert launch["launch_vehicle"] == "long-march-99"
    assert launch["vehicle_variant"] == "Chang Zheng 99/YZ b"
    assert (launch["provider_ids"], launch["seller_ids"]) == ("academy", "launch-sales")
    assert (launch["service"], launch["customer"]) == ("government", "commercial")
    assert launch["payload_mass_kg"] == "123"
    assert (launch["launch_site"], launch["launch_pad"]) == ("east", "")
    assert found["2030-001", "probable"]["launch_pad"] == "east-lc1"


def test_failure_keeps_its_degree_and_cause(source: Path, data: Path) -> None:
    run(source, data)
    launch = rows(data, "launches")["2030-f01", ""]
    assert (launch["outcome"], launch["success_percent"]) == ("failure", "40")
    assert (launch["failure_code"], launch["failure_cause"]) == ("S3P", "Nozzle failure")
    assert launch["platform"] == "Good Ship"
    place = rows(data, "places")[launch["launch_pad"], ""]
    assert place["kind"] == "sea-launch-area"


def test_what_concerns_china_is_chosen(source: Path, data: Path) -> None:
    report = run(source, data)
    tags = {row["launch_tag"] for row in rows(data, "launches").values() if row["launch_tag"]}
    assert tags == {"2030-001", "2030-F01", "2030-002"}
    codes = {row["gcat_code"] for row in rows(data, "spacecraft").values() if row["gcat_code"]}
    assert codes == {"S90001", "S90002", "S90004", "S90006"}
    assert report.counts["payloads"] == 4


def test_question_marks_go_to_a_probable_row(source: Path, data: Path) -> None:
    run(source, data)
    found = rows(data, "spacecraft")
    stated, probable = found["xing-1-s90001", ""], found["xing-1-s90001", "probable"]
    assert (stated["manufacturer_ids"], probable["manufacturer_ids"]) == ("stardust", "academy")
    assert (stated["mass_kg"], probable["mass_kg"]) == ("", "120")
    assert stated["category"] == ""
    assert probable["category"] == "img | com"
    assert stated["programme_id"] == "xing"
    unsure = found["suimi-s90002", "probable"]
    assert unsure["cospar_id"] == "2030-001B"
    assert unsure["status_date"] == "2030-02-03"
    assert found["suimi-s90002", ""]["country"] == "FR"


def test_unknown_codes_are_reported_and_kept(source: Path, data: Path) -> None:
    report = run(source, data)
    assert report.unknown["organisation"] == ("FOREIGN", "XYZ")
    assert "EAST LC1" not in report.unknown["pad"]
    stub = rows(data, "organisations")["gcat-xyz", "probable"]
    assert stub["name_en"] == "XYZ (catalogue code)"
    craft = rows(data, "spacecraft")["xing-2-s90004", ""]
    assert craft["manufacturer_ids"] == "gcat-xyz"
    assert craft["owner_ids"] == ""
    assert "NOBODY" in craft["note"]


def test_one_body_stays_one_node(source: Path, data: Path) -> None:
    report = run(source, data)
    found = rows(data, "organisations")
    assert ("stardust", "") in found
    assert report.by_name == {"organisation FIRM": "stardust"}
    assert found["academy", ""]["aliases"] == "Rocket Academy | ACAD | 火箭研究院"
    assert "name_en" not in found["academy", ""] or not found["academy", ""]["name_en"]
    assert found["university-of-lyon", ""]["type"] == "university"


def test_parents_end_with_the_first_of_the_two(source: Path, data: Path) -> None:
    report = run(source, data)
    found = rows(data, "affiliations")
    assert found["academy-belongs-to-rocket-group", ""]["relation"] == "belongs-to"
    assert report.unknown["parent of another time than its child"] == ("OLDP GROUP",)


def test_missions_meet_their_launch(source: Path, data: Path) -> None:
    report = run(source, data)
    found = rows(data, "missions")
    assert found["xing-1", ""]["launch_id"] == "2030-001"
    assert found["xing-2", "probable"]["launch_id"] == "2030-f01"
    assert report.unmatched == {"xing-x": ()}


def test_sources_carry_the_day_of_the_file(source: Path, data: Path) -> None:
    run(source, data)
    address = rows(data, "spacecraft")["xing-1-s90001", ""]["source_url"].split(" | ")
    assert address == [
        "https://planet4589.org/space/gcat/tsv/cat/satcat.tsv#2030-03-01",
        "https://planet4589.org/space/gcat/tsv/cat/psatcat.tsv#2030-02-01",
    ]
    listed = {row["url"]: row["date"] for row in rows(data, "sources").values()}
    assert listed[address[0]] == "2030-03-01"


def test_unchanged_input_gives_identical_bytes(source: Path, data: Path) -> None:
    run(source, data)
    before = contents(data)
    report = run(source, data, LATER)
    assert not report.differs
    assert contents(data) == before


def test_newer_state_that_says_the_same_changes_nothing(source: Path, data: Path) -> None:
    run(source, data)
    before = contents(data)
    write_files(
        source,
        {name: text.replace("# Updated 2030", "# Updated 2031") for name, text in FILES.items()},
    )
    assert not run(source, data, LATER).differs
    assert contents(data) == before


def test_dry_run_writes_nothing(source: Path, data: Path) -> None:
    before = contents(data)
    report = run(source, data, dry_run=True)
    assert report.differs
    assert not report.written
    assert contents(data) == before


def test_newer_download_updates_and_reports_the_difference(source: Path, data: Path) -> None:
    run(source, data)
    newer = FILES["satcat.tsv"].replace("\tXing 1\tXC-1\t", "\tXingchen 1\tXC-1\t")
    newer = "".join(line for line in newer.splitlines(True) if not line.startswith("S90006"))
    write_files(source, {"satcat.tsv": newer})
    report = run(source, data, LATER)
    change = next(each for each in report.files if each.name == "spacecraft.gcat.csv")
    assert change.added == ()
    assert change.removed == ("xing-3-s90006",)
    assert [(cell.id, cell.column, cell.before, cell.after) for cell in change.changed] == [
        ("xing-1-s90001", "name_en", "Xing 1", "Xingchen 1")
    ]
    found = rows(data, "spacecraft")
    assert found["xing-1-s90001", ""]["recorded"] == LATER.isoformat()
    assert found["suimi-s90002", ""]["recorded"] == DAY.isoformat()
    text = "\n".join(report.lines())
    assert "~ xing-1-s90001: name_en: 'Xing 1' -> 'Xingchen 1'" in text
    assert "- xing-3-s90006" in text


def test_explained_code_keeps_its_address(source: Path, data: Path) -> None:
    run(source, data)
    identities = (data / "gcat" / "identities.csv").read_text(encoding="utf-8")
    identities += "organisation,XYZ,same,academy,,,,,explained,2030-04-04\n"
    (data / "gcat" / "identities.csv").write_text(identities, encoding="utf-8")
    for day in (LATER, LATER):
        run(source, data, day)
        found = rows(data, "organisations")
        assert found["academy", ""]["former_ids"] == "gcat-xyz"
        assert not any(identifier == "gcat-xyz" for identifier, _ in found)


def test_bad_input_is_told_with_line_and_nothing_is_written(source: Path, data: Path) -> None:
    before = contents(data)
    write_files(source, {"launch.tsv": FILES["launch.tsv"] + "2030-004\ttoo few\n"})
    with pytest.raises(DataError) as caught:
        run(source, data)
    assert "launch.tsv:8: error: 2 cells where the header has 17" in caught.value.findings[0]
    assert contents(data) == before


def test_missing_files_are_named(source: Path, data: Path) -> None:
    (source / "orgs.tsv").unlink()
    with pytest.raises(DataError, match=r"no orgs\.tsv"):
        run(source, data)


def test_corrections_that_have_become_idle_are_told(source: Path, data: Path) -> None:
    assert run(source, data).idle_corrections == ()
    orgs = FILES["orgs.tsv"].replace("University of Somewhere", "University of Lyon")
    write_files(source, {"orgs.tsv": orgs})
    assert run(source, data).idle_corrections == ("corrections.csv:2",)
