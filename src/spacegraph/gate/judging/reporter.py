"""Put into findings what the checks found: where it stands, in whose words, what to write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from spacegraph.gate.judging.conflicts import Conflict
from spacegraph.gate.judging.references import Dangling
from spacegraph.gate.knowledge.duplicates import Twin
from spacegraph.gate.knowledge.wording import Wording
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.shapes.shacl import Broken
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import RDF, to_curie

Stated = Sequence[tuple[Claim, Triple]]


class Reporter:
    """Makes the findings of one submission."""

    def __init__(self, submission: Submission, wording: Wording) -> None:
        self._submission = submission
        self._wording = wording

    def statement(
        self,
        claim: Claim,
        triple: Triple,
        severity: Severity,
        message: str,
        advice: str = "",
        shape: str = "",
    ) -> Finding:
        """Report on one statement of a claim."""
        subject = triple.subject
        return Finding(
            severity,
            message,
            self._submission.where(claim, triple),
            subject=self._wording.subject(subject) if isinstance(subject, NamedNode) else "",
            path=self._wording.property(triple.predicate.value),
            value=self._wording.value(triple.object),
            advice=advice,
            shape=shape,
            pointer=self._submission.locator.pointer(triple),
            property=triple.predicate.value,
        )

    def dangling(self, found: Dangling) -> Finding:
        """Report a reference that leads nowhere, or to a thing that has another id now."""
        severity = Severity.WARNING if found.moved else Severity.ERROR
        message = "this id is a former one" if found.moved else "nothing has this id"
        return self.statement(found.claim, found.triple, severity, message, found.advice)

    def untyped(self, claim: Claim, triple: Triple, kind: NamedNode | None) -> Finding:
        """Report a thing of which nobody says what it is."""
        curie = to_curie(triple.subject.value) if isinstance(triple.subject, NamedNode) else ""
        advice = f"add: {curie} a {to_curie(kind.value)} ." if kind else "say what it is"
        return Finding(
            Severity.ERROR,
            "nothing says what kind of thing this is",
            self._submission.where(claim, triple),
            subject=curie,
            path=self._wording.property(RDF.type.value),
            advice=advice,
            property=RDF.type.value,
        )

    def conflict(self, found: Conflict) -> Finding:
        """Report a value that differs from the settled one."""
        return self.statement(
            found.claim,
            found.triple,
            Severity.WARNING,
            found.message,
            "both are kept; check which page is right",
        )

    def rival(self, found: tuple[Claim, Triple, str]) -> Finding:
        """Report a single value that the submission itself states otherwise elsewhere."""
        claim, triple, other = found
        message = f"this submission also states {other}, and only one value can hold"
        advice = "check which one is right; if two things are meant, give each its id"
        return self.statement(claim, triple, Severity.WARNING, message, advice)

    def twin(self, found: Twin) -> Finding:
        """Report a new thing that may be a known one."""
        known = to_curie(found.known.value)
        message = f"{known} has this name already"
        advice = f"if it is the same, write {known}"
        if found.why:
            message = f"this may be {known} ({found.why})"
            advice = f"did you mean {known}? If it is the same, write its id"
        return self.statement(found.claim, found.triple, Severity.WARNING, message, advice)

    def broken(self, found: Iterable[Broken], shapes: Shapes) -> Iterator[Finding]:
        """Report what does not fit the shapes; what only repeats a special case is left out."""
        index = self._index()
        results = self._told_once(found)
        special = {
            (each.focus, each.value)
            for each in results
            if (each.focus, each.path) in index and each.value is not None
        }
        for each in results:
            stated = index.get((each.focus, each.path), ())
            if not stated and each.path and (each.focus, each.value) in special:
                continue
            yield self._broken(each, stated, index, shapes)

    def _told_once(self, found: Iterable[Broken]) -> list[Broken]:
        """Leave out what a shape says of a value again, and what misses a value that is refused."""
        refused = {
            (each.subject, each.path)
            for each in self._submission.findings
            if each.severity is Severity.ERROR and each.path
        }
        told: dict[tuple[object, ...], Broken] = {}
        for each in found:
            path = to_curie(each.path) if each.path else ""
            if each.value is not None or (show(each.focus), path) not in refused:
                told.setdefault((each.focus, each.path, each.value, each.message), each)
        return list(told.values())

    def _broken(
        self,
        found: Broken,
        stated: Stated,
        index: Mapping[tuple[object, str], Stated],
        shapes: Shapes,
    ) -> Finding:
        exact = [pair for pair in stated if str(pair[1].object) == str(found.value)]
        own = index.get((found.focus, ""), ())
        place = next(iter((*exact, *stated, *own)), None)
        where = self._submission.where(*place) if place else self._origin(found.focus)
        message = found.message
        if not place and not where:
            where = self._submission.name
            message = f"this submission would break a fact on record: {message}"
        return Finding(
            found.severity,
            message,
            where,
            subject=show(found.focus, self._wording.names),
            path=self._wording.property(found.path),
            value=self._wording.value(found.value),
            advice=shapes.describe(found.shape),
            shape=found.shape,
            pointer=self._submission.locator.pointer(place[1]) if place else "",
            property=found.path,
            component=found.component,
        )

    def _index(self) -> Mapping[tuple[object, str], Stated]:
        """Map (subject, property), and (subject, empty), to what the submission states."""
        index: dict[tuple[object, str], list[tuple[Claim, Triple]]] = {}
        for claim in self._submission.claims:
            for triple in claim.triples:
                for property in (triple.predicate.value, ""):
                    index.setdefault((triple.subject, property), []).append((claim, triple))
        return index

    def _origin(self, node: NamedNode) -> str:
        """Return where the claim of this name was read, if it is one of the submission's."""
        return next((c.origin for c in self._submission.claims if c.iri == node), "")


def left_behind(found: Broken, wording: Wording) -> Finding:
    """Report a fact that stays and would no longer hold."""
    return Finding(
        found.severity,
        f"would no longer hold: {found.message}",
        subject=wording.subject(found.focus),
        path=wording.property(found.path),
        value=wording.value(found.value),
        advice="take back what depends on it first, or supersede it instead",
        shape=found.shape,
        property=found.path,
        component=found.component,
    )
