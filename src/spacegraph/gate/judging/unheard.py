"""Judge the submitted values that the graph would not hold, because another value is preferred.

The shapes see the settled value alone. A day that does not exist must not enter a claim unseen
just because a better source knows the real one.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.knowledge.effect import Effect
from spacegraph.gate.knowledge.overlay import Overlay
from spacegraph.gate.shapes.context import find_focus, gather
from spacegraph.gate.shapes.shacl import Broken, run_shapes
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.namespaces import SH
from spacegraph.store.base import Store

_BETWEEN: Final = frozenset(
    each.value
    for each in (
        SH.SPARQLConstraintComponent,
        SH.DisjointConstraintComponent,
        SH.EqualsConstraintComponent,
        SH.LessThanConstraintComponent,
        SH.LessThanOrEqualsConstraintComponent,
    )
)
"""Constraints between values: a contradiction with a value that stands is no fault of this one."""


def find_unheard(store: Store, effect: Effect, shapes: Shapes) -> list[Broken]:
    """Return what is wrong with single values that would lose against others."""
    stated = {triple for claim in effect.entering for triple in claim.triples}
    single = {triple for triple in stated if triple.predicate in shapes.schema.functional}
    after = Overlay(store, effect.gained, effect.lost)
    standing = after.outgoing({t.subject: frozenset({""}) for t in single})
    losing = single - standing
    if not losing:
        return []
    rivals = _rivals(losing, standing)
    believed = Overlay(store, effect.gained | losing, effect.lost | rivals)
    focus = find_focus(believed, losing, shapes.routes)
    broken = run_shapes(gather(believed, focus, shapes.routes), focus, shapes)
    said = {(t.subject, t.predicate.value, str(t.object)) for t in losing}
    return [
        each
        for each in broken
        if (each.focus, each.path, str(each.value)) in said and each.component not in _BETWEEN
    ]


def _rivals(losing: Iterable[Triple], standing: Iterable[Triple]) -> frozenset[Triple]:
    """Return the values that stand in the way of those that lose."""
    places: set[tuple[object, NamedNode]] = {(t.subject, t.predicate) for t in losing}
    return frozenset(t for t in standing if (t.subject, t.predicate) in places)
