"""What the shapes read, drawn from the shapes themselves."""

import pytest
import rdflib

from spacegraph.errors import ShapeError
from spacegraph.gate.shapes.routes import Edge, State, read_routes
from spacegraph.gate.shapes.shapes import Shapes

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e: sh:declare [ sh:prefix "e" ; sh:namespace "https://e/"^^xsd:anyURI ] .
e:shape a sh:NodeShape ; sh:targetClass e:C ; """
TYPE = str(rdflib.RDF.type)


def routes(shape: str) -> State:
    return read_routes(rdflib.Graph().parse(data=f"{HEAD}{shape} .", format="turtle"))


def ways(state: State, depth: int = 3) -> set[str]:
    """Write every way of at most some steps, an inverse step with a ^ in front."""
    found = set()
    for edge, following in state.steps.items():
        name = edge.property.rsplit("/", 1)[-1].rsplit("#", 1)[-1] or "any"
        step = f"^{name}" if edge.inverse else name
        found.add(step)
        if depth > 1:
            found |= {f"{step}/{way}" for way in ways(following, depth - 1)}
    return found


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("sh:property [ sh:path e:p ; sh:minCount 1 ]", {"p"}),
        ("sh:property [ sh:path e:p ; sh:class e:D ]", {"p", "p/type"}),
        ("sh:property [ sh:path [ sh:inversePath e:p ] ; sh:maxCount 1 ]", {"^p"}),
        ("sh:property [ sh:path ( e:p [ sh:inversePath e:q ] ) ; sh:minCount 1 ]", {"p", "p/^q"}),
        (
            "sh:property [ sh:path [ sh:inversePath ( e:p e:q ) ] ; sh:minCount 1 ]",
            {"^q", "^q/^p"},
        ),
        ("sh:property [ sh:path [ sh:alternativePath ( e:p e:q ) ] ; sh:minCount 1 ]", {"p", "q"}),
        ("sh:property [ sh:path e:p ; sh:lessThan e:q ]", {"p", "q"}),
        ("sh:property [ sh:path e:p ; sh:node [ sh:property [ sh:path e:q ] ] ]", {"p", "p/q"}),
        ("sh:or ( [ sh:property [ sh:path e:p ] ] [ sh:not [ sh:class e:D ] ] )", {"p"}),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedMinCount 1 ;"
            " sh:qualifiedValueShape [ sh:class e:D ] ]",
            {"p", "p/type"},
        ),
        ("sh:closed true", {"any"}),
        (
            "sh:property [ sh:path [ sh:zeroOrMorePath e:p ] ; sh:nodeKind sh:IRI ]",
            {"p", "p/p", "p/p/p"},
        ),
        (
            'sh:sparql [ sh:prefixes e: ; sh:select """SELECT $this WHERE {'
            ' $this e:p ?x . ?y e:q ?x FILTER NOT EXISTS { ?y e:r* ?z } }""" ]',
            {"p", "p/^q", "p/^q/r"},
        ),
        (
            'sh:property [ sh:path e:p ; sh:sparql [ sh:prefixes e: ; sh:select """'
            'SELECT $this ?value WHERE { $this $PATH ?value . ?value e:q $this }""" ] ]',
            {"p", "p/q"},
        ),
    ],
)
def test_every_sort_of_constraint_tells_its_ways(shape: str, expected: set[str]) -> None:
    assert ways(routes(shape)) == expected | {"type"}


def test_a_loop_leads_on_for_ever() -> None:
    state = routes("sh:property [ sh:path [ sh:oneOrMorePath e:p ] ; sh:class e:D ]")
    for _ in range(10):
        state = state.steps[Edge("https://e/p")]
        assert Edge(TYPE) in state.steps


def test_a_query_that_does_not_hang_together_is_refused() -> None:
    with pytest.raises(ShapeError, match="do not hang together"):
        routes('sh:sparql [ sh:prefixes e: ; sh:select "SELECT $this WHERE { ?a e:p ?b }" ]')


def test_targets_are_read_too() -> None:
    state = routes("sh:targetSubjectsOf e:s ; sh:targetObjectsOf e:o")
    assert ways(state) == {"type", "s", "^o"}


def test_the_shipped_shapes_can_all_be_read(shapes: Shapes) -> None:
    found = ways(shapes.routes, 2)
    sg = {"buyer/type", "child/^parent", "countryCode/^countryCode", "sfWithin/sfWithin"}
    assert sg <= found
