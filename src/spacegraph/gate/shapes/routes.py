"""Derive from the shapes which statements they read, and along which way from a focus node.

The result is an automaton: from the root, which stands for a focus node, edges lead along the
properties that a constraint looks at. It tells both what a node's verdict depends on (walk it
forwards) and whose verdict a statement can change (walk it backwards from the statement).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rdflib import Graph, URIRef, Variable
from rdflib.collection import Collection
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import OWL, RDF, SH
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from spacegraph.errors import ShapeError


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A step along a property, from value to subject when `inverse`; empty means any property."""

    property: str
    inverse: bool = False


@dataclass(eq=False, slots=True)
class State:
    """What has been reached on the way from a focus node, and the steps that are taken from it."""

    steps: dict[Edge, "State"] = field(default_factory=dict)

    def step(self, edge: Edge) -> "State":
        """Return where an edge leads, which is new when nobody has taken it yet."""
        return self.steps.setdefault(edge, State())

    def states(self) -> Iterator["State"]:
        """Yield every state that can be reached, this one first."""
        seen, waiting = {id(self)}, [self]
        while waiting:
            state = waiting.pop()
            yield state
            for following in state.steps.values():
                if id(following) not in seen:
                    seen.add(id(following))
                    waiting.append(following)


def read_routes(shapes: Graph) -> State:
    """Return what all shapes of a graph read."""
    root = State()
    reader = _Reader(shapes)
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    targeted = {shape for target in targets for shape in shapes.subjects(target, None)}
    implicit = {
        shape
        for shape in shapes.subjects(RDF.type, SH.NodeShape)
        if (shape, RDF.type, OWL.Class) in shapes
    }
    for shape in sorted(targeted | implicit, key=str):
        reader.shape(shape, [root])
        for property in shapes.objects(shape, SH.targetSubjectsOf):
            root.step(Edge(str(property)))
        for property in shapes.objects(shape, SH.targetObjectsOf):
            root.step(Edge(str(property), inverse=True))
    root.step(Edge(str(RDF.type)))
    return root


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._seen: set[tuple[Node, int]] = set()

    def shape(self, shape: Node, focus: list[State]) -> None:
        """Add what a shape reads of the nodes that some states stand for."""
        fresh = [state for state in focus if (shape, id(state)) not in self._seen]
        if not fresh:
            return
        self._seen.update((shape, id(state)) for state in fresh)
        node = self._graph.value(shape, SH.path)
        path = None if node is None else parse_shacl_path(self._graph, node)
        values = fresh if path is None else self._path(path, fresh)
        self._constraints(shape, path, fresh, values)

    def _constraints(
        self, shape: Node, path: Path | URIRef | None, focus: list[State], values: list[State]
    ) -> None:
        get = self._graph.objects
        if (shape, SH["class"], None) in self._graph:
            self._take(Edge(str(RDF.type)), values)
        for pair in (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals):
            for other in get(shape, pair):
                self._take(Edge(str(other)), focus)
        if (shape, SH.closed, None) in self._graph:
            self._take(Edge(""), values)
        for nested in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape):
            for other in get(shape, nested):
                self.shape(other, values)
        for several in (SH["and"], SH["or"], SH.xone):
            for members in get(shape, several):
                for other in Collection(self._graph, members):
                    self.shape(other, values)
        for constraint in get(shape, SH.sparql):
            self._sparql(shape, constraint, path, focus)

    def _sparql(
        self, shape: Node, constraint: Node, path: Path | URIRef | None, focus: list[State]
    ) -> None:
        for text in (
            *self._graph.objects(constraint, SH.select),
            *self._graph.objects(constraint, SH.ask),
        ):
            query = f"{self._prologue(constraint)}{text}".replace("$PATH", _text(path))
            patterns = list(_patterns(prepareQuery(query).algebra))
            self._connect(shape, patterns, focus)

    def _connect(
        self, shape: Node, patterns: list[tuple[Node, object, Node]], focus: list[State]
    ) -> None:
        """Follow the patterns of a query from $this; every one of them must hang together."""
        reached: dict[Node, list[State]] = {Variable("this"): focus}
        waiting = patterns
        while waiting:
            left = []
            for subject, way, value in waiting:
                if subject in reached:
                    _add(reached, value, self._path(way, reached[subject]))
                elif value in reached:
                    _add(reached, subject, self._path(way, reached[value], inverse=True))
                else:
                    left.append((subject, way, value))
            if len(left) == len(waiting):
                raise ShapeError(
                    f"{shape}: its query reads statements that do not hang together with $this",
                    hint="connect every pattern to $this, so that its reach can be known",
                )
            waiting = left

    def _path(self, way: object, states: list[State], *, inverse: bool = False) -> list[State]:
        """Return the states that a path leads to from some states."""
        if isinstance(way, InvPath):
            return self._path(way.arg, states, inverse=not inverse)
        if isinstance(way, SequencePath):
            for part in reversed(way.args) if inverse else way.args:
                states = self._path(part, states, inverse=inverse)
            return states
        if isinstance(way, AlternativePath):
            each = (self._path(part, states, inverse=inverse) for part in way.args)
            return _unique(state for found in each for state in found)
        if isinstance(way, MulPath):
            ends = self._path(way.path, states, inverse=inverse)
            if way.more:
                ends = self._repeat(_edges(way.path, inverse=inverse), ends)
            return _unique([*states, *ends]) if way.zero else ends
        return self._take(_edge(way, inverse=inverse), states)

    def _repeat(self, edges: frozenset[Edge], ends: list[State]) -> list[State]:
        """Let the ends of a path lead on along it, as often as one likes."""
        waiting, loop = list(ends), list(ends)
        while waiting:
            state = waiting.pop()
            for edge in edges:
                following = state.steps.setdefault(edge, state)
                if following not in loop:
                    loop.append(following)
                    waiting.append(following)
        return loop

    def _take(self, edge: Edge, states: list[State]) -> list[State]:
        return _unique(state.step(edge) for state in states)

    def _prologue(self, constraint: Node) -> str:
        declared = (
            (self._graph.value(each, SH.prefix), self._graph.value(each, SH.namespace))
            for prefixes in self._graph.objects(constraint, SH.prefixes)
            for each in self._graph.objects(prefixes, SH.declare)
        )
        return "".join(f"PREFIX {prefix}: <{name}>\n" for prefix, name in sorted(declared))


def _edges(way: object, *, inverse: bool) -> frozenset[Edge]:
    """Return every edge that a path is made of."""
    if isinstance(way, InvPath):
        return _edges(way.arg, inverse=not inverse)
    if isinstance(way, MulPath):
        return _edges(way.path, inverse=inverse)
    if isinstance(way, SequencePath | AlternativePath):
        return frozenset(edge for part in way.args for edge in _edges(part, inverse=inverse))
    return frozenset({_edge(way, inverse=inverse)})


def _edge(way: object, *, inverse: bool) -> Edge:
    return Edge(str(way) if isinstance(way, URIRef) else "", inverse)


def _text(path: Path | URIRef | None) -> str:
    return f"({path.n3()})" if isinstance(path, Path) else f"<{path}>"


def _add(reached: dict[Node, list[State]], node: Node, states: list[State]) -> None:
    reached[node] = _unique([*reached.get(node, ()), *states])


def _unique(states: Iterable[State]) -> list[State]:
    return list({id(state): state for state in states}.values())


def _patterns(part: object) -> Iterator[tuple[Node, object, Node]]:
    """Yield every triple pattern of a query's algebra, also of its filters and subqueries."""
    if isinstance(part, CompValue):
        for name, value in part.items():
            if name == "triples":
                yield from value
            else:
                yield from _patterns(value)
    elif isinstance(part, list | tuple | set):
        for each in part:
            yield from _patterns(each)
