"""Judge a submission before it enters, or the whole graph as it stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from spacegraph.errors import DataError
from spacegraph.gate.judging.conflicts import find_conflicts, find_rivals
from spacegraph.gate.judging.references import Dangling, find_dangling
from spacegraph.gate.judging.reporter import Reporter
from spacegraph.gate.judging.sums import find_clashes
from spacegraph.gate.judging.unheard import find_unheard
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.knowledge.duplicates import find_twins
from spacegraph.gate.knowledge.effect import Change, Effect, find_effect
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.overlay import Overlay
from spacegraph.gate.knowledge.wording import Wording
from spacegraph.gate.reading.submission import Submission
from spacegraph.gate.shapes.context import find_focus, gather
from spacegraph.gate.shapes.shacl import Broken, run_shapes
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.gate.vocabulary.kinds import CLASSES, show, split
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import RDF, SG
from spacegraph.store.base import Store

Progress = Callable[[int, int], None]
"""Told how many nodes have been judged, and of how many."""

_TYPE: Final = RDF.type
_RATING: Final = SG.reliability
_AT_ONCE: Final = 500
"""Nodes judged together: bounds the memory of a large submission."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def validate(
    submission: Submission,
    known: Known,
    shapes: Shapes,
    *,
    replacing: Sequence[NamedNode] = (),
    progress: Progress = silent,
) -> Verdict:
    """Judge a submission against the graph as it would be with it.

    `replacing` names claims that leave when it enters.
    """
    recorded = known.things(claim.iri for claim in submission.claims)
    claims = tuple(claim for claim in submission.claims if claim.iri not in recorded)
    findings = [*submission.findings, *_repeated(submission, recorded)]
    triples = [triple for claim in claims for triple in claim.triples]
    reporter = Reporter(submission, Wording.of(shapes.labels, known, triples))
    subjects = {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    existing = known.things(subjects) | known.replaced(subjects).keys()
    single = _judge_statements(claims, known, shapes, existing)
    findings += single.report(reporter)
    try:
        effect = find_effect(known.store, Change(claims, tuple(replacing)), shapes.schema)
    except DataError as error:
        findings.append(Finding(Severity.ERROR, error.message, submission.name, advice=error.hint))
        return Verdict.of(submission.name, findings, claims)
    findings += map(reporter.rival, find_rivals(claims, shapes.schema))
    conflicts = find_conflicts(claims, effect, known.store, shapes.schema, replacing)
    findings += map(reporter.conflict, conflicts)
    findings += map(reporter.twin, find_twins(claims, subjects - existing, known, shapes.schema))
    broken = find_broken(known.store, effect, shapes, progress)
    broken += find_unheard(known.store, effect, shapes)
    findings += reporter.broken(single.without(broken), shapes)
    return Verdict.of(submission.name, findings, claims, effect)


@dataclass(frozen=True, slots=True)
class _Single:
    """What is wrong with single statements, whatever the graph holds besides."""

    trespasses: tuple[tuple[Claim, Triple, str, str], ...]
    dangling: tuple[Dangling, ...]
    untyped: Mapping[NamedNode, tuple[Claim, Triple]]

    def report(self, reporter: Reporter) -> Iterator[Finding]:
        for claim, triple, message, advice in self.trespasses:
            yield reporter.statement(claim, triple, Severity.ERROR, message, advice)
        yield from map(reporter.dangling, self.dangling)
        for node, (claim, triple) in self.untyped.items():
            yield reporter.untyped(claim, triple, CLASSES.get(split(node)[0]))

    def without(self, broken: Iterable[Broken]) -> list[Broken]:
        """Leave out what has been said better: of these statements, and of things of no kind."""
        said = {(triple.subject, triple.object) for _, triple, *_ in self.trespasses}
        said |= {(each.triple.subject, each.triple.object) for each in self.dangling}
        return [
            each
            for each in broken
            if (each.focus, each.value) not in said
            and each.value not in self.untyped
            and not (each.focus in self.untyped and each.path == RDF.type.value)
        ]


def _judge_statements(
    claims: Sequence[Claim], known: Known, shapes: Shapes, existing: frozenset[NamedNode]
) -> _Single:
    return _Single(
        tuple(_trespasses(claims, known, shapes)),
        tuple(find_dangling(claims, known)),
        _untyped(claims, existing),
    )


def find_broken(
    store: Store, effect: Effect, shapes: Shapes, progress: Progress = silent
) -> list[Broken]:
    """Return what a change breaks: what is broken with it and was not without it."""
    either = Overlay(store, effect.gained)
    focus = find_focus(either, (*effect.gained, *effect.lost), shapes.routes)
    after, before = Overlay(store, effect.gained, effect.lost), Overlay(store)
    broken: list[Broken] = []
    for start in range(0, len(focus), _AT_ONCE):
        progress(start, len(focus))
        some = focus[start : start + _AT_ONCE]
        found = run_shapes(gather(after, some, shapes.routes), some, shapes)
        suspects = {each.focus for each in found}
        was = {_key(each) for each in _judge(before, suspects, shapes)}
        broken += (each for each in found if _key(each) not in was)
    progress(len(focus), len(focus))
    return broken


def _judge(graph: Overlay, nodes: set[NamedNode], shapes: Shapes) -> list[Broken]:
    triples = gather(graph, nodes, shapes.routes) if nodes else frozenset()
    return run_shapes(triples, nodes, shapes) if triples else []


def check_all(store: Store, shapes: Shapes | None = None) -> tuple[Finding, ...]:
    """Judge everything that the default graph holds by all shapes."""
    rules = shapes or Shapes.read()
    triples = store.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    broken = run_shapes(triples, None, rules)
    wording = Wording.of(rules.labels, Known(store), ())
    names = Known(store).names(each.focus for each in broken)
    return tuple(
        Finding(
            each.severity,
            each.message,
            subject=show(each.focus, names),
            path=wording.property(each.path),
            value=wording.value(each.value),
            advice=rules.describe(each.shape),
            shape=each.shape,
        )
        for each in broken
    )


def _key(broken: Broken) -> tuple[str, str, str, str, str]:
    return broken.focus.value, broken.shape, broken.component, broken.path, str(broken.value)


def _repeated(submission: Submission, recorded: frozenset[NamedNode]) -> Iterator[Finding]:
    for claim in submission.claims:
        if claim.iri in recorded and claim.table != "sources":
            yield Finding(Severity.INFO, "on record already", claim.origin, subject=show(claim.iri))


def _trespasses(
    claims: Sequence[Claim], known: Known, shapes: Shapes
) -> Iterator[tuple[Claim, Triple, str, str]]:
    """Yield the statements that nobody may submit, each with the reason and the way out."""
    rating = {
        triple.subject
        for claim in claims
        for triple in claim.triples
        if triple.predicate == _RATING and isinstance(triple.subject, NamedNode)
    }
    rated = known.having(rating, SG.reliability)
    for claim in claims:
        for triple, (message, advice) in shapes.admission.faults(claim, rated):
            yield claim, triple, message, advice
    yield from find_clashes(claims)


def _untyped(
    claims: Sequence[Claim], existing: frozenset[NamedNode]
) -> Mapping[NamedNode, tuple[Claim, Triple]]:
    """Return the new things that nobody gives a type, each with its first statement."""
    here = {t.subject for claim in claims for t in claim.triples if t.predicate == _TYPE}
    found: dict[NamedNode, tuple[Claim, Triple]] = {}
    for claim in claims:
        for triple in claim.triples:
            node = triple.subject
            if isinstance(node, NamedNode) and node not in existing and node not in here:
                found.setdefault(node, (claim, triple))
    return found
