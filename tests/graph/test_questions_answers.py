"""Answers are written as text, CSV and JSON."""

import csv
import io
import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rich.cells import cell_len

from spacegraph.graph.answers import to_csv, to_document, to_json, to_plain, to_text
from spacegraph.graph.questions import AnswerTable, Question
from spacegraph.namespaces import XSD, thing
from spacegraph.store.base import Row

QUESTION = Question("prices", "Prices", "What things cost.", "money", (), {}, "SELECT …")
ONE, TWO = "https://example.org/1", "https://example.org/2"


def answer(columns: tuple[str, ...], *rows: Row, pages: tuple[str, ...] = ()) -> AnswerTable:
    return AnswerTable(QUESTION, {}, columns, rows, pages, "SELECT …")


@pytest.fixture
def prices() -> AnswerTable:
    return answer(
        ("org", "orgLabel", "amountUSD", "won", "note", "sources"),
        (
            thing("organisation", "landspace"),
            Literal("LandSpace", language="en"),
            Literal("15000000", datatype=XSD.decimal),
            Literal("true", datatype=XSD.boolean),
            None,
            Literal(f"{ONE} {TWO}"),
        ),
        (
            thing("organisation", "minospace"),
            Literal("微纳星空", language="zh-hans"),
            Literal("1.5", datatype=XSD.decimal),
            None,
            None,
            Literal(TWO),
        ),
        pages=(ONE, TWO),
    )


@pytest.mark.parametrize(
    ("term", "plain"),
    [
        (None, None),
        (NamedNode("https://example.org/a"), "https://example.org/a"),
        (BlankNode("b"), "b"),
        (Literal("text"), "text"),
        (Literal("文", language="zh-hans"), "文"),
        (Literal("7", datatype=XSD.integer), 7),
        (Literal("43600000", datatype=XSD.decimal), 43_600_000),
        (Literal("18.4783", datatype=XSD.decimal), 18.4783),
        (Literal("1e3", datatype=XSD.double), 1000),
        (Literal("INF", datatype=XSD.double), "INF"),
        (Literal("NaN", datatype=XSD.double), "NaN"),
        (Literal("1e999", datatype=XSD.double), "1e999"),
        (Literal("seven", datatype=XSD.integer), "seven"),
        (Literal("x", datatype=XSD.decimal), "x"),
        (Literal("true", datatype=XSD.boolean), True),
        (Literal("2018-05", datatype=XSD.gYearMonth), "2018-05"),
    ],
)
def test_terms_become_plain_values(term: NamedNode | None, plain: object) -> None:
    assert to_plain(term) == plain
    assert type(to_plain(term)) is type(plain)


def test_a_triple_is_written_out() -> None:
    node = NamedNode("https://example.org/a")
    assert to_plain(Triple(node, node, node)) == str(Triple(node, node, node))


def test_json_is_typed(prices: AnswerTable) -> None:
    document = json.loads(to_json(prices))
    assert document == to_document(prices)
    assert document["question"] == "prices"
    assert document["count"] == 2
    assert document["sources"] == [ONE, TWO]
    assert document["rows"][0] == {
        "org": "https://w3id.org/spacegraph/organisation/landspace",
        "orgLabel": "LandSpace",
        "amountUSD": 15_000_000,
        "won": True,
        "note": None,
        "sources": [ONE, TWO],
    }
    assert document["rows"][1]["amountUSD"] == 1.5


def test_csv_has_all_columns(prices: AnswerTable) -> None:
    text = to_csv(prices)
    assert text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(prices.columns)
    assert rows[1][2] == "15000000"
    assert rows[2][3:5] == ["", ""]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_holds_no_formula(text: str) -> None:
    rows = csv.reader(io.StringIO(to_csv(answer(("note",), (Literal(text),))), newline=""))
    assert list(rows)[1] == [f"'{text}"]


def test_a_negative_number_is_no_formula() -> None:
    number = Literal("-1.5", datatype=XSD.decimal)
    assert to_csv(answer(("value",), (number,))).splitlines()[1] == "-1.5"


def test_text_shows_labels_and_numbers_the_pages(prices: AnswerTable) -> None:
    lines = to_text(prices).splitlines()
    assert lines[0] == "Prices"
    assert lines[2].split() == ["org", "amount", "USD", "won", "sources"]
    assert lines[4].split() == ["LandSpace", "15,000,000", "yes", "[1]", "[2]"]
    assert lines[-3:] == ["2 rows", f"[1] {ONE}", f"[2] {TWO}"]


def test_columns_line_up_where_letters_are_wide(prices: AnswerTable) -> None:
    lines = to_text(prices).splitlines()
    latin, chinese = lines[4], lines[5]
    assert cell_len(latin[: latin.index("15,000,000")]) == cell_len(chinese[: chinese.index("1.5")])


def test_text_keeps_to_the_width() -> None:
    long = Literal("word " * 40)
    lines = to_text(answer(("first", "second"), (long, long)), width=60).splitlines()
    assert max(map(cell_len, lines)) <= 60
    assert "…" in lines[4]


def test_a_thing_without_a_label_is_a_curie() -> None:
    assert "place:wuxi" in to_text(answer(("seat",), (thing("place", "wuxi"),)))


def test_no_rows_is_an_answer(prices: AnswerTable) -> None:
    empty = answer(prices.columns)
    assert "0 rows" in to_text(empty)
    assert to_csv(empty).splitlines() == [",".join(prices.columns)]
    assert to_document(empty)["rows"] == []
