"""What is let past pySHACL is certain: the tests of the sieve answer as SHACL says, or not at all."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from spacegraph.gate.shapes.certain import (
    Answer,
    ValueTest,
    all_of,
    any_of,
    compared,
    in_languages,
    matching,
    of_datatype,
    of_kind,
)
from spacegraph.namespaces import RDFS, SH, XSD

IRI = NamedNode("https://example.org/a")
NUMBER = Literal("5", datatype=XSD.integer)


@pytest.mark.parametrize(
    ("test", "value", "answer"),
    [
        (of_datatype(XSD.date), Literal("2024-02-29", datatype=XSD.date), True),
        (of_datatype(XSD.date), Literal("2025-02-29", datatype=XSD.date), None),
        (of_datatype(XSD.date), Literal("2025-02-28Z", datatype=XSD.date), None),
        (of_datatype(XSD.date), Literal("2025-02-28"), False),
        (of_datatype(XSD.gYearMonth), Literal("2025-13", datatype=XSD.gYearMonth), None),
        (of_datatype(XSD.integer), Literal("1" * 5000, datatype=XSD.integer), None),
        (of_datatype(XSD.decimal), NUMBER, False),
        (of_datatype(XSD.duration), Literal("P1Y", datatype=XSD.duration), None),
        (of_datatype(RDFS.Literal), NUMBER, None),
        (of_kind(SH.IRI), IRI, True),
        (of_kind(SH.Literal), BlankNode("b"), False),
        (of_kind(SH.IRIOrLiteral), IRI, None),
        (matching("^A", ""), Literal("a"), False),
        (matching("^A", "i"), Literal("a"), True),
        (matching(".", ""), BlankNode("b"), None),
        (in_languages(["en"]), Literal("a", language="en"), True),
        (in_languages(["en"]), Literal("a", language="en-GB"), None),
        (in_languages(["en"]), Literal("a"), False),
        (compared(NUMBER, lambda one, other: one > other), Literal(6), True),
        (compared(NUMBER, lambda one, other: one > other), Literal(5), False),
        (compared(NUMBER, lambda one, other: one > other), Literal("6"), None),
    ],
)
def test_a_value_fits_or_not_or_is_left_to_others(
    test: ValueTest, value: NamedNode | BlankNode | Literal, answer: Answer
) -> None:
    assert test(value) is answer


def test_what_is_uncertain_stays_so_unless_another_answer_decides() -> None:
    assert all_of([True, None]) is None
    assert all_of([False, None]) is False
    assert any_of([True, None]) is True
    assert any_of([False, None]) is None
    assert all_of([]) is True
    assert any_of([]) is False
