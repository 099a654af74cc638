"""Say which statements nobody may submit, whatever the shapes think of them.

Facts are about things of this graph. The vocabulary, the shapes, the claims on record and what is
derived are written elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from rapidfuzz import process

from spacegraph.gate.vocabulary.currencies import CURRENCIES, find_currency
from spacegraph.gate.vocabulary.kinds import CLASSES, MINTED, is_ours, is_term, is_thing, split
from spacegraph.graph.schema import Schema
from spacegraph.model.claims import Claim
from spacegraph.namespaces import (
    BASE,
    DCTERMS,
    GEO,
    ORG,
    OWL,
    RDF,
    RDFS,
    SG,
    SH,
    SKOS,
    to_curie,
)

Fault = tuple[str, str]
"""What is wrong and what to write instead."""

DERIVED: Final[Mapping[NamedNode, str]] = MappingProxyType(
    {
        RDFS.label: "state skos:prefLabel",
        SG.earliest: "state the date itself",
        SG.latest: "state the date itself",
        SG.amountUSD: "state sg:amount and sg:currency",
        SG.participant: "state the role: sg:buyer, sg:supplier, sg:party, …",
        ORG.subOrganizationOf: "state a sg:Affiliation",
        ORG.unitOf: "state a sg:Affiliation",
        GEO.hasGeometry: "state schema:latitude and schema:longitude",
        GEO.asWKT: "state schema:latitude and schema:longitude",
        DCTERMS.isReplacedBy: "state dcterms:replaces of the thing that stays",
    }
)
"""What the graph works out itself, and from what."""

_TYPE: Final = RDF.type
_NAME: Final = SKOS.prefLabel
_CURRENCIES: Final = frozenset({SG.currency, SG.valuationCurrency})
_INSECURE: Final = BASE.replace("https:", "http:")
_SOURCE_RATING: Final = frozenset({SG.reliability})
_VOCABULARY: Final = (str(OWL), str(SH), str(RDFS))


class Admission:
    """The rules of admission for one ontology."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property}
        typed = [t for t in schema.triples if t.predicate == RDF.type]
        self.properties = {
            t.subject.value for t in typed if t.object in kinds and isinstance(t.subject, NamedNode)
        }
        self.properties |= {RDF.type.value, DCTERMS.replaces.value}
        self.classes = {
            t.subject.value
            for t in typed
            if t.object == OWL.Class and isinstance(t.subject, NamedNode)
        }

    def faults(self, claim: Claim, rated: frozenset[NamedNode]) -> Iterator[tuple[Triple, Fault]]:
        """Yield each statement of a claim that may not be made, and why.

        `rated` are the sources that have a rating already.
        """
        for triple in claim.triples:
            if fault := self._fault(triple, claim, rated):
                yield triple, fault

    def _fault(self, triple: Triple, claim: Claim, rated: frozenset[NamedNode]) -> Fault | None:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode):
            return None
        return (
            _subject_fault(subject, claim)
            or self._property_fault(predicate)
            or self._class_fault(subject, predicate, value)
            or _value_fault(predicate, value)
            or _rating_fault(subject, predicate, rated)
        )

    def _property_fault(self, predicate: NamedNode) -> Fault | None:
        if predicate in DERIVED:
            return f"{to_curie(predicate.value)} is derived", DERIVED[predicate]
        if predicate.value in self.properties:
            return None
        return "no property of the vocabulary", self._suggest(predicate.value, self.properties)

    def _class_fault(self, subject: NamedNode, predicate: NamedNode, value: object) -> Fault | None:
        if predicate != _TYPE:
            return None
        if not isinstance(value, NamedNode) or value.value not in self.classes:
            text = value.value if isinstance(value, NamedNode) else str(value)
            return "no class of the vocabulary", self._suggest(text, self.classes)
        kind = split(subject)[0]
        widest = CLASSES.get(kind)
        lines = {value, *self._schema.superclasses.get(value, ())}
        if widest is None or widest in lines or value in self._schema.superclasses.get(widest, ()):
            return None
        other = next((name for name, each in CLASSES.items() if each in lines), "")
        advice = f"write {other}:{split(subject)[1]}, or" if other else "type it as"
        return f"a {kind} cannot be a {to_curie(value.value)}", f"{advice} {to_curie(widest.value)}"

    def _suggest(self, iri: str, known: set[str]) -> str:
        nearest = nearest_term(iri, known)
        return (
            f"did you mean {' or '.join(map(to_curie, nearest))}?"
            if nearest
            else ("use a term of the vocabulary; see /vocabulary")
        )


def nearest_term(iri: str, known: set[str]) -> Sequence[str]:
    """Return the terms whose local names are most like that of an IRI, best first."""
    wanted = _local(iri)
    choices = {term: _local(term) for term in sorted(known)}
    matches = process.extract(wanted, choices, limit=3, score_cutoff=70, processor=str.lower)
    ranked = sorted(
        matches, key=lambda match: (-match[1], not match[2].startswith(str(SG)), match[2])
    )
    return [term for _, _, term in ranked]


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _subject_fault(subject: NamedNode, claim: Claim) -> Fault | None:
    if is_term(subject):
        return "a statement about the vocabulary", "change ontology/ or shapes/ in the repository"
    kind, local = split(subject)
    if kind in MINTED and claim.table != "sources":
        return (
            f"a statement about a {kind}",
            "facts are about things; claims and sources have their own part",
        )
    if not is_ours(subject):
        return "a statement about something outside this graph", "write e.g. contract:some-name"
    if not is_thing(subject):
        bad = f"{local!r} is no id" if kind else "this kind of thing does not exist"
        return bad, "write kind:id, the id in lower-case letters, digits and single hyphens"
    return None


def _value_fault(predicate: NamedNode, value: object) -> Fault | None:
    if predicate in _CURRENCIES and isinstance(value, Literal):
        if value.value in CURRENCIES:
            return None
        meant = find_currency(value.value)
        return (
            "no currency of ISO 4217",
            f"write {meant}" if meant else "write its code, for example CNY, USD or EUR",
        )
    if isinstance(value, NamedNode) and value.value.startswith(_INSECURE):
        right = to_curie(value.value.replace(_INSECURE, BASE, 1))
        return f"the addresses of this graph begin with {BASE}", f"write {right}"
    if isinstance(value, NamedNode) and any(value.value.startswith(name) for name in _VOCABULARY):
        return "a value out of the vocabulary of ontologies", "name a thing or a controlled value"
    if predicate == _NAME and not (isinstance(value, Literal) and value.language):
        return "a name without its language", 'write "name"@en or "名称"@zh-Hans'
    return None


def _rating_fault(
    subject: NamedNode, predicate: NamedNode, rated: frozenset[NamedNode]
) -> Fault | None:
    if predicate in _SOURCE_RATING and subject in rated:
        return (
            "this source is rated already",
            "leave the rating out; curators set it in sources.csv",
        )
    return None
