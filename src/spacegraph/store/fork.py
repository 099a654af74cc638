"""Find out what an update would change, without changing what others see.

An operation costs what its pattern costs, and what it changes: the pattern is evaluated as a
query, its solutions are put into the templates in an empty store, and the quads that come of it
are looked up one by one. No graph is compared, and none is copied for a single operation.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import NotFound, QueryError
from spacegraph.store.base import Difference, LimitReached
from spacegraph.store.evaluation import Results, evaluate, evaluate_with
from spacegraph.store.syntax import from_syntax_error
from spacegraph.store.updates import Management, Modification, Operation, Update, Verb

MOST_CHANGES: Final = 100_000
"""How many quads one update may change; beyond that it is a build, not an edit."""

_ROWS: Final = 5_000
_SKOLEM: Final = "urn:spacegraph:blank:"

Quads = set[ox.Quad]


def find_difference(quads: ox.Store, update: Update, *, own: bool) -> Difference:
    """Evaluate the operations of an update one after the other; return what they change together.

    `own` says that the quads may be changed, since nobody else sees them; else they are copied
    before a second operation.
    """
    check_syntax(update)
    added: Quads = set()
    removed: Quads = set()
    for number, operation in enumerate(update.operations, start=1):
        gone, come = _changes(quads, operation)
        gone = {quad for quad in gone - come if quad in quads}
        come = {quad for quad in come if quad not in quads}
        removed, added = removed - come | gone - added, added - gone | come - removed
        _refuse_many(len(removed) + len(added))
        if number < len(update.operations) and (gone or come):
            quads, own = quads if own else _copy(quads), True
            for quad in gone:
                quads.remove(quad)
            quads.extend(come)
    return Difference(frozenset(added), frozenset(removed))


def check_syntax(update: Update) -> None:
    """Have the engine read an update, over an empty store; a QueryError has the place."""
    try:
        # What fails when it is evaluated over nothing, as CLEAR does, may still succeed.
        with suppress(RuntimeError, OSError):
            ox.Store().update(update.text, prefixes=dict(update.prefixes))
    except SyntaxError as error:
        raise from_syntax_error(error, update.text) from None


def _changes(quads: ox.Store, operation: Operation) -> tuple[Quads, Quads]:
    """Return the quads that an operation deletes and those that it then inserts."""
    if isinstance(operation, Management):
        return _manage(quads, operation)
    gone: Quads = set()
    come: Quads = set()
    for values in _solutions(quads, operation):
        for template, target in ((operation.delete, gone), (operation.insert, come)):
            if template:
                target |= _instantiate(operation, template, values)
        _refuse_many(len(gone) + len(come))
    return gone, come


def _solutions(quads: ox.Store, operation: Modification) -> Iterator[str]:
    """Yield the solutions of a pattern as bodies of a WHERE clause, so many at a time."""
    if not operation.where:
        yield ""
        return
    names = " ".join(f"?{name}" for name in operation.variables)
    if not names:
        if bool(_ask(quads, operation, "ASK")):
            yield ""
        return
    results = _ask(quads, operation, f"SELECT DISTINCT {names} WHERE")
    rows: list[str] = []
    for row in results if isinstance(results, ox.QuerySolutions) else ():
        rows.append(f"({' '.join('UNDEF' if term is None else _write(term) for term in row)})")
        if len(rows) == _ROWS:
            yield f"VALUES ({names}) {{ {' '.join(rows)} }}"
            rows = []
    if rows:
        yield f"VALUES ({names}) {{ {' '.join(rows)} }}"


def _ask(quads: ox.Store, operation: Modification, head: str) -> Results:
    query = f"{operation.prologue}{head} {operation.where}"
    if operation.using or not operation.graph:
        return evaluate(quads, query, operation.using)
    # WITH gives the default graph alone (SPARQL 1.1 Update §3.1.3): all others stay in sight.
    return evaluate_with(quads, query, default_graph=ox.NamedNode(operation.graph))


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


def _write(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return f"<{_SKOLEM}{term.value}>" if isinstance(term, ox.BlankNode) else str(term)


def _read(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_SKOLEM):
        return ox.BlankNode(term.value.removeprefix(_SKOLEM))
    return term


def _manage(quads: ox.Store, operation: Management) -> tuple[Quads, Quads]:
    """Do what SPARQL 1.1 Update says in §3.1.5 and §3.2; empty graphs are none."""
    if operation.verb is Verb.CREATE:
        return set(), set()
    source = ox.NamedNode(operation.graphs[0])
    held = set(quads.quads_for_pattern(None, None, None, source))
    _refuse_many(len(held))
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
        gone |= set(quads.quads_for_pattern(None, None, None, target))
    if operation.verb is Verb.MOVE:
        gone |= held
    return gone, come


def _copy(quads: Iterable[ox.Quad]) -> ox.Store:
    copied = ox.Store()
    copied.bulk_extend(quads)
    return copied


def _refuse_many(count: int) -> None:
    if count > MOST_CHANGES:
        raise LimitReached(
            f"the update would change more than {MOST_CHANGES:,} statements, the limit",
            limit="result",
            hint="name what it is to change, or split it",
        )
