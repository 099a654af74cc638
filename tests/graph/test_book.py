"""The book of claims: what the tables hold, and what an instance has made of it."""

from datetime import date
from pathlib import Path

import pytest

from spacegraph.errors import DataError
from spacegraph.graph.book import Book
from spacegraph.graph.ledger import Record, Withdrawal

TABLES = Path(__file__).parents[1] / "gate" / "book"


def test_what_was_shipped_is_read_whatever_was_taken_back_since(tmp_path: Path) -> None:
    book = Book(TABLES, tmp_path)
    first, *others = book.shipped()
    assert book.claims() == (first, *others)
    record = Record((), Withdrawal.of([first.iri], date(2026, 11, 21), "a slip"))
    place = tmp_path / "2026" / f"{record.name}.trig"
    place.parent.mkdir()
    place.write_bytes(record.to_trig())
    assert book.claims() == tuple(others)
    assert book.shipped() == (first, *others)


def test_tables_with_mistakes_are_no_book(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("id,name_en\nnot an id,Somewhere\n")
    book = Book(tmp_path, tmp_path)
    for read in (book.claims, book.shipped):
        with pytest.raises(DataError, match="mistakes in the fact files"):
            read()
