"""Who and what stands nearest to a thing: its neighbours, an organisation's through events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.graph.facts.entity import Entity, Label, Value
from spacegraph.graph.facts.evidence import values
from spacegraph.graph.facts.links import find_labels
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.namespaces import BASE, DCTERMS, KINDS, SG
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

SHOWN: Final = 12

_EVENTS: Final[Mapping[str, NamedNode]] = {
    "affiliation": SG.Affiliation,
    "contract": SG.Contract,
    "cooperation": SG.Cooperation,
    "funding": SG.FundingRound,
    "mission": SG.Mission,
    "launch": SG.Launch,
}
"""What joins organisations: between two of them such a thing is a tie, not a neighbour."""

_ABOUT: Final = frozenset({"claim", "source"})
_FORMER: Final = frozenset({DCTERMS.replaces, DCTERMS.isReplacedBy})
"""Links to former identifiers of the same thing."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing nearby; `ties` counts by label how often and by what it is joined."""

    kind: str
    value: Value
    ties: tuple[tuple[Label, int], ...]

    @property
    def weight(self) -> int:
        """How many ties there are."""
        return sum(number for _, number in self.ties)


@dataclass(frozen=True, slots=True)
class Ego:
    """The neighbours with the most ties; `left_out` counts the others."""

    neighbours: tuple[Neighbour, ...]
    left_out: int


def find_ego(store: Store, entity: Entity, words: Vocabulary) -> Ego:
    """Return the nearest neighbours of a thing, those with the most ties first.

    An organisation is joined to others by the events that its description lists.
    """
    if kind_of(entity.iri) == "organisation":
        ties = _through_events(store, entity, words)
    else:
        ties = list(_direct(entity))
    counted: dict[NamedNode, dict[Label, int]] = {}
    named: dict[NamedNode, Value] = {}
    for value, label in ties:
        if isinstance(value.term, NamedNode) and value.term != entity.iri:
            named[value.term] = value
            told = counted.setdefault(value.term, {})
            told[label] = told.get(label, 0) + 1
    neighbours = sorted(
        (
            Neighbour(
                kind_of(node),
                named[node],
                tuple(sorted(told.items(), key=lambda tie: (-tie[1], tie[0].en))),
            )
            for node, told in counted.items()
        ),
        key=lambda each: (-each.weight, str(each.value.term)),
    )
    return Ego(tuple(neighbours[:SHOWN]), max(len(neighbours) - SHOWN, 0))


def kind_of(node: NamedNode) -> str:
    """Return the kind of one of our things, empty for everything else."""
    kind = node.value.removeprefix(BASE).partition("/")[0] if node.value.startswith(BASE) else ""
    return kind if kind in KINDS else ""


def _direct(entity: Entity) -> Iterator[tuple[Value, Label]]:
    """Yield the things that an entity names or that name it, each with the words for it."""
    for facts in (*entity.outgoing, *entity.incoming):
        if facts.predicate in _FORMER:
            continue
        for value in facts.values:
            if isinstance(value.term, NamedNode) and kind_of(value.term) not in ("", *_ABOUT):
                yield value, facts.label


def _through_events(store: Store, entity: Entity, words: Vocabulary) -> list[tuple[Value, Label]]:
    """Return what takes part in the same events, and what is linked without an event."""
    plain: list[tuple[Value, Label]] = []
    events: set[NamedNode] = set()
    for value, label in _direct(entity):
        if isinstance(value.term, NamedNode) and kind_of(value.term) in _EVENTS:
            events.add(value.term)
        elif isinstance(value.term, NamedNode) and kind_of(value.term) == "organisation":
            plain.append((value, label))
    others = list(_participants(store, events, entity.iri))
    labels = find_labels(store, {other for _, other in others})
    joined = [
        (Value(other, labels.get(other, Label())), words.label(_EVENTS[kind_of(event)]))
        for event, other in others
    ]
    return [*plain, *joined]


def _participants(
    store: Store, events: Iterable[NamedNode], node: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode]]:
    wanted = set(events)
    if not wanted:
        return
    rows = store.select(
        f"SELECT DISTINCT ?event ?other WHERE {{ {values('event', wanted)} "
        f"?event {to_sparql(SG.participant)} ?other FILTER (?other != {to_sparql(node)}) }}"
    )
    for event, other in sorted(rows, key=str):
        if isinstance(event, NamedNode) and isinstance(other, NamedNode):
            yield event, other
