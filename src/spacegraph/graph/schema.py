"""What the ontology says that building needs: classes, properties, single values."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from spacegraph.errors import ShapeError
from spacegraph.namespaces import OWL, RDF, RDFS, SG


@dataclass(frozen=True, slots=True)
class Schema:
    """The ontology in the form that settling and inference use.

    `functional` are the single-valued properties; `companions` maps a leading property to those
    settled together with it (`sg:amount` to `sg:currency`); the ancestor maps are transitive
    and leave the term itself out.
    """

    triples: tuple[Triple, ...]
    functional: frozenset[NamedNode]
    companions: Mapping[NamedNode, frozenset[NamedNode]]
    superclasses: Mapping[NamedNode, frozenset[NamedNode]]
    superproperties: Mapping[NamedNode, frozenset[NamedNode]]

    @classmethod
    def read(cls, folder: Path) -> "Schema":
        """Read every Turtle file of a folder."""
        triples: set[Triple] = set()
        for path in sorted(folder.glob("*.ttl")):
            try:
                triples.update(quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE))
            except SyntaxError as error:
                raise ShapeError(f"{path.name}: {error}", hint="mend the Turtle") from error
        if not triples:
            raise ShapeError(f"no ontology in {folder}", hint="put spacegraph.ttl there")
        return cls.of(triples)

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> "Schema":
        """Draw the schema from ontology triples."""
        ordered = tuple(sorted(triples, key=str))
        leaders: dict[NamedNode, set[NamedNode]] = {}
        for follower, leader in _pairs(ordered, SG.settledWith):
            leaders.setdefault(leader, set()).add(follower)
        functional = (
            triple.subject
            for triple in ordered
            if triple.predicate == RDF.type and triple.object == OWL.FunctionalProperty
        )
        return cls(
            triples=ordered,
            functional=frozenset(node for node in functional if isinstance(node, NamedNode)),
            companions={leader: frozenset(group) for leader, group in leaders.items()},
            superclasses=_ancestors(_pairs(ordered, RDFS.subClassOf)),
            superproperties=_ancestors(_pairs(ordered, RDFS.subPropertyOf)),
        )

    def fingerprint(self) -> str:
        """Hash the triples of the ontology."""
        lines = "\n".join(map(str, self.triples))
        return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _pairs(triples: Iterable[Triple], predicate: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    return [
        (triple.subject, triple.object)
        for triple in triples
        if triple.predicate == predicate
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
    ]


def _ancestors(
    pairs: list[tuple[NamedNode, NamedNode]],
) -> dict[NamedNode, frozenset[NamedNode]]:
    parents: dict[NamedNode, set[NamedNode]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    found: dict[NamedNode, frozenset[NamedNode]] = {}
    for child in parents:
        reached: set[NamedNode] = set()
        frontier = set(parents[child])
        while frontier:
            node = frontier.pop()
            if node not in reached:
                reached.add(node)
                frontier |= parents.get(node, set())
        found[child] = frozenset(reached - {child})
    return found
