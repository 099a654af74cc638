"""Find out what an update would change on a SPARQL server, without changing it.

The pattern of the first operation is asked there, what it deletes and inserts is worked out here,
and looked up there. What an operation changes cannot be seen there by those behind it: they may
name their quads, which needs no look, and nothing else.
"""

from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox

from spacegraph.errors import Refused
from spacegraph.store.base import Difference, Row, Term
from spacegraph.store.changes import Quads, as_query, check_syntax, find_changes, refuse_many
from spacegraph.store.remote.kept import is_kept
from spacegraph.store.remote.lookup import find_beside, settled_pattern
from spacegraph.store.remote.text import CLAIMS, Sight
from spacegraph.store.updates import Modification, Operation, Update, Verb

Ask = Callable[[str, Sight | None], Sequence[Row]]
"""Answers a query over what a sight shows, or one that is written for the server as it is.

An empty row stands for true.
"""

_ELSEWHERE = "name the statements with INSERT DATA and DELETE DATA, or take another store"


class There:
    """The facts on a server, as an update sees them.

    `restates` says that the server writes numbers, times and booleans in a form of its own, so
    that it cannot be told which form the files have; and that its patterns differ from the
    standard here and there.
    """

    def __init__(self, ask: Ask, *, union: bool, restates: bool) -> None:
        self._ask = ask
        self._union = union
        self._restates = restates

    def solutions(self, operation: Modification) -> Iterable[Row]:
        if self._restates:
            raise Refused("an update with a pattern is not worked out on Virtuoso", hint=_ELSEWHERE)
        if operation.using or not operation.graph:
            sight = Sight.of(operation.using, union=self._union)
        else:
            # WITH gives the default graph alone (SPARQL 1.1 Update §3.1.3).
            sight = Sight.of_default(operation.graph)
        rows = self._ask(as_query(operation), sight)
        for row in rows:
            _refuse_blank(row)
        return rows

    def graph(self, name: ox.NamedNode) -> Quads:
        if not name.value.startswith(CLAIMS):
            return set()
        rows = self._ask(f"SELECT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", None)
        for row in rows:
            _refuse_blank(row)
        quads = {ox.Quad(s, p, o, name) for s, p, o in rows}  # type: ignore[arg-type]
        for quad in quads:
            self._refuse_restated(quad)
        return quads

    def held(self, quads: Quads) -> Quads:
        """Return those of some quads that are there."""
        known = {quad for quad in quads if _is_ours(quad)}
        settled = settled_pattern(union=self._union)
        beside = find_beside(lambda query: self._ask(query, None), known, settled)
        unclear = {_key(quad) for quad in beside if not is_kept(quad.object)}
        for quad in known:
            if _key(quad) in unclear:
                self._refuse_restated(quad)
        return known & beside

    def _refuse_restated(self, quad: ox.Quad) -> None:
        if self._restates and not is_kept(quad.object):
            raise Refused(
                f"Virtuoso does not tell how {quad.object} is written in the files",
                hint="retract the claim and state it anew, or take another store",
            )


def find_difference(there: There, update: Update) -> Difference:
    """Work out the operations of an update one after the other; return what they change together.

    Refuses an operation that depends on what those before it change.
    """
    check_syntax(update)
    added: Quads = set()
    removed: Quads = set()
    for number, operation in enumerate(update.operations, start=1):
        if number > 1 and _looks(operation):
            raise Refused(
                f"operation {number} of {len(update.operations)} looks at what those before it "
                "change, which the server of this store does not know yet",
                hint="send the operations one by one; only those with DATA go together",
            )
        gone, come = find_changes(there, operation)
        now = (there.held(gone | come) | added) - removed
        gone, come = (gone - come) & now, come - now
        removed, added = removed - come | gone - added, added - gone | come - removed
        refuse_many(len(removed) + len(added))
    return Difference(frozenset(added), frozenset(removed))


def _looks(operation: Operation) -> bool:
    if isinstance(operation, Modification):
        return bool(operation.where)
    return operation.verb is not Verb.CREATE


def _is_ours(quad: ox.Quad) -> bool:
    """Tell whether a quad can be there: in a graph of ours, without a blank node of the update."""
    graph = quad.graph_name
    ours = not isinstance(graph, ox.NamedNode) or graph.value.startswith(CLAIMS)
    return ours and not any(map(_is_blank, (quad.subject, quad.object)))


def _key(quad: ox.Quad) -> tuple[object, ...]:
    """Return what a quad has in common with those that differ from it in their values only."""
    return quad.graph_name, quad.subject, quad.predicate


def _refuse_blank(row: Row) -> None:
    if any(_is_blank(term) for term in row if term is not None):
        raise Refused(
            "the update would name a blank node of the store, whose name there is not known here",
            hint="name things by their IRIs",
        )


def _is_blank(term: Term) -> bool:
    if isinstance(term, ox.Triple):
        return any(map(_is_blank, (term.subject, term.object)))
    return isinstance(term, ox.BlankNode)
