"""What a measure gives: a number for each node or a reason why there is none, and its method."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DIGITS = 12
"""Decimals beyond which two scores count as equal, so that rounding noise ranks nobody."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One measure of every node of a graph.

    `method` states normalisation, direction, weights and the treatment of disconnected parts;
    `undefined` gives a reason for each node whose value is None.
    """

    name: str
    title: str
    values: Mapping[str, float | None]
    method: str
    reference: str = ""
    undefined: Mapping[str, str] = field(default_factory=dict)

    def ranks(self) -> dict[str, int | None]:
        """Rank from 1 for the largest; equal scores share the best rank; None stays None."""
        rounded = {
            node: round(value, DIGITS) for node, value in self.values.items() if value is not None
        }
        first: dict[float, int] = {}
        for place, value in enumerate(sorted(rounded.values(), reverse=True), start=1):
            first.setdefault(value, place)
        return {node: first[rounded[node]] if node in rounded else None for node in self.values}

    def top(self, count: int) -> list[tuple[str, float]]:
        """Give the nodes with the largest scores, ties in order of their names."""
        found = [(node, value) for node, value in self.values.items() if value is not None]
        return sorted(found, key=lambda pair: (-round(pair[1], DIGITS), pair[0]))[:count]


def scores(
    name: str,
    title: str,
    values: Mapping[str, float | None],
    method: str,
    reference: str = "",
    reason: str = "",
) -> Scores:
    """Make scores in which every missing value has the same reason."""
    missing = {node: reason for node, value in values.items() if value is None}
    return Scores(name, title, dict(values), method, reference, missing)
