"""Parents of organisations, as dated relations whose kind the catalogue does not tell."""

from collections.abc import Iterable, Iterator

from spacegraph.gcat.bodies import FILE, Bodies, is_geography
from spacegraph.gcat.context import Context
from spacegraph.gcat.entry import Cells, Entry
from spacegraph.gcat.tsv import Record
from spacegraph.gcat.vague import VagueDate
from spacegraph.model.dates import PartialDate

RELATION = "belongs-to"


def parent_rows(context: Context, bodies: Bodies, codes: Iterable[str]) -> Iterator[Cells]:
    """Yield an affiliation for each parent, unless a curated row relates the two already.

    The catalogue dates bodies, not relations: a relation ends at the latest with the first of the
    two. One between bodies that were never there together cannot be and is reported.
    """
    curated = {
        frozenset({row.get("child_id"), row.get("parent_id")})
        for row in context.known["affiliations"].curated
    }
    records = context.catalogue.keyed(FILE)
    entries: dict[str, Entry] = {}
    for code in codes:
        child = records.get(code)
        parent = records.get(child.get("Parent")) if child else None
        if child is None or parent is None or is_geography(parent):
            continue
        child_id, parent_id = bodies.id(code), bodies.id(child.get("Parent"))
        if child_id == parent_id or frozenset({child_id, parent_id}) in curated:
            continue
        if _is_over(child, parent) or _is_over(parent, child):
            context.miss("parent of another time than its child", f"{code} {child.get('Parent')}")
            continue
        ended = _earliest(_day(child, "TStop"), _day(parent, "TStop"))
        identifier = f"{child_id}-{RELATION}-{parent_id}"
        entry = entries.setdefault(identifier, Entry(identifier))
        entry.sources.extend(context.sources(child, FILE))
        entry.say("child_id", child_id)
        entry.say("parent_id", parent_id)
        entry.say("relation", RELATION)
        if ended:
            entry.say("date_end", str(ended))
            entry.remark("ended at the latest when the first of the two did")
    for _, entry in sorted(entries.items()):
        yield from entry.rows()


def _day(record: Record, column: str) -> PartialDate | None:
    return VagueDate.parse(record.get(column)).date


def _is_over(one: Record, other: Record) -> bool:
    """Tell whether one body had ended before the other began."""
    end, begin = _day(one, "TStop"), _day(other, "TStart")
    return end is not None and begin is not None and end.latest < begin.earliest


def _earliest(*days: PartialDate | None) -> PartialDate | None:
    known = [day for day in days if day]
    return min(known, key=lambda day: day.latest) if known else None
