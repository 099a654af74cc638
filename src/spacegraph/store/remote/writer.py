"""Write on a SPARQL 1.1 server by its Update and Graph Store protocols."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from spacegraph.namespaces import BASE
from spacegraph.store.base import Faulty
from spacegraph.store.remote.answers import Bounds, refuse_failure, solutions
from spacegraph.store.remote.kept import LAYOUT, to_kept
from spacegraph.store.remote.line import Line
from spacegraph.store.remote.lookup import find_beside, settled_pattern
from spacegraph.store.remote.standing import MANIFEST, manifest_triples
from spacegraph.store.remote.text import CLAIMS, SETTLED

_Value = TypeVar("_Value")

STAGED: Final = f"{BASE}graph/staged"
"""Where the settled facts of a build are until all of them are there."""

BOUNDS: Final = Bounds(seconds=600.0, most_bytes=1 << 30)
"""What one step of a build may take."""

_LOADED: Final = 50_000
_TOGETHER: Final = 10_000
_TOGETHER_ON_VIRTUOSO: Final = 2_000
"""Virtuoso 7.2.5 compiles an update, and refuses what becomes longer than 10,000 lines."""


class Writer:
    """Changes what is on a server; `union` tells where the settled facts are there."""

    def __init__(self, line: Line, *, union: bool, virtuoso: bool) -> None:
        self._line = line
        self.union = union
        self.virtuoso = virtuoso
        self._together = _TOGETHER_ON_VIRTUOSO if virtuoso else _TOGETHER

    @property
    def settled(self) -> str:
        """The graph of the settled facts as Update names it (SPARQL 1.1 Update §3.2)."""
        return f"GRAPH <{SETTLED}>" if self.union else "DEFAULT"

    @property
    def layout(self) -> str:
        """How literals are kept there, as the manifest tells it."""
        return LAYOUT if self.virtuoso else "0"

    def update(self, *operations: str) -> None:
        """Send one request; most servers do all of it or nothing."""
        fields = {"update": " ;\n".join(operations)}
        request = self._line.request("POST", self._line.server.update, data=fields)
        reply = self._line.exchange(request, seconds=BOUNDS.seconds, most_bytes=BOUNDS.most_bytes)
        refuse_failure(self._line, reply, "update")

    def claims(self) -> frozenset[str]:
        """List the graphs of claims that are there."""
        query = (
            "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?g), "{CLAIMS}")) }}'
        )
        found = (row[0] for row in self._rows(query))
        return frozenset(graph.value for graph in found if isinstance(graph, NamedNode))

    def stage(self, quads: Sequence[Quad]) -> Iterator[int]:
        """Load the settled facts where nobody looks; yields how many were loaded at a time."""
        self.update(f"DROP SILENT GRAPH <{STAGED}>")
        graphs = self._line.server.graphs
        for part in _parts(quads, _LOADED if graphs else self._together):
            lines = "\n".join(map(self._triple, part))
            if graphs:
                self._post(graphs, lines)
            else:
                self.update(f"INSERT DATA {{ GRAPH <{STAGED}> {{\n{lines}\n}} }}")
            yield len(part)

    def switch(self, facts: Mapping[str, str]) -> None:
        """Put what is staged in the place of the settled facts, and the manifest with it."""
        self.update(f"MOVE GRAPH <{STAGED}> TO {self.settled}", *_manifest(facts))

    def enter(self, quads: Sequence[Quad], standing: frozenset[str]) -> Iterator[int]:
        """Write claims, each with all its quads in one request; the quads are sorted by graph.

        Those of `standing` are there already and are replaced.
        """
        waiting: list[Quad] = []
        for _, group in groupby(quads, key=lambda quad: quad.graph_name):
            waiting += group
            if len(waiting) >= self._together:
                yield self._enter(waiting, standing)
                waiting = []
        if waiting:
            yield self._enter(waiting, standing)

    def drop(self, claims: Iterable[str]) -> None:
        """Take claims away."""
        for part in _parts(sorted(claims), self._together // 10):
            self.update(*(f"DROP SILENT GRAPH <{claim}>" for claim in part))

    def change(
        self, added: Sequence[Quad], removed: Sequence[Quad], facts: Mapping[str, str]
    ) -> None:
        """Change some quads, and the manifest last; in one request unless it is too long."""
        operations = [*self._deletions(removed), *self._insertions(added)]
        if len(added) + len(removed) > self._together:
            for operation in operations:
                self.update(operation)
            operations = []
        self.update(*operations, *_manifest(facts))

    def count_present(self, quads: Set[Quad]) -> int:
        """Count those of some quads that are there."""
        settled = settled_pattern(union=self.union)
        return len(find_beside(self._rows, quads, settled) & quads)

    def _enter(self, quads: Sequence[Quad], standing: frozenset[str]) -> int:
        known = sorted(graphs_of(quads) & standing)
        drops = (f"DROP SILENT GRAPH <{claim}>" for claim in known)
        self.update(*drops, f"INSERT DATA {{\n{self._data(quads)}\n}}")
        return len(quads)

    def _post(self, graphs: str, lines: str) -> None:
        """Add triples to what is staged (Graph Store Protocol §5.5)."""
        request = self._line.request(
            "POST",
            graphs,
            params={"graph": STAGED},
            content=lines.encode(),
            headers={"Content-Type": "application/n-triples"},
        )
        reply = self._line.exchange(request, seconds=BOUNDS.seconds, most_bytes=BOUNDS.most_bytes)
        refuse_failure(self._line, reply, "load")

    def _rows(self, query: str) -> QuerySolutions:
        rows = solutions(self._line, query, BOUNDS)
        if not isinstance(rows, QuerySolutions):
            raise Faulty(
                "the SPARQL server answers a SELECT with a boolean", where=self._line.server.place
            )
        return rows

    def _deletions(self, quads: Sequence[Quad]) -> Iterator[str]:
        """Delete from one graph at a time.

        Of several in one DELETE DATA, Virtuoso 7.2.5 keeps the literals that have a language.
        """
        by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
        for _, group in groupby(by_graph, key=lambda quad: quad.graph_name):
            for part in _parts(list(group), self._together):
                yield f"DELETE DATA {{\n{self._data(part)}\n}}"

    def _insertions(self, quads: Sequence[Quad]) -> Iterator[str]:
        for part in _parts(quads, self._together):
            yield f"INSERT DATA {{\n{self._data(part)}\n}}"

    def _data(self, quads: Iterable[Quad]) -> str:
        """Write quads as SPARQL quad data (SPARQL 1.1 Update, 3.1.1)."""
        pieces = []
        for graph, group in groupby(quads, key=lambda quad: quad.graph_name):
            triples = "\n".join(map(self._triple, group))
            if isinstance(graph, NamedNode):
                triples = f"GRAPH {graph} {{\n{triples}\n}}"
            elif self.union:
                triples = f"{self.settled} {{\n{triples}\n}}"
            pieces.append(triples)
        return "\n".join(pieces)

    def _triple(self, quad: Quad) -> str:
        value = quad.object
        if self.virtuoso and isinstance(value, Literal):
            value = to_kept(value)
        return f"{quad.subject} {quad.predicate} {value} ."


def graphs_of(quads: Iterable[Quad]) -> set[str]:
    """Return the names of the graphs of some quads."""
    graphs = (quad.graph_name for quad in quads)
    return {graph.value for graph in graphs if isinstance(graph, NamedNode)}


def _manifest(facts: Mapping[str, str]) -> tuple[str, str]:
    lines = "\n".join(f"{triple} ." for triple in manifest_triples(facts))
    return (
        f"DROP SILENT GRAPH <{MANIFEST}>",
        f"INSERT DATA {{ GRAPH <{MANIFEST}> {{\n{lines}\n}} }}",
    )


def _parts(values: Sequence[_Value], size: int) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
