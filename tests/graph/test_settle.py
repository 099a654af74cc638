"""Settling: which of contradicting values stands, checked against the rule as written."""

from collections.abc import Iterable
from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.graph.authority import Authority
from spacegraph.graph.schema import Schema
from spacegraph.graph.settle import Statement, choose, settle
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import OWL, RDF, SCHEMA, SG, SKOS, XSD, thing

FIRM = thing("organisation", "firm")
SCHEMA_ = Schema.of(
    [
        Triple(SCHEMA.foundingDate, RDF.type, OWL.FunctionalProperty),
        Triple(SG.amount, RDF.type, OWL.FunctionalProperty),
        Triple(SG.currency, RDF.type, OWL.FunctionalProperty),
        Triple(SG.currency, SG.settledWith, SG.amount),
    ]
)


def said(
    value: str,
    datatype: NamedNode = XSD.string,
    *,
    claim: str = "c",
    reliability: int = 1,
    confidence: int = 2,
    published: date = date(2020, 1, 1),
) -> Statement:
    return Statement(
        Literal(value, datatype=datatype),
        thing("claim", claim),
        Authority(reliability, confidence, published),
    )


def values(triples: Iterable[Triple], predicate: NamedNode) -> set[str]:
    return {
        triple.object.value
        for triple in triples
        if triple.predicate == predicate and isinstance(triple.object, Literal)
    }


def test_each_criterion_decides_only_where_the_ones_before_are_equal() -> None:
    best = said("a", reliability=4, confidence=1, published=date(2001, 1, 1))
    ladder = [
        best,
        said("b", reliability=3, confidence=2, published=date(2001, 1, 1)),
        said("c", reliability=3, confidence=1, published=date(2024, 1, 1)),
        said("d", reliability=3, confidence=1, published=date(2023, 1, 1)),
        said("e", reliability=3, confidence=1, published=date(2023, 1, 1)),
    ]
    for length in range(1, len(ladder) + 1):
        for order in permutations(ladder[-length:]):
            assert choose(order) == ladder[-length]


def test_a_more_precise_date_of_equal_weight_wins() -> None:
    candidates = [said("2016", XSD.gYear), said("2015-03", XSD.gYearMonth)]
    assert choose(candidates).value.value == "2015-03"


def test_a_date_within_the_weightier_one_refines_it_and_one_outside_does_not() -> None:
    candidates = [
        said("2015", XSD.gYear, reliability=4),
        said("2015-06", XSD.gYearMonth, reliability=2),
        said("2015-06-01", XSD.date, reliability=1),
        said("2014-01-01", XSD.date, reliability=3),
    ]
    assert choose(candidates).value.value == "2015-06-01"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2015", "2015-06", "2015-06-01", "2016", "2016-02-29"]),
            st.integers(0, 4),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=6,
    ),
    st.randoms(),
)
def test_the_choice_does_not_depend_on_the_order(
    specs: list[tuple[str, int, int]], random: object
) -> None:
    candidates = [
        Statement(
            PartialDate.parse(text).to_literal(),
            thing("claim", str(number)),
            Authority(reliability, confidence, date(2020, 1, 1)),
        )
        for number, (text, reliability, confidence) in enumerate(specs)
    ]
    assert choose(candidates).value == choose(reversed(candidates)).value


def test_an_amount_keeps_the_currency_of_the_claim_that_states_it() -> None:
    statements = {
        SG.amount: [said("804", claim="cn", reliability=3), said("111", claim="us", reliability=1)],
        SG.currency: [
            said("CNY", claim="cn", reliability=3),
            said("USD", claim="us", reliability=1),
            said("EUR", claim="other", reliability=4),
        ],
    }
    settled = settle(FIRM, statements, SCHEMA_)
    assert values(settled, SG.amount) == {"804"}
    assert values(settled, SG.currency) == {"CNY"}


def test_a_currency_is_never_borrowed_from_another_claim() -> None:
    statements = {
        SG.amount: [said("804", claim="a", reliability=3)],
        SG.currency: [said("USD", claim="b", reliability=4)],
    }
    assert values(settle(FIRM, statements, SCHEMA_), SG.currency) == set()


def test_doubtful_statements_stand_only_where_nothing_firmer_is_said() -> None:
    firm, doubt = said("a"), said("b", confidence=0, reliability=4)
    assert values(settle(FIRM, {SG.product: [firm, doubt]}, SCHEMA_), SG.product) == {"a"}
    assert values(settle(FIRM, {SG.product: [doubt]}, SCHEMA_), SG.product) == {"b"}


def test_the_name_of_most_sources_stands_and_the_others_remain_as_alternatives() -> None:
    def name(text: str, language: str, reliability: int, sources: int = 1) -> Statement:
        return Statement(
            Literal(text, language=language),
            thing("claim", str(reliability)),
            Authority(reliability, 2, date(2020, 1, 1)),
            frozenset(thing("source", f"{text[:2].lower()}-{n}") for n in range(sources)),
        )

    statements = {
        SKOS.prefLabel: [
            name("ExPace", "en", 2, sources=3),
            name("Expace Corp", "en", 3),
            name("航天科工火箭", "zh-Hans", 1),
        ],
        SKOS.altLabel: [name("Expace Corp", "en", 1)],
    }
    settled = settle(FIRM, statements, SCHEMA_)
    assert values(settled, SKOS.prefLabel) == {"ExPace", "航天科工火箭"}
    assert values(settled, SKOS.altLabel) == {"Expace Corp"}
