"""Write triples as compact JSON-LD that carries its context, so that nothing has to be fetched."""

from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from spacegraph.graph.facts.vocabulary import LAST, Vocabulary
from spacegraph.namespaces import PREFIXES, RDF, SG, XSD, to_curie
from spacegraph.store.base import Term

_REFERENCE: Final = "@id"


def context_of(words: Vocabulary) -> dict[str, Any]:
    """Return the context of all documents: the prefixes, and our properties as plain terms.

    A property that links things takes their IRIs as strings.
    """
    terms: dict[str, Any] = dict(PREFIXES)
    for property in sorted(words.order, key=words.position):
        name = _term(property, words)
        if name and property in words.links:
            terms[name] = {"@id": to_curie(property.value), "@type": _REFERENCE}
        elif name:
            terms[name] = to_curie(property.value)
    return terms


def to_jsonld(triples: Iterable[Triple], words: Vocabulary) -> dict[str, Any]:
    """Return a document with an object for each subject, in the order of their IRIs."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in sorted(triples, key=str):
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if isinstance(subject, Triple):
            continue
        node = nodes.setdefault(_name(subject), {"@id": _name(subject)})
        if predicate == RDF.type and isinstance(value, NamedNode):
            node.setdefault("@type", []).append(_name(value))
            continue
        term = _term(predicate, words)
        plain = bool(term) and predicate in words.links
        node.setdefault(term or _name(predicate), []).append(_value(value, plain=plain))
    graph = [
        {key: each[0] if key != "@id" and len(each) == 1 else each for key, each in node.items()}
        for node in nodes.values()
    ]
    return {"@context": context_of(words), "@graph": graph}


def _term(property: NamedNode, words: Vocabulary) -> str:
    """Return the plain name of a property of ours that pages show; empty for all others."""
    name = property.value.removeprefix(str(SG))
    ours = name != property.value and words.order.get(property, LAST) < LAST
    return name if ours and name not in PREFIXES else ""


def _value(term: Term, *, plain: bool) -> Any:
    if isinstance(term, NamedNode | BlankNode):
        return _name(term) if plain else {"@id": _name(term)}
    if not isinstance(term, Literal):
        return {"@value": str(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == XSD.string:
        return {"@value": term.value} if plain else term.value
    return {"@value": term.value, "@type": _name(term.datatype)}


def _name(node: NamedNode | BlankNode) -> str:
    """Abbreviate an IRI where reading it back cannot go wrong."""
    if isinstance(node, BlankNode):
        return str(node)
    curie = to_curie(node.value)
    return node.value if curie.partition(":")[2].startswith("//") else curie
