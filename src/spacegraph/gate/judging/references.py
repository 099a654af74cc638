"""Find the references of a submission that lead nowhere, and what may have been meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.vocabulary.kinds import is_ours, split
from spacegraph.model.claims import Claim
from spacegraph.namespaces import CONCEPT, DCTERMS, RDF, SG, to_curie

_FREE: Final = frozenset({RDF.type, DCTERMS.replaces})
"""Properties whose values need not be things that exist."""


@dataclass(frozen=True, slots=True)
class Dangling:
    """A value that names nothing; `nearest` holds what is most like it, best first.

    `moved` is the thing that a former id leads to now.
    """

    claim: Claim
    triple: Triple
    nearest: tuple[NamedNode, ...] = ()
    moved: NamedNode | None = None

    @property
    def advice(self) -> str:
        """Say what to write instead."""
        if self.moved:
            return f"it is {to_curie(self.moved.value)} now"
        if self.nearest:
            return f"did you mean {' or '.join(to_curie(each.value) for each in self.nearest)}?"
        return "add the thing first, or in the same submission"


def find_dangling(claims: Iterable[Claim], known: Known) -> Iterator[Dangling]:
    """Yield every reference to a thing or controlled value that exists nowhere."""
    submitted = tuple(claims)
    here = {
        triple.subject
        for claim in submitted
        for triple in claim.triples
        if isinstance(triple.subject, NamedNode)
    }
    named = [
        (claim, triple, triple.object)
        for claim in submitted
        for triple in claim.triples
        if isinstance(triple.object, NamedNode) and _refers(triple)
    ]
    named += [
        (claim, Triple(claim.iri, SG.confidence, claim.confidence), claim.confidence)
        for claim in submitted
        if claim.confidence
    ]
    wanted = {node for _, _, node in named} - here
    missing = wanted - known.things(wanted)
    moved = known.replaced(wanted)
    for claim, triple, node in named:
        if node in missing or node in moved:
            yield Dangling(claim, triple, nearest(node, known), moved.get(node))


def nearest(node: NamedNode, known: Known) -> tuple[NamedNode, ...]:
    """Return the things or controlled values most like one that does not exist."""
    if node.value.startswith(str(CONCEPT)):
        return known.nearest_concepts(node)
    return known.nearest(node)


def _refers(triple: Triple) -> bool:
    """Tell whether a value should be a thing: not a class, not a former id, not a page."""
    value = triple.object
    return (
        isinstance(value, NamedNode)
        and is_ours(value)
        and triple.predicate not in _FREE
        and (bool(split(value)[0]) or value.value.startswith(str(CONCEPT)))
    )
