"""The shapes and the vocabulary they rest on, read once and used for every validation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from pyshacl.monkey import apply_patches, rdflib_bool_patch, rdflib_bool_unpatch
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import RDFS, SH
from rdflib.plugins.parsers.notation3 import BadSyntax

from spacegraph.errors import ShapeError
from spacegraph.gate.admission import Admission
from spacegraph.gate.routes import State, read_routes
from spacegraph.gate.terms import new_graph, to_rdflib
from spacegraph.graph.schema import Schema
from spacegraph.namespaces import RDFS as OUR_RDFS
from spacegraph.namespaces import SKOS
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
    def engine(self) -> ShapesGraph:
        """The shapes as pySHACL has loaded them; loading takes longer than a small validation."""
        apply_patches()  # type: ignore[no-untyped-call]
        rdflib_bool_patch()  # type: ignore[no-untyped-call]
        try:
            return ShapesGraph(self.graph)
        finally:
            rdflib_bool_unpatch()  # type: ignore[no-untyped-call]

    @cached_property
    def targeting(self) -> tuple[Shape, ...]:
        """The shapes that choose nodes themselves; the others are only used by these."""
        return tuple(shape for shape in self.engine.shapes if any(map(bool, shape.target())))

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

    def target_classes(self) -> tuple[str, ...]:
        """Return the classes whose instances are judged."""
        classes = {str(each) for each in self.graph.objects(None, SH.targetClass)}
        return tuple(sorted(classes))

    def describe(self, shape: str) -> str:
        """Return why a shape exists, in a sentence; empty where it does not say."""
        return str(self.graph.value(URIRef(shape), SH.description) or "")
