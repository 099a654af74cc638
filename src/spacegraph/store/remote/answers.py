"""Ask a SPARQL server and read its answer: into terms, or into the error that it stands for."""

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import QueryError, StoreError
from spacegraph.store.base import Busy, Faulty, LimitReached, Stop
from spacegraph.store.remote.kept import from_kept
from spacegraph.store.remote.line import Line, Reply

_JSON: Final = "application/sparql-results+json"
_NTRIPLES: Final = "application/n-triples"
_ACCEPTED: Final = {_JSON, "application/json", _NTRIPLES, "text/plain"}
_RETRY_SECONDS: Final = 5
_LONGEST: Final = 300

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# Virtuoso 7.2.5: quotes inside values are escaped, so these texts stand for nothing else.
_VIRTUOSO_JSON: Final = (
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
    line: Line,
    query: str,
    bounds: Bounds,
    stop: Stop | None = None,
    truths: Collection[str] = (),
) -> ox.QuerySolutions | ox.QueryBoolean:
    """Ask a SELECT or an ASK, written for the server; `truths` are booleans that come as 1 or 0."""
    reply = _ask(line, query, _JSON, bounds, stop)
    return _parse(line, _corrected(reply, truths))


def is_true(results: ox.QuerySolutions | ox.QueryBoolean) -> bool:
    """Read the answer to an ASK; Virtuoso 7.2.5 gives a row, or none, in place of a boolean."""
    return bool(results) if isinstance(results, ox.QueryBoolean) else any(True for _ in results)


def triples(
    line: Line, query: str, bounds: Bounds, stop: Stop | None = None
) -> Iterator[ox.Triple]:
    """Ask a CONSTRUCT, written for the server; each triple comes once."""
    reply = _ask(line, query, _NTRIPLES, bounds, stop)
    try:
        body = from_kept(reply.body) if reply.is_virtuoso else reply.body
        quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return iter(dict.fromkeys(quad.triple for quad in quads))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(line, str(error)) from None


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
        raise Faulty(
            f"the SPARQL server does not let us in ({reply.status})",
            hint="set SPACEGRAPH_STORE_USER and SPACEGRAPH_STORE_PASSWORD",
            where=place,
        )
    if reply.status in (408, 504) or _SLOW.search(told):
        raise LimitReached(
            "the SPARQL server gave up: the query takes too long",
            limit="seconds",
            hint="ask for less at a time",
        )
    if reply.status in (429, 503):
        after = reply.headers.get("retry-after", "")
        seconds = int(after) if after.isdigit() else _RETRY_SECONDS
        raise Busy("the SPARQL server takes no more queries now", retry_after=seconds)
    if reply.status == 400 and form == "query":
        raise QueryError(f"the SPARQL server refuses the query: {told}")
    if reply.status >= 500:
        raise Faulty(
            f"the SPARQL server failed over the {form} ({reply.status}): {told}",
            hint="docs/stores.md tells what some servers cannot do",
            where=place,
        )
    raise Faulty(
        f"the SPARQL server answers the {form} with status {reply.status}: {told}",
        hint="are the addresses of SPACEGRAPH_STORE those of its endpoints?",
        where=place,
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
        raise Faulty(
            f"the SPARQL server answers {reply.content_type or 'nothing'}, not {accept}",
            hint="is SPACEGRAPH_STORE the address of its SPARQL query endpoint?",
            where=line.server.place,
        )
    return reply


def _refuse_short(line: Line, reply: Reply) -> None:
    """Refuse the part of an answer that Virtuoso gives when a limit of its own has struck."""
    if reply.headers.get("x-sql-state") == "S1TAT":
        raise LimitReached(
            "the SPARQL server gave up and knows a part of the answer only",
            limit="seconds",
            hint="add LIMIT, name more of the terms, or ask for less at a time",
        )
    if most := reply.headers.get("x-sparql-maxrows"):
        raise LimitReached(
            f"the SPARQL server gives at most {most} rows",
            limit="result",
            hint="add LIMIT and OFFSET, or raise ResultSetMaxRows on the server",
        )


def _corrected(reply: Reply, truths: Collection[str]) -> bytes:
    if not reply.is_virtuoso:
        return reply.body
    content = from_kept(reply.body)
    for wrong, right in (*_VIRTUOSO_JSON, *chain.from_iterable(map(_truth, sorted(truths)))):
        content = content.replace(wrong.encode(), right.encode())
    return content


def _truth(name: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be replaced so that a variable is true or false where it is 1 or 0."""
    for number, word in (("1", "true"), ("0", "false")):
        begin = f'"{name}": {{ "type": "typed-literal", "datatype": "{_XSD}'
        yield f'{begin}integer", "value": "{number}"', f'{begin}boolean", "value": "{word}"'


def _parse(line: Line, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    if fault := _fault(body):
        raise _unreadable(line, fault)
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def _fault(body: bytes) -> str:
    """Say what is wrong with an answer; the engine finds out row by row, when some are used."""
    try:
        results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(results, ox.QuerySolutions):
            deque(results, maxlen=0)
    except (SyntaxError, ValueError) as error:
        return str(error) or "it is no answer"
    return ""


def _unreadable(line: Line, error: str) -> Faulty:
    return Faulty(
        "the answer of the SPARQL server cannot be read",
        hint="ask again; its log may say why",
        where=f"{line.server.place}: {error}",
    )


def _reason(reply: Reply) -> str:
    """Return how an error message begins; the query that some servers repeat is left out.

    A page is of something between us and the server, and may name what is there.
    """
    if reply.content_type in ("text/html", "application/xhtml+xml"):
        return "a page, no reason"
    text = reply.body[:4096].decode("utf-8", "replace").partition("SPARQL query:")[0]
    return " ".join(text.split())[:_LONGEST] or "no reason given"
