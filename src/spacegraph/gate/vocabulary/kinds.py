"""Tell what kind of thing an IRI of the graph names, and what a thing of that kind is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import BASE, CONCEPT, KINDS, SG, to_curie
from spacegraph.tables.catalogue import TABLES

CLASSES: Final[Mapping[str, NamedNode]] = MappingProxyType(
    {table.kind: table.types[0] for table in TABLES if table.kind and table.types}
    | {"claim": SG.Claim}
)
"""The widest class of the things under each first segment of an IRI."""

MINTED: Final = ("claim", "source")
"""Kinds of things that no fact may be about: the gate and the tables of sources keep them."""


def split(node: NamedNode) -> tuple[str, str]:
    """Return the kind and the id of a thing's IRI; two empty texts where it is none."""
    kind, slash, local = node.value.removeprefix(BASE).partition("/")
    known = node.value.startswith(BASE) and slash and kind in KINDS
    return (kind, local) if known else ("", "")


def is_thing(node: NamedNode) -> bool:
    """Tell whether an IRI can name a thing: a known kind, then an id in lower case."""
    kind, local = split(node)
    return bool(kind) and is_slug(local)


def is_ours(node: NamedNode) -> bool:
    """Tell whether an IRI lies under the base of the graph, whatever it names."""
    return node.value.startswith(BASE)


def is_term(node: NamedNode) -> bool:
    """Tell whether an IRI lies where the vocabulary and the controlled values are defined."""
    return node.value.startswith((str(SG), str(CONCEPT), f"{BASE}shape"))


def show(node: NamedNode, names: Mapping[NamedNode, str] = MappingProxyType({})) -> str:
    """Write an IRI for people: its CURIE, and its name where that is known."""
    curie = to_curie(node.value)
    return f"{curie} ({names[node]})" if node in names else curie
