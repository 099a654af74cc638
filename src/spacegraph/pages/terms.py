"""The terms that an editor of queries offers: classes, properties and controlled values in use."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.namespaces import RDF, RDFS, SKOS, to_curie
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

_DEFINITION: Final = 240
"""Characters of a definition that are offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A term as it is written; `kind` is class, property or thing, `uses` counts its triples."""

    curie: str
    kind: str
    label: str
    label_zh: str
    uses: int
    definition: str


def find_offers(store: Store, words: Vocabulary) -> list[dict[str, Any]]:
    """List the terms that the graph uses and the controlled values, those used most first."""
    definitions = _definitions(store)
    offers = (
        Offer(
            curie,
            kind,
            words.label(term).en,
            words.label(term).zh,
            uses,
            definitions.get(term, "")[:_DEFINITION],
        )
        for kind, term, uses in _uses(store)
        if (curie := to_curie(term.value)) != term.value
    )
    return [
        asdict(offer)
        for offer in sorted(offers, key=lambda each: (-each.uses, each.curie, each.kind))
    ]


def _uses(store: Store) -> Iterator[tuple[str, NamedNode, int]]:
    patterns = {
        "property": "?thing ?term ?value",
        "class": f"?thing {to_sparql(RDF.type)} ?term",
        "thing": f"?term a {SKOS.Concept} OPTIONAL {{ ?thing ?by ?term }}",
    }
    for kind, pattern in patterns.items():
        rows = store.select(
            f"SELECT ?term (COUNT(?thing) AS ?uses) WHERE {{ {pattern} }} GROUP BY ?term"
        )
        for term, uses in rows:
            if isinstance(term, NamedNode) and isinstance(uses, Literal):
                yield kind, term, int(uses.value)


def _definitions(store: Store) -> dict[NamedNode, str]:
    rows = store.select(
        f"SELECT ?term ?text WHERE {{ ?term {to_sparql(RDFS.isDefinedBy)} ?by ; "
        f"{to_sparql(SKOS.definition)} ?text FILTER (LANGMATCHES(LANG(?text), 'en')) }} "
        "ORDER BY ?term ?text"
    )
    return {
        term: text.value
        for term, text in rows
        if isinstance(term, NamedNode) and isinstance(text, Literal)
    }
