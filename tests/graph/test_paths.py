"""The shortest path and the chain are found among edges, whatever their order."""

from itertools import permutations

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode

from spacegraph.errors import QueryError, ShapeError
from spacegraph.graph.paths import chain, shortest_path, with_evidence, with_labels
from spacegraph.namespaces import PROV, SCHEMA, SKOS, XSD
from spacegraph.store.base import Solutions
from spacegraph.store.embedded import EmbeddedStore


def node(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def edges(*pairs: str) -> Solutions:
    """Make edges from texts such as `ab` (a to b); the third letter names the event."""
    rows = tuple((node(p[0]), node(p[1]), Literal(p[2:]), Literal(f"page-{p}")) for p in pairs)
    return Solutions(("source", "target", "event", "sources"), rows)


def walked(solutions: Solutions) -> list[str]:
    return [
        "".join(
            cell.value.rsplit("/", 1)[-1] for cell in row[1:4] if not isinstance(cell, type(None))
        )
        for row in solutions
    ]


def test_a_path_has_a_numbered_row_for_each_step() -> None:
    found = shortest_path(edges("ab1", "bc1", "cd1", "ae1"), node("a"), node("d"))
    assert found.variables == ("step", "source", "target", "event", "sources", "alternatives")
    assert [row[0] for row in found] == [Literal(str(n), datatype=XSD.integer) for n in (1, 2, 3)]
    assert walked(found) == ["ab1", "bc1", "cd1"]
    assert found.rows[0][4] == Literal("page-ab1")


def test_edges_are_walked_both_ways_and_printed_as_they_are() -> None:
    found = shortest_path(edges("ba1", "cb1"), node("a"), node("c"))
    assert walked(found) == ["ba1", "cb1"]


def test_of_equal_paths_the_first_by_name_is_taken_in_any_order_of_rows() -> None:
    for order in permutations(("ab1", "ac1", "bd1", "cd1", "ad2")[:4]):
        assert walked(shortest_path(edges(*order), node("a"), node("d"))) == ["ab1", "bd1"]


def test_parallel_edges_are_counted() -> None:
    found = shortest_path(edges("ab1", "ba2", "ab3"), node("a"), node("b"))
    assert walked(found) == ["ab1"]
    assert found.rows[0][-1] == Literal("2", datatype=XSD.integer)


@pytest.mark.parametrize(("start", "goal"), [("a", "z"), ("z", "a"), ("a", "d")])
def test_no_path_gives_no_rows(start: str, goal: str) -> None:
    assert shortest_path(edges("ab1", "cd1"), node(start), node(goal)).rows == ()


def test_a_path_needs_two_ends() -> None:
    with pytest.raises(QueryError, match="the same thing"):
        shortest_path(edges("ab1"), node("a"), node("a"))


def test_a_loop_is_no_step() -> None:
    assert walked(shortest_path(edges("aa1", "ab1"), node("a"), node("b"))) == ["ab1"]


def test_a_step_cites_the_claims_of_both_its_ends_and_no_others() -> None:
    quads = ox.Store()
    stated = [
        ("one", "deal", "supplier", "a"),
        ("two", "deal", "buyer", "b"),
        ("two", "deal", "bidder", "a"),
        ("three", "deal", "buyer", "c"),
    ]
    for claim, event, role, end in stated:
        quads.add(ox.Quad(node(event), node(role), node(end), node(claim)))
        quads.add(ox.Quad(node(claim), PROV.wasDerivedFrom, node(f"source-{claim}")))
        page = Literal(f"https://example.org/{claim}.html")
        quads.add(ox.Quad(node(f"source-{claim}"), SCHEMA.url, page))
    columns = ("step", "source", "relation", "target", "event", "role", "counterRole")
    step = (Literal("1"), *map(node, "a"), Literal("supplies"), *map(node, "b"), node("deal"))
    path = Solutions(columns, ((*step, node("supplier"), node("buyer")),))
    found = with_evidence(EmbeddedStore(quads), path)
    assert found.variables == (*columns[:5], "claims", "sources")
    assert [cell.value for cell in found.rows[0][-2:] if isinstance(cell, Literal)] == [
        "https://example.org/one https://example.org/two",
        "https://example.org/one.html https://example.org/two.html",
    ]


def test_a_chain_follows_edges_in_their_direction() -> None:
    found = chain(edges("ab1", "bc1", "xb1", "da1", "bd1"), node("a"))
    assert found.variables[0] == "level"
    levels = [int(row[0].value) for row in found if isinstance(row[0], Literal)]
    assert list(zip(levels, walked(found), strict=True)) == [
        (1, "ab1"),
        (2, "bc1"),
        (2, "bd1"),
        (3, "da1"),
    ]


def test_a_chain_survives_owners_of_each_other() -> None:
    """LandSpace and Hongqing hold parts of each other in two claims."""
    found = chain(edges("ab1", "ba1"), node("a"))
    assert walked(found) == ["ab1", "ba1"]


def test_a_chain_from_nowhere_is_empty() -> None:
    assert chain(edges("ab1"), node("z")).rows == ()


def test_edges_need_their_columns() -> None:
    with pytest.raises(ShapeError, match="source and target"):
        chain(Solutions(("from", "to"), ()), node("a"))


def test_labels_stand_beside_their_things() -> None:
    quads = ox.Store()
    quads.add(ox.Quad(node("a"), SKOS.prefLabel, Literal("A", language="en")))
    quads.add(ox.Quad(node("a"), SKOS.prefLabel, Literal("甲", language="zh-hans")))
    quads.add(ox.Quad(node("b"), SKOS.prefLabel, Literal("乙", language="zh-hans")))
    named = with_labels(EmbeddedStore(quads), edges("ab1", "bc1"), ("source", "target"))
    assert named.variables == (
        "source",
        "sourceLabel",
        "target",
        "targetLabel",
        "event",
        "sources",
    )
    labels = [(row[1], row[3]) for row in named]
    assert labels == [
        (Literal("A", language="en"), Literal("乙", language="zh-hans")),
        (Literal("乙", language="zh-hans"), Literal("https://example.org/c")),
    ]
