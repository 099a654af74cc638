"""Load the shapes and the ontology once, and validate small graphs as the gate does."""

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import SH, Graph, URIRef

from spacegraph.resources import folder

Findings = dict[URIRef, set[URIRef]]
"""For each focus node the shapes that report it."""

Validate = Callable[[Graph], Findings]


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return _read(folder("shapes"))


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return _read(folder("ontology"))


@pytest.fixture(scope="session")
def validate(shapes: Graph, ontology: Graph) -> Validate:
    """Validate every node that a graph describes, with the ontology at hand.

    The option `focus_nodes` of pySHACL is not used: it skips nested shapes (sh:or, sh:node,
    sh:not) on every value that is no focus node itself, so bad dates and numbers would pass.
    """

    def check(data: Graph) -> Findings:
        described = set(data.subjects())
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            ont_graph=ontology,
            inference="none",
        )
        assert isinstance(report, Graph), text
        findings: Findings = {}
        for result in report.objects(None, SH.result):
            node = report.value(result, SH.focusNode)
            shape = report.value(result, SH.sourceShape)
            assert isinstance(node, URIRef), text
            assert isinstance(shape, URIRef), text
            if node in described:
                findings.setdefault(node, set()).add(shape)
        return findings

    return check


def _read(path: Path) -> Graph:
    graph = Graph()
    for file in sorted(path.glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph
