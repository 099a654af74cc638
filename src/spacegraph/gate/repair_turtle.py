"""Mend a Turtle or TriG text: replace single values and properties where they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.currencies import CURRENCIES, find_currency
from spacegraph.gate.edits import Change, Edit, list_changes, make_edits
from spacegraph.gate.formats import TRIG, TURTLE
from spacegraph.gate.guess import best, guess_concept, guess_named, guess_thing
from spacegraph.gate.kinds import CLASSES, is_ours, is_term, split
from spacegraph.gate.known import Known
from spacegraph.gate.mending import mend_amount, mend_date
from spacegraph.gate.places import Place
from spacegraph.gate.shapes import Shapes
from spacegraph.gate.submission import Submission
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

_SUMS: Final = frozenset({SG.amount, SG.valuation})
_NUMBERS: Final = (XSD.decimal, XSD.integer)
_NAMES: Final = frozenset({SKOS.prefLabel, SKOS.altLabel, SCHEMA.legalName})
_UNDECLARED = re.compile(r"the prefix ([^ :]*): has not been declared")


def mend_turtle(
    submission: Submission, known: Known, shapes: Shapes
) -> tuple[bytes, Sequence[Change]]:
    """Return the repaired text and what was changed in it."""
    if submission.format not in (TURTLE, TRIG):
        return submission.content, ()
    text = submission.content.decode("utf-8-sig", errors="replace")
    if missing := _undeclared(submission):
        lines = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in missing)
        return (lines + text).encode(), [
            (f"{submission.name}:1", "", lines.strip(), "a prefix was not declared")
        ]
    edits = list(_Mender(submission, known, shapes).edits())
    mended = make_edits(text, edits)
    return mended.encode(), list_changes(submission.name, text, edits)


def _undeclared(submission: Submission) -> list[str]:
    """Return the well-known prefixes that the text uses without declaring them."""
    if not any(_UNDECLARED.search(each.message) for each in submission.findings):
        return []
    text = submission.content.decode("utf-8-sig", errors="replace")
    return [
        name
        for name in PREFIXES
        if re.search(rf"(?<![\w:<]){re.escape(name)}:(?!//)", text)
        and not re.search(rf"(?i)prefix\s+{re.escape(name)}:", text)
    ]


class _Mender:
    """Goes through the statements of a submission and finds what can be mended."""

    def __init__(self, submission: Submission, known: Known, shapes: Shapes) -> None:
        self._submission = submission
        self._known = known
        self._shapes = shapes
        self._triples = [t for claim in submission.claims for t in claim.triples]
        subjects = {t.subject for t in self._triples if isinstance(t.subject, NamedNode)}
        self._typed = known.types(subjects)
        self._here = {t.subject for t in self._triples if t.predicate == RDF.type}
        things = {t.object for t in self._triples if isinstance(t.object, NamedNode)}
        ours = {node for node in things if split(node)[0] or node.value.startswith(str(CONCEPT))}
        self._exists = known.things(ours) | subjects

    def edits(self) -> Iterator[Edit]:
        """Yield every edit, those of one statement at most once."""
        yield from self._types()
        yield from self._swaps()
        for triple in self._triples:
            place = self._submission.locator.place(triple)
            if place:
                yield from self._statement(triple, place)
        yield from self._sources()

    def _statement(self, triple: Triple, place: Place) -> Iterator[Edit]:
        predicate, value = triple.predicate, triple.object
        start, end = place.value
        if predicate.value not in self._shapes.admission.properties:
            near = {iri: _local(iri) for iri in self._shapes.admission.properties}
            if found := best(_local(predicate.value), near):
                yield Edit(*place.property, f"<{found}>", f"the property is {to_curie(found)}")
            return
        mended: tuple[str, str] | None = None
        if predicate == RDF.type and isinstance(value, NamedNode):
            mended = self._class(value)
        elif isinstance(value, NamedNode):
            mended = self._reference(triple, value)
        elif isinstance(value, Literal):
            mended = self._literal(triple, value)
        if mended:
            yield Edit(start, end, *mended)

    def _class(self, value: NamedNode) -> tuple[str, str] | None:
        classes = self._shapes.admission.classes
        if value.value in classes:
            return None
        found = best(_local(value.value), {iri: _local(iri) for iri in classes})
        return (f"<{found}>", f"the class is {to_curie(found)}") if found else None

    def _reference(self, triple: Triple, value: NamedNode) -> tuple[str, str] | None:
        if value in self._exists or not is_ours(value) or triple.predicate == DCTERMS.replaces:
            return None
        if value.value.startswith(str(CONCEPT)):
            code = value.value.rsplit("/", 1)[-1]
            found = guess_concept(code, self._choices(triple), self._shapes.labels)
        else:
            found = None if is_term(value) else guess_thing(value, self._known)
        return (f"<{found.value}>", f"{to_curie(found.value)} exists") if found else None

    def _literal(self, triple: Triple, value: Literal) -> tuple[str, str] | None:
        predicate, text = triple.predicate, value.value
        if predicate in self._shapes.dates:
            return _date(value)
        if predicate in _SUMS and (value.datatype not in _NUMBERS or not text.isdigit()):
            found = mend_amount(text)
            return (found, "a sum is a plain number") if found and found != text else None
        if predicate in (SG.currency, SG.valuationCurrency) and text not in CURRENCIES:
            code = find_currency(text)
            return (f'"{code}"', f"{text} is {code} in ISO 4217") if code else None
        if predicate in _NAMES and (text != text.strip() or not value.language):
            plain = (
                Literal(text.strip(), language=value.language)
                if value.language
                else (by_script(text.strip()))
            )
            why = "a name has no blanks around it" if value.language else "a name has a language"
            return str(plain), why
        if concepts := self._choices(triple):
            concept = guess_concept(text, concepts, self._shapes.labels)
            return (f"<{concept.value}>", "a controlled value is an IRI") if concept else None
        return self._named(predicate, text)

    def _named(self, predicate: NamedNode, text: str) -> tuple[str, str] | None:
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
        return (f"<{found.value}>", f"{text} is {to_curie(found.value)}") if found else None

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

    def _types(self) -> Iterator[Edit]:
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
                start = place.property[0]
                yield Edit(
                    start, start, f"a <{widest.value}> ; ", f"{to_curie(node.value)} had no kind"
                )

    def _swaps(self) -> Iterator[Edit]:
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

    def _exchange(self, first: Triple, second: Triple, why: str) -> Iterator[Edit]:
        one, other = map(self._submission.locator.place, (first, second))
        if one and other:
            text = self._submission.content.decode("utf-8-sig")
            yield Edit(*one.value, text[slice(*other.value)], why)
            yield Edit(*other.value, text[slice(*one.value)], why)

    def _holds(self, subject: object, triples: Iterable[Triple]) -> bool:
        if not isinstance(subject, NamedNode):
            return False
        held = self._known.facts([subject]).get(subject, frozenset())
        return set(triples) <= held

    def _sources(self) -> Iterator[Edit]:
        """Write a source given as text as an address."""
        text = self._submission.content.decode("utf-8-sig", errors="replace")
        for finding in self._submission.findings:
            if finding.message == "the source is a text" and finding.value.startswith("http"):
                written = f'"{finding.value}"'
                if text.count(written) == 1:
                    start = text.index(written)
                    yield Edit(
                        start, start + len(written), f"<{finding.value}>", "a source is an address"
                    )


def _date(value: Literal) -> tuple[str, str] | None:
    if PartialDate.from_literal(value) and not value.value.endswith("Z"):
        return None
    mended = mend_date(value.value)
    if not mended:
        return None
    literal = PartialDate.parse(mended).to_literal()
    return str(literal), "a date is written 2018-05-17, 2018-05 or 2018, with its datatype"


def _float(triple: Triple) -> float:
    value = triple.object
    try:
        return float(value.value) if isinstance(value, Literal) else 0.0
    except ValueError:
        return 0.0


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
