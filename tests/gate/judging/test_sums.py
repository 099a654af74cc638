"""Sums that name a currency: with the one beside them they agree, or a person has to decide."""

from collections.abc import Callable

import pytest

from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.repairs.mend import mend
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.model.findings import Severity

DEAL = (
    'contract:new a sg:Contract ; skos:prefLabel "New"@en ; sg:buyer organisation:minospace ;\n'
    "  sg:supplier organisation:landspace ; sg:amount {} ."
)


def told(judge: Callable[..., Verdict], sum: str) -> list[str]:
    found = judge(DEAL.format(sum)).findings
    return [each.message for each in found if each.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("sum", "beside"),
    [
        ('"5 million USD" ; sg:currency "CNY"', "CNY"),
        ('"5 million USD" ; sg:currency "RMB"', "CNY"),
        ('"5 million USD"', "none"),
        ('"5 million USD" ; sg:currency "CNY", "USD"', "CNY and USD"),
    ],
)
def test_both_currencies_are_named_and_nothing_is_guessed(
    sum: str,
    beside: str,
    judge: Callable[..., Verdict],
    read: Callable[..., Submission],
    known: Known,
    shapes: Shapes,
) -> None:
    message = f"the sum names USD, and the currency beside it is {beside}"
    assert message in told(judge, sum)
    assert not [each for each in told(judge, sum) if "plain number" in each]
    mended = mend(read(DEAL.format(sum)), known, shapes)
    assert b'"5 million USD"' in mended.content


@pytest.mark.parametrize("sum", ['"5 million USD" ; sg:currency "USD"', '"5" ; sg:currency "CNY"'])
def test_a_sum_that_agrees_is_only_written_wrongly(sum: str, judge: Callable[..., Verdict]) -> None:
    assert [each for each in told(judge, sum) if "plain number" in each]
    assert not [each for each in told(judge, sum) if "beside it" in each]
