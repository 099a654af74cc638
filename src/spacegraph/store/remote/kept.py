"""Datatypes under which Virtuoso does not hold a literal as it is; they have names of ours there.

Virtuoso 7.2.5 rounds geometries to 32 bits, and takes a year or a month for the instant at which
it begins: `2022`, `2022-01` and `2022-01-01` match each other, and one graph holds one of them.
What it does not know it leaves alone, so these datatypes are renamed, one to one, in everything
that is sent, and back in everything that comes.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.namespaces import BASE
from spacegraph.store.base import Term
from spacegraph.store.remote.text import Text
from spacegraph.store.tokens import Kind

LAYOUT: Final = "2"
"""Names which datatypes are renamed, in the manifest: a store of another layout is built anew."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NAMESPACE: Final = f"{BASE}graph/kept#"
_RENAMED: Final = {
    datatype: f"{_NAMESPACE}{datatype.rpartition('#')[2]}"
    for datatype in (
        "http://www.opengis.net/ont/geosparql#wktLiteral",
        f"{_XSD}gYear",
        f"{_XSD}gYearMonth",
    )
}
_PLAIN: Final = (f"{_XSD}string", f"{_XSD}anyURI")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_kept(term: Term) -> bool:
    """Tell whether a term comes back in the form in which it was written.

    Numbers, booleans and times come in a form of Virtuoso's own: `01` as 1, `1.50` as 1.5.
    """
    if not isinstance(term, Literal):
        return True
    datatype = term.datatype.value
    if datatype in _RENAMED or datatype in _PLAIN or not datatype.startswith(_XSD):
        return True
    return datatype == f"{_XSD}date" and _DAY.fullmatch(term.value) is not None


def to_kept(literal: Literal) -> Literal:
    """Return a literal as it is to be stored there."""
    renamed = _RENAMED.get(literal.datatype.value)
    return Literal(literal.value, datatype=NamedNode(renamed)) if renamed else literal


def from_kept(body: bytes) -> bytes:
    """Give the datatypes of an answer their names back, wherever they stand in it."""
    if _NAMESPACE.encode() in body:
        for datatype, renamed in _RENAMED.items():
            body = body.replace(renamed.encode(), datatype.encode())
    return body


def with_kept(text: Text) -> Text:
    """Write a query so that it names the datatypes as they are there."""
    edits = list(_edits(text))
    query = text.query
    for start, end, iri in reversed(edits):
        query = f"{query[:start]}<{iri}>{query[end:]}"
    return Text.of(query) if edits else text


def _edits(text: Text) -> Iterator[tuple[int, int, str]]:
    for token in text.body:
        if token.kind in (Kind.IRI, Kind.PREFIXED):
            renamed = _RENAMED.get(text.prologue.expand(token))
            if renamed:
                yield token.start, token.end, renamed
