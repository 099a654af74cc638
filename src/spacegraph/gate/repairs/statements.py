"""Mend an RDF document: find the values, properties and ids that should be written otherwise."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from spacegraph.gate.judging.sums import BESIDE, find_clashes
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.places.place import Place
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.reading.values import mend_amount, mend_date
from spacegraph.gate.repairs.correction import Correction, Part
from spacegraph.gate.repairs.edits import Change, list_changes, make_edits
from spacegraph.gate.repairs.guess import best, guess_concept, guess_named, guess_thing
from spacegraph.gate.repairs.prologue import find_undeclared, mend_sources
from spacegraph.gate.repairs.syntax import to_edit
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.vocabulary.currencies import CURRENCIES, find_currency
from spacegraph.gate.vocabulary.kinds import CLASSES, is_ours, is_term, split
from spacegraph.model.columns import by_script
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import (
    CONCEPT,
    DCTERMS,
    PREFIXES,
    RDF,
    SCHEMA,
    SG,
    SKOS,
    XSD,
    to_curie,
)
from spacegraph.search.chinese import simplify

_TAGS: Final = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "cn": "zh-Hans"}
_NUMBERS: Final = (XSD.decimal, XSD.integer)
_PREFIXED: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)
_NAMES: Final = frozenset({SKOS.prefLabel, SKOS.altLabel, SCHEMA.legalName})


def mend_document(
    submission: Submission, known: Known, shapes: Shapes, twins: Mapping[NamedNode, NamedNode]
) -> tuple[bytes, Sequence[Change]]:
    """Return the repaired text and what was changed in it; the rest stays byte for byte."""
    format = submission.format.rdf if submission.format else None
    if format is None:
        return submission.content, ()
    text = submission.content.decode("utf-8-sig", errors="replace")
    if format in _PREFIXED and (missing := find_undeclared(submission)):
        lines = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in missing)
        return (lines + text).encode(), [
            (f"{submission.name}:1", "", lines.strip(), "a prefix was not declared")
        ]
    mender = _Mender(submission, known, shapes, twins)
    found = (to_edit(each, text, format) for each in mender.corrections())
    edits = [each for each in found if each]
    if format in _PREFIXED:
        edits += mend_sources(submission)
    if not edits:
        return submission.content, ()
    return make_edits(text, edits).encode(), list_changes(submission.name, text, edits)


Mended = tuple[NamedNode | Literal, str]
"""What should be written, and why."""


class _Mender:
    """Goes through the statements of a submission and finds what can be mended."""

    def __init__(
        self,
        submission: Submission,
        known: Known,
        shapes: Shapes,
        twins: Mapping[NamedNode, NamedNode],
    ) -> None:
        self._submission = submission
        self._known = known
        self._shapes = shapes
        self._triples = [t for claim in submission.claims for t in claim.triples]
        subjects = {t.subject for t in self._triples if isinstance(t.subject, NamedNode)}
        self._typed = known.types(subjects)
        self._clashing = {triple for _, triple, *_ in find_clashes(submission.claims)}
        self._here = {t.subject for t in self._triples if t.predicate == RDF.type}
        things = {t.object for t in self._triples if isinstance(t.object, NamedNode)}
        ours = {node for node in things if split(node)[0] or node.value.startswith(str(CONCEPT))}
        self._exists = known.things(ours) | subjects
        self._twins = {new: old for new, old in twins.items() if self._everywhere(new)}

    def corrections(self) -> Iterator[Correction]:
        """Yield every correction, those of one statement at most once."""
        yield from self._same()
        yield from self._types()
        yield from self._swaps()
        for triple in self._triples:
            place = self._submission.locator.place(triple)
            if place:
                yield from self._statement(triple, place)

    def _statement(self, triple: Triple, place: Place) -> Iterator[Correction]:
        predicate, value = triple.predicate, triple.object
        if predicate.value not in self._shapes.admission.properties:
            near = {iri: _local(iri) for iri in self._shapes.admission.properties}
            if found := best(_local(predicate.value), near):
                why = f"the property is {to_curie(found)}"
                yield Correction(triple, place, Part.PROPERTY, NamedNode(found), why)
            return
        mended: Mended | None = None
        if predicate == RDF.type and isinstance(value, NamedNode):
            mended = self._class(value)
        elif isinstance(value, NamedNode):
            mended = self._reference(triple, value)
        elif isinstance(value, Literal):
            mended = self._literal(triple, value)
        if mended:
            yield Correction(triple, place, Part.VALUE, *mended)

    def _everywhere(self, node: NamedNode) -> bool:
        """Tell whether every place is known at which a text names a thing."""
        for triple in self._triples:
            if node in (triple.subject, triple.object):
                place = self._submission.locator.place(triple)
                if place is None or (triple.subject == node and place.subject is None):
                    return False
        return True

    def _same(self) -> Iterator[Correction]:
        """Give new things that are surely known ones the id of these."""
        for triple in self._triples:
            place = self._submission.locator.place(triple)
            for part, node in ((Part.SUBJECT, triple.subject), (Part.VALUE, triple.object)):
                twin = self._twins.get(node) if isinstance(node, NamedNode) else None
                if place and twin:
                    why = f"the graph knows it as {to_curie(twin.value)}"
                    yield Correction(triple, place, part, twin, why)

    def _class(self, value: NamedNode) -> Mended | None:
        classes = self._shapes.admission.classes
        if value.value in classes:
            return None
        found = best(_local(value.value), {iri: _local(iri) for iri in classes})
        return (NamedNode(found), f"the class is {to_curie(found)}") if found else None

    def _reference(self, triple: Triple, value: NamedNode) -> Mended | None:
        right = NamedNode(value.value.replace("http:", "https:", 1))
        if value != right and is_ours(right) and self._known.things([right]):
            return right, f"{to_curie(right.value)} exists"
        if value in self._exists or not is_ours(value) or triple.predicate == DCTERMS.replaces:
            return None
        if value.value.startswith(str(CONCEPT)):
            code = value.value.rsplit("/", 1)[-1]
            found = guess_concept(code, self._choices(triple), self._shapes.labels)
        else:
            found = None if is_term(value) else guess_thing(value, self._known)
        return (found, f"{to_curie(found.value)} exists") if found else None

    def _literal(self, triple: Triple, value: Literal) -> Mended | None:
        predicate, text = triple.predicate, value.value
        if predicate in self._shapes.dates:
            return _date(value)
        if predicate in BESIDE and (value.datatype not in _NUMBERS or not text.isdigit()):
            found = "" if triple in self._clashing else mend_amount(text)
            number = Literal(found, datatype=XSD.decimal if "." in found else XSD.integer)
            return (number, "a sum is a plain number") if found and number != value else None
        if predicate in BESIDE.values() and (text not in CURRENCIES or value.language):
            code = find_currency(text)
            why = "a code has no language" if code == text else f"{text} is {code} in ISO 4217"
            return (Literal(code), why) if code else None
        if predicate == SKOS.prefLabel and (tag := _TAGS.get((value.language or "").lower())):
            plain = Literal(text.strip(), language=tag)
            return (plain, f"the tag is {tag}") if simplify(text) == text else None
        if predicate in _NAMES and (named := _name(value)):
            return named
        if concepts := self._choices(triple):
            concept = guess_concept(text, concepts, self._shapes.labels)
            return (concept, "a controlled value is an IRI") if concept else None
        return self._named(predicate, text)

    def _named(self, predicate: NamedNode, text: str) -> Mended | None:
        """Find the thing that a name stands for where the value has to be a thing."""
        kind = next(
            (
                kind
                for kind, widest in CLASSES.items()
                if self._shapes.ranges.get(predicate) == widest
            ),
            "",
        )
        found = guess_named(kind, text, self._known)
        return (found, f"{text} is {to_curie(found.value)}") if found else None

    def _choices(self, triple: Triple) -> Sequence[NamedNode]:
        kinds: list[object] = [
            each.object
            for each in self._triples
            if each.subject == triple.subject and each.predicate == RDF.type
        ]
        if isinstance(triple.subject, NamedNode):
            kinds += self._typed.get(triple.subject, ())
            kinds.append(CLASSES.get(split(triple.subject)[0]))
        return self._shapes.choices(triple.predicate, kinds)

    def _types(self) -> Iterator[Correction]:
        """Say what a thing is where nobody does; its IRI tells the kind."""
        done = set()
        for triple in self._triples:
            node = triple.subject
            place = self._submission.locator.place(triple)
            if node in self._here or node in done or not isinstance(node, NamedNode) or not place:
                continue
            widest = CLASSES.get(split(node)[0])
            if widest and node not in self._typed:
                done.add(node)
                why = f"{to_curie(node.value)} had no kind"
                yield Correction(triple, place, Part.TYPE, widest, why)

    def _swaps(self) -> Iterator[Correction]:
        """Swap values that are each other's: coordinates, and parties that the graph has so."""
        said: dict[object, dict[NamedNode, list[Triple]]] = {}
        for triple in self._triples:
            said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple)
        for subject, values in said.items():
            for first, second in product(
                values.get(SCHEMA.latitude, ()), values.get(SCHEMA.longitude, ())
            ):
                if abs(_float(first)) > 90 >= abs(_float(second)):
                    yield from self._exchange(first, second, "latitude and longitude were swapped")
            for buyer, supplier in product(values.get(SG.buyer, ()), values.get(SG.supplier, ())):
                crossed = (
                    Triple(buyer.subject, SG.supplier, buyer.object),
                    Triple(buyer.subject, SG.buyer, supplier.object),
                )
                if buyer.object != supplier.object and self._holds(subject, crossed):
                    why = "the graph has buyer and supplier the other way round"
                    yield from self._exchange(buyer, supplier, why)

    def _exchange(self, first: Triple, second: Triple, why: str) -> Iterator[Correction]:
        one, other = map(self._submission.locator.place, (first, second))
        if one and other:
            for triple, place, term in ((first, one, second.object), (second, other, first.object)):
                if isinstance(term, NamedNode | Literal):
                    yield Correction(triple, place, Part.VALUE, term, why)

    def _holds(self, subject: object, triples: Iterable[Triple]) -> bool:
        if not isinstance(subject, NamedNode):
            return False
        held = self._known.facts([subject]).get(subject, frozenset())
        return set(triples) <= held


def _name(value: Literal) -> Mended | None:
    """Write a name in one line, without blanks around it, and with its language."""
    broken = len(value.value.splitlines()) > 1
    text = " ".join(value.value.split()) if broken else value.value.strip()
    if not value.language:
        return by_script(text), "a name has a language"
    plain = Literal(text, language=value.language)
    why = "a name stands in one line" if broken else "a name has no blanks around it"
    return (plain, why) if plain != value else None


def _date(value: Literal) -> Mended | None:
    if PartialDate.from_literal(value) and not value.value.endswith("Z"):
        return None
    year = re.fullmatch("[12][0-9]{3}", value.value)
    mended = value.value if year else mend_date(value.value)
    if not mended:
        return None
    literal = PartialDate.parse(mended).to_literal()
    return literal, "a date is written 2018-05-17, 2018-05 or 2018, with its datatype"


def _float(triple: Triple) -> float:
    value = triple.object
    try:
        return float(value.value) if isinstance(value, Literal) else 0.0
    except ValueError:
        return 0.0


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
