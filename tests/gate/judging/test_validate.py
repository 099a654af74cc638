"""Verdicts and findings: what is said, about what, where, and what to write instead."""

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode

from spacegraph.gate.formats.bounds import DEFAULT
from spacegraph.gate.judging.validate import check_all
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reading.hygiene import find_faults
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.store.embedded import EmbeddedStore

Judge = Callable[..., Verdict]
GOOD = (
    'contract:new a sg:Contract ; skos:prefLabel "New"@en ; sg:buyer organisation:minospace ;\n'
    '  sg:supplier organisation:landspace ; sg:amount 804000000 ; sg:currency "CNY" ;\n'
    '  sg:awardDate "2025-05-18"^^xsd:date ;\n'
    "  sg:contractKind <concept/contract-kind/launch-service> .\n"
)


def errors(verdict: Verdict) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.severity is Severity.ERROR]


def only(verdict: Verdict) -> Finding:
    (finding,) = errors(verdict)
    return finding


def test_good_facts_may_enter(judge: Judge) -> None:
    verdict = judge(GOOD)
    assert verdict.accepted
    assert verdict.effect is not None
    assert [claim.table for claim in verdict.claims] == ["sources", "submission"]
    assert verdict.summary == "facts.ttl: may enter (2 claims, 1 warning)"


def test_a_finding_of_a_shape_names_everything(judge: Judge, first_line: int) -> None:
    finding = only(judge(GOOD.replace("804000000", "-5")))
    assert finding.where == f"facts.ttl:{first_line + 1}"
    assert finding.subject == "contract:new (New)"
    assert finding.path == "amount"
    assert finding.value == "-5"
    assert "above zero" in finding.message
    assert finding.advice
    assert finding.shape == "https://w3id.org/spacegraph/shape/amount-number"


def test_what_a_shape_says_of_a_value_is_said_once(judge: Judge) -> None:
    """Two constraints of a sum are broken, by its datatype and by its size; the words are one."""
    assert "above zero" in only(judge(GOOD.replace("804000000", '"-5 million"'))).message


def test_a_value_that_is_refused_is_not_missed_besides(judge: Judge) -> None:
    """The name is there; that it cannot be taken is the one thing to mend."""
    assert "control character" in only(judge(GOOD.replace('"New"', '"New \\u0007"'))).message


def test_a_reference_into_the_void_suggests_the_nearest(judge: Judge) -> None:
    finding = only(judge(GOOD.replace("organisation:minospace", "organisation:minospce")))
    assert finding.message == "nothing has this id"
    assert finding.advice.startswith("did you mean organisation:minospace")


def test_a_controlled_value_suggests_the_nearest(judge: Judge) -> None:
    finding = only(judge(GOOD.replace("launch-service", "lunch-service")))
    assert finding.advice.startswith("did you mean concept:contract-kind/launch-service")


@pytest.mark.parametrize(
    ("fact", "reason", "advice"),
    [
        ("contract:new sg:bier organisation:casic .", "no property of the vocabulary", "sg:bidder"),
        ("contract:new a sg:Contrakt .", "no class of the vocabulary", "sg:Contract"),
        ("contract:new a sg:CommercialFirm .", "a contract cannot be", "organisation:new"),
        ("contract:new sg:amountUSD 5 .", "sg:amountUSD is derived", "sg:amount"),
        ('sg:Contract skos:prefLabel "x"@en .', "about the vocabulary", "ontology/"),
        ("<concept/outcome/success> sg:units 5 .", "about the vocabulary", "ontology/"),
        ("<claim/contracts-1> sg:units 5 .", "a statement about a claim", "facts are about"),
        ("<http://example.org/x> sg:units 5 .", "outside this graph", "contract:some-name"),
        ("<contract/New_One> sg:units 5 .", "is no id", "lower-case"),
        ("<treaty/new> sg:units 5 .", "kind of thing does not exist", "kind:id"),
        ('contract:new skos:prefLabel "x" .', "a name without its language", '"name"@en'),
        ('contract:new sg:currency "RMB" .', "no currency of ISO 4217", "write CNY"),
        ("contract:new sg:place <javascript:alert(1)> .", "begins with 'javascript", "https"),
        ('contract:new skos:prefLabel "a\\u202Eb"@en .', "turns the text direction", "remove"),
        ('contract:new skos:prefLabel "a\\u0007b"@en .', "a control character", "remove"),
        ('organisation:fresh sg:product "x"@en .', "what kind of thing", "a sg:Organisation ."),
    ],
)
def test_what_nobody_may_submit(fact: str, reason: str, advice: str, judge: Judge) -> None:
    verdict = judge(GOOD + fact)
    assert not verdict.accepted
    matching = [each for each in errors(verdict) if reason in each.message]
    assert matching, [str(each) for each in errors(verdict)]
    assert advice in matching[0].advice


def test_a_contradiction_is_a_warning_with_the_sources_of_the_other_value(judge: Judge) -> None:
    verdict = judge('organisation:expace schema:foundingDate "1999"^^xsd:gYear .')
    assert verdict.accepted
    (finding,) = [each for each in verdict.findings if "the graph holds" in each.message]
    assert finding.severity is Severity.WARNING
    assert finding.value == "1999"
    assert "rated" in finding.message
    assert "2016" in finding.message


def test_a_finer_or_coarser_date_is_no_contradiction(judge: Judge) -> None:
    verdict = judge('contract:minospace-sichuan-2025 sg:awardDate "2025"^^xsd:gYear .')
    assert not [each for each in verdict.findings if "the graph holds" in each.message]


def test_a_new_thing_with_a_known_name_is_noticed(judge: Judge) -> None:
    verdict = judge('organisation:weina a sg:CommercialFirm ; skos:prefLabel "MINOSPACE"@en .')
    (finding,) = [each for each in verdict.findings if "has this name already" in each.message]
    assert finding.severity is Severity.WARNING
    assert finding.advice == "if it is the same, write organisation:minospace"


def test_what_would_break_an_old_fact_is_refused(judge: Judge) -> None:
    verdict = judge("place:china geo:sfWithin place:sichuan .")
    broken = {each.subject for each in errors(verdict)}
    assert broken >= {"place:china (China)", "place:sichuan (Sichuan)"}
    assert any("fact on record" in each.message for each in errors(verdict))


def test_an_old_weakness_is_not_the_submissions_fault(judge: Judge) -> None:
    # The round lacks a date on record, which is a warning; saying its kind changes nothing.
    verdict = judge("funding:minospace-angel sg:fundingKind <concept/funding-kind/equity-round> .")
    assert not [each for each in verdict.findings if each.subject.startswith("funding:")]


def test_a_bad_value_is_seen_even_where_a_better_source_wins(judge: Judge) -> None:
    verdict = judge('organisation:expace schema:foundingDate "2016-02-31"^^xsd:date .')
    assert only(verdict).value == "2016-02-31"


def test_a_dash_of_everything_is_reported_at_once(judge: Judge) -> None:
    text = GOOD.replace("804000000", "0").replace("minospace", "nobody").replace("05-18", "05-38")
    assert len({each.where for each in errors(judge(text))}) >= 3


def test_facts_of_one_submission_may_lean_on_each_other(judge: Judge) -> None:
    verdict = judge(
        GOOD.replace("organisation:minospace", "organisation:brand-new")
        + 'organisation:brand-new a sg:CommercialFirm ; skos:prefLabel "Brand New"@en .'
    )
    assert verdict.accepted, [str(each) for each in errors(verdict)]


def test_a_known_source_cannot_be_rated_anew(judge: Judge, store: EmbeddedStore) -> None:
    rows = store.select(
        "SELECT ?x WHERE { ?x <https://w3id.org/spacegraph/ontology/reliability> ?r } LIMIT 1"
    )
    source = rows.rows[0][0]
    verdict = judge(
        f"{source} a sg:Source ; sg:reliability <concept/reliability/a> ;"
        " sg:reliability <concept/reliability/d> ."
    )
    assert "this source is rated already" in [each.message for each in errors(verdict)]


def test_what_is_on_record_is_not_taken_again(judge: Judge, read: Callable[..., object]) -> None:
    known = (read.__globals__["BOOK"] / "policies.csv").read_bytes()
    verdict = judge(known, "policies.csv")
    assert verdict.accepted
    assert verdict.claims == ()
    assert {each.message for each in verdict.findings} == {"on record already"}


def test_the_whole_graph_is_judged_by_the_same_shapes(store: EmbeddedStore, shapes: Shapes) -> None:
    findings = check_all(store, shapes)
    assert {each.severity for each in findings} == {Severity.WARNING}
    assert {each.subject.partition(":")[0] for each in findings} == {"funding", "policy"}
    assert all(each.shape.startswith("https://w3id.org/spacegraph/shape/") for each in findings)


def test_a_superclass_shape_reaches_things_of_a_subclass(judge: Judge) -> None:
    verdict = judge("organisation:nameless a sg:University .")
    assert "An organisation needs a name" in only(verdict).message


def test_no_fact_on_record_would_be_turned_away(claims: tuple[Claim, ...], shapes: Shapes) -> None:
    nobody: frozenset[NamedNode] = frozenset()
    assert [fault for claim in claims for fault in shapes.admission.faults(claim, nobody)] == []
    statements = [triple for claim in claims for triple in claim.triples]
    assert [fault for each in statements for fault in find_faults(each, DEFAULT)] == []
