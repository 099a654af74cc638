"""Claims that leave: by their own name, for what is about the same, and not by the thousand."""

from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad

from spacegraph.errors import DataError, NotFound, Refused
from spacegraph.gate.desk import Desk
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import thing
from spacegraph.store.base import Difference, Store

TODAY = date(2026, 11, 20)
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = "{},New,2025-05-18,award,launch-service,signed,minospace,landspace,{},CNY,https://e.org/1\n"


def deal(name: str = "new", amount: str = "5") -> bytes:
    return (HEADER + ROW.format(name, amount)).encode()


def entered(desk: Desk, content: bytes) -> NamedNode:
    """Record a row and return the name of its claim."""
    record = desk.accept(content, "contracts.csv", TODAY).record
    assert record is not None
    (claim,) = (each for each in record.claims if each.table != "sources")
    return claim.iri


def test_a_retraction_tells_what_leaves(desk: Desk, claims: tuple[Claim, ...]) -> None:
    back = desk.retract([entered(desk, deal())], TODAY).verdict
    assert back.summary.endswith("may leave (1 claim taken back)")
    shipped = next(c for c in claims if c.table == "contracts")
    back = desk.retract([shipped.iri], TODAY).verdict
    assert back.leaving.withdrawn == (shipped.iri,)
    assert back.summary.endswith("may leave (1 claim taken back, 1 of them shipped)")


def test_what_was_taken_back_is_told_and_nothing_else_proposed(desk: Desk) -> None:
    claim = entered(desk, deal())
    entered(desk, deal("new-2"))
    desk.retract([claim], date(2026, 12, 1), reason="first")
    with pytest.raises(NotFound, match="was taken back on 2026-12-01: first") as caught:
        desk.retract([claim], TODAY)
    assert "did you mean" not in str(caught.value)
    with pytest.raises(NotFound, match="no claim is called") as caught:
        desk.retract([NamedNode(f"{claim.value}0")], TODAY)
    assert claim.value.rsplit("/", 1)[-1] not in caught.value.hint


def test_of_a_thing_its_claims_are_named(desk: Desk) -> None:
    claim = entered(desk, deal())
    with pytest.raises(NotFound, match="contract:new is no claim") as caught:
        desk.retract([thing("contract", "new")], TODAY)
    assert claim.value.rsplit("/", 1)[-1] in caught.value.hint


def test_superseding_twice_is_recorded_once(desk: Desk) -> None:
    old = entered(desk, deal())
    newer = deal(amount="7")
    first = desk.accept(newer, "contracts.csv", TODAY, replacing=[old], reason="corrected")
    assert first.verdict.leaving.superseded == (old,)
    again = desk.accept(newer, "contracts.csv", TODAY, replacing=[old], reason="corrected")
    assert again.accepted
    assert again.path is None
    assert not again.verdict.leaving.claims
    with pytest.raises(NotFound, match="was taken back"):
        desk.accept(deal(amount="9"), "contracts.csv", TODAY, replacing=[old])


def test_a_check_judges_what_the_real_submission_would_be_judged_by(desk: Desk) -> None:
    old = entered(desk, deal())
    newer = deal(amount="7")
    alone = desk.check(newer, "contracts.csv", TODAY)
    assert any("5" in each.message for each in alone.findings if each.path.startswith("amount"))
    dry = desk.check(newer, "contracts.csv", TODAY, replacing=[old], reason="corrected")
    real = desk.accept(newer, "contracts.csv", TODAY, replacing=[old], reason="corrected")
    assert dry == real.verdict
    assert dry.leaving.superseded == (old,)
    assert not [each for each in dry.findings if each.path.startswith("amount")], "it leaves"
    with pytest.raises(NotFound, match="was taken back"):
        desk.check(deal(amount="9"), "contracts.csv", TODAY, replacing=[old])


def test_a_claim_about_something_else_cannot_be_superseded(desk: Desk) -> None:
    old = entered(desk, deal())
    with pytest.raises(DataError, match="is about contract:new, of which this submission says"):
        desk.accept(deal("other"), "contracts.csv", TODAY, replacing=[old], reason="a slip")
    assert desk.open().ask(f"ASK {{ {thing('contract', 'new')} ?p ?o }}")


def test_a_reason_without_anything_superseded_is_refused(desk: Desk) -> None:
    with pytest.raises(DataError, match="a reason is kept with"):
        desk.accept(deal(), "contracts.csv", TODAY, reason="because")


def test_what_was_taken_back_comes_again_with_a_warning(desk: Desk) -> None:
    desk.retract([entered(desk, deal())], date(2026, 12, 1), reason="the page was mistaken")
    warnings = [
        f"{each.message} ({each.advice})"
        for each in desk.accept(deal(), "contracts.csv", TODAY).verdict.findings
        if each.severity is Severity.WARNING
    ]
    assert any("taken back on 2026-12-01: the page was mistaken" in each for each in warnings)


def clear(store: Store) -> Difference:
    """Take back everything, as DELETE WHERE { GRAPH ?g { ?s ?p ?o } } does."""
    rows = store.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    return Difference(frozenset(), frozenset(Quad(*row) for row in rows))  # type: ignore[arg-type]


def test_more_claims_than_a_hundred_leave_only_when_it_is_said(
    desk: Desk, claims: tuple[Claim, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = list(claims)
    monkeypatch.setattr("spacegraph.gate.judging.departures.AT_ONCE", len(shipped) - 2)
    with pytest.raises(Refused, match=f"would take back or supersede {len(shipped)} claims"):
        desk.revise(clear, "update.ru", TODAY)
    with pytest.raises(Refused):
        desk.revise(clear, "update.ru", TODAY, leaving=len(shipped) - 1)
    verdict = desk.revise(clear, "update.ru", TODAY, leaving=len(shipped), dry_run=True).verdict
    told = f"({len(shipped)} claims taken back, {len(shipped)} of them shipped"
    assert told in verdict.summary
