"""How an RDF document names its sources, and which claims it becomes."""

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode

from spacegraph.gate.reading.submission import Submission
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import DCTERMS, PROV, SCHEMA, SKOS, concept, thing

Read = Callable[..., Submission]
FACT = 'contract:new a sg:Contract ; skos:prefLabel "New"@en .\n'
HEAD = """\
@prefix sg: <https://w3id.org/spacegraph/ontology/> .
@prefix contract: <https://w3id.org/spacegraph/contract/> .
@prefix source: <https://w3id.org/spacegraph/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def facts(submission: Submission) -> list[Claim]:
    return [claim for claim in submission.claims if claim.table != "sources"]


def pages(submission: Submission) -> dict[str, set[str]]:
    """Map the id of each claim's subject to the addresses of its new sources."""
    minted = {
        claim.about[0]: triple.object.value
        for claim in submission.claims
        for triple in claim.triples
        if triple.predicate == SCHEMA.url and isinstance(triple.object, NamedNode)
    }
    return {
        claim.about[0].value.rsplit("/", 1)[-1]: {
            minted.get(source, source.value) for source in claim.sources
        }
        for claim in facts(submission)
    }


def test_a_document_names_the_source_of_all_its_facts(read: Read) -> None:
    submission = read(FACT)
    assert submission.findings[0].message == "a page that no claim has cited before"
    assert pages(submission) == {"new": {"https://example.org/news/1"}}
    assert len(submission.claims) == 2


def test_a_thing_names_its_own_source(read: Read) -> None:
    submission = read(
        FACT + "contract:other a sg:Contract ; prov:wasDerivedFrom <https://example.org/2> ."
    )
    assert pages(submission) == {
        "new": {"https://example.org/news/1"},
        "other": {"https://example.org/2"},
    }
    assert not any(t.predicate == PROV.wasDerivedFrom for c in facts(submission) for t in c.triples)


def test_a_claim_node_speaks_of_what_it_is_about(read: Read) -> None:
    text = FACT + (
        "contract:other a sg:Contract .\n"
        "[] a sg:Claim ; schema:about contract:other ; prov:wasDerivedFrom <https://example.org/2> ;"
        '   sg:confidence <concept/confidence/doubtful> ; skos:editorialNote "seen by chance"@en .'
    )
    submission = read(text)
    assert pages(submission)["other"] == {"https://example.org/2"}
    other = next(
        claim for claim in facts(submission) if claim.about == (thing("contract", "other"),)
    )
    assert other.confidence == concept("confidence", "doubtful")
    assert other.note == "seen by chance"


def test_a_claim_node_about_nothing_speaks_of_the_document(read: Read) -> None:
    text = HEAD + FACT + "[] a sg:Claim ; prov:wasDerivedFrom <https://example.org/3> ."
    assert pages(read(text, "a.ttl"))["new"] == {"https://example.org/3"}


def test_each_named_graph_is_a_claim(read: Read) -> None:
    text = HEAD + (
        "<> prov:wasDerivedFrom <https://example.org/0> .\n"
        "<urn:x:1> { contract:one a sg:Contract }\n"
        "<urn:x:2> { contract:two a sg:Contract . <> prov:wasDerivedFrom <https://example.org/2> }\n"
        "<urn:x:3> { contract:three a sg:Contract }\n"
        "<urn:x:3> prov:wasDerivedFrom <https://example.org/3> ."
    )
    assert pages(read(text, "a.trig")) == {
        "one": {"https://example.org/0"},
        "two": {"https://example.org/2"},
        "three": {"https://example.org/3"},
    }


def test_a_known_page_leads_to_its_source(read: Read, claims: tuple[Claim, ...]) -> None:
    source = next(claim for claim in claims if claim.table == "sources")
    page = next(t.object.value for t in source.triples if t.predicate == SCHEMA.url)
    for cited in (f"<{page}>", f"<{source.about[0].value}>"):
        text = HEAD + f"<> prov:wasDerivedFrom {cited} .\n" + FACT
        submission = read(text, "a.ttl")
        assert [claim.sources for claim in submission.claims] == [(source.about[0],)]


def test_a_new_source_may_be_described(read: Read) -> None:
    text = (
        HEAD
        + FACT
        + (
            "<> prov:wasDerivedFrom [ a sg:Source ; schema:url <https://example.org/9> ;"
            ' dcterms:title "Nine" ] .'
        )
    )
    source = next(claim for claim in read(text, "a.ttl").claims if claim.table == "sources")
    assert {t.object.value for t in source.triples if t.predicate == DCTERMS.title} == {"Nine"}


@pytest.mark.parametrize(
    ("cited", "reason"),
    [
        ('"https://example.org/1"', "the source is a text"),
        ("source:nobody-knows", "no source has this id"),
        ("contract:new", "this is no page"),
        ("<mailto:a@b.c>", "this is no address of a page"),
        ("<javascript:alert(1)>", "this is no address of a page"),
        ("<urn:isbn:1>", "this is no address of a page"),
        ("[]", "the source has no address"),
    ],
)
def test_what_is_no_page_is_refused(cited: str, reason: str, read: Read) -> None:
    submission = read(HEAD + f"<> prov:wasDerivedFrom {cited} .\n" + FACT, "a.ttl")
    assert reason in [finding.message for finding in submission.findings]
    assert facts(submission) == []


def test_without_a_source_nothing_is_read(read: Read, first_line: int) -> None:
    submission = read(HEAD + FACT, "a.ttl")
    assert [finding.message for finding in submission.findings] == ["these facts name no source"]
    assert submission.findings[0].where == f"a.ttl:{HEAD.count(chr(10)) + 1}"
    assert submission.claims == ()


def test_a_claim_on_record_cannot_be_written_to(read: Read, claims: tuple[Claim, ...]) -> None:
    recorded = claims[-1].iri.value
    text = HEAD + f"<{recorded}> {{ {FACT} }} <{recorded}> prov:wasDerivedFrom <https://e.org/1> ."
    messages = [finding.message for finding in read(text, "a.trig").findings]
    assert "this claim is recorded and cannot be written to" in messages


def test_blank_nodes_and_lists_are_no_things(read: Read) -> None:
    submission = read("contract:new sg:buyer [ a sg:Organisation ] ; sg:units ( 1 2 ) .")
    assert {finding.message for finding in submission.findings if finding.path} == {
        "a thing without an IRI"
    }


def test_the_same_facts_make_the_same_claim(read: Read) -> None:
    again = (
        HEAD
        + "# another order\n"
        + (
            'contract:new skos:prefLabel "New"@en .\ncontract:new a sg:Contract .\n'
            "<> prov:wasDerivedFrom <https://example.org/news/1> ."
        )
    )
    first, second = facts(read(FACT)), facts(read(again, "other.ttl"))
    assert [claim.iri for claim in first] == [claim.iri for claim in second]
    other = facts(read(FACT.replace("New", "Newer")))
    assert first[0].iri != other[0].iri


def test_statements_know_their_lines(read: Read, first_line: int) -> None:
    submission = read(FACT + "contract:new\n  sg:units 5 .")
    claim = facts(submission)[0]
    lines = {
        t.predicate.value.rsplit("/", 1)[-1]: submission.where(claim, t) for t in claim.triples
    }
    assert lines["units"] == f"facts.ttl:{first_line + 2}"


LANDSPACE = thing("organisation", "landspace")
SAID = f'{LANDSPACE} <{SKOS.altLabel.value}> "Blue Arrow"@en'
XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:prov="http://www.w3.org/ns/prov#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">'
    f'<rdf:Description rdf:about="{LANDSPACE.value}">'
    '<skos:altLabel xml:lang="en">Blue Arrow</skos:altLabel></rdf:Description>{}</rdf:RDF>'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("some.ttl", f"@prefix prov: <http://www.w3.org/ns/prov#> . {SAID} . {{}}"),
        ("some.nt", f"{SAID} .\n{{}}"),
        ("some.nq", f"{SAID} <https://w3id.org/spacegraph/claim/some> .\n{{}}"),
        ("some.rdf", XML),
        (
            "some.jsonld",
            f'[{{"@id": "{LANDSPACE.value}", "{SKOS.altLabel.value}": '
            '{"@value": "Blue Arrow", "@language": "en"}}SECOND]',
        ),
    ],
)
def test_the_advice_for_facts_without_a_source_is_written_as_the_document_is(
    name: str, text: str, read: Read
) -> None:
    """Who writes what the advice says has a document that is read."""

    def put(said: str) -> bytes:
        if name.endswith("jsonld"):
            return text.replace("SECOND", f", {said}" if said else "").encode()
        return text.replace("{}", said).encode()

    (finding,) = read(put(""), name).findings
    assert finding.message == "these facts name no source"
    said = finding.advice.removeprefix("name the page: ").replace(
        "https://…", "https://example.org/1"
    )
    again = read(put(said), name)
    assert [each for each in again.findings if each.severity is Severity.ERROR] == []
    (claim,) = (each for each in again.claims if each.table == "submission")
    assert len(claim.sources) == 1


def test_a_graph_without_a_source_is_named(read: Read) -> None:
    quads = f"{SAID} <https://w3id.org/spacegraph/claim/some> .\n"
    (finding,) = read(quads.encode(), "some.nq").findings
    assert finding.subject == "claim:some"
