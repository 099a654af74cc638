"""The shapes as a document: valid SHACL, readable, in step with the vocabulary."""

import re
from collections import Counter

import pyshacl
import pytest
from rdflib import OWL, RDF, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from spacegraph.gate.vocabulary.currencies import CURRENCIES
from spacegraph.namespaces import BASE, SG
from spacegraph.resources import folder

SHAPE = BASE + "shape/"
CONCEPT = BASE + "concept/"
FILES = sorted(folder("shapes").glob("*.ttl"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}


def test_the_shapes_are_valid_shacl(shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_file_needs_nothing_from_elsewhere(name: str) -> None:
    assert "owl:imports" not in TEXTS[name]
    assert "sh:js" not in TEXTS[name]
    assert "SERVICE" not in TEXTS[name]


def test_no_shape_is_defined_twice() -> None:
    found = Counter(
        shape for text in TEXTS.values() for shape in re.findall(r"^shape:(\S+)$", text, re.M)
    )
    assert [shape for shape, times in found.items() if times > 1] == []


def test_every_property_shape_speaks_to_a_curator(shapes: Graph) -> None:
    silent = []
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        message = shapes.value(shape, SH.message)
        complete = all(shapes.value(shape, part) for part in (SH.name, SH.description, SH.severity))
        if not (complete and isinstance(message, Literal) and re.search(r"^[A-Z].*\.$", message)):
            silent.append(str(shape))
    assert silent == []


def test_every_property_shape_is_used_and_has_an_iri_of_ours(shapes: Graph) -> None:
    declared = set(shapes.subjects(RDF.type, SH.PropertyShape))
    used = {shape for shape in shapes.objects(None, SH.property) if not isinstance(shape, BNode)}
    assert declared == used
    assert all(str(shape).startswith(SHAPE) for shape in declared)


def test_severities_are_violation_or_warning(shapes: Graph) -> None:
    assert set(shapes.objects(None, SH.severity)) == {SH.Violation, SH.Warning}


def test_listed_values_are_the_whole_scheme_and_the_message_names_them(
    shapes: Graph, ontology: Graph
) -> None:
    checked = set()
    for shape, head in shapes.subject_objects(SH["in"]):
        values = list(Collection(shapes, head))
        if not isinstance(shape, URIRef) or shape == URIRef(SHAPE + "iso-4217"):
            continue
        schemes = {str(value).rsplit("/", 1)[0] for value in values}
        assert len(schemes) == 1, shape
        scheme = URIRef(schemes.pop())
        assert set(values) == set(ontology.subjects(SKOS.inScheme, scheme)), shape
        message = str(shapes.value(shape, SH.message))
        codes = [str(ontology.value(value, SKOS.notation)) for value in values]
        assert message.endswith(f": {', '.join(codes)}."), shape
        checked.add(str(scheme).removeprefix(CONCEPT))
    by_property = {"date-kind"}  # each kind of date has its own property
    schemes_defined = {
        str(scheme).removeprefix(CONCEPT)
        for scheme in ontology.subjects(RDF.type, SKOS.ConceptScheme)
    }
    assert checked == schemes_defined - by_property


def test_the_currencies_are_those_of_the_gate(shapes: Graph) -> None:
    (head,) = shapes.objects(URIRef(SHAPE + "iso-4217"), SH["in"])
    assert {str(code) for code in Collection(shapes, head)} == CURRENCIES


def test_the_known_kinds_are_the_classes_of_the_ontology(shapes: Graph, ontology: Graph) -> None:
    either = shapes.value(URIRef(SHAPE + "subject-known-kind"), SH["or"])
    assert either
    listed = {
        kind
        for choice in Collection(shapes, either)
        for head in shapes.objects(choice, SH["in"])
        for kind in Collection(shapes, head)
    }
    ours = {
        kind for kind in ontology.subjects(RDF.type, OWL.Class) if str(kind).startswith(str(SG))
    }
    assert listed == ours


def test_every_path_and_class_is_declared_in_the_ontology(shapes: Graph, ontology: Graph) -> None:
    declared = set(ontology.subjects(RDF.type)) | {RDF.type}
    steps = {step for path in shapes.objects(None, SH.path) for step in _steps(shapes, path)}
    classes = {
        kind
        for predicate in (SH.targetClass, SH["class"])
        for kind in shapes.objects(None, predicate)
    }
    vocabulary = {SKOS.Concept, SKOS.ConceptScheme, SKOS.definition, SKOS.scopeNote}
    vocabulary |= {SKOS.notation, SKOS.inScheme}
    unknown = {
        term
        for term in steps | classes
        if term not in declared | vocabulary
        and not str(term).startswith((str(OWL), "http://www.w3.org/2000/01/rdf-schema#"))
    }
    assert unknown == set()


def _steps(shapes: Graph, path: object) -> list[URIRef]:
    if isinstance(path, URIRef):
        return [path]
    assert isinstance(path, BNode)
    if (path, RDF.first, None) in shapes:
        return [step for part in Collection(shapes, path) for step in _steps(shapes, part)]
    return [step for part in shapes.objects(path) for step in _steps(shapes, part)]
