"""Ways through edges that a query has answered: the shortest one, and all that can be reached."""

from collections.abc import Iterable
from typing import Any, Final

import networkx as nx
from pyoxigraph import Literal, NamedNode

from spacegraph.errors import QueryError, ShapeError
from spacegraph.namespaces import SKOS, XSD
from spacegraph.store.base import Row, Solutions, Store, Term
from spacegraph.store.terms import to_sparql

SOURCE: Final = "source"
TARGET: Final = "target"


def shortest_path(edges: Solutions, start: Term, goal: Term) -> Solutions:
    """Keep one row for each step of the shortest path, numbered in a new column `step`.

    Edges may be walked both ways; a row is printed as the query gave it. Of paths of one length
    the first in the order of IRIs is taken, of parallel edges the first row, and the column
    `alternatives` counts the others. Empty where no path exists.
    """
    if start == goal:
        raise QueryError(
            "both ends of the path are the same thing", hint="name two different organisations"
        )
    source, target = _ends(edges)
    graph: nx.Graph[Term] = nx.Graph()
    rows: dict[frozenset[Term], list[Row]] = {}
    for row in edges:
        one, other = row[source], row[target]
        if one is not None and other is not None and one != other:
            graph.add_edge(one, other)
            rows.setdefault(frozenset((one, other)), []).append(row)
    steps = [rows[frozenset(pair)] for pair in _first_path(graph, start, goal)]
    return Solutions(
        ("step", *edges.variables[:-1], "alternatives", edges.variables[-1]),
        tuple(
            (_integer(number), *found[0][:-1], _integer(len(found) - 1), found[0][-1])
            for number, found in enumerate(steps, start=1)
        ),
    )


def chain(edges: Solutions, start: Term) -> Solutions:
    """Keep the rows that can be reached from the start, following edges from source to target.

    A new column `level` counts the steps from the start to the edge's target, 1 for the first;
    rows are ordered by level, those of one level as the query gave them.
    """
    source, target = _ends(edges)
    graph: nx.DiGraph[Term] = nx.DiGraph()
    graph.add_node(start)
    for row in edges:
        one, other = row[source], row[target]
        if one is not None and other is not None:
            graph.add_edge(one, other)
    levels: dict[Any, int] = nx.single_source_shortest_path_length(graph, start)
    reached = [(levels[row[source]] + 1, row) for row in edges if row[source] in levels]
    return Solutions(
        ("level", *edges.variables),
        tuple((_integer(level), *row) for level, row in sorted(reached, key=_level)),
    )


def with_labels(store: Store, table: Solutions, names: Iterable[str]) -> Solutions:
    """Put the label of the things in some columns beside them, in English or else in Chinese.

    A few rows are named faster here than all edges in the query: 1,500 of them took 110 ms.
    """
    wanted = [name for name in table.variables if name in set(names)]
    things = {row[table.variables.index(name)] for name in wanted for row in table}
    labels = _labels(store, {thing for thing in things if isinstance(thing, NamedNode)})
    rows = []
    for row in table:
        cells: list[Term | None] = []
        for name, cell in zip(table.variables, row, strict=True):
            cells += [cell, labels.get(cell)] if name in wanted else [cell]
        rows.append(tuple(cells))
    variables = [
        each
        for name in table.variables
        for each in ((name, f"{name}Label") if name in wanted else (name,))
    ]
    return Solutions(tuple(variables), tuple(rows))


def _labels(store: Store, things: set[NamedNode]) -> dict[Term | None, Term | None]:
    listed = " ".join(sorted(map(to_sparql, things)))
    english, chinese = (
        f"OPTIONAL {{ ?thing {to_sparql(SKOS.prefLabel)} ?{tag} "
        f'FILTER(LANGMATCHES(LANG(?{tag}), "{language}")) }}'
        for tag, language in (("en", "en"), ("zh", "zh-Hans"))
    )
    found = store.select(
        "SELECT ?thing (COALESCE(?en, ?zh, STR(?thing)) AS ?label) "
        f"WHERE {{ VALUES ?thing {{ {listed} }} {english} {chinese} }}"
    )
    return dict(row for row in found if len(row) == 2)


def _level(reached: tuple[int, Row]) -> int:
    return reached[0]


def _first_path(graph: "nx.Graph[Term]", start: Term, goal: Term) -> Iterable[tuple[Term, Term]]:
    """Yield the steps; at each fork take the neighbour whose IRI comes first."""
    if start not in graph or goal not in graph:
        return
    distance: dict[Any, int] = nx.single_source_shortest_path_length(graph, goal)
    here = start
    while here != goal and here in distance:
        nearer = (node for node in graph[here] if distance[node] < distance[here])
        following = min(nearer, key=str)
        yield here, following
        here = following


def _ends(edges: Solutions) -> tuple[int, int]:
    try:
        return edges.variables.index(SOURCE), edges.variables.index(TARGET)
    except ValueError as error:
        raise ShapeError(
            "the query has no columns source and target", hint="project ?source and ?target"
        ) from error


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
