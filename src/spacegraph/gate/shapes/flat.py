"""A small graph in memory, found by subject and by value."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from spacegraph.store.base import Term

_Index = dict[Term, dict[NamedNode, list[Term]]]


class Flat:
    """Some statements without the graphs that they stand in."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: _Index = {}
        self._subjects: _Index = {}
        for subject, predicate, value in set(triples):
            self._values.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._subjects.setdefault(value, {}).setdefault(predicate, []).append(subject)

    @property
    def nodes(self) -> Collection[Term]:
        """Everything of which something is said."""
        return self._values.keys()

    @property
    def ends(self) -> Collection[Term]:
        """Everything that is the value of something."""
        return self._subjects.keys()

    def values(self, node: Term, property: NamedNode) -> Sequence[Term]:
        """Return the values of a property of a node."""
        return self._values.get(node, {}).get(property, ())

    def subjects(self, node: Term, property: NamedNode) -> Sequence[Term]:
        """Return what has a node as the value of a property."""
        return self._subjects.get(node, {}).get(property, ())

    def properties(self, node: Term) -> Collection[NamedNode]:
        """Return the properties that a node has."""
        return self._values.get(node, {}).keys()

    def roles(self, node: Term) -> Collection[NamedNode]:
        """Return the properties that a node is a value of."""
        return self._subjects.get(node, {}).keys()

    def outgoing(self, wanted: Mapping[Term, frozenset[str]]) -> set[Triple]:
        """Return the statements about some nodes; of each only those with its properties.

        A property that is the empty text stands for all of them.
        """
        return {
            Triple(node, property, value)  # type: ignore[arg-type]
            for node, names in wanted.items()
            for property, values in self._values.get(node, {}).items()
            if "" in names or property.value in names
            for value in values
        }

    def incoming(self, wanted: Mapping[Term, frozenset[str]]) -> set[Triple]:
        """Return the statements whose value is one of some nodes, by the same rule."""
        return {
            Triple(subject, property, node)  # type: ignore[arg-type]
            for node, names in wanted.items()
            for property, subjects in self._subjects.get(node, {}).items()
            if "" in names or property.value in names
            for subject in subjects
        }
