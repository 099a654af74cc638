"""Find out whether a new thing is one that the graph knows already under another id."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.lookalikes import NAMES, find_lookalike, is_telling, stands_against
from spacegraph.gate.vocabulary.kinds import CLASSES, split
from spacegraph.graph.schema import Schema
from spacegraph.model.claims import Claim
from spacegraph.model.identifiers import slugify
from spacegraph.namespaces import thing
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql

NAMED: Final = ("organisation", "place", "programme", "vehicle", "mission", "spacecraft", "policy")
"""Kinds of things that are known by their names; a deal may well share its title with another."""

_LONGEST: Final = 300
"""Characters of a name that is looked up."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A new thing, the statement of its name, and the known thing that it may be.

    `why` says by which way the search came to it; empty where the two share the name. With `sure`
    nothing that is said of the two speaks against their being one.
    """

    claim: Claim
    triple: Triple
    known: NamedNode
    why: str = ""
    sure: bool = False


def find_twins(
    claims: Iterable[Claim], new: Collection[NamedNode], known: Known, schema: Schema
) -> Iterator[Twin]:
    """Yield the known things that new ones may be: of their names, else of names much like them."""
    said: dict[NamedNode, list[tuple[Claim, Triple]]] = {}
    for claim in claims:
        for triple in claim.triples:
            node = triple.subject
            if isinstance(node, NamedNode) and node in new and split(node)[0] in NAMED:
                said.setdefault(node, []).append((claim, triple))
    wanted = {
        (split(node)[0], triple.object.value)
        for node, pairs in said.items()
        for _, triple in pairs
        if triple.predicate in NAMES and isinstance(triple.object, Literal)
    }
    sharing = bearers(known.store, wanted)
    for node, pairs in said.items():
        named = [pair for pair in pairs if pair[1].predicate in NAMES]
        yield from _namesakes(named, pairs, sharing, new, known, schema) or _alike(
            node, named, pairs, known, schema
        )


def _namesakes(
    named: Sequence[tuple[Claim, Triple]],
    pairs: Sequence[tuple[Claim, Triple]],
    sharing: Mapping[tuple[str, str], set[NamedNode]],
    new: Collection[NamedNode],
    known: Known,
    schema: Schema,
) -> list[Twin]:
    """Return the known things that bear a name of a new one."""
    found: dict[NamedNode, tuple[Claim, Triple]] = {}
    for claim, triple in named:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            key = (split(triple.subject)[0], triple.object.value)
            for each in sorted(sharing.get(key, set()) - set(new), key=str):
                found.setdefault(each, (claim, triple))
    said = [triple for _, triple in pairs]
    return [
        Twin(
            claim,
            triple,
            each,
            sure=len(found) == 1
            and is_telling(triple)
            and not stands_against(said, each, known, schema),
        )
        for each, (claim, triple) in found.items()
    ]


def _alike(
    node: NamedNode,
    named: Sequence[tuple[Claim, Triple]],
    pairs: Sequence[tuple[Claim, Triple]],
    known: Known,
    schema: Schema,
) -> Iterator[Twin]:
    """Yield the known thing that the search takes a new one for."""
    found = find_lookalike(node, [triple for _, triple in pairs], known, schema) if named else None
    if found:
        claim, triple = named[0]
        yield Twin(claim, triple, found.known, found.why, found.sure)


def bearers(store: Store, names: set[tuple[str, str]]) -> Mapping[tuple[str, str], set[NamedNode]]:
    """Return the things of a kind that bear a name, however tagged, or have it as their id."""
    found: dict[tuple[str, str], set[NamedNode]] = {}
    for kind, name in sorted(names):
        if len(name) > _LONGEST:
            continue
        spellings = " ".join(sorted(to_sparql(each) for each in _spellings(name)))
        # VALUES stands in every branch: outside it, the union would list all names first.
        same = " UNION ".join(
            f"{{ VALUES ?name {{ {spellings} }} ?x {to_sparql(each)} ?name }}" for each in NAMES
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
