"""The IRIs of everything that has a page, for crawlers."""

from spacegraph.graph.facts.groups import nodes
from spacegraph.graph.facts.overview import CLASSES
from spacegraph.namespaces import SG
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql


def list_things(store: Store) -> tuple[str, ...]:
    """Return the IRIs of all things but claims, sorted."""
    kinds = " ".join(to_sparql(each) for each in CLASSES if each != SG.Claim)
    rows = store.select(
        f"SELECT DISTINCT ?thing WHERE {{ VALUES ?kind {{ {kinds} }} ?thing a ?kind }}"
    )
    return tuple(sorted(node.value for node in nodes(row[0] for row in rows)))
