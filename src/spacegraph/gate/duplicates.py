"""Find out whether a new thing is one that the graph knows already under another id."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.kinds import CLASSES, split
from spacegraph.model.claims import Claim
from spacegraph.model.identifiers import slugify
from spacegraph.namespaces import SCHEMA, SKOS, thing
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

NAMED: Final = ("organisation", "place", "programme", "vehicle", "mission", "spacecraft", "policy")
"""Kinds of things that are known by their names; a deal may well share its title with another."""

_LONGEST: Final = 300
"""Characters of a name that is looked up."""

_NAMES: Final = (SKOS.prefLabel, SKOS.altLabel, SCHEMA.legalName)


@dataclass(frozen=True, slots=True)
class Twin:
    """A new thing, the statement of the name it shares, and the known thing of that name."""

    claim: Claim
    triple: Triple
    known: NamedNode


def find_twins(claims: Iterable[Claim], new: Collection[NamedNode], store: Store) -> Iterator[Twin]:
    """Yield each new thing whose name an existing thing of the same kind bears, one known each."""
    named = [
        (claim, triple, triple.subject, triple.object)
        for claim in claims
        for triple in claim.triples
        if triple.predicate in _NAMES
        and triple.subject in new
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and split(triple.subject)[0] in NAMED
    ]
    found = bearers(store, {(split(node)[0], name.value) for _, _, node, name in named})
    seen: set[tuple[NamedNode, NamedNode]] = set()
    for claim, triple, node, name in named:
        for known in sorted(found.get((split(node)[0], name.value), ()), key=str):
            if known not in new and (node, known) not in seen:
                seen.add((node, known))
                yield Twin(claim, triple, known)


def bearers(store: Store, names: set[tuple[str, str]]) -> Mapping[tuple[str, str], set[NamedNode]]:
    """Return the things of a kind that bear a name, however tagged, or have it as their id."""
    found: dict[tuple[str, str], set[NamedNode]] = {}
    for kind, name in sorted(names):
        if len(name) > _LONGEST:
            continue
        spellings = " ".join(sorted(to_sparql(each) for each in _spellings(name)))
        # VALUES stands in every branch: outside it, the union would list all names first.
        same = " UNION ".join(
            f"{{ VALUES ?name {{ {spellings} }} ?x {to_sparql(each)} ?name }}" for each in _NAMES
        )
        if slug := slugify(name):
            same += f" UNION {{ VALUES ?x {{ {to_sparql(thing(kind, slug))} }} }}"
        for (node,) in store.select(
            f"SELECT DISTINCT ?x WHERE {{ {same} "
            f"FILTER EXISTS {{ ?x a {to_sparql(CLASSES[kind])} }} }}"
        ):
            if isinstance(node, NamedNode):
                found.setdefault((kind, name), set()).add(node)
    return found


def _spellings(name: str) -> Iterator[Literal]:
    """Yield a name as it may stand in the graph: tagged, untagged, in other cases and widths."""
    plain = unicodedata.normalize("NFKC", " ".join(name.split()))
    for text in {name, plain, plain.title(), plain.upper(), plain.lower(), plain.capitalize()}:
        yield Literal(text)
        for language in ("en", "zh-hans", "zh-latn"):
            yield Literal(text, language=language)
