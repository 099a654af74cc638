"""Draw a thing and what stands around it as a fan: a row for each neighbour, so all can be read.

Every x is in per cent of the width and every y in pixels, so that names keep their size on a
narrow screen.
"""

from dataclasses import dataclass
from typing import Final

from spacegraph.graph.facts.ego import Ego, Neighbour

_ROW: Final = 40
_HEAD: Final = 22
_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Ray:
    """A neighbour at its row, in pixels from the top; `width` is that of the line to it."""

    neighbour: Neighbour
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Fan:
    """The picture; `middle` is where the thing itself stands."""

    rays: tuple[Ray, ...]
    middle: int
    height: int
    left_out: int


def draw(ego: Ego) -> Fan | None:
    """Lay out the neighbours; None where there are too few for a picture to say anything."""
    if len(ego.neighbours) < _LEAST:
        return None
    rays = tuple(
        Ray(neighbour, _HEAD + place * _ROW, min(1 + 0.5 * (neighbour.weight - 1), 5))
        for place, neighbour in enumerate(ego.neighbours)
    )
    height = _HEAD + len(rays) * _ROW - _ROW // 2
    return Fan(rays, (rays[0].y + rays[-1].y) // 2, height, ego.left_out)
