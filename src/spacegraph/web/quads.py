"""Stream the whole dataset as N-Quads: what is held true, then every claim in its named graph."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from spacegraph.namespaces import XSD
from spacegraph.store.base import Answer, Stop, Store

MEDIA_TYPE: Final = "application/n-quads"

_QUADS: Final = "SELECT ?s ?p ?o ?claim WHERE { { ?s ?p ?o } UNION { GRAPH ?claim { ?s ?p ?o } } }"
_ABBREVIATED: Final = (
    (re.compile(rb"true|false"), XSD.boolean),
    (re.compile(rb"[+-]?[0-9]+"), XSD.integer),
    (re.compile(rb"[+-]?[0-9]*\.[0-9]+"), XSD.decimal),
    (re.compile(rb"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"), XSD.double),
)
"""What SPARQL 1.1 TSV (§4.1) writes as in Turtle, and the datatype that N-Quads has to name."""


def stream_quads(store: Store, stop: Stop) -> Answer:
    """Return all quads of one state of the facts; one query asks for both parts."""
    rows = store.stream(_QUADS, "text/tab-separated-values", stop=stop)
    return Answer(MEDIA_TYPE, to_quads(rows), generation=rows.generation, on_close=rows.close)


def to_quads(table: Iterable[bytes]) -> Iterator[bytes]:
    """Turn the chunks of a table of subject, predicate, object and graph, if any, into lines."""
    rest, heading = b"", True
    for chunk in table:
        *rows, rest = (rest + chunk).split(b"\n")
        if heading and rows:
            del rows[0]
            heading = False
        if rows:
            yield b"".join(map(_to_quad, rows))
    if rest and not heading:
        yield _to_quad(rest)


def _to_quad(row: bytes) -> bytes:
    subject, predicate, value, graph = row.rstrip(b"\r").split(b"\t")
    kind = next((kind for form, kind in _ABBREVIATED if form.fullmatch(value)), None)
    term = b'"%s"^^<%s>' % (value, kind.value.encode()) if kind else value
    return b" ".join(filter(None, (subject, predicate, term, graph, b".\n")))
