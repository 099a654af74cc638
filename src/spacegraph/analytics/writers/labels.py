"""Where the names of a picture stand: beside their marks, covering neither name nor mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacegraph.analytics.writers.typeface import width

SIZE: Final = 12
SMALL: Final = 10.5
"""Heights of the first and second line in pixels, as in the style sheet."""
NAMES: Final = 48
_FIRST: Final = 16
"""Names that may cover a mark without a name, rather than be missing."""
_LONGEST: Final = 170.0
_STEP: Final = 12.0
"""From one line to the next."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is to be named: a mark at (x, y) that reaches `size` far, its name and Chinese name."""

    text: str
    chinese: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside its mark; the Chinese one stands below and is empty where there is no room."""

    text: str
    chinese: str
    x: float
    y: float
    anchor: str


def place_names(anchors: Sequence[Anchor], right: float) -> tuple[Name, ...]:
    """Name the first marks, within 0 and `right`; one that finds no room has no name."""
    boxes = [
        (mark.x - mark.size, mark.y - mark.size, mark.x + mark.size, mark.y + mark.size)
        for mark in anchors
    ]
    found: list[Name] = []
    named: list[Box] = []
    for own, mark in enumerate(anchors[:NAMES]):
        others = [box for place, box in enumerate(boxes) if place != own]
        tries = [(mark.chinese, others), ("", others)] if mark.chinese else [("", others)]
        if own < _FIRST:
            tries.append(("", others[: _FIRST - 1]))
        for chinese, blocked in tries:
            if place := _free(mark, chinese, [*blocked, *named], right):
                found.append(place[0])
                named.append(place[1])
                break
    return tuple(found)


def fit(text: str, most: float = _LONGEST, size: float = SIZE) -> str:
    """Cut a text to a width in pixels, with an ellipsis for what is gone."""
    if breadth(text, size) <= most:
        return text
    while text and breadth(f"{text}…", size) > most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def breadth(text: str, size: float = SIZE) -> float:
    """Give the width of a line of text in pixels."""
    return sum(map(width, text)) * size


def _free(mark: Anchor, chinese: str, taken: list[Box], right: float) -> tuple[Name, Box] | None:
    """Find the first place beside a mark where its name covers nothing."""
    lines = 2 if chinese else 1
    wide = max(breadth(mark.text), breadth(chinese, SMALL))
    for x, y, anchor, left in _beside(mark, wide, lines):
        box = (left, y - 10, left + wide, y + 3 + _STEP * (lines - 1))
        inside = left >= 2 and left + wide <= right - 2
        if inside and not any(_cover(box, other) for other in taken):
            return Name(mark.text, chinese, round(x, 1), round(y, 1), anchor), box
    return None


def _beside(mark: Anchor, wide: float, lines: int) -> Iterator[tuple[float, float, str, float]]:
    """Try the places of a name, the best first, each with its anchor and its left end."""
    gap = mark.size + 4
    more = _STEP * (lines - 1)
    for rise in (0.0, -_STEP, _STEP):
        y = mark.y + 4 + rise - more / 2
        yield mark.x + gap, y, "start", mark.x + gap
        yield mark.x - gap, y, "end", mark.x - gap - wide
    for y in (mark.y - gap - more, mark.y + gap + 8):
        yield mark.x, y, "middle", mark.x - wide / 2


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
