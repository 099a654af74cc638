"""Which thing a code names: decisions first, then codes, names and earlier imports."""

import pytest

from spacegraph.gcat.decisions import Decisions, Identity
from spacegraph.gcat.identity import Namer, Naming
from spacegraph.gcat.known import Known
from spacegraph.tables.rows import Row


def namer(decisions: Decisions | None = None) -> Namer:
    known = Known(
        curated=(Row("o.csv:2", {"id": "casc"}), Row("o.csv:3", {"id": "cast"})),
        imported=(Row("o.gcat.csv:2", {"id": "old-name"}),),
        codes={"CASC": ["casc"], "TWO": ["casc", "cast"]},
        earlier={"OLD": "old-name"},
        names={"space technology academy": {"cast"}, "shared name": {"casc", "cast"}},
    )
    return Namer("organisation", known, decisions or Decisions(), known.all_ids)


def decided(decision: str, identifier: str) -> Decisions:
    return Decisions(identities={("organisation", "X"): Identity(decision, identifier)})


def test_a_decision_comes_first() -> None:
    found = namer(decided("same", "cast")).name("X", ["Space Technology Academy"])
    assert found == Naming("cast", False, "decision")


def test_codes_of_curated_rows() -> None:
    assert namer().name("CASC", ()) == Naming("casc", False, "code")


def test_a_code_of_two_rows_is_told() -> None:
    each = namer()
    assert each.name("TWO", ()).id == "casc"
    assert each.ambiguous == {"TWO": ("casc", "cast")}


def test_equal_names_are_one_body_unless_decided_otherwise() -> None:
    name = "Space Tech. Academy Co. Ltd."
    assert namer().name("X", [name]) == Naming("cast", False, f"name: {name}")
    apart = namer(decided("apart", "cast")).name("X", [name], [name])
    assert apart.new
    assert apart.id == "space-tech-academy-co-ltd"


def test_a_name_of_two_bodies_decides_nothing() -> None:
    assert namer().name("X", ["Shared Name"]).new


def test_earlier_ids_stay() -> None:
    assert namer().name("OLD", ["New Name"]) == Naming("old-name", True, "new")


def test_new_ids_do_not_collide() -> None:
    each = namer()
    assert each.name("A1", (), ["Casc"]).id == "casc-a1"
    assert each.name("B1", (), ["Fresh"]).id == "fresh"
    assert each.name("B2", (), ["Fresh"]).id == "fresh-b2"


def test_similar_names_are_told_not_merged() -> None:
    each = namer()
    assert each.name("X", ["Space Technology Academies"]).new
    assert each.resembling == {"X": "cast"}


@pytest.mark.parametrize("identifier", ["moved", "old-name"])
def test_former_ids(identifier: str) -> None:
    decisions = Decisions(identities={("organisation", "OLD"): Identity("same", identifier)})
    each = namer(decisions)
    each.name("OLD", ())
    assert each.former("OLD") == (["old-name"] if identifier == "moved" else [])
