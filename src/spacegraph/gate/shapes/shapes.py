"""The shapes and the vocabulary they rest on, read once and used for every validation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import ParserError
from rdflib.namespace import RDFS, SH
from rdflib.plugins.parsers.notation3 import BadSyntax

from spacegraph.errors import ShapeError
from spacegraph.gate.shapes.engine import Engine
from spacegraph.gate.shapes.routes import State, read_routes
from spacegraph.gate.shapes.sieve import Sieve
from spacegraph.gate.shapes.terms import from_rdflib, new_graph, to_rdflib
from spacegraph.gate.vocabulary.admission import Admission
from spacegraph.graph.schema import Schema
from spacegraph.namespaces import BASE, SKOS
from spacegraph.namespaces import RDFS as OUR_RDFS
from spacegraph.resources import folder

_LABELS = frozenset({OUR_RDFS.label, SKOS.prefLabel})
_SUBCLASS = OUR_RDFS.subClassOf


@dataclass(frozen=True)
class Shapes:
    """What facts must look like. `graph` is the shapes graph, `schema` the ontology."""

    graph: Graph
    schema: Schema

    @classmethod
    def read(cls, shapes: Path | None = None, ontology: Path | None = None) -> "Shapes":
        """Read every Turtle file of the two folders; the shipped ones where none is given."""
        place = shapes or folder("shapes")
        graph = new_graph()
        for path in sorted(place.glob("*.ttl")):
            try:
                graph.parse(path, format="turtle")
            except (BadSyntax, ParserError) as error:
                raise ShapeError(f"{path.name}: {error}", hint="mend the Turtle") from error
        if not graph:
            raise ShapeError(f"no shapes in {place}", hint="put the .ttl files of shapes/ there")
        return cls(graph, Schema.read(ontology or folder("ontology")))

    @cached_property
    def routes(self) -> State:
        """What the shapes read, and along which way."""
        return read_routes(self.graph)

    @cached_property
    def engine(self) -> Engine:
        """The shapes as they are run."""
        return Engine(self.graph)

    @cached_property
    def sieve(self) -> Sieve:
        """What tells the nodes that certainly fit the shapes."""
        return Sieve(self.engine.targeting, self.hierarchy)

    @cached_property
    def labels(self) -> Mapping[NamedNode, str]:
        """The English labels of the terms and controlled values of the ontology."""
        return {
            triple.subject: triple.object.value
            for triple in self.schema.triples
            if triple.predicate in _LABELS
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
            and triple.object.language == "en"
        }

    @cached_property
    def admission(self) -> Admission:
        """The rules of admission for this ontology."""
        return Admission(self.schema)

    @cached_property
    def hierarchy(self) -> Graph:
        """The subclass axioms; without them a shape on a superclass passes in silence."""
        found = new_graph()
        for triple in self.schema.triples:
            if triple.predicate == _SUBCLASS and isinstance(triple.object, NamedNode):
                found.add((to_rdflib(triple.subject), RDFS.subClassOf, to_rdflib(triple.object)))
        return found

    @cached_property
    def dates(self) -> frozenset[NamedNode]:
        """The properties whose values are partial dates."""
        found = self.graph.subjects(SH.node, URIRef(f"{BASE}shape/partial-date"))
        paths = (self.graph.value(shape, SH.path) for shape in found)
        return frozenset(NamedNode(str(path)) for path in paths if isinstance(path, URIRef))

    @cached_property
    def ranges(self) -> Mapping[NamedNode, NamedNode]:
        """The class that the values of a property have to be of."""
        found: dict[NamedNode, NamedNode] = {}
        for shape, kind in self.graph.subject_objects(SH["class"]):
            path = self.graph.value(shape, SH.path)
            if isinstance(path, URIRef):
                found[NamedNode(str(path))] = NamedNode(str(kind))
        return found

    @cached_property
    def _choices(self) -> Mapping[tuple[str, str], tuple[NamedNode, ...]]:
        found: dict[tuple[str, str], tuple[NamedNode, ...]] = {}
        for shape, listed in self.graph.subject_objects(SH["in"]):
            path = self.graph.value(shape, SH.path)
            members = tuple(from_rdflib(each) for each in Collection(self.graph, listed))
            concepts = tuple(each for each in members if isinstance(each, NamedNode))
            for parent in self.graph.subjects(SH.property, shape):
                for kind in (*self.graph.objects(parent, SH.targetClass), ""):
                    found.setdefault((str(path), str(kind)), concepts)
        return found

    def choices(self, property: NamedNode, kinds: Iterable[object]) -> tuple[NamedNode, ...]:
        """Return the controlled values that a property of things of some classes may have."""
        classes = {kind.value for kind in kinds if isinstance(kind, NamedNode)}
        for kind in sorted(classes):
            if found := self._choices.get((property.value, kind)):
                return found
        single = {
            values
            for (path, kind), values in self._choices.items()
            if path == property.value and kind
        }
        return self._choices.get((property.value, ""), ()) if len(single) < 2 else ()

    def describe(self, shape: str) -> str:
        """Return why a shape exists, in a sentence; empty where it does not say."""
        return str(self.graph.value(URIRef(shape), SH.description) or "")
