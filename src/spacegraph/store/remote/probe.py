"""Find out what kind of SPARQL server it is before anything is loaded there."""

from typing import Final

from spacegraph.errors import Refused, StoreError
from spacegraph.namespaces import BASE
from spacegraph.store.remote.answers import is_true, refuse_failure, solutions
from spacegraph.store.remote.line import Line, Reply
from spacegraph.store.remote.standing import read_standing
from spacegraph.store.remote.writer import BOUNDS, STAGED, Writer

_PROBE: Final = f"{BASE}graph/probe"
_ANYTHING: Final = "ASK { ?s ?p ?o }"


def probe(line: Line) -> Writer:
    """Write a statement into a named graph, look whether it is in the default graph, remove it.

    Refuses a server whose default graph holds what no build has put there.
    """
    reply = _send(line, _ANYTHING)
    plain = Writer(line, union=False, virtuoso=reply.is_virtuoso)
    union = line.server.union
    if union is None:
        plain.update(f'INSERT DATA {{ GRAPH <{_PROBE}> {{ <{_PROBE}> <{_PROBE}> "probe" }} }}')
        union = is_true(solutions(line, f"ASK {{ <{_PROBE}> <{_PROBE}> ?o }}", BOUNDS))
        plain.update(f"DROP SILENT GRAPH <{_PROBE}>")
    if not union and not read_standing(line) and is_true(solutions(line, _ANYTHING, BOUNDS)):
        raise Refused(
            f"the default graph of {line.server.place} holds statements that are not ours",
            hint="give spacegraph a dataset of its own; a build replaces the default graph",
        )
    return Writer(line, union=union, virtuoso=reply.is_virtuoso)


def refuse_short_answers(line: Line, quads: int) -> None:
    """Refuse a Virtuoso that cuts off answers as long as what is staged, graphs even unmarked."""
    reply = _send(line, f"SELECT (1 AS ?n) WHERE {{ GRAPH <{STAGED}> {{ ?s ?p ?o }} }}")
    if most := reply.headers.get("x-sparql-maxrows"):
        raise StoreError(
            f"{line.server.place} gives at most {most} rows and cuts off what is longer",
            hint=f"set ResultSetMaxRows in its configuration to {2 * quads} or more",
        )


def _send(line: Line, query: str) -> Reply:
    request = line.request("POST", line.server.query, data={"query": query})
    reply = line.exchange(request, seconds=BOUNDS.seconds, most_bytes=BOUNDS.most_bytes)
    refuse_failure(line, reply)
    return reply
