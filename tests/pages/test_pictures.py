"""What an answer is drawn as: charts, ties, a map; and the fan of a thing's neighbours."""

import pytest
from pyoxigraph import Literal, NamedNode

from spacegraph.graph.entities import describe
from spacegraph.graph.facts.ego import Ego, Neighbour, find_ego, kind_of
from spacegraph.graph.facts.entity import Label, Value
from spacegraph.graph.facts.vocabulary import Vocabulary
from spacegraph.namespaces import BASE, XSD, thing
from spacegraph.pages.answer_map import draw_map
from spacegraph.pages.ego import draw
from spacegraph.pages.links import Links
from spacegraph.pages.pictures import draw_chart, draw_ties
from spacegraph.pages.tables import Table, lay_out, to_title
from spacegraph.store.base import Row
from spacegraph.store.embedded import EmbeddedStore

LINKS = Links("en")


def number(value: float) -> Literal:
    return Literal(str(value), datatype=XSD.decimal)


def year(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.gYear)


def firm(name: str) -> NamedNode:
    return thing("organisation", name)


def table(variables: list[str], rows: list[Row]) -> Table:
    return lay_out(variables, rows, LINKS)


def test_numbers_beside_things_become_bars() -> None:
    variables = ["firm", "firmLabel", "deals", "totalUSD"]
    rows: list[Row] = [
        (firm("a"), Literal("A"), number(3), number(100)),
        (firm("b"), Literal("B"), number(9), number(50)),
    ]
    chart = draw_chart(variables, rows, table(variables, rows))
    assert chart is not None and chart.bars is not None
    assert chart.title == "total USD", "dollars come before counts"
    assert [(bar.label, bar.width) for bar in chart.bars.bars] == [("A", 100), ("B", 50)]


def test_a_thing_that_stands_in_several_rows_makes_no_bars() -> None:
    variables = ["firm", "firmLabel", "count"]
    rows: list[Row] = [(firm("a"), Literal("A"), number(n)) for n in (1, 2)]
    assert draw_chart(variables, rows, table(variables, rows)) is None


@pytest.mark.parametrize("name", ["amount", "units", "latitude"])
def test_numbers_that_cannot_be_compared_make_no_bars(name: str) -> None:
    variables = ["firm", name]
    rows: list[Row] = [(firm("a"), number(1)), (firm("b"), number(2))]
    assert draw_chart(variables, rows, table(variables, rows)) is None


def test_numbers_over_years_become_a_line_for_each_column() -> None:
    variables = ["year", "launches", "failures"]
    rows: list[Row] = [(year(2000 + n), number(n), number(n / 2)) for n in range(4)]
    chart = draw_chart(variables, rows, table(variables, rows))
    assert chart is not None and chart.lines is not None
    assert [line.name for line in chart.lines.lines] == ["launches", "failures"]


def test_one_thing_beside_the_year_makes_a_line_for_each_of_it() -> None:
    variables = ["year", "kind", "kindLabel", "count"]
    rows: list[Row] = [
        (year(2000 + n), firm(name), Literal(name), number(n)) for name in "ab" for n in range(3)
    ]
    chart = draw_chart(variables, rows, table(variables, rows))
    assert chart is not None and chart.lines is not None
    assert [line.name for line in chart.lines.lines] == ["a", "b"]


def test_two_columns_of_organisations_are_joined() -> None:
    variables = ["supplier", "supplierLabel", "customer", "customerLabel"]
    pairs = [("a", "x"), ("a", "y"), ("b", "y"), ("a", "y")]
    rows: list[Row] = [(firm(s), Literal(s), firm(c), Literal(c)) for s, c in pairs]
    drawn = draw_ties(rows, table(variables, rows))
    assert drawn is not None
    assert drawn.titles == ("supplier", "customer")
    assert [end.shown.text for end in drawn.left] == ["a", "b"]
    heights = {end.shown.text: end.y for end in (*drawn.left, *drawn.right)}
    widths = {(tie.left, tie.right): tie.width for tie in drawn.ties}
    assert widths[heights["a"], heights["y"]] > widths[heights["a"], heights["x"]]
    assert len(drawn.ties) == 3 and drawn.left_out == 0


def test_one_column_of_organisations_has_nothing_to_join() -> None:
    variables = ["firm", "firmLabel", "seat", "seatLabel"]
    place = thing("place", "sichuan")
    rows: list[Row] = [(firm(n), Literal(n), place, Literal("S")) for n in "ab"]
    assert draw_ties(rows, table(variables, rows)) is None


def test_places_with_coordinates_lie_on_the_map(small: EmbeddedStore) -> None:
    variables = ["place", "placeLabel"]
    rows: list[Row] = [
        (thing("place", name), Literal(name)) for name in ("sichuan", "site", "site", "china")
    ]
    drawn = draw_map(small, rows, table(variables, rows))
    assert drawn is not None
    marks = {mark.shown.text: mark for mark in drawn.marks}
    assert marks.keys() == {"site", "sichuan"} and drawn.left_out == 1
    assert marks["site"].radius > marks["sichuan"].radius, "it stands in two rows"
    assert marks["site"].y > marks["sichuan"].y, "28.2 degrees north lie below 30.65"
    assert marks["site"].x < marks["sichuan"].x, "102 degrees east lie left of 104.07"
    assert draw_map(small, rows[:1], table(variables, rows[:1])) is None


def test_an_organisation_is_joined_to_others_by_events(small: EmbeddedStore) -> None:
    words = Vocabulary.read(small)
    ego = find_ego(small, describe(small, f"{BASE}organisation/minospace", words), words)
    found = {str(each.value.term): each.ties for each in ego.neighbours}
    assert found == {f"<{BASE}organisation/buyer>": ((Label("contract", "合同"), 1),)}


def test_other_things_stand_beside_what_they_name(small: EmbeddedStore) -> None:
    words = Vocabulary.read(small)
    ego = find_ego(small, describe(small, f"{BASE}contract/deal", words), words)
    kinds = {each.value.label.en: (each.kind, each.ties[0][0].en) for each in ego.neighbours}
    assert kinds == {
        "MinoSpace": ("organisation", "supplier"),
        "Buyer": ("organisation", "buyer"),
        "Sichuan": ("place", "place"),
    }


def test_a_fan_has_a_row_for_each_neighbour() -> None:
    neighbours = tuple(
        Neighbour("organisation", Value(firm(name)), ((Label("tie"), ties),))
        for name, ties in (("a", 5), ("b", 1), ("c", 1))
    )
    fan = draw(Ego(neighbours, 2))
    assert fan is not None
    assert [ray.y for ray in fan.rays] == sorted({ray.y for ray in fan.rays})
    assert fan.rays[0].width > fan.rays[1].width
    assert fan.middle == fan.rays[1].y and fan.left_out == 2
    assert draw(Ego(neighbours[:2], 0)) is None


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (f"{BASE}organisation/casc", "organisation"),
        (f"{BASE}ontology/Contract", ""),
        ("https://example.org/organisation/casc", ""),
    ],
)
def test_the_kind_of_a_thing_stands_in_its_path(iri: str, kind: str) -> None:
    assert kind_of(NamedNode(iri)) == kind


@pytest.mark.parametrize(
    ("name", "language", "title"),
    [
        ("amountUSD", "en", "amount USD"),
        ("theirRole", "en", "their role"),
        ("theirRole", "zh", "对方角色"),
        ("somethingElse", "zh", "something else"),
    ],
)
def test_variables_become_headings(name: str, language: str, title: str) -> None:
    assert to_title(name, language) == title  # type: ignore[arg-type]
