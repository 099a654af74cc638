"""Accepting is a transaction: recorded once, all or nothing, one writer at a time, reversible."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType

import pytest
from pyoxigraph import NamedNode

from spacegraph.errors import NotFound, StoreError
from spacegraph.gate.desk import Acceptance, Desk
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.records.history import history
from spacegraph.graph.ledger import Record, Withdrawal, read_record, read_records
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import thing
from spacegraph.store.embedded import EmbeddedStore

TODAY = date(2026, 11, 20)
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = (
    "{},New deal,2025-05-18,award,launch-service,signed,minospace,landspace,5,CNY,https://e.org/1\n"
)
TRIALS = 20
"""Points at which a writer is killed in the usual run; the slow run tries a hundred."""


def deal(name: str = "new") -> bytes:
    return (HEADER + ROW.format(name)).encode()


def country(name: str) -> bytes:
    return (
        "id,name_en,kind,iso_code,source_url\n"
        f"{name},{name.title()},country,FR,https://e.org/{name}\n"
    ).encode()


def records(desk: Desk) -> list[Record]:
    return [record for _, record in read_records(desk.archive.folder)]


def facts(record: Record) -> list[Claim]:
    return [claim for claim in record.claims if claim.table != "sources"]


def test_what_holds_is_recorded_and_then_part_of_the_graph(desk: Desk) -> None:
    receipt = desk.accept(deal(), "contracts.csv", TODAY)
    assert receipt.accepted
    assert receipt.path is not None
    assert receipt.path.parent.name == "2026"
    assert read_record(receipt.path) == receipt.record or receipt.record is not None
    assert desk.open().ask(f"ASK {{ {thing('contract', 'new')} ?p ?o }}")


def test_what_does_not_hold_leaves_nothing(desk: Desk) -> None:
    receipt = desk.accept(deal().replace(b"minospace", b"nobody"), "contracts.csv", TODAY)
    assert not receipt.accepted
    assert receipt.path is None
    assert records(desk) == []


def test_the_same_twice_is_recorded_once(desk: Desk) -> None:
    desk.accept(deal(), "contracts.csv", TODAY)
    again = desk.accept(deal(), "contracts.csv", date(2027, 1, 1))
    assert again.accepted
    assert again.path is None
    assert "on record already" in [finding.message for finding in again.verdict.findings]
    assert len(records(desk)) == 1


def test_checking_records_nothing(desk: Desk) -> None:
    assert desk.check(deal(), "contracts.csv", TODAY).accepted
    assert not list(desk.archive.folder.glob("*/*"))


def test_a_repaired_copy_is_offered_and_the_original_left_alone(desk: Desk) -> None:
    broken = deal().replace(b"2025-05-18", b"18 May 2025")
    assert not desk.check(broken, "contracts.csv", TODAY).accepted
    mended = desk.mend(broken, "contracts.csv", TODAY)
    assert [str(each) for each in mended.repairs] == [
        "contracts.csv:2: 18 May 2025 -> 2025-05-18: a date is written 2018-05-17, 2018-05 or 2018"
    ]
    assert desk.check(mended.content, "contracts.csv", TODAY).accepted


def test_a_record_keeps_numbers_as_they_were_written(desk: Desk) -> None:
    text = deal().replace(b",5,CNY", b",5.50,CNY")
    receipt = desk.accept(text, "contracts.csv", TODAY)
    assert receipt.path is not None
    assert b"5.50" in receipt.path.read_bytes()


def test_the_effect_is_given_to_whoever_commits(desk: Desk) -> None:
    seen: list[Acceptance] = []
    replace(desk, commit=seen.append).accept(deal(), "contracts.csv", TODAY)
    (acceptance,) = seen
    assert acceptance.path.exists()
    subjects = {triple.subject for triple in acceptance.effect.gained}
    assert thing("contract", "new") in subjects


def test_a_commit_that_fails_takes_the_record_back(desk: Desk) -> None:
    def fail(acceptance: Acceptance) -> None:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="full"):
        replace(desk, commit=fail).accept(deal(), "contracts.csv", TODAY)
    assert records(desk) == []
    assert desk.accept(deal(), "contracts.csv", TODAY).path is not None


def test_a_record_that_a_crash_kept_from_the_store_is_committed_next_time(
    desk: Desk, store: EmbeddedStore
) -> None:
    stale = replace(desk, open=lambda: store)
    first = stale.accept(deal(), "contracts.csv", TODAY)
    seen: list[Acceptance] = []
    second = replace(stale, commit=seen.append).accept(deal(), "contracts.csv", TODAY)
    assert second.path == first.path
    assert len(seen) == 1
    assert len(records(desk)) == 1


def test_rows_that_do_not_hold_can_be_left_out(desk: Desk) -> None:
    rows = [ROW.format(name) for name in ("one", "two", "three", "four")]
    rows[1] = rows[1].replace("minospace", "nobody")
    rows[2] = rows[2].replace(",5,CNY", ",5,")
    text = (HEADER + "".join(rows)).encode()
    assert not desk.accept(text, "contracts.csv", TODAY).accepted
    receipt = desk.accept(text, "contracts.csv", TODAY, keep_going=True)
    assert receipt.accepted
    assert receipt.record is not None
    assert {claim.about[0] for claim in facts(receipt.record)} == {
        thing("contract", "one"),
        thing("contract", "four"),
    }
    left_out = {f.where for f in receipt.verdict.findings if f.severity is Severity.ERROR}
    assert left_out == {"contracts.csv:3", "contracts.csv:4"}


def test_a_claim_is_retracted_and_its_history_stays(desk: Desk) -> None:
    receipt = desk.accept(deal(), "contracts.csv", TODAY)
    assert receipt.record is not None
    (claim,) = facts(receipt.record)
    back = desk.retract([claim.iri], date(2026, 12, 1), reason="the page was mistaken")
    assert back.accepted
    assert not desk.open().ask(f"ASK {{ {thing('contract', 'new')} ?p ?o }}")
    (entry,) = history(desk.open(), records(desk), thing("contract", "new"))
    assert entry.day == TODAY
    assert entry.withdrawal is not None
    assert (entry.withdrawal.day, entry.withdrawal.reason) == (
        date(2026, 12, 1),
        "the page was mistaken",
    )
    assert entry.statements


def test_what_others_lean_on_cannot_be_retracted(desk: Desk, claims: tuple[Claim, ...]) -> None:
    named = [c.iri for c in claims if c.about == (thing("organisation", "gomspace"),)]
    receipt = desk.retract(named, TODAY, reason="test")
    assert not receipt.accepted
    assert any("would no longer hold" in each.message for each in receipt.verdict.findings)
    assert records(desk) == []


def test_what_was_retracted_may_come_in_again_under_another_name(desk: Desk) -> None:
    first = desk.accept(deal(), "contracts.csv", TODAY).record
    assert first is not None
    desk.retract([facts(first)[0].iri], TODAY)
    second = desk.accept(deal(), "contracts.csv", TODAY).record
    assert second is not None
    assert facts(first)[0].iri != facts(second)[0].iri
    assert desk.open().ask(f"ASK {{ {thing('contract', 'new')} ?p ?o }}")
    assert len(history(desk.open(), records(desk), thing("contract", "new"))) == 2


def test_a_claim_supersedes_another_in_one_record(desk: Desk) -> None:
    first = desk.accept(deal(), "contracts.csv", TODAY).record
    assert first is not None
    (old,) = facts(first)
    newer = deal().replace(b",5,CNY", b",7,CNY")
    receipt = desk.accept(newer, "contracts.csv", TODAY, replacing=[old.iri], reason="corrected")
    assert receipt.record is not None
    assert receipt.path is not None
    kept = read_record(receipt.path)
    assert kept.withdrawal == Withdrawal.of(
        [old.iri], TODAY, "corrected", [claim.iri for claim in facts(receipt.record)]
    )
    amounts = desk.open().select(
        f"SELECT ?o WHERE {{ {thing('contract', 'new')} "
        "<https://w3id.org/spacegraph/ontology/amount> ?o }"
    )
    assert [value.value for (value,) in amounts] == ["7"]


def test_the_history_of_a_claim_leads_to_what_took_its_place(desk: Desk) -> None:
    first = desk.accept(deal(), "contracts.csv", TODAY).record
    assert first is not None
    (old,) = facts(first)
    newer = deal().replace(b",5,CNY", b",7,CNY")
    desk.accept(newer, "contracts.csv", TODAY, replacing=[old.iri], reason="corrected")
    before, after = sorted(
        history(desk.open(), records(desk), old.iri), key=lambda entry: entry.claim != old.iri
    )
    assert before.withdrawal is not None
    assert before.withdrawal.reason == "corrected"
    assert [new for new, gone in before.withdrawal.revisions if gone == old.iri] == [after.claim]
    assert after.withdrawal is None
    assert {str(t.object) for t in after.statements} >= {
        '"7"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    }


def test_an_unknown_claim_cannot_be_retracted(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no claim is called claim:nobody"):
        desk.retract([thing("claim", "nobody")], TODAY)


def in_a_child(work: Callable[[], None]) -> int:
    """Run something in a process of its own; return how that ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_after(events: int) -> Callable[[FrameType, str, object], None]:
    """Make a profiler that kills this process at the n-th call made while a record is kept."""
    left = events

    def watch(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        name = frame.f_globals.get("__name__", "")
        if event in ("call", "c_call") and name in (
            "spacegraph.gate.records.archive",
            "spacegraph.graph.ledger",
        ):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


def crash(desk: Desk, events: int) -> bool:
    """Accept in a process that dies at the n-th call; return whether it lived to the end."""

    def work() -> None:
        sys.setprofile(die_after(events))
        desk.accept(deal(), "contracts.csv", TODAY)

    return in_a_child(work) == 0


def check_after_crash(desk: Desk, survived: bool) -> None:
    kept = records(desk)
    assert len(kept) <= 1
    assert kept or not survived
    for record in kept:
        assert {claim.table for claim in record.claims} == {"sources", "contracts"}
    receipt = desk.accept(deal(), "contracts.csv", TODAY)
    assert receipt.accepted
    assert len(records(desk)) == 1
    assert not list(desk.archive.folder.glob("*/*.half"))


def calls_of_an_acceptance(desk: Desk) -> int:
    seen = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal seen
        name = frame.f_globals.get("__name__", "")
        kept = ("spacegraph.gate.records.archive", "spacegraph.graph.ledger")
        seen += event in ("call", "c_call") and name in kept

    sys.setprofile(count)
    try:
        desk.accept(deal("counted"), "contracts.csv", TODAY)
    finally:
        sys.setprofile(None)
    return seen


@pytest.fixture
def calls(desk: Desk, tmp_path: Path) -> int:
    elsewhere = replace(desk, archive=Archive(tmp_path / "counted"))
    return calls_of_an_acceptance(elsewhere)


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_writer_killed_anywhere_leaves_all_or_nothing(trial: int, desk: Desk, calls: int) -> None:
    check_after_crash(desk, crash(desk, 1 + trial * calls // TRIALS))


@pytest.mark.slow
@pytest.mark.parametrize("trial", range(100))
def test_a_writer_killed_at_a_hundred_points(trial: int, desk: Desk, calls: int) -> None:
    check_after_crash(desk, crash(desk, 1 + trial * calls // 100))


def test_the_second_of_two_writers_is_judged_against_the_first(desk: Desk) -> None:
    children = []
    for name in ("france", "francia"):
        child = os.fork()
        if child == 0:
            receipt = desk.accept(country(name), "places.csv", TODAY)
            os._exit(0 if receipt.accepted else 3)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, 3]
    (record,) = records(desk)
    assert len(facts(record)) == 1


def test_a_withdrawal_survives_its_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    old, new = NamedNode("https://w3id.org/spacegraph/claim/a"), thing("claim", "b")
    withdrawal = Withdrawal.of([old], TODAY, "why", [new])
    with archive.lock():
        path = archive.write(Record((), withdrawal), 2026)
    assert read_record(path) == Record((), withdrawal)
    assert archive.withdrawals() == (withdrawal,)
