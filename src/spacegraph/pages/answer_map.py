"""Put the places of an answer on the map."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.ego import kind_of
from spacegraph.graph.facts.evidence import values
from spacegraph.namespaces import SCHEMA
from spacegraph.pages.atlas import Atlas, read_atlas
from spacegraph.pages.show import Shown
from spacegraph.pages.tables import Table
from spacegraph.store.base import Row, Store, Term
from spacegraph.store.terms import to_sparql

_LEAST: Final = 2
_RADIUS: Final = 5
_NAME: Final = 120
_LINE: Final = 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in units of the picture, as large as it has rows; `named` where a name has room."""

    shown: Shown
    x: float
    y: float
    radius: float
    rows: int
    named: bool


@dataclass(frozen=True, slots=True)
class AnswerMap:
    """The marks, those with the most rows first; `left_out` counts places beyond the picture."""

    title: str
    atlas: Atlas
    marks: tuple[Mark, ...]
    left_out: int


def draw_map(store: Store, rows: Sequence[Row], table: Table) -> AnswerMap | None:
    """Draw the first column of places; None where fewer than two of them lie on the map."""
    for at, column in enumerate(table.columns):
        nodes = [row[column.place] for row in rows]
        places = [
            node for node in nodes if isinstance(node, NamedNode) and kind_of(node) == "place"
        ]
        if len(set(places)) < _LEAST:
            continue
        shown = {
            row[column.place]: cells[at][0]
            for row, cells in zip(rows, table.rows, strict=False)
            if cells[at]
        }
        counted = Counter(places)
        where = _coordinates(store, counted)
        marks = tuple(_marks(read_atlas(), counted, where, shown))
        if len(marks) >= _LEAST:
            return AnswerMap(column.title, read_atlas(), marks, len(counted) - len(marks))
    return None


def _coordinates(
    store: Store, nodes: Mapping[NamedNode, int]
) -> dict[NamedNode, tuple[float, float]]:
    rows = store.select(
        f"SELECT ?place ?longitude ?latitude WHERE {{ {values('place', nodes)} "
        f"?place {to_sparql(SCHEMA.longitude)} ?longitude ; "
        f"{to_sparql(SCHEMA.latitude)} ?latitude }}"
    )
    return {
        place: (float(longitude.value), float(latitude.value))
        for place, longitude, latitude in rows
        if isinstance(place, NamedNode)
        and isinstance(longitude, Literal)
        and isinstance(latitude, Literal)
    }


def _marks(
    atlas: Atlas,
    counted: Mapping[NamedNode, int],
    where: Mapping[NamedNode, tuple[float, float]],
    shown: Mapping[Term | None, Shown],
) -> Iterator[Mark]:
    named: list[tuple[float, float]] = []
    for node in sorted(where, key=lambda node: (-counted[node], node.value)):
        x, y = (round(each, 1) for each in atlas.place(*where[node]))
        if not (0 <= x <= atlas.width and 0 <= y <= atlas.height):
            continue
        free = all(abs(y - other[1]) > _LINE or abs(x - other[0]) > _NAME for other in named)
        if free:
            named.append((x, y))
        radius = round(min(_RADIUS * counted[node] ** 0.5, 4 * _RADIUS), 1)
        yield Mark(shown[node], x, y, radius, counted[node], free)
