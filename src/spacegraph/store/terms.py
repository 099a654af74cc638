"""Write RDF terms as SPARQL text that cannot be anything but that term."""

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from spacegraph.errors import QueryError

# IRIREF of SPARQL 1.1 [139]; a backslash is left out too, since it could start an escape.
_IRI: Final = re.compile(r"[^\x00-\x20<>\"{}|^`\\]*")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# ECHAR [160]. Other control characters stand as they are, which [157] allows: a \uXXXX would be
# decoded before the string is read (§19.2) by some engines and inside it by others.
_ESCAPES: Final = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
}
_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI that SPARQL can write between angle brackets.

    The engine also knows which characters may stand in which part (RFC 3987 §2.2).
    """
    if not (_SCHEME.match(text) and _IRI.fullmatch(text)):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def to_sparql(term: NamedNode | Literal) -> str:
    """Write a term; refuses blank nodes, which SPARQL text reads as variables."""
    if isinstance(term, NamedNode):
        return iri_to_sparql(term.value)
    if isinstance(term, BlankNode):
        raise QueryError(
            f"a blank node ({term}) cannot be written into a query",
            hint="give the IRI of the thing",
        )
    text = f'"{term.value.translate(_ESCAPES)}"'
    if term.language is not None:
        return f"{text}@{term.language}"
    if term.datatype.value == _XSD_STRING:
        return text
    return f"{text}^^{iri_to_sparql(term.datatype.value)}"


def iri_to_sparql(iri: str) -> str:
    """Write an absolute IRI between angle brackets; refuses every text that is none."""
    if not is_iri(iri):
        raise QueryError(
            f"{iri!r} is not an absolute IRI",
            hint="write it in full, with %20 and the like for characters an IRI cannot hold",
        )
    return f"<{iri}>"
