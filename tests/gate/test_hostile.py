"""Submissions that mean harm: each is refused with its reason, in little time and memory."""

import json
import resource
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.formats.format import FORMATS
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reading.submission import Submission
from spacegraph.model.findings import Severity

Read = Callable[..., Submission]
Judge = Callable[..., Verdict]
SG = "https://w3id.org/spacegraph/"
CITE = "<> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/1> .\n"


def refuses(verdict: Verdict, reason: str) -> bool:
    said = [each for each in verdict.findings if each.severity is Severity.ERROR]
    return not verdict.accepted and any(reason in each.message for each in said)


def test_a_bomb_of_blank_nodes(judge: Judge) -> None:
    bomb = (
        CITE + "<contract/a> <https://e/p> " + "[ <https://e/p> " * 3000 + "1" + " ]" * 3000 + " ."
    )
    assert refuses(judge(bomb, "a.ttl"), "a thing without an IRI")


def test_a_list_that_bites_its_tail(judge: Judge) -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = CITE + f"_:l <{rdf}first> 1 ; <{rdf}rest> _:l . <contract/a> <https://e/p> _:l ."
    assert refuses(judge(text, "a.ttl"), "a thing without an IRI")


def test_statements_about_statements(judge: Judge) -> None:
    text = CITE + "<contract/a> <https://e/p> <<( <contract/a> <https://e/p> 1 )>> ."
    assert refuses(judge(text, "a.ttl"), "a statement about a statement")


def test_too_many_statements(read: Read) -> None:
    lines = "".join(f"<{SG}contract/a> <{SG}ontology/units> {number} .\n" for number in range(60))
    submission = read(CITE + lines, "a.ttl", bounds=Bounds(statements=50))
    assert "more than 50 statements" in submission.findings[0].message


def test_a_text_without_end(read: Read) -> None:
    text = f'{CITE}<contract/a> <https://e/p> "{"a" * 30_000}" .'
    messages = [finding.message for finding in read(text, "a.ttl").findings]
    assert "a text of 30,000 characters" in messages


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("<contract/a> <https://e/p> <https://e/a b> .", "a.ttl", "invalid IRI"),
        ("<contract/a> <https://e/p> “x” .", "a.ttl", "not Turtle"),
        ("<contract/a> <https://e/p> 1", "a.ttl", "unexpected end"),
        ("<contract/a> <https://e/p> 1 .", "a.nt", "no scheme"),
        ('{"@context": "https://evil.example/c"}', "a.jsonld", "remote context"),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "a.rdf",
            "document type",
        ),
        ('"id","title\n', "contracts.csv", "quoting"),
        ("id,title,source_url\na,=1+1,https://e.org\n", "contracts.csv", "formula"),
        ("id,title,source_url\na,b\x00c,https://e.org\n", "contracts.csv", "control character"),
    ],
)
def test_broken_and_booby_trapped_files(text: str, name: str, reason: str, judge: Judge) -> None:
    assert refuses(judge(text, name), reason)


def test_metadata_of_other_claims_cannot_be_changed(judge: Judge) -> None:
    text = CITE + f'<{SG}claim/x> <{SG}ontology/table> "forged" .'
    assert not judge(text, "a.ttl").claims or refuses(
        judge(text, "a.ttl"), "a statement about a claim"
    )


def test_a_graph_cannot_be_the_vocabulary(judge: Judge) -> None:
    trig = (
        f"<{SG}ontology/> {{ <{SG}ontology/Contract> <http://www.w3.org/2000/01/rdf-schema#subClassOf> "
        f"<{SG}ontology/Place> }} <{SG}ontology/> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://e.org/1> ."
    )
    assert refuses(judge(trig, "a.trig"), "a statement about the vocabulary")


def test_a_deep_document_costs_neither_time_nor_memory(judge: Judge) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    for text, name in (
        ('{"a":' * 1_000_000, "a.jsonld"),
        ("[" * 2_000_000, "a.jsonld"),
        ("<a>" * 1_000_000, "a.rdf"),
        ("<<( <a:b> <a:c> " * 500_000, "a.ttl"),
        ('"' + '\\"' * 2_000_000, "a.jsonld"),
    ):
        assert not judge(text, name).accepted
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert time.process_time() - started < 60
    assert grown < 400_000


names = st.sampled_from([f"a{format.suffixes[0]}" for format in FORMATS] + ["contracts.csv", "x"])
words = st.sampled_from(
    ["<contract/a>", "a", "<>", "[", "]", "(", ")", "{", "}", ";", ".", ",", '"x"@en', "1", "_:b",
     "@prefix e: <https://e/> .", "e:p", f"<{SG}ontology/buyer>", f"<{SG}organisation/casic>",
     "<http://www.w3.org/ns/prov#wasDerivedFrom>", "<https://e.org/1>", "<<(", ")>>", "\n", "#"]
)  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["@id", "@type", "@graph", "@context", "@value", "sg:p"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip
relaxed = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@relaxed
@given(st.binary(max_size=120), names)
def test_any_bytes_under_any_name_come_to_a_verdict(read: Read, content: bytes, name: str) -> None:
    submission = read(content, name)
    assert submission.findings or submission.claims


@relaxed
@given(st.lists(words, max_size=14).map(" ".join))
def test_any_row_of_tokens_comes_to_a_verdict(read: Read, text: str) -> None:
    for name in ("a.ttl", "a.trig"):
        submission = read(CITE + text, name)
        assert submission.findings or submission.claims


@relaxed
@given(json_values)
def test_any_json_comes_to_a_verdict(read: Read, value: object) -> None:
    submission = read(json.dumps(value), "a.jsonld")
    assert submission.findings or submission.claims


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@relaxed
@given(st.lists(st.lists(cells, min_size=3, max_size=5), max_size=4))
def test_any_cells_come_to_a_verdict(read: Read, rows: list[list[str]]) -> None:
    text = "id,title,amount,currency,source_url\n" + "\n".join(",".join(row) for row in rows)
    submission = read(text, "contracts.csv")
    assert submission.findings or submission.claims


def test_very_long_names_and_ids_are_judged_too(judge: Judge) -> None:
    ids = "".join(
        f"<organisation/{'a' * 1500}{number}> a <{SG}ontology/CommercialFirm> ;"
        f' <http://www.w3.org/2004/02/skos/core#prefLabel> "{"b" * 15_000}{number}"@en .\n'
        for number in range(120)
    )
    verdict = judge(CITE + ids, "a.ttl")
    assert verdict.accepted


def test_numbers_that_nothing_can_reckon_with(judge: Judge) -> None:
    for number in ('"1e999999999"^^<http://www.w3.org/2001/XMLSchema#double>', '"NaN"', "1e400",
                   '"INF"^^<http://www.w3.org/2001/XMLSchema#double>', '"٣"', f"{'9' * 5000}"):  # fmt: skip
        text = (
            f"{CITE}<contract/minospace-sichuan-2025> <{SG}ontology/amount> {number} ;"
            f' <{SG}ontology/currency> "CNY" .'
        )
        assert not judge(text, "a.ttl").accepted
