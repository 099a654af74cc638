"""The gate, which runs the shapes node by node, reports what pySHACL alone reports."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from spacegraph.gate.shapes.shacl import run_shapes
from spacegraph.gate.shapes.shapes import Shapes

SAMPLES = Path(__file__).with_name("samples")
BREAKS = NamedNode("urn:spacegraph:test:breaks")
GOOD = sorted(SAMPLES.glob("*-good.ttl"))


@pytest.fixture(scope="module")
def gate() -> Shapes:
    return Shapes.read()


def read(path: Path) -> list[Triple]:
    """Read a sample with its ill-formed literals, which a strict reader would refuse."""
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE, lenient=True)]


def report(triples: list[Triple], shapes: Shapes) -> set[tuple[str, str]]:
    focus = sorted(
        {each.subject for each in triples if isinstance(each.subject, NamedNode)}, key=str
    )
    return {(found.focus.value, found.shape) for found in run_shapes(triples, focus, shapes)}


def test_every_fault_is_reported_by_exactly_its_shapes(gate: Shapes) -> None:
    triples = read(SAMPLES / "faults.ttl")
    expected = {
        (each.subject.value, each.object.value)
        for each in triples
        if each.predicate == BREAKS
        and isinstance(each.subject, NamedNode)
        and isinstance(each.object, NamedNode)
    }
    assert report([each for each in triples if each.predicate != BREAKS], gate) == expected


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_a_good_sample_passes(path: Path, gate: Shapes) -> None:
    assert report(read(path), gate) == set()
