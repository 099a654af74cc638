"""Find out what an update would change, without changing what others see.

What its operations delete and insert is looked up quad by quad. No graph is compared, and none is
copied for a single operation.
"""

from collections.abc import Iterable

import pyoxigraph as ox

from spacegraph.store.base import Difference, Row
from spacegraph.store.changes import Quads, as_query, check_syntax, find_changes, refuse_many
from spacegraph.store.evaluation import Results, evaluate, evaluate_with
from spacegraph.store.updates import Modification, Update


class _Here:
    """Quads of this process."""

    def __init__(self, quads: ox.Store) -> None:
        self._quads = quads

    def solutions(self, operation: Modification) -> Iterable[Row]:
        found = self._answer(operation)
        if isinstance(found, ox.QuerySolutions):
            return (tuple(row) for row in found)
        return [()] if bool(found) else []

    def graph(self, name: ox.NamedNode) -> Quads:
        return set(self._quads.quads_for_pattern(None, None, None, name))

    def _answer(self, operation: Modification) -> Results:
        query = as_query(operation)
        if operation.using or not operation.graph:
            return evaluate(self._quads, query, operation.using)
        # WITH gives the default graph alone (SPARQL 1.1 Update §3.1.3): all others stay in sight.
        default = ox.NamedNode(operation.graph)
        return evaluate_with(self._quads, query, default_graph=default)


def find_difference(quads: ox.Store, update: Update, *, own: bool) -> Difference:
    """Evaluate the operations of an update one after the other; return what they change together.

    `own` says that the quads may be changed, since nobody else sees them; else they are copied
    before a second operation.
    """
    check_syntax(update)
    added: Quads = set()
    removed: Quads = set()
    for number, operation in enumerate(update.operations, start=1):
        gone, come = find_changes(_Here(quads), operation)
        gone = {quad for quad in gone - come if quad in quads}
        come = {quad for quad in come if quad not in quads}
        removed, added = removed - come | gone - added, added - gone | come - removed
        refuse_many(len(removed) + len(added))
        if number < len(update.operations) and (gone or come):
            quads, own = quads if own else _copy(quads), True
            for quad in gone:
                quads.remove(quad)
            quads.extend(come)
    return Difference(frozenset(added), frozenset(removed))


def _copy(quads: Iterable[ox.Quad]) -> ox.Store:
    copied = ox.Store()
    copied.bulk_extend(quads)
    return copied
