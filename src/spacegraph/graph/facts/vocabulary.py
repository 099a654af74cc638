"""The words of the ontology that pages need: labels in both languages, order, hierarchy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import Label
from spacegraph.namespaces import DCTERMS, OWL, RDF, RDFS, SCHEMA, SG, SKOS, to_curie
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

LAST: Final = 10_000
"""The display order of properties that have none."""

_READ: Final = (
    RDFS.label,
    SKOS.prefLabel,
    DCTERMS.title,
    SG.inverseLabel,
    SG.displayOrder,
    SG.settledWith,
    RDFS.subPropertyOf,
    RDFS.subClassOf,
    RDF.type,
)

_DATES: Final = frozenset({SCHEMA.startDate, SCHEMA.endDate, DCTERMS.issued})

_BORROWED: Final[Mapping[NamedNode, tuple[str, str, str, str]]] = MappingProxyType(
    {
        RDFS.subClassOf: ("subclass of", "上位类", "subclass", "下位类"),
        RDFS.subPropertyOf: ("subproperty of", "上位属性", "subproperty", "下位属性"),
        RDFS.domain: ("describes", "定义域", "property", "属性"),
        RDFS.range: ("values are", "值域", "value of property", "作为值的属性"),
        RDFS.isDefinedBy: ("defined by", "定义于", "defines", "定义了"),
        RDFS.comment: ("comment", "说明", "", ""),
        OWL.disjointWith: ("never also", "互斥类", "never also", "互斥类"),
        SKOS.inScheme: ("scheme", "所属词表", "value", "取值"),
        SKOS.topConceptOf: ("top value of", "词表首级", "top value", "首级取值"),
        SKOS.notation: ("code", "代码", "", ""),
        SKOS.definition: ("definition", "定义", "", ""),
        SKOS.scopeNote: ("use here", "用法", "", ""),
        SKOS.example: ("example", "示例", "", ""),
        SKOS.broader: ("broader value", "上位取值", "narrower value", "下位取值"),
        RDF.type: ("kind", "类别", "thing of this kind", "该类事物"),
    }
)
"""Words for terms of others that describe the ontology itself, and their inverses."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms and controlled values of the graph, read once for each state of the store.

    `leaders` maps a property to the one it is settled with; `dates` are the properties that
    date an event or a relation, `links` those whose values are things. Ancestors and descendants
    leave the term itself out.
    """

    labels: Mapping[NamedNode, Label]
    inverse_labels: Mapping[NamedNode, Label]
    order: Mapping[NamedNode, int]
    functional: frozenset[NamedNode]
    leaders: Mapping[NamedNode, NamedNode]
    ancestors: Mapping[NamedNode, frozenset[NamedNode]]
    descendants: Mapping[NamedNode, frozenset[NamedNode]]
    dates: frozenset[NamedNode]
    links: frozenset[NamedNode]

    @classmethod
    def read(cls, store: Store) -> "Vocabulary":
        """Read every term that says where it is defined."""
        properties = ", ".join(map(to_sparql, _READ))
        rows = store.select(
            f"SELECT ?term ?property ?value WHERE {{ ?term {to_sparql(RDFS.isDefinedBy)} ?by . "
            f"?term ?property ?value FILTER (?property IN ({properties})) }}"
        )
        found: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
        for term, property, value in rows:
            if isinstance(term, NamedNode) and isinstance(property, NamedNode) and value:
                found.setdefault(term, {}).setdefault(property, []).append(value)
        parents = {
            term: _nodes([*said.get(RDFS.subPropertyOf, ()), *said.get(RDFS.subClassOf, ())])
            for term, said in found.items()
        }
        ancestors = {term: _climb(term, parents) for term in found}
        descendants: dict[NamedNode, set[NamedNode]] = {}
        for term, above in ancestors.items():
            for each in above:
                descendants.setdefault(each, set()).add(term)
        leaders = {term: _nodes(said.get(SG.settledWith, ())) for term, said in found.items()}
        return cls(
            labels={term: to_label(_names(said)) for term, said in found.items()},
            inverse_labels={
                term: to_label(said[SG.inverseLabel])
                for term, said in found.items()
                if SG.inverseLabel in said
            },
            order={term: _order(said.get(SG.displayOrder, ())) for term, said in found.items()},
            functional=frozenset(
                term
                for term, said in found.items()
                if OWL.FunctionalProperty in said.get(RDF.type, ())
            ),
            leaders={term: nodes[0] for term, nodes in leaders.items() if nodes},
            ancestors=ancestors,
            descendants={term: frozenset(under) for term, under in descendants.items()},
            dates=frozenset({DCTERMS.date, *descendants.get(DCTERMS.date, ()), *_DATES}),
            links=frozenset(
                term for term, said in found.items() if OWL.ObjectProperty in said.get(RDF.type, ())
            ),
        )

    def label(self, term: NamedNode) -> Label:
        """Name a term; one that the ontology does not hold by its CURIE."""
        known = self.labels.get(term)
        if known:
            return known
        words = _BORROWED.get(term)
        return Label(words[0], words[1]) if words else Label(to_curie(term.value))

    def inverse_label(self, property: NamedNode) -> Label:
        """Name a property read from its value to its subject."""
        known = self.inverse_labels.get(property)
        if known:
            return known
        words = _BORROWED.get(property)
        if words and words[2]:
            return Label(words[2], words[3])
        forward = self.label(property)
        return Label(f"{forward.en} of", f"{forward.zh or forward.en}（反向）")

    def position(self, property: NamedNode) -> tuple[int, str]:
        """Give the sort key of a property on a page."""
        return self.order.get(property, LAST), property.value

    def specific(self, terms: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """Leave out the terms that are ancestors of others among them; sorted."""
        known = set(terms)
        above = {each for term in known for each in self.ancestors.get(term, ()) if each != term}
        return tuple(sorted(known - above, key=str))

    def below(self, property: NamedNode) -> frozenset[NamedNode]:
        """Return the properties or classes below a term."""
        return self.descendants.get(property, frozenset())


def to_label(values: Iterable[Term]) -> Label:
    """Pick the English and the Chinese name out of literals; one without a language is English."""
    english: list[str] = []
    chinese: list[str] = []
    plain: list[str] = []
    for value in values:
        if not isinstance(value, Literal):
            continue
        language = (value.language or "").lower()
        chosen = chinese if language in ("zh", "zh-hans") else plain
        (english if language.startswith("en") else chosen).append(value.value)
    return Label(min(english or plain, default=""), min(chinese, default=""))


def _names(said: Mapping[NamedNode, list[Term]]) -> list[Term]:
    named = (said.get(each) for each in (RDFS.label, SKOS.prefLabel, DCTERMS.title))
    return next((values for values in named if values), [])


def _nodes(values: Iterable[Term]) -> tuple[NamedNode, ...]:
    return tuple(value for value in values if isinstance(value, NamedNode))


def _order(values: Iterable[Term]) -> int:
    return min((int(each.value) for each in values if isinstance(each, Literal)), default=LAST)


def _climb(
    term: NamedNode, parents: Mapping[NamedNode, tuple[NamedNode, ...]]
) -> frozenset[NamedNode]:
    reached: set[NamedNode] = set()
    frontier = set(parents.get(term, ()))
    while frontier:
        node = frontier.pop()
        if node not in reached:
            reached.add(node)
            frontier.update(parents.get(node, ()))
    return frozenset(reached)
