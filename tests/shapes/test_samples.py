"""Good samples conform, bad ones are reported by their shape, and every shape has its fault."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from spacegraph.namespaces import BASE

SAMPLES = Path(__file__).with_name("samples")
SHAPE = BASE + "shape/"
BREAKS = URIRef("urn:spacegraph:test:breaks")
GOOD = sorted(path.name.removesuffix("-good.ttl") for path in SAMPLES.glob("*-good.ttl"))
BAD = sorted(path.name.removesuffix("-bad.ttl") for path in SAMPLES.glob("*-bad.ttl"))

Validate = Callable[[Graph], dict[URIRef, set[URIRef]]]


def read(name: str) -> Graph:
    return Graph().parse(SAMPLES / f"{name}.ttl", format="turtle")


@pytest.fixture(scope="module")
def faults() -> Graph:
    return read("faults")


@pytest.fixture(scope="module")
def reported(faults: Graph, validate: Validate) -> dict[URIRef, set[URIRef]]:
    data = Graph()
    for triple in faults:
        if triple[1] != BREAKS:
            data.add(triple)
    return validate(data)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_sample_conforms(name: str, validate: Validate) -> None:
    assert validate(read(f"{name}-good")) == {}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_sample_is_reported_by_its_shape_alone(
    name: str, validate: Validate, shapes: Graph
) -> None:
    shape = URIRef(SHAPE + name)
    own = {shape, *shapes.objects(shape, SH.property)}
    reporting = [found for group in validate(read(f"{name}-bad")).values() for found in group]
    assert len(reporting) == 1
    assert reporting[0] in own


def test_every_shape_with_a_target_has_a_good_and_a_bad_sample(shapes: Graph) -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    targeted = {
        str(shape).removeprefix(SHAPE) for target in targets for shape in shapes.subjects(target)
    }
    assert targeted == set(GOOD) == set(BAD)


def test_a_sample_of_a_superclass_shape_is_typed_by_a_subclass(
    shapes: Graph, ontology: Graph
) -> None:
    for name in BAD:
        for target in shapes.objects(URIRef(SHAPE + name), SH.targetClass):
            subclasses = set(ontology.subjects(RDFS.subClassOf, target))
            for kind in ("good", "bad"):
                types = set(read(f"{name}-{kind}").objects(None, RDF.type))
                assert target not in types or not subclasses


def test_every_fault_is_reported_by_exactly_its_shapes(
    faults: Graph, reported: dict[URIRef, set[URIRef]]
) -> None:
    expected: dict[URIRef, set[URIRef]] = {}
    for node, shape in faults.subject_objects(BREAKS):
        assert isinstance(node, URIRef)
        assert isinstance(shape, URIRef)
        expected.setdefault(node, set()).add(shape)
    assert reported == expected


def test_every_shape_that_reports_has_a_fault(faults: Graph, shapes: Graph) -> None:
    reporting = set(shapes.subjects(SH.severity))
    assert reporting == set(faults.objects(None, BREAKS))
