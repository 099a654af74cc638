"""The formats in which things are given, and how a request chooses one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fastapi import Request
from pyoxigraph import QueryResultsFormat, RdfFormat
from starlette.responses import Response

from spacegraph.pages.render import EDITION, POLICY
from spacegraph.store.results import GRAPH_FORMATS, Format
from spacegraph.web.caching import knows, make_tag
from spacegraph.web.negotiation import accept_of, choose

# Neither HTML nor plain JSON is written by the engine; its format is only a placeholder.
HTML: Final = Format("text/html", ("html",), QueryResultsFormat.JSON)
JSON: Final = Format("application/json", ("json",), QueryResultsFormat.JSON)
CSV: Final = Format("text/csv", ("csv",), QueryResultsFormat.CSV)

_SYNTAXES: Final = (
    *(RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD, RdfFormat.RDF_XML),
    RdfFormat.TRIG,
)
_SUFFIXES: Final = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
}
_GRAPHS: Final = tuple(
    replace(format, names=(_SUFFIXES[format.media_type], *format.names))
    for format in GRAPH_FORMATS
    if format.engine in _SYNTAXES and format.media_type in _SUFFIXES
)

THING_FORMATS: Final = (HTML, *_GRAPHS, JSON)
"""What a thing can be had in; the first name of each is the suffix of its address."""


def suffix(format: Format) -> str:
    """Return the suffix of a format's address."""
    return format.names[0]


def split(path: str, formats: tuple[Format, ...]) -> tuple[str, Format | None]:
    """Take the suffix of a format off a path, if it has one."""
    stem, dot, name = path.rpartition(".")
    found = next((each for each in formats if dot and stem and suffix(each) == name), None)
    return (stem, found) if found else (path, None)


def negotiate(request: Request, formats: tuple[Format, ...], named: Format | None) -> Format:
    """Choose the format that the address names, else the one the asker likes best."""
    return named or choose(formats, accept_of(request.headers), request.query_params.get("format"))


def tag(request: Request, generation: str, format: Format) -> str:
    """Name a representation: it changes with the facts, the address and the templates."""
    return make_tag(generation, EDITION, format.media_type, str(request.url))


def caching(etag: str) -> Mapping[str, str]:
    """Let everyone keep a page and ask each time whether it still holds.

    The policy is among the headers because those of a 304 replace the ones that a browser kept
    (RFC 9111 §3.2): without it a page would come back under the policy of documents.
    """
    return {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
        "Content-Security-Policy": POLICY,
    }


def unchanged(request: Request, etag: str) -> Response | None:
    """Make the 304 for a request that has this representation already (RFC 9110 §13.1.2)."""
    if not knows(request.headers, etag):
        return None
    return Response(status_code=304, headers=dict(caching(etag)))
