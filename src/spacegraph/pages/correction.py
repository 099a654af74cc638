"""Write a claim as the text of a submission, to be corrected and handed in again."""

from pyoxigraph import NamedNode, RdfFormat, serialize

from spacegraph.errors import NotFound
from spacegraph.graph.assembly import claim_iri
from spacegraph.namespaces import PREFIXES, PROV, SCHEMA
from spacegraph.store.base import Store
from spacegraph.store.terms import to_sparql


def to_text(store: Store, name: str) -> str:
    """Return as Turtle what a claim states and the pages that it cites."""
    node = to_sparql(claim_iri(name))
    stated = store.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}")
    if not stated:
        raise NotFound(f"no claim is called {name!r}", hint="see the claims of a thing's page")
    rows = store.select(
        f"SELECT ?page WHERE {{ {node} {to_sparql(PROV.wasDerivedFrom)} ?source . "
        f"?source {to_sparql(SCHEMA.url)} ?page }} ORDER BY ?page"
    )
    cited = [f"<> prov:wasDerivedFrom {page} ." for (page,) in rows if isinstance(page, NamedNode)]
    used = " ".join(map(str, stated)) + PROV.wasDerivedFrom.value
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if iri in used}
    body = serialize(sorted(stated, key=str), format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    lines = body.decode().split("\n")
    head = [line for line in lines if line.startswith("@prefix")]
    facts = [line for line in lines if not line.startswith("@prefix")]
    return "\n".join([*head, "", *cited, "", *facts])
