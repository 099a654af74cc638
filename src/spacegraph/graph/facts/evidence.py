"""Find the sources of claims, and tell why one value was settled and not another."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.authority import Authority
from spacegraph.graph.facts.entity import Criterion, Evidence, Reason, Source
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import CONCEPT, DC, DCTERMS, PROV, SCHEMA, SG
from spacegraph.store.base import Store, Term
from spacegraph.store.terms import to_sparql

_READ: Final = (SCHEMA.url, DCTERMS.title, DC.publisher, DCTERMS.issued, SG.reliability)
_RELIABILITY: Final = ("", "d", "c", "b", "a")
_CONFIDENCE: Final = ("doubtful", "probable", "stated")


def values(variable: str, nodes: Iterable[NamedNode]) -> str:
    """Write a VALUES clause, sorted so that the same page always asks the same query."""
    listed = " ".join(sorted(to_sparql(node) for node in nodes))
    return f"VALUES ?{variable} {{ {listed} }}"


def find_evidence(
    store: Store, claims: Iterable[NamedNode]
) -> tuple[Mapping[NamedNode, Evidence], Mapping[NamedNode, Source]]:
    """Return the evidence of each claim, and each source that any of them cites."""
    wanted = set(claims)
    if not wanted:
        return {}, {}
    rows = store.select(
        f"SELECT ?claim ?source ?confidence WHERE {{ {values('claim', wanted)} "
        f"?claim {to_sparql(PROV.wasDerivedFrom)} ?source "
        f"OPTIONAL {{ ?claim {to_sparql(SG.confidence)} ?confidence }} }}"
    )
    cited: dict[NamedNode, set[NamedNode]] = {}
    confidence: dict[NamedNode, str] = {}
    for claim, source, sure in rows:
        if isinstance(claim, NamedNode) and isinstance(source, NamedNode):
            cited.setdefault(claim, set()).add(source)
            confidence[claim] = _code(sure, "confidence") or "stated"
    sources = find_sources(store, {source for group in cited.values() for source in group})
    evidence = {
        claim: Evidence(
            claim,
            tuple(sorted((sources[each] for each in cited.get(claim, ())), key=_best_first)),
            confidence.get(claim, "stated"),
        )
        for claim in wanted
    }
    return evidence, sources


def find_sources(store: Store, nodes: Iterable[NamedNode]) -> Mapping[NamedNode, Source]:
    """Return what is known of each source."""
    wanted = set(nodes)
    if not wanted:
        return {}
    rows = store.select(
        f"SELECT ?source ?property ?value WHERE {{ {values('source', wanted)} "
        f"?source ?property ?value FILTER (?property IN ({', '.join(map(to_sparql, _READ))})) }}"
    )
    said: dict[NamedNode, dict[NamedNode, Term]] = {node: {} for node in wanted}
    for source, property, value in sorted(rows, key=str, reverse=True):
        if isinstance(source, NamedNode) and isinstance(property, NamedNode) and value:
            said[source][property] = value
    return {node: to_source(node, each) for node, each in said.items()}


def to_source(node: NamedNode, said: Mapping[NamedNode, Term]) -> Source:
    """Make a source of what is said of it."""
    address, issued = said.get(SCHEMA.url), said.get(DCTERMS.issued)
    return Source(
        iri=node,
        address=address.value if isinstance(address, NamedNode | Literal) else "",
        title=_text(said.get(DCTERMS.title)),
        publisher=_text(said.get(DC.publisher)),
        issued=PartialDate.from_literal(issued) if isinstance(issued, Literal) else None,
        reliability=_code(said.get(SG.reliability), "reliability"),
    )


def best(evidence: Iterable[Evidence]) -> Authority:
    """Weigh the claims for a value as settling does: by the weightiest of them."""
    return max(map(_authority, evidence), default=Authority(0, 2, date.min))


def compare(
    kept: Term, evidence: Iterable[Evidence], other: Term, rival: Iterable[Evidence]
) -> Reason:
    """Tell why a value stands beside another one that only `rival` states."""
    if refines(kept, other):
        return Reason(Criterion.REFINED)
    winner, loser = best(evidence), best(rival)
    if loser.confidence == 0 < winner.confidence:
        return Reason(Criterion.CONFIDENCE, _CONFIDENCE[winner.confidence], _CONFIDENCE[0])
    if winner.reliability != loser.reliability:
        return Reason(
            Criterion.RELIABILITY,
            _RELIABILITY[winner.reliability].upper(),
            _RELIABILITY[loser.reliability].upper(),
        )
    if winner.confidence != loser.confidence:
        return Reason(
            Criterion.CONFIDENCE, _CONFIDENCE[winner.confidence], _CONFIDENCE[loser.confidence]
        )
    if winner.published != loser.published:
        return Reason(Criterion.PUBLICATION, _day(winner.published), _day(loser.published))
    if _precision(kept) > _precision(other):
        return Reason(Criterion.PRECISION)
    return Reason(Criterion.ORDER)


def to_date(term: Term | None) -> PartialDate | None:
    """Read a partial date from a term; None where it is none."""
    return PartialDate.from_literal(term) if isinstance(term, Literal) else None


def refines(finer: Term, coarser: Term) -> bool:
    """Tell whether one date lies within another, less precise one."""
    inner, outer = to_date(finer), to_date(coarser)
    return (
        inner is not None
        and outer is not None
        and inner.precision > outer.precision
        and outer.earliest <= inner.earliest <= outer.latest
    )


def _authority(evidence: Evidence) -> Authority:
    reliability, published = max(
        (
            (
                _RELIABILITY.index(each.reliability),
                each.issued.earliest if each.issued else date.min,
            )
            for each in evidence.sources
        ),
        default=(0, date.min),
    )
    return Authority(reliability, _CONFIDENCE.index(evidence.confidence), published)


def _best_first(source: Source) -> tuple[str, str]:
    return source.reliability or "e", source.iri.value


def _day(day: date) -> str:
    return "" if day == date.min else day.isoformat()


def _precision(term: Term) -> int:
    day = to_date(term)
    return day.precision if day else 0


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""


def _code(term: Term | None, scheme: str) -> str:
    """Return the code of a concept, empty where it is none of the scheme."""
    prefix = f"{CONCEPT}{scheme}/"
    value = term.value if isinstance(term, NamedNode) else ""
    code = value.removeprefix(prefix) if value.startswith(prefix) else ""
    known = _RELIABILITY if scheme == "reliability" else _CONFIDENCE
    return code if code in known else ""
