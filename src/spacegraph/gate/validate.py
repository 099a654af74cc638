"""Judge a submission before it enters, or the whole graph as it stands."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode, Triple

from spacegraph.errors import DataError
from spacegraph.gate.conflicts import find_conflicts
from spacegraph.gate.context import find_focus, gather
from spacegraph.gate.duplicates import find_twins
from spacegraph.gate.effect import Change, Effect, find_effect
from spacegraph.gate.kinds import CLASSES, show, split
from spacegraph.gate.known import Known
from spacegraph.gate.overlay import Overlay
from spacegraph.gate.references import find_dangling
from spacegraph.gate.report import Reporter
from spacegraph.gate.shacl import Broken, run_shapes
from spacegraph.gate.shapes import Shapes
from spacegraph.gate.submission import Submission
from spacegraph.gate.unheard import find_unheard
from spacegraph.gate.verdict import Verdict
from spacegraph.gate.wording import Wording
from spacegraph.model.claims import Claim
from spacegraph.model.findings import Finding, Severity
from spacegraph.namespaces import RDF, SG
from spacegraph.store.base import Store

Progress = Callable[[int, int], None]
"""Told how many nodes have been judged, and of how many."""

_AT_ONCE: Final = 200
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
    store = known.store
    recorded = known.things(claim.iri for claim in submission.claims)
    claims = tuple(claim for claim in submission.claims if claim.iri not in recorded)
    findings = [*submission.findings, *_repeated(submission, recorded)]
    triples = [triple for claim in submission.claims for triple in claim.triples]
    wording = Wording.of(shapes.labels, known, triples)
    reporter = Reporter(submission, wording)
    types = known.types(t.subject for t in triples if isinstance(t.subject, NamedNode))
    trespasses = tuple(_trespasses(claims, known, shapes))
    findings += (reporter.statement(*each) for each in trespasses)
    dangling = tuple(find_dangling(claims, known))
    findings += map(reporter.dangling, dangling)
    untyped = _untyped(claims, frozenset(types))
    findings += (
        reporter.untyped(claim, triple, CLASSES.get(split(node)[0]))
        for node, (claim, triple) in untyped.items()
    )
    try:
        effect = find_effect(store, Change(claims, tuple(replacing)), shapes.schema)
    except DataError as error:
        findings.append(Finding(Severity.ERROR, error.message, submission.name, advice=error.hint))
        return Verdict.of(submission.name, findings, claims)
    findings += map(reporter.conflict, find_conflicts(claims, effect, store, shapes.schema))
    new = frozenset(
        t.subject for t in triples if isinstance(t.subject, NamedNode) and t.subject not in types
    )
    findings += map(reporter.twin, find_twins(claims, new, store))
    broken = [
        *find_broken(store, effect, shapes, progress),
        *find_unheard(store, effect, shapes),
    ]
    said = [each.triple for each in dangling] + [triple for _, triple, *_ in trespasses]
    findings += reporter.broken(_unseen(broken, said, frozenset(untyped)), shapes)
    return Verdict.of(submission.name, findings, claims, effect)


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
) -> Iterator[tuple[Claim, Triple, Severity, str, str]]:
    """Yield the statements that nobody may submit, each with the reason and the way out."""
    rating = {
        triple.subject
        for claim in claims
        for triple in claim.triples
        if triple.predicate == SG.reliability and isinstance(triple.subject, NamedNode)
    }
    rated = known.having(rating, SG.reliability)
    for claim in claims:
        for triple, (message, advice) in shapes.admission.faults(claim, rated):
            yield claim, triple, Severity.ERROR, message, advice


def _untyped(
    claims: Sequence[Claim], typed: frozenset[NamedNode]
) -> dict[NamedNode, tuple[Claim, Triple]]:
    """Return the things that nobody gives a type, each with its first statement."""
    here = {t.subject for claim in claims for t in claim.triples if t.predicate == RDF.type}
    found: dict[NamedNode, tuple[Claim, Triple]] = {}
    for claim in claims:
        for triple in claim.triples:
            node = triple.subject
            if isinstance(node, NamedNode) and node not in typed and node not in here:
                found.setdefault(node, (claim, triple))
    return found


def _unseen(
    broken: Sequence[Broken], said: Sequence[Triple], untyped: frozenset[NamedNode]
) -> list[Broken]:
    """Leave out what has been said better: of single statements, and of things of no kind."""
    pairs = {(triple.subject, triple.object) for triple in said}
    return [
        each
        for each in broken
        if (each.focus, each.value) not in pairs
        and each.value not in untyped
        and not (each.focus in untyped and each.path == RDF.type.value)
    ]
