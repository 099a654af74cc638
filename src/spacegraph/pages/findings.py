"""Lay a submission out with its findings: each beside the line that caused it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spacegraph.gate.judging.verdict import Repair
from spacegraph.model.findings import Finding

_AROUND: Final = 2
_WHOLE: Final = 80
"""Lines of a text that is shown as a whole; of a longer one only those near a finding are."""
_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what is said of it; `gap` tells that lines before it are left out."""

    number: int
    text: str
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a file, or of a sheet of a workbook."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown of a submission; `general` are the findings that belong to no line."""

    parts: tuple[Part, ...]
    general: tuple[Finding, ...]


def lay_out(
    texts: Mapping[str, Sequence[str]], findings: Iterable[Finding], repairs: Iterable[Repair]
) -> Layout:
    """Put findings and repairs beside their lines; `texts` are the lines by place."""
    told: dict[tuple[str, int], list[Finding]] = {}
    mended: dict[tuple[str, int], list[Repair]] = {}
    general: list[Finding] = []
    for finding in findings:
        place = _place(finding.where, texts)
        if place:
            told.setdefault(place, []).append(finding)
        else:
            general.append(finding)
    for repair in repairs:
        if place := _place(repair.where, texts):
            mended.setdefault(place, []).append(repair)
    marked = {*told, *mended}
    parts = (
        Part(
            name,
            tuple(
                Line(
                    number,
                    lines[number - 1],
                    tuple(told.get((name, number), ())),
                    tuple(mended.get((name, number), ())),
                    gap,
                )
                for number, gap in _shown(len(lines), [at for part, at in marked if part == name])
            ),
        )
        for name, lines in texts.items()
        if any(part == name for part, _ in marked)
    )
    return Layout(tuple(parts), tuple(general))


def _place(where: str, texts: Mapping[str, Sequence[str]]) -> tuple[str, int] | None:
    """Read `name:line`; None where there is no such line."""
    name, _, line = where.rpartition(":")
    number = int(line) if line.isascii() and line.isdigit() else 0
    return (name, number) if 0 < number <= len(texts.get(name, ())) else None


def _shown(count: int, marked: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """Yield the numbers of the lines to show, and whether lines are left out before each."""
    if count <= _WHOLE:
        near = set(range(1, count + 1))
    else:
        near = {
            number
            for at in marked
            for number in range(max(at - _AROUND, 1), min(at + _AROUND, count) + 1)
        }
    last = 0
    for number in sorted(near)[:_MOST]:
        yield number, number != last + 1
        last = number
