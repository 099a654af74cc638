"""Let through the nodes that certainly fit a shape, so that pySHACL judges the others alone.

pySHACL takes a millisecond for a node and reports in full what it then throws away (the branches of
sh:or that do not hold). Most nodes of most submissions fit, and that is told in a fraction. What is
let through is certain: where a constraint, a path or a datatype is none of those known here the
node goes to pySHACL, and so does every node that does not fit. It alone makes findings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Final

import rdflib
from pyoxigraph import Literal, NamedNode
from pyshacl.shape import Shape
from rdflib.collection import Collection
from rdflib.extras.shacl import parse_shacl_path
from rdflib.paths import AlternativePath, InvPath, SequencePath
from rdflib.term import Node

from spacegraph.gate.shapes.certain import (
    Answer,
    ValueTest,
    all_of,
    among,
    any_of,
    compared,
    in_languages,
    matching,
    of_datatype,
    of_kind,
    of_length,
)
from spacegraph.gate.shapes.flat import Flat
from spacegraph.gate.shapes.terms import from_rdflib
from spacegraph.namespaces import RDF, RDFS, SH
from spacegraph.store.base import Term

Values = tuple[Term, ...]
Test = Callable[[Flat, Term], Answer]
"""Whether a focus node fits."""
_Check = Callable[[Flat, Term, Values], Answer]
"""Whether the values that a shape finds at a focus node fit."""
_Way = Callable[[Flat, Term], Values]
_Target = tuple[str, Term]

_TYPE: Final = RDF.type
_SILENT: Final = frozenset(
    each.value
    for each in (
        *(RDF.type, RDFS.label, RDFS.comment, SH.name, SH.description, SH.message, SH.severity),
        *(SH.path, SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
        *(SH.flags, SH.qualifiedMinCount, SH.order, SH.group),
    )
)
"""What says something of a shape and constrains nothing by itself."""

_BOUNDS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = MappingProxyType(
    {"minInclusive": ge, "minExclusive": gt, "maxInclusive": le, "maxExclusive": lt}
)


class Sieve:
    """The shapes as tests of one node within a small graph."""

    def __init__(self, shapes: Iterable[Shape], hierarchy: rdflib.Graph) -> None:
        self._targets: dict[_Target, list[tuple[Shape, Test]]] = {}
        self._chosen: dict[frozenset[_Target], Mapping[Shape, Test]] = {}
        for shape in shapes:
            reader = _Reader(shape.sg.graph, hierarchy)
            parts = [(shape, reader.read(shape.node, without=SH.property.value))]
            for node in shape.sg.graph.objects(shape.node, rdflib.SH.property):
                part = shape.sg.lookup_shape_from_node(node)
                parts.append((part, reader.read(node)))
            for target in _targets(shape, hierarchy):
                self._targets.setdefault(target, []).extend(parts)

    def suspects(self, graph: Flat, focus: Iterable[Term]) -> Mapping[Shape, list[Term]]:
        """Return the shapes that some nodes may not fit, each with these nodes."""
        found: dict[Shape, list[Term]] = {}
        for node in focus:
            for shape, test in self._choose(graph, node).items():
                if test(graph, node) is not True:
                    found.setdefault(shape, []).append(node)
        return found

    def _choose(self, graph: Flat, node: Term) -> Mapping[Shape, Test]:
        """Return the shapes that choose a node; things of a kind mostly share them."""
        targets = frozenset(each for each in _roles(graph, node) if each in self._targets)
        if targets not in self._chosen:
            parts = (part for target in targets for part in self._targets[target])
            self._chosen[targets] = dict(parts)
        return self._chosen[targets]


def _targets(shape: Shape, hierarchy: rdflib.Graph) -> Iterator[_Target]:
    """Yield by what a shape chooses its nodes."""
    nodes, classes, implicit, objects_of, subjects_of = shape.target()  # type: ignore[no-untyped-call]
    for node in nodes:
        yield "node", from_rdflib(node)
    for kind in (*classes, *implicit):
        for narrower in _narrower(hierarchy, kind):
            yield "class", narrower
    for property in objects_of:
        yield "value of", from_rdflib(property)
    for property in subjects_of:
        yield "subject of", from_rdflib(property)


def _narrower(hierarchy: rdflib.Graph, kind: Node) -> frozenset[Term]:
    """Return a class and those below it."""
    found = hierarchy.transitive_subjects(rdflib.RDFS.subClassOf, kind)
    return frozenset(from_rdflib(each) for each in found if each is not None)


def _roles(graph: Flat, node: Term) -> Iterator[_Target]:
    """Yield everything by which a shape may choose a node."""
    yield "node", node
    for kind in graph.values(node, _TYPE):
        yield "class", kind
    for property in graph.properties(node):
        yield "subject of", property
    for property in graph.roles(node):
        yield "value of", property


class _Reader:
    """Makes tests of shapes."""

    def __init__(self, graph: rdflib.Graph, hierarchy: rdflib.Graph) -> None:
        self._graph = graph
        self._hierarchy = hierarchy
        self._open: list[Node] = []

    def read(self, shape: Node, *, without: str = "") -> Test:
        """Return the test of a shape; `without` names a parameter that is left out."""
        if shape in self._open:
            return lambda graph, node: None
        self._open.append(shape)
        checks = [
            self._check(shape, str(parameter), value)
            for parameter, value in self._graph.predicate_objects(shape)
            if str(parameter) not in _SILENT and str(parameter) != without
        ]
        self._open.pop()
        path = self._graph.value(shape, rdflib.SH.path)
        way = _itself if path is None else _read_path(parse_shacl_path(self._graph, path))
        if way is None:
            return lambda graph, node: None

        def test(graph: Flat, node: Term) -> Answer:
            values = way(graph, node)
            return all_of([check(graph, node, values) for check in checks])

        return test

    def _check(self, shape: Node, parameter: str, value: Node) -> _Check:
        """Return the check of one constraint."""
        name = parameter.removeprefix(str(SH))
        if single := self._single(shape, name, value):
            return lambda graph, node, values: all_of([single(each) for each in values])
        if nested := self._nested(shape, name, value):
            return nested
        term = from_rdflib(value)
        match name:
            case "minCount" if isinstance(term, Literal):
                return lambda graph, node, values: len(values) >= int(term.value)
            case "maxCount" if isinstance(term, Literal):
                return lambda graph, node, values: len(values) <= int(term.value)
            case "hasValue":
                return lambda graph, node, values: term in values
            case "disjoint" if isinstance(term, NamedNode):
                return lambda graph, node, values: not set(values) & set(graph.values(node, term))
            case "uniqueLang" if term == Literal(True):
                return lambda graph, node, values: _unlike(values)
        return lambda graph, node, values: None

    def _single(self, shape: Node, name: str, value: Node) -> ValueTest | None:
        """Return the test of a constraint that looks at each value by itself."""
        term = from_rdflib(value)
        if name in _BOUNDS:
            return compared(term, _BOUNDS[name])
        match name:
            case "datatype" if isinstance(term, NamedNode):
                return of_datatype(term)
            case "nodeKind" if isinstance(term, NamedNode):
                return of_kind(term)
            case "in":
                return among([from_rdflib(each) for each in Collection(self._graph, value)])
            case "languageIn":
                return in_languages([str(each) for each in Collection(self._graph, value)])
            case "minLength" if isinstance(term, Literal):
                return of_length(int(term.value))
            case "pattern" if isinstance(term, Literal):
                return matching(term.value, str(self._graph.value(shape, rdflib.SH.flags) or ""))
        return None

    def _nested(self, shape: Node, name: str, value: Node) -> _Check | None:
        """Return the check of a constraint that leads on from the values."""
        if name == "class":
            kinds = _narrower(self._hierarchy, value)
            return lambda graph, node, values: all(
                not kinds.isdisjoint(graph.values(each, _TYPE)) for each in values
            )
        if name in ("or", "and", "xone"):
            tests = [self.read(each) for each in Collection(self._graph, value)]
            judge = {"or": any_of, "and": all_of, "xone": _one_of}[name]
            return lambda graph, node, values: all_of(
                [judge([test(graph, each) for test in tests]) for each in values]
            )
        if name not in ("node", "property", "not", "qualifiedValueShape"):
            return None
        test = self.read(value)
        if name == "not":
            return lambda graph, node, values: all_of([_not(test(graph, each)) for each in values])
        if name == "qualifiedValueShape":
            least = self._graph.value(shape, rdflib.SH.qualifiedMinCount)
            wanted = int(str(least)) if least is not None else 0
            return lambda graph, node, values: (
                True
                if [test(graph, each) for each in values].count(True) >= wanted
                and least is not None
                else None
            )
        return lambda graph, node, values: all_of([test(graph, each) for each in values])


def _read_path(path: object) -> _Way | None:
    """Return the way along a path; None for those that are not known here."""
    if isinstance(path, rdflib.URIRef):
        property = NamedNode(str(path))
        return lambda graph, node: tuple(graph.values(node, property))
    if isinstance(path, InvPath) and isinstance(path.arg, rdflib.URIRef):
        inverse = NamedNode(str(path.arg))
        return lambda graph, node: tuple(graph.subjects(node, inverse))
    if not isinstance(path, AlternativePath | SequencePath):
        return None
    ways = [way for part in path.args if (way := _read_path(part))]
    if len(ways) < len(path.args):
        return None
    if isinstance(path, AlternativePath):
        return lambda graph, node: tuple({each for way in ways for each in way(graph, node)})

    def along(graph: Flat, node: Term) -> Values:
        nodes = {node}
        for way in ways:
            nodes = {end for each in nodes for end in way(graph, each)}
        return tuple(nodes)

    return along


def _itself(_: Flat, node: Term) -> Values:
    return (node,)


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _one_of(answers: list[Answer]) -> Answer:
    return None if None in answers else answers.count(True) == 1


def _unlike(values: Values) -> bool:
    tags = [each.language.lower() for each in values if isinstance(each, Literal) and each.language]
    return len(tags) == len(set(tags))
