"""What holds for every saved question."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest
from pyoxigraph import NamedNode

from spacegraph.graph.answers import to_csv, to_document, to_text
from spacegraph.graph.parameters import SCALARS
from spacegraph.graph.questions import (
    SOURCES,
    AnswerTable,
    Question,
    Shape,
    addresses,
    ask,
    bind,
    read_questions,
)
from spacegraph.resources import folder
from spacegraph.store.base import Store

NAMES = sorted(read_questions())


@pytest.fixture(scope="session")
def answers() -> dict[tuple[str, int], AnswerTable]:
    """Hold the answers to the examples, each asked once."""
    return {}


@pytest.fixture
def question(request: pytest.FixtureRequest, questions: Mapping[str, Question]) -> Question:
    return questions[request.param]


@pytest.fixture
def answer(
    question: Question, engine: Store, answers: dict[tuple[str, int], AnswerTable]
) -> AnswerTable:
    """Return the answer to the question's example."""
    key = (question.name, id(engine))
    if key not in answers:
        answers[key] = ask(engine, question, question.example)
    return answers[key]


every = pytest.mark.parametrize("question", NAMES, indirect=True)


def test_there_are_many_questions() -> None:
    assert len(NAMES) >= 45


@every
def test_the_header_is_complete(question: Question) -> None:
    assert question.title[0].isupper()
    assert not question.title.endswith(".")
    assert question.summary.endswith(".")
    assert question.group in {
        "contracts",
        "cooperation",
        "evidence",
        "funding",
        "launches",
        "missions",
        "money",
        "network",
        "organisations",
        "ownership",
        "places",
        "spacecraft",
    }
    assert all(parameter.description for parameter in question.parameters)


@every
def test_the_file_is_readable(question: Question) -> None:
    text = (folder("queries") / f"{question.name}.rq").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 120
    assert "\t" not in text
    assert "SELECT *" not in question.text
    assert not re.search(r"\bLIMIT\b|\bSERVICE\b|\bFROM\b", question.text)


@every
def test_prefixes_are_used_and_declared_once(question: Question) -> None:
    prefixes = re.findall(r"^PREFIX ([\w-]+):", question.text, re.MULTILINE)
    body = re.sub(r"^PREFIX .*$", "", question.text, flags=re.MULTILINE)
    assert len(prefixes) == len(set(prefixes))
    assert all(re.search(rf"\b{re.escape(prefix)}:\w", body) for prefix in prefixes)


@every
def test_it_is_valid_with_every_slot_open(question: Question, engine: Store) -> None:
    """An engine parses the text as it stands; a false condition spares it the work."""
    start = question.text.index("WHERE {") + len("WHERE {")
    shortened = f"{question.text[:start]} FILTER(false) {question.text[start:]}"
    path = question.answer is Shape.SHORTEST_PATH
    last = ("role", "counterRole") if path else (SOURCES,)
    assert engine.select(shortened).variables[-len(last) :] == last


@every
def test_the_columns_end_with_the_sources(answer: AnswerTable) -> None:
    assert answer.columns[-1] == SOURCES
    assert len(set(answer.columns)) == len(answer.columns)


@every
def test_the_example_has_rows_and_each_its_sources(answer: AnswerTable) -> None:
    assert answer.rows
    assert all(addresses(row[-1]) for row in answer.rows)
    assert set(answer.sources) == {page for row in answer.rows for page in addresses(row[-1])}


@every
def test_no_row_comes_twice(answer: AnswerTable) -> None:
    """Rows that differ in their labels or sources alone would be one row doubled by claims."""
    told = [
        index
        for index, name in enumerate(answer.columns)
        if not name.endswith("Label") and name != SOURCES
    ]
    rows = Counter(tuple(str(row[index]) for index in told) for row in answer.rows)
    assert not [row for row, number in rows.items() if number > 1]


@every
def test_things_have_labels(answer: AnswerTable) -> None:
    for index, name in enumerate(answer.columns):
        if f"{name}Label" not in answer.columns or name in ("value", "settled", "other"):
            continue
        label = answer.columns.index(f"{name}Label")
        assert not [row for row in answer.rows if row[index] is not None and row[label] is None]


@every
def test_the_order_is_the_same_again(answer: AnswerTable, engine: Store) -> None:
    again = ask(engine, answer.question, answer.question.example)
    assert again.rows == answer.rows


@every
def test_the_order_ends_in_a_column_that_tells_rows_apart(
    question: Question, answer: AnswerTable
) -> None:
    """That is an IRI, but for sums over time, whose rows are years and groups of firms."""
    order = question.text.rstrip().rsplit("\n", 1)[-1]
    assert order.startswith("ORDER BY ")
    last = order.split()[-1].removeprefix("?")
    if question.answer is not Shape.ROWS or last in ("year", "providers"):
        return
    index = answer.columns.index(last)
    cells = {row[index] for row in answer.rows}
    assert all(cell is None or isinstance(cell, NamedNode) for cell in cells)


@every
def test_parameters_can_be_left_out(question: Question, engine: Store) -> None:
    """All that a question may be asked without is left out."""
    needed = {parameter.name for parameter in question.parameters if parameter.required}
    values = {name: question.example[name] for name in sorted(needed)}
    table = ask(engine, question, values)
    assert table.rows
    assert "UNDEF" not in table.query


@every
def test_each_optional_parameter_narrows_the_answer(question: Question, engine: Store) -> None:
    needed = {p.name: question.example[p.name] for p in question.parameters if p.required}
    whole = len(ask(engine, question, needed).rows)
    for parameter in question.parameters:
        if (
            parameter.required
            or parameter.type in SCALARS
            or parameter.name not in question.example
        ):
            continue
        value = question.example[parameter.name]
        assert len(ask(engine, question, {**needed, parameter.name: value}).rows) <= whole


@every
def test_it_can_be_written(answer: AnswerTable) -> None:
    assert len(to_csv(answer).splitlines()) >= len(answer.rows) + 1
    assert to_text(answer).startswith(answer.question.title)
    document = to_document(answer)
    assert document["count"] == len(answer.rows)


@every
def test_the_bound_text_holds_every_value(question: Question, answer: AnswerTable) -> None:
    assert answer.query == bind(question, answer.values)
    assert set(answer.values) == set(question.example)
