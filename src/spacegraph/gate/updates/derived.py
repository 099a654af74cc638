"""Say why the default graph cannot be written, and where what it holds is stated."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from spacegraph.gate.knowledge.known import Known, batches
from spacegraph.gate.reading.submission import Locator
from spacegraph.gate.vocabulary.admission import DERIVED
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.model.findings import Finding, Severity

WRITE_A_CLAIM: Final = (
    "write a claim's graph and name its source: GRAPH claim:some-name { … } "
    "claim:some-name prov:wasDerivedFrom <https://…>"
)

_LOOKED_UP: Final = 50
"""Of so many statements the claims are named; the advice for the others is the same."""


def refuse(triple: Triple, message: str, locator: Locator, advice: str) -> Finding:
    """Report on a statement that nobody may write."""
    subject, value = triple.subject, triple.object
    return Finding(
        Severity.ERROR,
        message,
        locator.where(triple),
        subject=show(subject) if isinstance(subject, NamedNode) else "",
        path=show(triple.predicate),
        value=(value.value if isinstance(value, Literal | NamedNode) else str(value))[:200],
        advice=advice,
    )


def refuse_inserts(quads: Iterable[Quad], locator: Locator, most: int) -> Iterator[Finding]:
    """Report statements that were to enter the default graph."""
    message = "the default graph is derived from the claims and cannot be written"
    for quad in sorted(quads, key=str)[:most]:
        yield refuse(quad.triple, message, locator, WRITE_A_CLAIM)


def refuse_deletes(
    quads: Iterable[Quad], known: Known, locator: Locator, most: int
) -> Iterator[Finding]:
    """Report statements that were to leave the default graph, and name the claims behind them."""
    ordered = sorted(quads, key=str)[:most]
    stating = _stating(ordered[:_LOOKED_UP], known)
    message = "this statement is derived from the claims and cannot be deleted"
    for quad in ordered:
        claims = ", ".join(map(show, stating.get(quad.triple, ())))
        derived = DERIVED.get(quad.predicate, "change the facts that it follows from")
        advice = f"delete it where it is stated: GRAPH {claims} {{ … }}" if claims else derived
        yield refuse(quad.triple, message, locator, advice)


def _stating(quads: Iterable[Quad], known: Known) -> Mapping[Triple, list[NamedNode]]:
    """Find the claims that state some of the statements of the default graph."""
    wanted = {quad.triple for quad in quads}
    subjects = {t.subject for t in wanted if isinstance(t.subject, NamedNode)}
    found: dict[Triple, list[NamedNode]] = {}
    for values in batches(subjects):
        rows = known.store.select(
            f"SELECT ?claim ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} "
            "GRAPH ?claim { ?s ?p ?o } } ORDER BY ?claim"
        )
        for claim, *statement in rows:
            match statement:
                case NamedNode() as subject, NamedNode() as predicate, value if value:
                    triple = Triple(subject, predicate, value)
                    if triple in wanted and isinstance(claim, NamedNode):
                        found.setdefault(triple, []).append(claim)
    return found
