"""Stream the whole dataset as N-Quads: what is held true, then every claim in its named graph."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from spacegraph.namespaces import XSD
from spacegraph.store.base import Answer, Stop, Store

MEDIA_TYPE: Final = "application/n-quads"

_HELD: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_STATED: Final = "SELECT ?s ?p ?o ?claim WHERE { GRAPH ?claim { ?s ?p ?o } }"
_ABBREVIATED: Final = (
    (re.compile(rb"true|false"), XSD.boolean),
    (re.compile(rb"[+-]?[0-9]+"), XSD.integer),
    (re.compile(rb"[+-]?[0-9]*\.[0-9]+"), XSD.decimal),
    (re.compile(rb"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"), XSD.double),
)
"""What SPARQL 1.1 TSV (§4.1) writes as in Turtle, and the datatype that N-Quads has to name."""


def stream_quads(store: Store, stop: Stop) -> Answer:
    """Return both parts as one answer; the second is asked for when the first has been read."""
    held = store.stream(_HELD, "application/n-triples", stop=stop)

    def chunks() -> Iterator[bytes]:
        with held:
            yield from held
        with store.stream(_STATED, "text/tab-separated-values", stop=stop) as stated:
            yield from to_quads(stated)

    return Answer(MEDIA_TYPE, chunks(), generation=held.generation, on_close=held.close)


def to_quads(table: Iterable[bytes]) -> Iterator[bytes]:
    """Turn the chunks of a table of subject, predicate, object and graph into lines."""
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
    return b" ".join((subject, predicate, term, graph, b".\n"))
