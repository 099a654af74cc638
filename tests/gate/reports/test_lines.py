"""What a submission holds never breaks the line in which it is told."""

import pytest

from spacegraph.gate.judging.verdict import Repair
from spacegraph.gate.reports.lines import to_line, to_repair_line
from spacegraph.model.findings import Finding, Severity

BREAKS = ["\n", "\r\n", "\u2028", "\x85", "\x0c"]


@pytest.mark.parametrize("sign", BREAKS)
def test_a_finding_is_one_line(sign: str) -> None:
    finding = Finding(Severity.ERROR, "is wrong", "a.ttl:1", subject=f"x{sign}a.ttl:2: error: y")
    assert to_line(finding).splitlines() == ["a.ttl:1: error: x a.ttl:2: error: y: is wrong"]


@pytest.mark.parametrize("sign", BREAKS)
def test_a_repair_is_one_line(sign: str) -> None:
    repair = Repair("a.ttl:1", f"A{sign}B", "A B", "a name stands in one line")
    told = "a.ttl:1: A B -> A B: a name stands in one line"
    assert to_repair_line(repair).splitlines() == [told]
