"""Effects that the generated submissions do not reach: withdrawals and earlier merges."""

from collections.abc import Callable, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.judging.validate import validate
from spacegraph.gate.knowledge.effect import Change, find_effect, normal
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.documents import make_claim
from spacegraph.gate.reading.read import read_submission
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.graph.merge import merge
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Severity
from spacegraph.namespaces import DCTERMS, RDF, SG, SKOS, XSD, thing
from spacegraph.store.embedded import EmbeddedStore

TODAY = date(2026, 11, 20)
Rebuild = Callable[[Sequence[Claim]], EmbeddedStore]


def everything(store: EmbeddedStore) -> set[Triple]:
    return set(store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


def claim(source: NamedNode, *triples: Triple) -> Claim:
    return make_claim(tuple(sorted(triples, key=str)), (source,), TODAY)


def source_of(claims: Sequence[Claim]) -> NamedNode:
    return next(each.about[0] for each in claims if each.table == "sources")


def test_taking_claims_away_is_building_without_them(
    claims: tuple[Claim, ...], store: EmbeddedStore, shapes: Shapes, rebuild: Rebuild
) -> None:
    for kind, name in (
        ("affiliation", "expace-subsidiary-of-casic"),
        ("contract", "minospace-sichuan-2025"),
        ("organisation", "casic"),
        ("exchange-rate", "cny-2025"),
        ("funding", "minospace-angel"),
    ):
        gone = [each for each in claims if each.about == (thing(kind, name),)]
        for removed in ([gone[0]], gone):
            change = Change((), tuple(each.iri for each in removed))
            effect = find_effect(store, change, shapes.schema)
            rest = [each for each in claims if each not in removed]
            after = everything(rebuild(rest))
            assert (everything(store) - effect.lost) | effect.gained == after


def test_one_of_two_reasons_for_a_conclusion_may_go(
    claims: tuple[Claim, ...], shapes: Shapes, rebuild: Rebuild
) -> None:
    twin = thing("affiliation", "expace-belongs-to-casic")
    known = next(
        each for each in claims if each.about[0].value.endswith("expace-subsidiary-of-casic")
    )
    copy = claim(
        source_of(claims),
        *(Triple(twin, each.predicate, each.object) for each in known.triples),
    )
    store = rebuild((*claims, copy))
    gone = [each.iri for each in claims if each.about == known.about]
    effect = find_effect(store, Change((), tuple(gone)), shapes.schema)
    after = everything(rebuild([*(each for each in claims if each.iri not in gone), copy]))
    assert (everything(store) - effect.lost) | effect.gained == after


def test_a_fact_about_a_merged_thing_is_one_about_the_kept(
    claims: tuple[Claim, ...], shapes: Shapes, rebuild: Rebuild
) -> None:
    kept, gone = thing("organisation", "casic"), thing("organisation", "expace")
    page = source_of(claims)
    joined = claim(page, Triple(kept, DCTERMS.replaces, gone))
    store = rebuild(merge((*claims, joined)))
    told = claim(
        page,
        Triple(gone, SG.product, Literal("Kuaizhou-11", language="en")),
        Triple(thing("contract", "new"), RDF.type, SG.Contract),
        Triple(thing("contract", "new"), SG.buyer, gone),
    )
    effect = find_effect(store, Change((told,)), shapes.schema)
    after = rebuild(merge((*claims, joined, told)))
    assert (everything(store) - effect.lost) | effect.gained == everything(after)
    assert Triple(thing("contract", "new"), SG.buyer, kept) in effect.gained


def test_a_former_id_is_taken_with_a_warning(
    claims: tuple[Claim, ...], shapes: Shapes, rebuild: Rebuild
) -> None:
    kept, gone = thing("organisation", "casic"), thing("organisation", "expace")
    joined = claim(source_of(claims), Triple(kept, DCTERMS.replaces, gone))
    known = Known(rebuild(merge((*claims, joined))))
    text = (
        "<> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/1> .\n"
        f'<contract/new> a {SG.Contract} ; {SKOS.prefLabel} "New"@en ; {SG.buyer} {gone} .'
    )
    verdict = validate(read_submission(text.encode(), "a.ttl", known, TODAY), known, shapes)
    assert verdict.accepted
    (finding,) = [each for each in verdict.findings if each.message == "this id is a former one"]
    assert finding.severity is Severity.WARNING
    assert finding.advice == "it is organisation:casic now"


def test_literals_take_the_form_that_the_store_gives_them(claims: tuple[Claim, ...]) -> None:
    node = thing("contract", "new")
    written = claim(
        source_of(claims),
        Triple(node, SG.amount, Literal("01.50", datatype=XSD.decimal)),
        Triple(node, SG.units, Literal("007", datatype=XSD.integer)),
        Triple(node, SG.awardDate, Literal("2025-13-01", datatype=XSD.date)),
    )
    values = {each.object.value for each in normal(written).triples}
    assert values == {"1.5", "7", "2025-13-01"}
    assert {each.object.value for each in written.triples} == {"01.50", "007", "2025-13-01"}
