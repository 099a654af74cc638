"""Group what is said of a thing into facts: by property, with evidence and standing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import (
    Alternative,
    Criterion,
    Evidence,
    Facts,
    Label,
    Reason,
    Standing,
    Statement,
    Value,
)
from spacegraph.graph.facts.evidence import compare
from spacegraph.graph.facts.links import Links
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import BASE, DCTERMS, GEO, RDF, RDFS, SG, SKOS
from spacegraph.store.base import Term

Said = Mapping[NamedNode, list[Term]]
"""What the graph holds true of a thing, by property."""

Stated = Mapping[NamedNode, Mapping[Term, tuple[NamedNode, ...]]]
"""What claims state of a thing, by property and value, with the claims that do."""

_UNSEEN: Final = frozenset(
    {RDFS.label, RDFS.isDefinedBy, SG.earliest, SG.latest, GEO.hasGeometry, DCTERMS.isReplacedBy}
)
_NAMES: Final = frozenset({SKOS.prefLabel, SKOS.altLabel})


@dataclass(frozen=True, slots=True)
class Groups:
    """The words, the names and the evidence with which terms become facts."""

    words: Vocabulary
    labels: Mapping[NamedNode, Label]
    evidence: Mapping[NamedNode, Evidence]

    def value(self, term: Term) -> Value:
        """Name a term."""
        return Value(term, self._label(term))

    def outgoing(self, said: Said, stated: Stated) -> tuple[Facts, ...]:
        """Group what a thing says of itself, in the order of the ontology."""
        shown = [
            self._facts(property, values, stated)
            for property, values in self._special(said).items()
            if property not in _UNSEEN
        ]
        return tuple(sorted(shown, key=lambda facts: self.words.position(facts.predicate)))

    def incoming(self, links: Links, dates: Mapping[NamedNode, PartialDate]) -> tuple[Facts, ...]:
        """Group what points to a thing, in the order of the ontology."""
        groups: dict[NamedNode, list[Value]] = {}
        for link in links.links:
            backing = self._backing(link.claims)
            standing = Standing.CLAIMED if backing else Standing.DERIVED
            when = dates.get(link.subject)
            groups.setdefault(link.property, []).append(
                Value(link.subject, self._label(link.subject), backing, standing, when)
            )
        return tuple(
            Facts(each, self.words.inverse_label(each), tuple(groups[each]), links.totals[each])
            for each in sorted(groups, key=self.words.position)
        )

    def kinds(self, types: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """Keep the most special classes; those of others only where we have none."""
        special = self.words.specific(types)
        return tuple(each for each in special if each.value.startswith(BASE)) or special

    def statements(
        self, triples: Iterable[tuple[NamedNode, NamedNode, Term, bool]]
    ) -> tuple[Statement, ...]:
        """Order what a claim states by subject and property."""
        ordered = sorted(
            triples,
            key=lambda each: (each[0].value, self.words.position(each[1]), _by_text(each[2])),
        )
        return tuple(
            Statement(
                self.value(subject), property, self.words.label(property), self.value(term), stands
            )
            for subject, property, term, stands in ordered
        )

    def _facts(self, property: NamedNode, held: Iterable[Term], stated: Stated) -> Facts:
        backing = {term: self._backing(claims) for term, claims in stated.get(property, {}).items()}
        if property == SKOS.altLabel:
            for term, claims in stated.get(SKOS.prefLabel, {}).items():
                backing.setdefault(term, self._backing(claims))
        kept = sorted(held, key=_by_text)
        alternatives = self._alternatives(property, kept, backing, stated)
        contested = any(not each.agrees for each in alternatives)
        firm = Standing.CONTESTED if contested else Standing.CLAIMED
        values = tuple(
            Value(
                term,
                self._label(term),
                backing.get(term, ()),
                firm if term in backing else Standing.DERIVED,
            )
            for term in kept
        )
        return Facts(property, self.words.label(property), values, len(values), alternatives)

    def _alternatives(
        self,
        property: NamedNode,
        kept: list[Term],
        backing: Mapping[Term, tuple[Evidence, ...]],
        stated: Stated,
    ) -> tuple[Alternative, ...]:
        if property in _NAMES:
            return ()
        others = sorted(
            (term for term in backing if term not in kept and not self._is_above(term, kept)),
            key=_by_text,
        )
        return tuple(
            Alternative(
                Value(other, self._label(other), backing[other]),
                self._reason(property, kept, other, backing, stated),
            )
            for other in others
        )

    def _reason(
        self,
        property: NamedNode,
        kept: list[Term],
        other: Term,
        backing: Mapping[Term, tuple[Evidence, ...]],
        stated: Stated,
    ) -> Reason:
        """Tell why a value was not taken; see `graph.settle` for the rules."""
        leader = self.words.leaders.get(property)
        winners = {each.claim for term in kept for each in backing.get(term, ())}
        if leader and leader in stated and not winners & {each.claim for each in backing[other]}:
            return Reason(Criterion.COMPANION, self.words.label(leader).en)
        rivals = [(term, backing[term]) for term in kept if term in backing]
        term, claims = rivals[0] if rivals else (other, ())
        return compare(term, claims, other, backing[other])

    def _special(self, said: Said) -> dict[NamedNode, list[Term]]:
        """Leave out what only repeats a more special property or class."""
        kept: dict[NamedNode, list[Term]] = {}
        for property, values in said.items():
            covering = self.words.below(property) & said.keys()
            covered = {value for each in covering for value in said[each]}
            rest = [value for value in values if value not in covered]
            if property == RDF.type:
                rest = list(self.kinds(nodes(rest)))
            if rest:
                kept[property] = rest
        return kept

    def _is_above(self, term: Term, kept: Iterable[Term]) -> bool:
        """Tell whether a class only says less than the ones kept."""
        return any(term in self.words.ancestors.get(each, ()) for each in nodes(kept))

    def _backing(self, claims: Iterable[NamedNode]) -> tuple[Evidence, ...]:
        return tuple(self.evidence[each] for each in claims if each in self.evidence)

    def _label(self, term: Term) -> Label:
        if not isinstance(term, NamedNode):
            return Label()
        return self.labels.get(term) or self.words.label(term)


def nodes(values: Iterable[Term | None]) -> tuple[NamedNode, ...]:
    """Keep the IRIs among terms."""
    return tuple(value for value in values if isinstance(value, NamedNode))


def _by_text(term: Term) -> tuple[str, str]:
    language = (term.language or "") if isinstance(term, Literal) else ""
    return language, str(term)
