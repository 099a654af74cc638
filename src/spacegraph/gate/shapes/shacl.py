"""Run pySHACL over a small flat graph and take down what it finds.

Shapes are loaded once and the queries of their SPARQL constraints parsed once: a validation then
takes 10 ms instead of 75 (pySHACL 0.40.1; parsing one constraint anew takes it 47 ms).
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from spacegraph.errors import ShapeError
from spacegraph.gate.shapes.context import gather
from spacegraph.gate.shapes.flat import Flat
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.shapes.terms import Theirs, from_rdflib, to_rdflib
from spacegraph.model.findings import Severity

_SEVERITIES = {
    SH.Violation: Severity.ERROR,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_QUIET = logging.getLogger("spacegraph.gate.shapes.shacl")
for _logger in (_QUIET, logging.getLogger("rdflib.term")):
    # A literal that is none of its datatype becomes a finding; rdflib's warning would repeat it.
    _logger.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Broken:
    """One result: a node that does not fit a shape.

    `path` is the IRI of the property, a SPARQL path where there are several steps, and empty for
    a rule about the node as such; `value` is None where the node lacks something.
    """

    focus: NamedNode
    shape: str
    path: str
    value: NamedNode | BlankNode | Literal | None
    message: str
    severity: Severity
    component: str


class _Graph(rdflib.Graph):
    """A graph that parses each query once, and need not be counted to be called not empty."""

    def __bool__(self) -> bool:
        return True

    def query(self, query_object: Any, *args: Any, **named: Any) -> Result:
        prepared = _parse(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **named)


@lru_cache(maxsize=256)
def _parse(query: str) -> Query:
    return prepareQuery(query)


def run_shapes(
    triples: Iterable[Triple], focus: Collection[NamedNode] | None, shapes: Shapes
) -> list[Broken]:
    """Judge some nodes by the shapes within a small graph; sorted by node, shape and value.

    Without a `focus` every node is judged that a shape targets.
    """
    flat = Flat(triples)
    wanted = {*flat.nodes, *flat.ends} if focus is None else focus
    suspects = shapes.sieve.suspects(flat, wanted)
    if not suspects:
        return []
    graph = _Graph(store="SimpleMemory", bind_namespaces="none")
    graph += shapes.hierarchy
    for triple in gather(
        flat, {node for each in suspects.values() for node in each}, shapes.routes
    ):
        graph.add(
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
        )
    # pySHACL's own focus_nodes drops every value node of a nested shape, which then passes unseen;
    # so the nodes are chosen here and the executor knows nothing of it.
    executor = SHACLExecutor(validator=None, sparql_mode=False, max_validation_depth=15)
    found: list[Broken] = []
    shapes.engine.use()
    for shape, nodes in suspects.items():
        found += _validate(shape, executor, graph, sorted(map(to_rdflib, nodes)), shapes)
    return sorted(
        set(found), key=lambda each: (each.focus.value, each.shape, each.component, str(each.value))
    )


def _validate(
    shape: Shape,
    executor: SHACLExecutor,
    graph: rdflib.Graph,
    chosen: list[Theirs],
    shapes: Shapes,
) -> list[Broken]:
    try:
        _, results = shape.validate(executor, graph, focus=chosen)
    except (ValidationFailure, ReportableRuntimeError) as error:
        raise ShapeError(f"the shapes cannot be applied: {error.message}") from error
    if isinstance(results, ValidationFailure):
        raise ShapeError(f"the shapes cannot be applied: {results.message}")
    return [_broken(node, said, shapes) for _, node, said in results]


def _broken(node: object, said: Iterable[tuple[Any, Any, Any]], shapes: Shapes) -> Broken:
    parts = {
        predicate: value[1] if isinstance(value, tuple) else value
        for subject, predicate, value in said
        if subject == node
    }
    shape, path, value = parts[SH.sourceShape], parts.get(SH.resultPath), parts.get(SH.value)
    return Broken(
        focus=NamedNode(str(parts[SH.focusNode])),
        shape=str(shape) if isinstance(shape, rdflib.URIRef) else "",
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value=None if value is None else from_rdflib(value),
        message=_message(shape, shapes) or str(parts.get(SH.resultMessage, "")),
        severity=_SEVERITIES.get(parts[SH.resultSeverity], Severity.ERROR),
        component=str(parts[SH.sourceConstraintComponent]),
    )


def _message(shape: rdflib.term.Node, shapes: Shapes) -> str:
    """Return what the shape itself says, in English where it says it so."""
    said = shapes.graph.objects(shape, SH.message)
    return str(min(said, key=lambda each: getattr(each, "language", None) != "en", default=""))
