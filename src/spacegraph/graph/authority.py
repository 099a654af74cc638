"""How much a claim weighs: its sources' ratings, its confidence, when it was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pyoxigraph import Literal, NamedNode

from spacegraph.model.claims import Claim
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import DCTERMS, SG, concept

_RELIABILITY = {concept("reliability", code): rank for rank, code in enumerate("dcba", start=1)}
CONFIDENCES = {
    concept("confidence", "doubtful"): 0,
    concept("confidence", "probable"): 1,
    concept("confidence", "stated"): 2,
}


class Policy(StrEnum):
    """What decides first when claims disagree; the other criteria follow in their usual order."""

    MOST_RELIABLE = "most-reliable"
    NEWEST = "newest"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True, order=True)
class Authority:
    """Greater is preferred: reliability 0 (unrated) to 4 (A), confidence 0 to 2, publication."""

    reliability: int
    confidence: int
    published: date


def authorities(claims: Iterable[Claim]) -> Mapping[NamedNode, Authority]:
    """Weigh every claim by the best of its sources (of equals, the one published last)."""
    known = tuple(claims)
    ratings: dict[NamedNode, int] = {}
    published: dict[NamedNode, date] = {}
    for claim in known:
        for triple in claim.triples:
            source, value = triple.subject, triple.object
            if not isinstance(source, NamedNode):
                continue
            if triple.predicate == SG.reliability and isinstance(value, NamedNode):
                ratings[source] = _RELIABILITY.get(value, 0)
            elif triple.predicate == DCTERMS.issued and isinstance(value, Literal):
                day = PartialDate.from_literal(value)
                published[source] = day.earliest if day else date.min
    return {claim.iri: _authority(claim, ratings, published) for claim in known}


def _authority(
    claim: Claim, ratings: Mapping[NamedNode, int], published: Mapping[NamedNode, date]
) -> Authority:
    reliability, day = max(
        (ratings.get(source, 0), published.get(source, date.min)) for source in claim.sources
    )
    confidence = CONFIDENCES[claim.confidence] if claim.confidence else 2
    return Authority(reliability, confidence, day)
