"""Missions meet launches only where nothing else is possible."""

import pytest

from spacegraph.gcat.encounters import BY_DAY, BY_MONTH, BY_NUMBER, Match, meet
from spacegraph.tables.rows import Row

LAUNCHES = [
    {"id": "2024-001", "date": "2024-01-10", "launch_vehicle": "lm-2d", "launch_site": "pad-1"},
    {"id": "2024-002", "date": "2024-01-11", "launch_vehicle": "lm-3b", "launch_site": "south"},
    {
        "id": "2024-f01",
        "date": "2024-03-05",
        "launch_vehicle": "lm-2d",
        "launch_site": "north",
        "outcome": "failure",
    },
    {
        "id": "2024-003",
        "date": "2024-03-20",
        "launch_vehicle": "lm-2d",
        "launch_site": "north",
        "outcome": "success",
    },
]
WITHIN = {"pad-1": "north"}


def found(**cells: str) -> Match | tuple[str, ...] | None:
    met = meet([Row("m.csv:2", {"id": "m", **cells})], LAUNCHES, WITHIN)
    return met.linked.get("m") or met.open.get("m")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2024-01-10"}, Match("2024-001", BY_DAY)),
        ({"date": "2024-01-11", "launch_vehicle": "lm-2d"}, Match("2024-001", BY_DAY)),
        ({"date": "2024-01-11"}, ("2024-001", "2024-002")),
        ({"date": "2024-01-12"}, Match("2024-002", BY_DAY)),
        ({"date": "2024-01-10", "launch_site": "north"}, Match("2024-001", BY_DAY)),
        ({"date": "2024-01-10", "launch_site": "south"}, Match("2024-002", BY_DAY)),
        ({"date": "2024-01-10", "launch_vehicle": "lm-5"}, ()),
        ({"date": "2024-03", "launch_vehicle": "lm-2d"}, ("2024-003", "2024-f01")),
        (
            {"date": "2024-03", "launch_vehicle": "lm-2d", "outcome": "failure"},
            Match("2024-f01", BY_MONTH),
        ),
        ({"date": "2024-03", "outcome": "failure"}, ()),
        ({"cospar_id": "2024-002A"}, Match("2024-002", BY_NUMBER)),
        ({"date": "2024-01-10", "outcome": "planned"}, None),
        ({"date": "2024-01-10", "kind": "suborbital"}, None),
        ({}, None),
    ],
)
def test_matches(cells: dict[str, str], expected: Match | tuple[str, ...] | None) -> None:
    assert found(**cells) == expected
