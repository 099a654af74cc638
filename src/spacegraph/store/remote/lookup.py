"""Look quads up on a SPARQL server: those of a claim, and which of some are there."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Final

from pyoxigraph import Quad

from spacegraph.store.base import Row
from spacegraph.store.remote.text import SETTLED

Ask = Callable[[str], Iterable[Row]]
"""Answers a SELECT that is written for the server."""

_TOGETHER: Final = 500


def settled_pattern(*, union: bool) -> str:
    """Write `?s ?p ?o` where the settled facts are."""
    return f"GRAPH <{SETTLED}> {{ ?s ?p ?o }}" if union else "?s ?p ?o"


def find_beside(ask: Ask, quads: Set[Quad], settled: str) -> set[Quad]:
    """Return what is said of the subjects of some quads in their graphs, those quads among it.

    `settled` is the pattern of the settled facts. What is found is compared here, since servers
    differ about which literals are the same.
    """
    places = sorted({(str(quad.graph_name), str(quad.subject)) for quad in quads})
    named = [f"({graph} {subject})" for graph, subject in places if graph != "DEFAULT"]
    plain = [subject for graph, subject in places if graph == "DEFAULT"]
    found: set[Quad] = set()
    for part in _parts(named):
        values = f"VALUES (?g ?s) {{ {' '.join(part)} }}"
        rows = ask(f"SELECT ?s ?p ?o ?g WHERE {{ {values} GRAPH ?g {{ ?s ?p ?o }} }}")
        found.update(Quad(*row) for row in rows)  # type: ignore[arg-type]
    for part in _parts(plain):
        rows = ask(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {' '.join(part)} }} {settled} }}")
        found.update(Quad(*row) for row in rows)  # type: ignore[arg-type]
    return found


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _TOGETHER):
        yield values[start : start + _TOGETHER]
