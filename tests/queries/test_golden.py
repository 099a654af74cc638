"""Rows that the answers must hold, taken from the tables and pages and not from the answers.

A file of `golden/` has the name of a question and these fields: `source` (where its rows were
read), `parameters`, `rows` (columns of rows that must be there), `count` (of all rows, where the
table tells it) and `absent` (rows that must not be there). IRIs are written as CURIEs.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import NamedNode

from spacegraph.graph.answers import to_plain
from spacegraph.graph.questions import (
    AnswerTable,
    Question,
    addresses,
    ask,
    is_list,
    read_questions,
)
from spacegraph.namespaces import to_curie
from spacegraph.store.base import Store, Term

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*.yaml"))


def told(column: str, term: Term | None) -> Any:
    """Return a cell as the golden files write it."""
    if term is not None and is_list(column):
        return list(addresses(term))
    plain = to_plain(term)
    return to_curie(str(plain)) if isinstance(term, NamedNode) else plain


def matching(answer: AnswerTable, expected: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that agree with the expected columns."""
    rows = [
        {name: told(name, term) for name, term in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]
    return [row for row in rows if all(row[name] == value for name, value in expected.items())]


def test_every_question_has_golden_rows() -> None:
    assert {case.stem for case in CASES} == set(read_questions())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden_rows(case: Path, engine: Store, questions: Mapping[str, Question]) -> None:
    golden = yaml.safe_load(case.read_text(encoding="utf-8"))
    assert set(golden) <= {"source", "parameters", "rows", "count", "absent"}
    assert golden["source"]
    answer = ask(engine, questions[case.stem], golden["parameters"])
    missing = [row for row in golden["rows"] if not matching(answer, row)]
    assert not missing
    assert [row for row in golden.get("absent", []) if matching(answer, row)] == []
    assert len(answer.rows) == golden.get("count", len(answer.rows))
