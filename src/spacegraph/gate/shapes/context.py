"""Gather the part of the graph that decides whether a change may enter.

The way is given by the shapes (`routes`): backwards from what changes to the nodes whose verdict
can change, then forwards from these to everything that their verdict depends on.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.knowledge.overlay import Overlay
from spacegraph.gate.shapes.flat import Flat
from spacegraph.gate.shapes.routes import Edge, State
from spacegraph.gate.vocabulary.kinds import is_ours
from spacegraph.store.base import Term


def find_focus(graph: Overlay, changed: Iterable[Triple], routes: State) -> tuple[NamedNode, ...]:
    """Return the nodes whose verdict can depend on the statements that change."""
    arrivals: dict[int, list[tuple[State, Edge]]] = {}
    waiting: dict[State, set[Term]] = {}
    focus: set[Term] = set()
    ends = _ends(changed)
    for edge in routes.steps:
        focus |= ends.get(edge, set())
    for state in routes.states():
        for edge, following in state.steps.items():
            arrivals.setdefault(id(following), []).append((state, edge))
            if state is not routes and (starts := ends.get(edge)):
                waiting.setdefault(state, set()).update(starts)
    seen: set[tuple[int, Term]] = set()
    while waiting:
        waiting = _backwards(graph, waiting, arrivals, seen)
        focus |= waiting.pop(routes, set())
    ours = {node for node in focus if isinstance(node, NamedNode) and is_ours(node)}
    return tuple(sorted(ours, key=lambda node: node.value))


def _ends(triples: Iterable[Triple]) -> dict[Edge, set[Term]]:
    """Return, for each edge and for any edge, the nodes from which some statements take it."""
    subjects: dict[NamedNode, set[Term]] = {}
    values: dict[NamedNode, set[Term]] = {}
    for subject, property, value in triples:
        subjects.setdefault(property, set()).add(subject)
        values.setdefault(property, set()).add(value)
    found: dict[Edge, set[Term]] = {}
    for inverse, nodes in ((False, subjects), (True, values)):
        found.update((Edge(property.value, inverse), each) for property, each in nodes.items())
        found[Edge("", inverse)] = {node for each in nodes.values() for node in each}
    return found


def _backwards(
    graph: Overlay,
    at: dict[State, set[Term]],
    arrivals: dict[int, list[tuple[State, Edge]]],
    seen: set[tuple[int, Term]],
) -> dict[State, set[Term]]:
    """Take one step back along every edge by which some nodes can have been reached."""
    fresh = {
        state: {node for node in nodes if (id(state), node) not in seen}
        for state, nodes in at.items()
    }
    seen.update((id(state), node) for state, nodes in fresh.items() for node in nodes)
    pointing: dict[Term, set[str]] = {}
    pointed: dict[Term, set[str]] = {}
    for state, nodes in fresh.items():
        for _, edge in arrivals.get(id(state), ()):
            for node in nodes:
                (pointed if edge.inverse else pointing).setdefault(node, set()).add(edge.property)
    into, out = _index(graph, pointing, pointed)
    reached: dict[State, set[Term]] = {}
    for state, nodes in fresh.items():
        for previous, edge in arrivals.get(id(state), ()):
            for node in nodes:
                found = (out if edge.inverse else into).get(node, ())
                reached.setdefault(previous, set()).update(
                    end for property, end in found if edge.property in ("", property)
                )
    return {state: nodes for state, nodes in reached.items() if nodes}


def gather(graph: Overlay | Flat, focus: Iterable[Term], routes: State) -> frozenset[Triple]:
    """Return every statement that the shapes read of some nodes or on from them."""
    found: set[Triple] = set()
    at: dict[State, set[Term]] = {routes: set(focus)}
    seen: set[tuple[int, Term]] = set()
    while at:
        at = {
            state: {node for node in nodes if (id(state), node) not in seen}
            for state, nodes in at.items()
        }
        seen.update((id(state), node) for state, nodes in at.items() for node in nodes)
        out: dict[Term, set[str]] = {}
        into: dict[Term, set[str]] = {}
        for state, nodes in at.items():
            for edge in state.steps:
                for node in nodes:
                    (into if edge.inverse else out).setdefault(node, set()).add(edge.property)
        leading = graph.outgoing({node: frozenset(names) for node, names in out.items()})
        coming = graph.incoming({node: frozenset(names) for node, names in into.items()})
        found |= leading | coming
        at = _forwards(at, leading, coming)
    return frozenset(found)


def _forwards(
    at: dict[State, set[Term]], leading: set[Triple], coming: set[Triple]
) -> dict[State, set[Term]]:
    ends: dict[tuple[Term, bool], list[tuple[str, Term]]] = {}
    for triple in leading:
        ends.setdefault((triple.subject, False), []).append((triple.predicate.value, triple.object))
    for triple in coming:
        ends.setdefault((triple.object, True), []).append((triple.predicate.value, triple.subject))
    reached: dict[State, set[Term]] = {}
    for state, nodes in at.items():
        for edge, following in state.steps.items():
            if following.steps:
                reached.setdefault(following, set()).update(
                    end
                    for node in nodes
                    for property, end in ends.get((node, edge.inverse), ())
                    if edge.property in ("", property)
                )
    return {state: nodes for state, nodes in reached.items() if nodes}


def _index(
    graph: Overlay, pointing: dict[Term, set[str]], pointed: dict[Term, set[str]]
) -> tuple[dict[Term, list[tuple[str, Term]]], dict[Term, list[tuple[str, Term]]]]:
    """Return, for each node, the properties and subjects that lead to it, and its own."""
    into: dict[Term, list[tuple[str, Term]]] = {}
    out: dict[Term, list[tuple[str, Term]]] = {}
    for triple in graph.incoming({node: frozenset(names) for node, names in pointing.items()}):
        into.setdefault(triple.object, []).append((triple.predicate.value, triple.subject))
    for triple in graph.outgoing({node: frozenset(names) for node, names in pointed.items()}):
        out.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    return into, out
