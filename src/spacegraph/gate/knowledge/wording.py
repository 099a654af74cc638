"""Name subjects, properties and values in findings as people do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.namespaces import SKOS, to_curie

_NAME: Final = SKOS.prefLabel


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels of terms, and names of the things that a submission speaks of."""

    labels: Mapping[NamedNode, str]
    names: Mapping[NamedNode, str]

    @classmethod
    def of(
        cls, labels: Mapping[NamedNode, str], known: Known, triples: Iterable[Triple]
    ) -> "Wording":
        """Take the labels of the ontology, the names in the store, then those just submitted."""
        stated = tuple(triples)
        nodes = {
            node
            for triple in stated
            for node in (triple.subject, triple.object)
            if isinstance(node, NamedNode)
        }
        names = {
            t.subject: t.object.value
            for t in stated
            if t.predicate == _NAME
            and isinstance(t.object, Literal)
            and isinstance(t.subject, NamedNode)
        }
        return cls(labels, {**names, **known.names(nodes)})

    def subject(self, node: NamedNode) -> str:
        """Write a thing as `contract:x (its name)`."""
        return show(node, self.names)

    def property(self, iri: str) -> str:
        """Write a property by its label."""
        return self.labels.get(NamedNode(iri), to_curie(iri)) if iri else ""

    def value(self, term: NamedNode | BlankNode | Literal | Triple | None) -> str:
        """Write a value: the text of a literal, the CURIE of anything else."""
        if term is None:
            return ""
        if isinstance(term, Literal):
            return term.value[:200]
        return to_curie(term.value) if isinstance(term, NamedNode) else str(term)
