"""Ways through edges that a query has answered: the shortest one, and all that can be reached."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import networkx as nx
from pyoxigraph import Literal, NamedNode

from spacegraph.errors import QueryError, ShapeError
from spacegraph.namespaces import PROV, SCHEMA, SKOS, XSD
from spacegraph.store.base import Row, Solutions, Store, Term
from spacegraph.store.terms import to_sparql

SOURCE: Final = "source"
TARGET: Final = "target"
EVENT: Final = "event"
ROLE: Final = "role"
COUNTER_ROLE: Final = "counterRole"


def shortest_path(edges: Solutions, start: Term, goal: Term) -> Solutions:
    """Keep one row for each step of the shortest path, numbered in a new column `step`.

    Edges may be walked both ways; a row is printed as the query gave it. Of paths of one length
    the first in the order of IRIs is taken, of parallel edges the first row, and the last column
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
        ("step", *edges.variables, "alternatives"),
        tuple(
            (_integer(number), *found[0], _integer(len(found) - 1))
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


def with_evidence(store: Store, path: Solutions) -> Solutions:
    """Put the claims that state the steps of a path, and their pages, in place of their roles.

    The columns `role` and `counterRole` name the properties that join the `event` to its `source`
    and its `target`. Only the steps are looked up: all 1,500 edges would take 150 ms.
    """
    at = {name: path.variables.index(name) for name in (EVENT, ROLE, SOURCE, COUNTER_ROLE, TARGET)}
    stated = [
        (row[at[EVENT]], row[at[role]], row[at[end]])
        for row in path
        for role, end in ((ROLE, SOURCE), (COUNTER_ROLE, TARGET))
    ]
    evidence = _evidence(store, set(stated))
    kept = [n for n, name in enumerate(path.variables) if name not in (ROLE, COUNTER_ROLE)]
    rows = []
    for number, row in enumerate(path):
        found = [pair for each in stated[2 * number : 2 * number + 2] for pair in evidence[each]]
        claims, pages = (" ".join(sorted({p[side] for p in found})) for side in (0, 1))
        rows.append((*(row[n] for n in kept), Literal(claims), Literal(pages)))
    return Solutions((*(path.variables[n] for n in kept), "claims", "sources"), tuple(rows))


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


def _evidence(store: Store, triples: Iterable[Row]) -> Mapping[Row, list[tuple[str, str]]]:
    """Find the claims that state each triple, and the pages that these rest on."""
    written = (
        " ".join(to_sparql(term) for term in triple if isinstance(term, NamedNode))
        for triple in triples
    )
    listed = " ".join(f"({triple})" for triple in sorted(written))
    found = store.select(
        "SELECT ?event ?role ?end (STR(?claim) AS ?name) (STR(?url) AS ?page) "
        f"WHERE {{ VALUES (?event ?role ?end) {{ {listed} }} "
        "GRAPH ?claim { ?event ?role ?end } "
        f"?claim {to_sparql(PROV.wasDerivedFrom)}/{to_sparql(SCHEMA.url)} ?url }}"
    )
    evidence: dict[Row, list[tuple[str, str]]] = defaultdict(list)
    for row in found:
        claim, page = row[3], row[4]
        if isinstance(claim, Literal) and isinstance(page, Literal):
            evidence[row[:3]].append((claim.value, page.value))
    return evidence


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
