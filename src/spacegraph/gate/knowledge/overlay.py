"""The default graph as it would be after a change, without making the change."""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.knowledge.known import batches
from spacegraph.namespaces import RDF
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql


class Overlay:
    """The store's default graph with some triples gained and some lost."""

    def __init__(
        self, store: Store, gained: Iterable[Triple] = (), lost: Iterable[Triple] = ()
    ) -> None:
        self._store = store
        self._lost = frozenset(lost)
        self._by_subject: dict[Term, list[Triple]] = {}
        self._by_value: dict[Term, list[Triple]] = {}
        for triple in gained:
            self._by_subject.setdefault(triple.subject, []).append(triple)
            self._by_value.setdefault(triple.object, []).append(triple)

    def outgoing(self, wanted: Mapping[Term, frozenset[str]]) -> set[Triple]:
        """Return the statements about some nodes; of each only those with its properties.

        A property that is the empty text stands for all of them.
        """
        typed = frozenset({RDF.type.value})
        short = [node for node, names in wanted.items() if names == typed]
        whole = [node for node, names in wanted.items() if names != typed]
        found = {
            *self._ask(short, f"?s {to_sparql(RDF.type)} ?o", "s", RDF.type),
            *self._ask(whole, "?s ?p ?o", "s"),
        }
        for node in wanted:
            found.update(self._by_subject.get(node, ()))
        return {
            triple
            for triple in found - self._lost
            if triple.predicate.value in wanted[triple.subject] or "" in wanted[triple.subject]
        }

    def incoming(self, wanted: Mapping[Term, frozenset[str]]) -> set[Triple]:
        """Return the statements whose value is one of some nodes, by the same rule."""
        names = sorted({name for each in wanted.values() for name in each})
        listed = ", ".join(f"<{name}>" for name in names)
        pattern = "?s ?p ?o" if "" in names else f"?s ?p ?o FILTER (?p IN ({listed}))"
        if len(names) == 1 and names[0]:
            pattern = f"?s <{names[0]}> ?o BIND (<{names[0]}> AS ?p)"
        found = set(self._ask(list(wanted), pattern, "o"))
        for node in wanted:
            found.update(self._by_value.get(node, ()))
        return {
            triple
            for triple in found - self._lost
            if triple.predicate.value in wanted[triple.object] or "" in wanted[triple.object]
        }

    def _ask(
        self, nodes: Iterable[Term], pattern: str, variable: str, property: NamedNode | None = None
    ) -> Iterator[Triple]:
        for values in batches(nodes):
            rows = self._store.select(
                f"SELECT ?s ?p ?o WHERE {{ VALUES ?{variable} {{ {values} }} {pattern} }}"
            )
            for subject, predicate, value in rows:
                named = property or predicate
                if isinstance(subject, NamedNode) and isinstance(named, NamedNode) and value:
                    yield Triple(subject, named, value)
