"""Saved questions: queries with a title, typed parameters and an example, a file each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal
from rapidfuzz import process

from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.parameters import Parameter, Term, is_type, to_term
from spacegraph.graph.paths import chain, shortest_path, with_evidence, with_labels
from spacegraph.model.identifiers import is_slug
from spacegraph.model.queryfile import MARK, QueryFile
from spacegraph.resources import folder
from spacegraph.store.base import Row, Solutions, Store
from spacegraph.store.terms import to_sparql

SOURCES: Final = "sources"
"""The last column of every question: addresses of the pages that state the row."""

_SLOT: Final = re.compile(r"^([ \t]*)VALUES \?(\w+) \{ UNDEF \}\n", re.MULTILINE)
_FIELDS: Final = (
    *("title", "summary", "title_zh", "summary_zh"),
    *("group", "parameters", "example", "answer"),
)
_PARAMETER_FIELDS: Final = ("type", "required", "description", "description_zh")


class Shape(StrEnum):
    """What becomes of the rows of a query.

    The last two read them as edges (`source`, `target`) and keep those of the shortest path
    between the first two parameters, with the evidence of its steps only (see `with_evidence`), or
    those that can be reached from the first one.
    """

    ROWS = "rows"
    SHORTEST_PATH = "shortest-path"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query. `text` is valid SPARQL as it stands; a slot left UNDEF means any.

    The Chinese words may be empty.
    """

    name: str
    title: str
    summary: str
    group: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str
    answer: Shape = Shape.ROWS
    title_zh: str = ""
    summary_zh: str = ""

    def parameter(self, name: str) -> Parameter:
        """Return a parameter; name the nearest to one that does not exist."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        near = _nearest(name, known)
        if not known:
            hint = "it takes no parameters"
        elif near:
            hint = f"did you mean {' or '.join(near)}?"
        else:
            hint = f"its parameters: {', '.join(known)}"
        raise QueryError(f"the question {self.name} has no parameter {name!r}", hint=hint)


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The answer to a question; `sources` lists the addresses cited by any row, sorted.

    `query` is the SPARQL that was asked, `values` the term that each parameter stood for.
    """

    question: Question
    values: Mapping[str, Term]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    query: str


def read_questions(directory: Path | None = None) -> Mapping[str, Question]:
    """Read every question of a folder (the shipped one unless told), by name, sorted."""
    found = directory or folder("queries")
    questions = (read_question(path) for path in sorted(found.glob("*.rq")))
    return MappingProxyType({question.name: question for question in questions})


def read_question(path: Path) -> Question:
    """Read one question; a QueryError names the line of what is wrong with its header."""
    file = QueryFile.read(path)
    if unknown := [key for key in file.header if key not in _FIELDS]:
        raise _error(file, str(unknown[0]), "is no field of a question", _listing(_FIELDS))
    if not is_slug(file.name):
        raise _error(file, "", "the file's name is not an id", "write lower-case words and hyphens")
    lines = file.text.splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith(MARK)).lstrip()
    parameters = tuple(
        _parameter(file, name, fields) for name, fields in _mapping(file, "parameters").items()
    )
    slots = {match[2] for match in _SLOT.finditer(body)}
    for name in sorted(slots ^ {parameter.name for parameter in parameters}):
        what = "is a slot without a parameter" if name in slots else "has no slot in the query"
        raise _error(file, name, what, f"write VALUES ?{name} {{ UNDEF }}, and declare it")
    answer = file.header.get("answer", Shape.ROWS)
    if answer not in list(Shape):
        raise _error(file, "answer", f"{answer!r} is unknown", _listing(Shape))
    return Question(
        name=file.name,
        title=_words(file, "title"),
        summary=_words(file, "summary"),
        group=_words(file, "group"),
        parameters=parameters,
        example=MappingProxyType(_example(file, parameters)),
        text=body,
        answer=Shape(answer),
        title_zh=_chinese(file.header, "title_zh"),
        summary_zh=_chinese(file.header, "summary_zh"),
    )


def find_question(questions: Mapping[str, Question], name: str) -> Question:
    """Return a question by name; NotFound names the nearest."""
    if found := questions.get(name):
        return found
    near = _nearest(name, questions)
    hint = f"did you mean {' or '.join(near)}?" if near else f"{len(questions)} questions are known"
    raise NotFound(f"no question is called {name!r}", hint=hint, nearest=near)


def resolve(store: Store, question: Question, values: Mapping[str, str]) -> dict[str, Term]:
    """Turn the values given for parameters into terms; see `to_term` for what is refused."""
    named = {question.parameter(name): value for name, value in values.items()}
    if missing := [p.name for p in question.parameters if p.required and p not in named]:
        example = " ".join(f"{name}={question.example[name]}" for name in missing)
        raise QueryError(
            f"the question {question.name} needs {', '.join(missing)}", hint=f"e.g. {example}"
        )
    return {parameter.name: to_term(store, parameter, value) for parameter, value in named.items()}


def bind(question: Question, terms: Mapping[str, Term]) -> str:
    """Write each term into the slots of its parameter, and leave out the slots without a term.

    A slot left UNDEF would mean the same, but an engine cannot plan joins over a variable that
    may be unbound: 36 s instead of 70 ms for the payloads of foreign owners.
    """

    def fill(slot: re.Match[str]) -> str:
        term = terms.get(slot[2])
        return f"{slot[1]}VALUES ?{slot[2]} {{ {to_sparql(term)} }}\n" if term is not None else ""

    return _SLOT.sub(fill, question.text)


def ask(store: Store, question: Question, values: Mapping[str, str]) -> AnswerTable:
    """Answer a question for these values; parameters left out mean any."""
    terms = resolve(store, question, values)
    query = bind(question, terms)
    solutions = _shaped(store, question, store.select(query), terms)
    rows = tuple(_with_sorted_lists(solutions.variables, row) for row in solutions)
    return AnswerTable(
        question=question,
        values=MappingProxyType(terms),
        columns=solutions.variables,
        rows=rows,
        sources=tuple(sorted({page for row in rows for page in addresses(row[-1])})),
        query=query,
    )


def is_list(column: str) -> bool:
    """Tell whether the cells of a column hold several IRIs, apart by spaces."""
    return column.lower().endswith((SOURCES, "claims"))


def addresses(cell: object) -> tuple[str, ...]:
    """Split a cell that holds several IRIs."""
    return tuple(cell.value.split()) if isinstance(cell, Literal) else ()


def _shaped(
    store: Store, question: Question, solutions: Solutions, terms: Mapping[str, Term]
) -> Solutions:
    first = [terms[parameter.name] for parameter in question.parameters if parameter.required]
    if question.answer is Shape.SHORTEST_PATH:
        path = shortest_path(solutions, first[0], first[1])
        return with_labels(store, with_evidence(store, path), ("source", "target", "event"))
    if question.answer is Shape.CHAIN:
        return chain(solutions, first[0])
    return solutions


def _with_sorted_lists(variables: tuple[str, ...], row: Row) -> Row:
    """Sort the addresses in a cell, each once: GROUP_CONCAT leaves their order to the engine."""
    return tuple(
        Literal(" ".join(sorted(set(addresses(cell))))) if cell and is_list(name) else cell
        for name, cell in zip(variables, row, strict=True)
    )


def _parameter(file: QueryFile, name: str, fields: object) -> Parameter:
    if not isinstance(fields, dict) or not set(fields) <= set(_PARAMETER_FIELDS):
        raise _error(file, name, "is not a parameter", _listing(_PARAMETER_FIELDS))
    kind, required = str(fields.get("type", "")), fields.get("required", False)
    description = fields.get("description")
    if not is_type(kind):
        raise _error(file, name, f"has the unknown type {kind!r}", "e.g. organisation or year")
    if not isinstance(required, bool) or not isinstance(description, str):
        raise _error(file, name, "is incomplete", "write description: …, required: true or false")
    return Parameter(name, kind, description, required, _chinese(fields, "description_zh"))


def _example(file: QueryFile, parameters: Iterable[Parameter]) -> dict[str, str]:
    given, known = (
        _mapping(file, "example"),
        {parameter.name: parameter for parameter in parameters},
    )
    for name, parameter in known.items():
        if parameter.required and name not in given:
            raise _error(file, "example", f"lacks {name}", "the parameter is required")
    for name, value in given.items():
        if name not in known:
            raise _error(file, "example", f"has {name}", "no parameter is called that")
        if not isinstance(value, str | int | date) or isinstance(value, bool):
            raise _error(file, "example", f"gives {name} as {value!r}", "quote it")
    return {name: str(value) for name, value in given.items()}


def _words(file: QueryFile, field: str) -> str:
    value = file.header.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _error(file, field, "is missing", f"write `{MARK}{field}: …`")
    return " ".join(value.split())


def _chinese(fields: Mapping[str, object], field: str) -> str:
    """Return the words of a field that may be missing; line breaks in Chinese are no spaces."""
    return "".join(str(fields.get(field) or "").split("\n"))


def _mapping(file: QueryFile, field: str) -> Mapping[str, object]:
    value = file.header.get(field) or {}
    if not isinstance(value, dict):
        raise _error(file, field, "is not a mapping", "write `name: value` lines below it")
    return {str(name): each for name, each in value.items()}


def _error(file: QueryFile, key: str, message: str, hint: str) -> QueryError:
    """Make the error that points at the header line of a key, else at the first line."""
    lines = enumerate(file.text.splitlines(), start=1)
    line = next((n for n, text in lines if key and re.match(rf"#\+\s+{key}\s*:", text)), 1)
    return QueryError(
        f"{file.origin}:{line}: {key} {message}".replace(":  ", ": "), hint=hint, line=line
    )


def _nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    matches = process.extract(name, sorted(known), limit=3, score_cutoff=50)
    return tuple(match[0] for match in matches)


def _listing(choices: Iterable[str]) -> str:
    return f"one of: {', '.join(choices)}"
