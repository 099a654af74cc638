"""Evaluate one operation of an update: the quads it deletes, and those it then inserts.

An operation costs what its pattern costs, and what it changes: the pattern is evaluated as a
query wherever the facts are, and its solutions are put into the templates in an empty store here.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final, Protocol

import pyoxigraph as ox

from spacegraph.errors import NotFound, QueryError
from spacegraph.store.base import LimitReached, Row, Term
from spacegraph.store.syntax import from_syntax_error
from spacegraph.store.updates import Management, Modification, Operation, Update, Verb

MOST_CHANGES: Final = 100_000
"""How many quads one update may change; beyond that it is a build, not an edit."""

_ROWS: Final = 5_000
_SKOLEM: Final = "urn:spacegraph:blank:"

Quads = set[ox.Quad]


class Facts(Protocol):
    """What an operation looks at."""

    def solutions(self, operation: Modification) -> Iterable[Row]:
        """Give the rows of `as_query`; an empty one for an ASK that is true."""
        ...

    def graph(self, name: ox.NamedNode) -> Quads:
        """Return what a named graph holds."""
        ...


def check_syntax(update: Update) -> None:
    """Have the engine read an update, over an empty store; a QueryError has the place."""
    try:
        # What fails when it is evaluated over nothing, as CLEAR does, may still succeed.
        with suppress(RuntimeError, OSError):
            ox.Store().update(update.text, prefixes=dict(update.prefixes))
    except SyntaxError as error:
        raise from_syntax_error(error, update.text) from None


def find_changes(facts: Facts, operation: Operation) -> tuple[Quads, Quads]:
    """Return the quads that an operation deletes and those that it then inserts."""
    if isinstance(operation, Management):
        return _manage(facts, operation)
    gone: Quads = set()
    come: Quads = set()
    for values in _bodies(facts, operation):
        for template, target in ((operation.delete, gone), (operation.insert, come)):
            if template:
                target |= _instantiate(operation, template, values)
        refuse_many(len(gone) + len(come))
    return gone, come


def as_query(operation: Modification) -> str:
    """Write the pattern of an operation as a query for the variables of its templates.

    It is an ASK where they have none.
    """
    names = " ".join(f"?{name}" for name in operation.variables)
    head = f"SELECT DISTINCT {names} WHERE" if names else "ASK"
    return f"{operation.prologue}{head} {operation.where}"


def _bodies(facts: Facts, operation: Modification) -> Iterator[str]:
    """Yield the solutions of a pattern as bodies of a WHERE clause, so many at a time."""
    if not operation.where:
        yield ""
        return
    solutions = facts.solutions(operation)
    if not operation.variables:
        yield from ("" for _ in solutions)
        return
    names = " ".join(f"?{name}" for name in operation.variables)
    rows: list[str] = []
    for row in solutions:
        rows.append(f"({' '.join('UNDEF' if term is None else _write(term) for term in row)})")
        if len(rows) == _ROWS:
            yield f"VALUES ({names}) {{ {' '.join(rows)} }}"
            rows = []
    if rows:
        yield f"VALUES ({names}) {{ {' '.join(rows)} }}"


def _instantiate(operation: Modification, template: str, values: str) -> Quads:
    scratch = ox.Store()
    try:
        scratch.update(f"{operation.prologue}INSERT {template} WHERE {{ {values} }}")
    except SyntaxError as error:
        raise from_syntax_error(error, template) from None
    except RuntimeError as error:
        raise QueryError(str(error)) from error
    home = ox.NamedNode(operation.graph) if operation.graph else ox.DefaultGraph()
    return {_settled(quad, home) for quad in scratch}


def _settled(quad: ox.Quad, home: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    """Put a quad into the graph it was meant for, its blank nodes as they were."""
    graph = home if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
    subject, value = _read(quad.subject), _read(quad.object)
    if isinstance(subject, ox.Literal):
        raise QueryError(f"{subject} is no subject")
    return ox.Quad(subject, quad.predicate, value, graph)


def _write(term: Term) -> str:
    return f"<{_SKOLEM}{term.value}>" if isinstance(term, ox.BlankNode) else str(term)


def _read(term: Term) -> Term:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_SKOLEM):
        return ox.BlankNode(term.value.removeprefix(_SKOLEM))
    return term


def _manage(facts: Facts, operation: Management) -> tuple[Quads, Quads]:
    """Do what SPARQL 1.1 Update says in §3.1.5 and §3.2; empty graphs are none."""
    if operation.verb is Verb.CREATE:
        return set(), set()
    source = ox.NamedNode(operation.graphs[0])
    held = facts.graph(source)
    refuse_many(len(held))
    if not held and not operation.silent:
        raise NotFound(f"there is no graph {source}", hint=f"{operation.verb} SILENT passes over")
    if operation.verb in (Verb.CLEAR, Verb.DROP):
        return held, set()
    target = ox.NamedNode(operation.graphs[1])
    if target == source:
        return set(), set()
    come = {ox.Quad(quad.subject, quad.predicate, quad.object, target) for quad in held}
    gone: Quads = set()
    if operation.verb is not Verb.ADD:
        gone |= facts.graph(target)
    if operation.verb is Verb.MOVE:
        gone |= held
    return gone, come


def refuse_many(count: int) -> None:
    """Refuse an update that would change too many statements."""
    if count > MOST_CHANGES:
        raise LimitReached(
            f"the update would change more than {MOST_CHANGES:,} statements, the limit",
            limit="result",
            hint="name what it is to change, or split it",
        )
