"""Convert terms between the store's and rdflib's, which pySHACL speaks."""

from functools import lru_cache

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.namespaces import XSD

Term = NamedNode | BlankNode | Literal | Triple
Theirs = rdflib.URIRef | rdflib.BNode | rdflib.Literal


def to_rdflib(term: Term) -> Theirs:
    """Convert a term; the lexical form of a literal stays as it is."""
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise TypeError("rdflib 7 has no triple terms")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == XSD.string:
        # To rdflib a plain literal is no xsd:string, and it reads the plain ones of sh:in so.
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=_iri(term.datatype.value), normalize=False)


def from_rdflib(term: rdflib.term.Node) -> NamedNode | BlankNode | Literal:
    """Convert a term back."""
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        if term.datatype:
            return Literal(str(term), datatype=NamedNode(str(term.datatype)))
        return Literal(str(term))
    return BlankNode(str(term))


@lru_cache(maxsize=20_000)
def _iri(value: str) -> rdflib.URIRef:
    return rdflib.URIRef(value)


def new_graph() -> rdflib.Graph:
    """Make an empty graph that keeps no contexts, which makes reading it twice as fast."""
    return rdflib.Graph(store="SimpleMemory", bind_namespaces="none")
