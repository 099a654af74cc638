"""Write the answer to a question: as a table to read, as CSV, as JSON."""

import csv
import io
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rich.cells import cell_len, set_cell_size

from spacegraph.graph.questions import SOURCES, AnswerTable, is_list
from spacegraph.namespaces import XSD, to_curie
from spacegraph.store.base import Term

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_INTEGERS: Final = frozenset((XSD.integer, XSD.int, XSD.long, XSD.nonNegativeInteger))
_NUMBERS: Final = _INTEGERS | {XSD.decimal, XSD.double, XSD.float}
_READABLE: Final = 16
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def to_json(answer: AnswerTable) -> str:
    """Write an answer as JSON: numbers are numbers, IRIs strings, an unbound cell is null."""
    return json.dumps(to_document(answer), ensure_ascii=False, indent=2) + "\n"


def to_document(answer: AnswerTable) -> dict[str, Json]:
    """Give an answer as plain values; cells of sources and claims become lists."""
    return {
        "question": answer.question.name,
        "title": answer.question.title,
        "parameters": {name: to_plain(term) for name, term in answer.values.items()},
        "columns": list(answer.columns),
        "rows": [
            {name: _cell(name, term) for name, term in zip(answer.columns, row, strict=True)}
            for row in answer.rows
        ],
        "sources": list(answer.sources),
        "count": len(answer.rows),
        "query": answer.query,
    }


def to_csv(answer: AnswerTable) -> str:
    """Write an answer as RFC 4180 CSV.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow(_guarded(term) for term in row)
    return out.getvalue()


def to_text(answer: AnswerTable, width: int = 100) -> str:
    """Write an answer as aligned text for a terminal of this width.

    A thing stands as its label, columns without any value are left out, pages are numbered and
    listed below the rows. Cells that are too long end in an ellipsis; where columns would become
    too narrow to read, each row stands as a block of lines.
    """
    pages = {page: number for number, page in enumerate(answer.sources, start=1)}
    shown = list(_shown(answer))
    table = [[_heading(answer.columns[index]) for index in shown]]
    table += [
        [_words(answer.columns[index], row[index], pages) for index in shown] for row in answer.rows
    ]
    natural = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    narrow = width // max(len(shown), 1) < _READABLE and sum(natural) + 2 * len(shown) > width
    body = _blocks(table) if narrow else _lines(table, _fit(natural, width))
    lines = [answer.question.title, "", *body]
    count = len(answer.rows)
    lines += ["", f"{count} {'row' if count == 1 else 'rows'}"]
    lines += [f"[{number}] {page}" for page, number in pages.items()]
    return "\n".join(lines) + "\n"


def _lines(table: list[list[str]], widths: list[int]) -> Iterator[str]:
    """Yield a line a row, the first one underlined."""
    for number, cells in enumerate(table):
        yield "  ".join(map(_trim, cells, widths)).rstrip()
        if number == 0:
            yield "  ".join("-" * size for size in widths)


def _blocks(table: list[list[str]]) -> Iterator[str]:
    """Yield a block of `heading  value` lines a row; empty values are left out."""
    headings, *rows = table
    size = max(map(cell_len, headings))
    for number, cells in enumerate(rows):
        if number:
            yield ""
        for heading, cell in zip(headings, cells, strict=True):
            if cell:
                yield f"{set_cell_size(heading, size)}  {cell}"


def to_plain(term: Term | None) -> str | int | float | bool | None:
    """Turn a term into a plain value; numbers JSON cannot hold stay text."""
    if term is None:
        return None
    if isinstance(term, NamedNode | BlankNode):
        return term.value
    if isinstance(term, Triple):
        return str(term)
    try:
        if term.datatype in _INTEGERS:
            return int(term.value)
        if term.datatype in _NUMBERS:
            return _number(term.value)
    except (ValueError, ArithmeticError):
        return term.value
    return term.value == "true" if term.datatype == XSD.boolean else term.value


def _number(text: str) -> int | float | str:
    value = Decimal(text)
    if not value.is_finite() or not math.isfinite(float(value)):
        return text
    return int(value) if value == value.to_integral_value() else float(value)


def _cell(name: str, term: Term | None) -> Json:
    plain = to_plain(term)
    return [*plain.split()] if isinstance(plain, str) and is_list(name) else plain


def _guarded(term: Term | None) -> str:
    if term is None:
        return ""
    text = str(term) if isinstance(term, Triple) else term.value
    numeric = isinstance(term, Literal) and term.datatype in _NUMBERS
    return f"'{text}" if text.startswith(_FORMULA) and not numeric else text


def _shown(answer: AnswerTable) -> Iterator[int]:
    """Yield the columns worth a terminal's space: not what its label says, nor an empty one."""
    for index, name in enumerate(answer.columns):
        filled = any(row[index] is not None for row in answer.rows) or not answer.rows
        if filled and name != "claims" and not _labelled(answer, index):
            yield index


def _labelled(answer: AnswerTable, index: int) -> bool:
    """Tell whether every value of a column has its label beside it."""
    label = f"{answer.columns[index]}Label"
    if label not in answer.columns:
        return False
    beside = answer.columns.index(label)
    return all(row[beside] is not None for row in answer.rows if row[index] is not None)


def _heading(column: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in column)
    return words.removesuffix(" label").replace(" u s d", " USD")


def _words(column: str, term: Term | None, pages: dict[str, int]) -> str:
    plain = to_plain(term)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, int | float):
        return f"{plain:,}" if abs(plain) >= 10_000 else str(plain)
    if isinstance(term, NamedNode):
        return to_curie(plain)
    if column.lower().endswith(SOURCES):
        return " ".join(f"[{pages[page]}]" for page in plain.split() if page in pages)
    return " ".join(plain.split())


def _fit(widths: list[int], total: int) -> list[int]:
    """Shrink the widest columns until the line fits; no column below eight cells."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > total and max(fitted, default=0) > 8:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _trim(text: str, width: int) -> str:
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)
