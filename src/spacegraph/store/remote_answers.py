"""Ask a SPARQL server and read its answer: into terms, or into the error that it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.namespaces import BASE
from spacegraph.store.base import Busy, LimitReached, Stop
from spacegraph.store.remote_line import Line, Reply

_JSON: Final = "application/sparql-results+json"
_NTRIPLES: Final = "application/n-triples"
_ACCEPTED: Final = {_JSON, "application/json", _NTRIPLES, "text/plain"}
_RETRY_SECONDS: Final = 5
_LONGEST: Final = 300

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"

KEPT_WKT: Final = f"{BASE}graph/wkt"
"""The datatype of geometries on Virtuoso, which rounds those of the right one to 32 bits."""

# Virtuoso 7.2.5: quotes inside values are escaped, so these texts stand for nothing else.
_VIRTUOSO_JSON: Final = (
    (f'"datatype": "{KEPT_WKT}"', f'"datatype": "{WKT}"'),
    (f'"datatype": "{_XSD}boolean", "value": "1"', f'"datatype": "{_XSD}boolean", "value": "true"'),
    (
        f'"datatype": "{_XSD}boolean", "value": "0"',
        f'"datatype": "{_XSD}boolean", "value": "false"',
    ),
    ('"vars": ["__ASK_RETVAL"]', '"vars": ["ask"]'),
    ('{ "__ASK_RETVAL": {', '{ "ask": {'),
)
_SLOW: Final = re.compile(r"S1T00|estimated execution time|time ?out|timed out", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one exchange may take. `timeout` is what the server is told, in milliseconds."""

    seconds: float
    most_bytes: int
    timeout: int | None = None


def solutions(
    line: Line, query: str, bounds: Bounds, stop: Stop | None = None
) -> ox.QuerySolutions | ox.QueryBoolean:
    """Ask a SELECT or an ASK, written for the server."""
    reply = _ask(line, query, _JSON, bounds, stop)
    return _parse(line, _corrected(reply))


def is_true(results: ox.QuerySolutions | ox.QueryBoolean) -> bool:
    """Read the answer to an ASK; Virtuoso 7.2.5 gives a row, or none, in place of a boolean."""
    return bool(results) if isinstance(results, ox.QueryBoolean) else any(True for _ in results)


def triples(
    line: Line, query: str, bounds: Bounds, stop: Stop | None = None
) -> Iterator[ox.Triple]:
    """Ask a CONSTRUCT, written for the server; each triple comes once."""
    reply = _ask(line, query, _NTRIPLES, bounds, stop)
    try:
        quads = ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)
        found = dict.fromkeys(quad.triple for quad in quads)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(line, error) from None
    return map(_with_geometry, found) if reply.is_virtuoso else iter(found)


def boolean(value: bool) -> ox.QueryBoolean:
    """Make the answer to an ASK."""
    text = f'{{"head":{{}},"boolean":{str(value).lower()}}}'
    results = ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QueryBoolean):
        raise StoreError("a boolean was read as rows")
    return results


def refuse_failure(line: Line, reply: Reply, form: str = "query") -> None:
    """Raise what a status other than success stands for."""
    if reply.status < 300:
        return
    place, told = line.server.place, _reason(reply)
    if reply.status in (401, 403):
        raise StoreError(
            f"{place} does not let us in ({reply.status})",
            hint="set SPACEGRAPH_STORE_USER and SPACEGRAPH_STORE_PASSWORD",
        )
    if reply.status in (408, 504) or _SLOW.search(told):
        raise LimitReached(
            f"{place} gave up: {told}", limit="seconds", hint="ask for less at a time"
        )
    if reply.status in (429, 503):
        after = reply.headers.get("retry-after", "")
        seconds = int(after) if after.isdigit() else _RETRY_SECONDS
        raise Busy(f"{place} takes no more queries now", retry_after=seconds)
    if reply.status == 400 and form == "query":
        raise QueryError(f"the SPARQL server refuses the query: {told}")
    if reply.status >= 500:
        raise StoreError(
            f"{place} failed over the {form} ({reply.status}): {told}",
            hint="docs/stores.md tells what some servers cannot do",
        )
    raise StoreError(
        f"{place} answers the {form} with status {reply.status}: {told}",
        hint="are the addresses of SPACEGRAPH_STORE those of its endpoints?",
    )


def _ask(line: Line, query: str, accept: str, bounds: Bounds, stop: Stop | None) -> Reply:
    fields = {"query": query}
    if bounds.timeout is not None:
        fields["timeout"] = str(bounds.timeout)
    request = line.request("POST", line.server.query, accept=accept, data=fields)
    reply = line.exchange(request, seconds=bounds.seconds, most_bytes=bounds.most_bytes, stop=stop)
    refuse_failure(line, reply)
    _refuse_short(line, reply)
    if reply.content_type not in _ACCEPTED:
        raise StoreError(
            f"{line.server.place} answers {reply.content_type or 'nothing'}, not {accept}",
            hint="is SPACEGRAPH_STORE the address of its SPARQL query endpoint?",
        )
    return reply


def _refuse_short(line: Line, reply: Reply) -> None:
    """Refuse the part of an answer that Virtuoso gives when a limit of its own has struck."""
    if reply.headers.get("x-sql-state") == "S1TAT":
        raise LimitReached(
            f"{line.server.place} gave up and knows a part of the answer only",
            limit="seconds",
            hint="add LIMIT, name more of the terms, or ask for less at a time",
        )
    if most := reply.headers.get("x-sparql-maxrows"):
        raise LimitReached(
            f"{line.server.place} gives at most {most} rows",
            limit="result",
            hint="add LIMIT and OFFSET, or raise ResultSetMaxRows on the server",
        )


def _corrected(reply: Reply) -> bytes:
    content = reply.body
    for wrong, right in _VIRTUOSO_JSON if reply.is_virtuoso else ():
        content = content.replace(wrong.encode(), right.encode())
    return content


def _parse(line: Line, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(line, error) from None


def _with_geometry(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or value.datatype.value != KEPT_WKT:
        return triple
    literal = ox.Literal(value.value, datatype=ox.NamedNode(WKT))
    return ox.Triple(triple.subject, triple.predicate, literal)


def _unreadable(line: Line, error: Exception) -> StoreError:
    return StoreError(f"the answer of {line.server.place} cannot be read ({error})")


def _reason(reply: Reply) -> str:
    """Return how an error message begins; the query that some servers repeat is left out."""
    text = reply.body[:4096].decode("utf-8", "replace").partition("SPARQL query:")[0]
    return " ".join(text.split())[:_LONGEST] or "no reason given"
