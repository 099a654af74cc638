"""Ask the project's search whether a new thing is one that the graph knows, and how surely.

Near names are often those of two things (CASC and CASIC, Hunan and Henan): what is alike is worth
a question. Only a name that is the same but for its script, its spelling or its legal form, and
stands against nothing else that is said of the two, is certain.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.vocabulary.kinds import split
from spacegraph.graph.facts.evidence import refines
from spacegraph.graph.schema import Schema
from spacegraph.namespaces import GEO, RDF, SCHEMA, SKOS
from spacegraph.search.chinese import has_han, simplify
from spacegraph.search.fold import fold
from spacegraph.search.reasons import Reason
from spacegraph.search.search import Hit

NAMES: Final = (SKOS.prefLabel, SKOS.altLabel, SCHEMA.legalName)
_LEAST: Final[Mapping[Reason, float]] = {
    **dict.fromkeys((Reason.NAME, Reason.CORE, Reason.PART, Reason.PINYIN), 0.80),
    **dict.fromkeys((Reason.INITIALS, Reason.SPELT), 0.80),
    Reason.TYPO: 0.53,
}
"""The ways of the search that are worth a question, and from which score on.

Of the confusable pairs of tests/search/near_misses.csv two reach 0.53 as typos of each other; all
but one of the true slips of tests/search/queries.csv do.
"""

_ACRONYM: Final = 6
"""Capitals up to this many are shared by many bodies: ESA, CAST."""
_LONG: Final = 12
"""From so many letters on names that are folded alike (Corp., &, plurals) are one name."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A known thing that a new one may be, and why; `sure` lets a repair take its id."""

    known: NamedNode
    why: str
    sure: bool = False


def find_lookalike(
    node: NamedNode, said: Iterable[Triple], known: Known, schema: Schema
) -> Lookalike | None:
    """Return the known thing that a new one is most likely to be; None where nothing is like it.

    `said` is all that the submission says of the new thing.
    """
    kind = split(node)[0]
    triples = tuple(said)
    names = [t.object for t in triples if t.predicate in NAMES and isinstance(t.object, Literal)]
    found = [
        (name.value, hit)
        for name in sorted(names, key=str)
        for hit in known.called(kind, name.value)
        if hit.iri != node.value and hit.score >= _LEAST.get(hit.reason, 2.0)
    ]
    if not found:
        return None
    _, best = max(found, key=lambda pair: (pair[1].score, pair[1].iri))
    candidate = NamedNode(best.iri)
    bearing = {hit.iri for _, hit in found if hit.reason is Reason.NAME}
    same = {hit.iri for name, hit in found if _is_same(name, hit)}
    sure = bearing == same == {best.iri} and not stands_against(triples, candidate, known, schema)
    return Lookalike(candidate, best.why, sure)


def stands_against(
    said: Collection[Triple], candidate: NamedNode, known: Known, schema: Schema
) -> bool:
    """Tell whether a new thing is said to be something else than a known one is."""
    held: dict[NamedNode, set[object]] = {}
    for triple in known.facts([candidate]).get(candidate, ()):
        held.setdefault(triple.predicate, set()).add(triple.object)
    for triple in said:
        there = held.get(triple.predicate, set())
        if triple.predicate == RDF.type and triple.object not in there:
            return True
        single = triple.predicate in schema.functional or triple.predicate == GEO.sfWithin
        if single and triple.predicate not in NAMES and there and not _fits(triple, there):
            return True
    return False


def _fits(triple: Triple, held: Collection[object]) -> bool:
    value = triple.object
    return value in held or any(
        isinstance(value, Literal)
        and isinstance(each, Literal)
        and (refines(value, each) or refines(each, value))
        for each in held
    )


def _is_same(name: str, hit: Hit) -> bool:
    """Tell whether a name is that of a hit but for script, case, signs, or its legal form."""
    if hit.reason is not Reason.NAME or _is_acronym(name):
        return False
    if _letters(name) == _letters(hit.matched):
        return len(_letters(name)) > 1
    return len(fold(name).compact) >= _LONG and not has_han(name)


def is_telling(triple: Triple) -> bool:
    """Tell whether a statement gives a name that few things share."""
    value = triple.object
    return isinstance(value, Literal) and not _is_acronym(value.value) and len(value.value) > 1


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) <= _ACRONYM


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case and simplified script."""
    plain = simplify(unicodedata.normalize("NFKC", text)).casefold()
    return re.sub(r"[\W_]", "", plain)
