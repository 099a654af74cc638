"""Smaller parts: corrections, seats, changed files, sources, rows by certainty."""

from datetime import date
from pathlib import Path

import pytest

from spacegraph.gcat.changes import file_change
from spacegraph.gcat.codes import UNSURE, Code
from spacegraph.gcat.decisions import (
    CORRECTED,
    FORMER,
    Correction,
    Decisions,
    Identity,
    correct,
    read_decisions,
)
from spacegraph.gcat.entry import Entry
from spacegraph.gcat.flights import kilograms
from spacegraph.gcat.known import Known
from spacegraph.gcat.provenance import Provenance
from spacegraph.gcat.tsv import Record, TsvFile
from spacegraph.gcat.whereabouts import Gazetteer
from spacegraph.model.findings import Finding
from spacegraph.tables.catalogue import table_named
from spacegraph.tables.rows import Row


def corrected(printed: str, when: str = "") -> dict[str, str]:
    file = TsvFile("l.tsv", "", (Record("l.tsv:3", {"Tag": "F02", "Day": "2025 Mar  1"}),))
    rule = Correction("c.csv:2", "l.tsv", "F02", "Tag", printed, "E01", when, "misprint")
    found, used = correct(file, ("Tag",), [rule])
    assert bool(used) == (found != file)
    return dict(found.records[0].cells)


def test_corrections_fit_only_what_was_seen() -> None:
    assert corrected("F02") == {
        "Tag": "E01",
        "Day": "2025 Mar  1",
        FORMER: "F02",
        CORRECTED: "Tag F02 corrected: misprint",
    }
    assert corrected("F03")["Tag"] == "F02"
    assert corrected("F02", "Day=2025 Mar 1")["Tag"] == "E01"
    assert corrected("F02", "Day=2025 Apr 9")["Tag"] == "F02"


def test_names_decide_by_their_longest_beginning() -> None:
    identities = {
        ("programme-name", "Shi Jian"): Identity("same", "shijian"),
        ("programme-name", "Shi Jian-6"): Identity("same", "shijian-6"),
    }
    decisions = Decisions(identities=identities)
    found = decisions.by_name("programme-name", "Shi Jian-6B")
    assert found and found.id == "shijian-6"
    assert decisions.by_name("programme-name", "Xing") is None


def test_absent_decisions_decide_nothing(tmp_path: Path) -> None:
    findings: list[Finding] = []
    assert read_decisions(tmp_path, findings) == Decisions()
    assert not findings


def test_rows_by_certainty() -> None:
    entry = Entry("x", ["https://example.org/a"])
    entry.remark("seen")
    entry.remark("")
    entry.say("owner_ids", "a")
    entry.say("owner_ids", Code("b", UNSURE))
    entry.say("owner_ids", "a")
    entry.say("aliases", "one | two")
    entry.name("name_en", "First")
    entry.name("name_en", "Second")
    entry.say("bus", "")
    assert list(entry.rows()) == [
        {
            "id": "x",
            "owner_ids": "a",
            "aliases": "one / two",
            "name_en": "First",
            "source_url": "https://example.org/a",
            "confidence": "",
            "note": "seen",
        },
        {
            "id": "x",
            "owner_ids": "b",
            "source_url": "https://example.org/a",
            "confidence": "probable",
            "note": UNSURE,
        },
    ]


@pytest.mark.parametrize(
    ("location", "country", "place"),
    [
        ("Beijing:Haidian", "CN", "haidian"),
        ("Beijing:Nowhere", "CN", "beijing"),
        ("Suzhou, Anhui", "CN", "suzhou-anhui"),
        ("Suzhou", "CN", ""),
        ("Xi'an, Shaanxi", "CN", "xian"),
        ("Paris", "CN", ""),
        ("", "CN", ""),
    ],
)
def test_seats(location: str, country: str, place: str) -> None:
    cells = [
        ("china", "China", "country", "", "CN"),
        ("beijing", "Beijing", "municipality", "china", ""),
        ("haidian", "Haidian", "district", "beijing", ""),
        ("jiangsu", "Jiangsu", "province", "china", ""),
        ("anhui", "Anhui", "province", "china", ""),
        ("suzhou", "Suzhou", "city", "jiangsu", ""),
        ("suzhou-anhui", "Suzhou", "city", "anhui", ""),
        ("shaanxi", "Shaanxi", "province", "china", ""),
        ("xian", "Xi’an", "city", "shaanxi", ""),
        ("paris", "Paris", "city", "", ""),
    ]
    names = ("id", "name_en", "kind", "within_id", "iso_code")
    rows = tuple(Row("p.csv:2", dict(zip(names, each, strict=True))) for each in cells)
    assert Gazetteer(Known(rows, ())).seat(location, country) == place


def test_changes_keep_the_day_of_rows_that_stay() -> None:
    table = table_named("programmes")
    before = [
        Row("p:2", {"id": "a", "name_en": "A", "recorded": "2025-01-01"}),
        Row("p:3", {"id": "b", "name_en": "B", "recorded": "2025-01-01"}),
        Row("p:4", {"id": "c", "name_en": "C", "recorded": "2025-01-01"}),
    ]
    after = [{"id": "a", "name_en": "A"}, {"id": "b", "name_en": "BB"}, {"id": "d"}]
    change = file_change(table, "p.csv", before, after, date(2026, 1, 1))
    assert change.content.splitlines() == [
        "id,name_en,recorded",
        "a,A,2025-01-01",
        "b,BB,2026-01-01",
        "d,,2026-01-01",
    ]
    assert (change.added, change.removed) == (("d",), ("c",))
    assert [(cell.id, cell.before, cell.after) for cell in change.changed] == [("b", "B", "BB")]


def test_a_fact_that_is_repeated_keeps_its_first_source() -> None:
    table = table_named("programmes")
    old = Row("p:2", {"id": "a", "name_en": "A", "source_url": "u#1", "recorded": "2025-01-01"})
    again = {"id": "a", "name_en": "A", "source_url": "u#2"}
    change = file_change(table, "p.csv", [old], [again], date(2026, 1, 1))
    assert not change.differs
    assert list(change.addresses()) == ["u#1"]
    other = {"id": "a", "name_en": "AA", "source_url": "u#2"}
    change = file_change(table, "p.csv", [old], [other], date(2026, 1, 1))
    assert list(change.addresses()) == ["u#2"]


def test_sources_a_record_names_itself() -> None:
    provenance = Provenance()
    record = Record("s.tsv:3", {"X_Source": "psatcat@2025-07-30 +deepcat@2026-09-28 D01"})
    assert provenance.of(record, TsvFile("satcat.tsv", "", ())) == [
        "https://planet4589.org/space/gcat/tsv/cat/psatcat.tsv#2025-07-30",
        "https://planet4589.org/space/gcat/tsv/cat/deepcat.tsv#2026-09-28",
    ]
    assert [row["date"] for row in provenance.rows(provenance.cited, [])] == [
        "2026-09-28",
        "2025-07-30",
    ]


def test_tonnes_become_kilograms() -> None:
    found = [kilograms(text) for text in ("0.173", "2.415", "0.0", "", "x", "23")]
    assert found == ["173", "2415", "", "", "", "23000"]
