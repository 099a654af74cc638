"""Search the names of things: one text in, the likeliest things out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from spacegraph.search import reasons, ways
from spacegraph.search.index import Index
from spacegraph.search.names import KINDS, Thing
from spacegraph.search.query import Query
from spacegraph.search.reasons import Candidate, Reason

_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}
_AS_WRITTEN: Final = 0.01
_TIE: Final = 3
"""Scores that agree to so many decimals are a tie."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found; `why` says by which name, `matched` is that name."""

    iri: str
    label: str
    label_zh: str
    kind: str
    score: float
    why: str
    reason: Reason
    matched: str


def search(
    index: Index,
    text: str,
    *,
    kinds: Collection[str] | None = None,
    limit: int = 10,
) -> tuple[Hit, ...]:
    """Find the things that a text may mean, the likeliest first.

    Scores run from 0 to 1; from 0.84 on the text is what the thing is called. Ties go to
    organisations, then to what most statements point to. An empty text finds nothing. To search
    what was known or held at another time, index the names of that view of the graph.
    """
    query = Query.of(text)
    if limit < 1 or not query.readings[0].tokens:
        return ()
    allowed = _allowed(index, kinds)
    best = _merge(index, _candidates(index, query, allowed, limit), query, allowed)
    top = max((each.score for each in best.values()), default=0)
    if top < reasons.DOUBTFUL and query.numbers and (other := query.without_numbers()).words:
        ceiling = reasons.OTHER_NUMBER_CEILING * (top or 1.0)
        found = (
            Candidate(
                each.name,
                min(each.score * reasons.OTHER_NUMBER_SHARE, ceiling),
                Reason.OTHER_NUMBER,
            )
            for each in _candidates(index, other, allowed, limit)
        )
        best = _merge(index, found, query, allowed) | best
        top = max((each.score for each in best.values()), default=0)
    ranked = sorted(best.items(), key=lambda item: _rank(index.things[item[0]], item[1]))
    return tuple(
        _hit(index, number, each)
        for number, each in ranked[:limit]
        if each.score >= reasons.LEAST_SHARE * top
    )


def _candidates(
    index: Index, query: Query, allowed: ways.Allowed, limit: int
) -> Iterable[Candidate]:
    found = [
        *ways.by_name(index, query),
        *ways.by_sound(index, query),
        *ways.by_start(index, query, allowed, limit),
        *ways.by_words(index, query, allowed, limit),
    ]
    best = max((each.score for each in found), default=0)
    if best < reasons.CERTAIN:
        found += ways.by_typo(index, query)
        if best < reasons.LIKELY or query.text.isupper():
            found += ways.by_abbreviation(index, query)
    return found


def _merge(
    index: Index, found: Iterable[Candidate], query: Query, allowed: ways.Allowed
) -> dict[int, Candidate]:
    """Keep the best candidate of each thing that is allowed, by the number of the thing."""
    best: dict[int, Candidate] = {}
    for each in found:
        thing = int(index.thing_of[each.name])
        if allowed is not None and not allowed[thing]:
            continue
        name = index.names[each.name].text
        if each.reason is Reason.NAME and name == query.text and not name.islower():
            each = Candidate(each.name, each.score + _AS_WRITTEN, each.reason)
        if thing not in best or each.score > best[thing].score:
            best[thing] = each
    return best


def _allowed(index: Index, kinds: Collection[str] | None) -> ways.Allowed:
    if kinds is None:
        return None
    return np.array([thing.kind in kinds for thing in index.things], dtype=np.bool_)


def _rank(thing: Thing, found: Candidate) -> tuple[float, int, int, str, str]:
    return (
        -round(found.score, _TIE),
        _ORDER.get(thing.kind, len(KINDS)),
        -thing.degree,
        thing.label,
        thing.iri,
    )


def _hit(index: Index, number: int, found: Candidate) -> Hit:
    thing, name = index.things[number], index.names[found.name]
    return Hit(
        iri=thing.iri,
        label=thing.label,
        label_zh=thing.label_zh,
        kind=thing.kind,
        score=round(min(max(found.score, 0.0), 1.0), 4),
        why=reasons.to_words(found.reason, name),
        reason=found.reason,
        matched=name.text,
    )
