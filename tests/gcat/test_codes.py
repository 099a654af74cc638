"""Codes of the catalogue in our vocabulary; meanings as its README and phases page give them."""

import pytest

from spacegraph.gcat.codes import (
    STATUS,
    UNSURE,
    Code,
    LaunchCode,
    split_codes,
    to_categories,
    to_customers,
    to_orbit,
    to_service,
)
from spacegraph.tables.spacecraft import ORBITS, STATUSES


def test_joint_owners_keep_their_own_doubt() -> None:
    assert split_codes("PIESAT/ZTAIX?") == (Code("PIESAT"), Code("ZTAIX", UNSURE))
    assert split_codes("") == ()


@pytest.mark.parametrize(
    ("text", "orbital", "outcome", "percent"),
    [
        ("OS", True, "success", ""),
        ("DS", True, "success", ""),
        ("OF", True, "failure", ""),
        ("OF40", True, "failure", "40"),
        ("OS75", True, "partial", "75"),
        ("OE", True, "failure", ""),
        ("OU", True, "", ""),
        ("SS", False, "success", ""),
        ("", False, "", ""),
    ],
)
def test_launch_codes(text: str, orbital: bool, outcome: str, percent: str) -> None:
    found = LaunchCode.parse(text)
    assert (found.orbital, found.outcome, found.percent) == (orbital, outcome, percent)


def test_categories_split_and_leave_out_what_ours_lack() -> None:
    assert list(to_categories("NAV/COM?")) == [Code("nav", UNSURE), Code("com", UNSURE)]
    assert list(to_categories("XYZ/IMG-R")) == [Code("img-r")]


def test_orbits_and_states_are_controlled_values() -> None:
    assert to_orbit("LLEO/S") == "lleo-s"
    assert to_orbit("-") == ""
    assert {to_orbit(code.upper().replace("-", "/")) for code in ORBITS} == set(ORBITS)
    assert set(STATUS.values()) <= set(STATUSES)


def test_launch_groups() -> None:
    assert [to_service(group) for group in ("G", "C", "CO/G", "CX/C", "CG/C", "G/C", "")] == [
        *("government", "commercial", "commercial", "commercial", "mixed", "government", "")
    ]
    assert to_customers("G/OG+C") == ("foreign-government", "commercial")
    assert to_customers("G") == ()
