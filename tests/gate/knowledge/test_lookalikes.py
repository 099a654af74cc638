"""New things that the graph may know already: found by the search, replaced only where certain."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.knowledge.duplicates import NAMED, find_twins
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.knowledge.lookalikes import Lookalike, find_lookalike
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.namespaces import BASE, GEO, RDF, SCHEMA, SG, SKOS, thing
from spacegraph.search.chinese import has_han
from spacegraph.search.index import Index
from spacegraph.search.indexes import Names
from spacegraph.search.names import Thing, read_names
from spacegraph.store.embedded import EmbeddedStore

SEARCH = Path(__file__).parents[2] / "search"


def rows(name: str) -> Sequence[dict[str, str]]:
    with (SEARCH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Some(Names):
    """An index of some things only, whatever the store holds."""

    def __init__(self, things: Sequence[Thing], previous: Index | None = None) -> None:
        super().__init__()
        self._only = Index.of(things, previous)

    def among(self, store: object, kind: str) -> Index:
        return self._only


@pytest.fixture(scope="module")
def things(shipped: EmbeddedStore) -> Sequence[Thing]:
    return read_names(shipped)


def ask(
    name: str, kind: str, known: Known, shapes: Shapes, *more: tuple[NamedNode, object]
) -> Lookalike | None:
    """Ask for the known thing that a new thing of a name may be."""
    node = thing(kind, "brand-new-thing")
    value = Literal(name, language="zh-Hans" if has_han(name) else "en")
    said = [Triple(node, SKOS.prefLabel, value)]
    said += [Triple(node, predicate, each) for predicate, each in more]  # type: ignore[arg-type]
    return find_lookalike(node, said, known, shapes.schema)


@pytest.fixture(scope="module", params=["all", "few"])
def informed(request: pytest.FixtureRequest, shipped: EmbeddedStore) -> Known:
    """Return what is known with the index of a server that was searched, and with that of none."""
    names = Names()
    if request.param == "all":
        names.index(shipped)
    return Known(shipped, names)


def test_most_spellings_of_known_names_are_noticed_and_none_is_surely_another(
    informed: Known, shapes: Shapes
) -> None:
    asked, right, sure = 0, 0, 0
    for row in rows("queries.csv"):
        ids = row["id"].split(" | ")
        kind = ids[0].split("/")[0]
        if kind not in NAMED:
            continue
        asked += 1
        found = ask(row["query"], kind, informed, shapes)
        hit = found is not None and found.known.value.removeprefix(BASE) in ids
        right += hit
        if found and found.sure:
            sure += 1
            # «Jiuquan» starts the name of a launch site and is the whole name of a city.
            assert hit or row["how"] == "start", row
    assert asked >= 150
    assert right / asked >= 0.85
    assert sure / asked >= 0.45


def test_of_names_that_are_easily_confused_none_is_certain(
    shipped: EmbeddedStore, things: Sequence[Thing], shapes: Shapes
) -> None:
    pairs = rows("near_misses.csv")
    ids = {row[side] for row in pairs for side in "ab"}
    some = [each for each in things if each.iri.removeprefix(BASE) in ids]
    index = Index.of(some)
    asked, noticed = 0, 0
    for row in pairs:
        for query, own in ((row["query_a"], row["a"]), (row["query_b"], row["b"])):
            kind = own.split("/")[0]
            if kind not in NAMED:
                continue
            asked += 1
            others = [each for each in some if each.iri != BASE + own]
            found = ask(query, kind, Known(shipped, Some(others, index)), shapes)
            noticed += found is not None
            assert not (found and found.sure), (row, found)
    assert asked >= 150
    assert noticed / asked <= 0.08


@pytest.fixture(scope="module")
def small(store: EmbeddedStore) -> Known:
    return Known(store)


@pytest.mark.parametrize(
    ("name", "kind", "why", "sure"),
    [
        ("微納星空", "organisation", "name", True),
        ("Mino Space", "organisation", "name", True),
        ("minospce", "organisation", "typo of", False),
        ("weina xingkong", "organisation", "pinyin", False),
        ("Galactic Bakery", "organisation", "", False),
        ("Kinetica-9", "vehicle", "", False),
    ],
)
def test_what_is_alike_is_told_with_its_reason(
    name: str, kind: str, why: str, sure: bool, small: Known, shapes: Shapes
) -> None:
    found = ask(name, kind, small, shapes)
    assert (found is not None) == bool(why)
    if found:
        assert why in found.why
        assert found.sure is sure


def test_what_is_said_of_the_two_may_speak_against_it(small: Known, shapes: Shapes) -> None:
    same = ask("Mino Space", "organisation", small, shapes, (RDF.type, SG.CommercialFirm))
    assert same and same.sure
    for predicate, value in (
        (RDF.type, SG.University),
        (SCHEMA.foundingDate, Literal("1956", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))),
    ):  # fmt: skip
        other = ask("Mino Space", "organisation", small, shapes, (predicate, value))
        assert other and not other.sure


def test_places_of_one_name_may_lie_in_different_places(small: Known, shapes: Shapes) -> None:
    within = (GEO.sfWithin, thing("place", "denmark"))
    found = ask("Che ngdu", "place", small, shapes, within)
    assert found and not found.sure
    found = ask("Che ngdu", "place", small, shapes, (GEO.sfWithin, thing("place", "sichuan")))
    assert found and found.sure


def test_a_submission_without_new_names_makes_no_index(
    store: EmbeddedStore, shapes: Shapes
) -> None:
    class Never(Names):
        def among(self, store: object, kind: str) -> Index:
            raise AssertionError("nobody needs an index here")

    assert list(find_twins((), (), Known(store, Never()), shapes.schema)) == []
