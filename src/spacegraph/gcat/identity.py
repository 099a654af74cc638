"""Which of our things a code of the catalogue names; one thing keeps one id for ever."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from spacegraph.gcat.decisions import Decisions
from spacegraph.gcat.known import Known
from spacegraph.gcat.names import name_key
from spacegraph.model.identifiers import slugify

LIKENESS = 88
"""Least token-set ratio (0 to 100) at which a new name is reported as resembling a known one."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The id that a code names; `new` where no curated row has that id, `how` says why this id."""

    id: str
    new: bool
    how: str


@dataclass(slots=True)
class Namer:
    """Gives ids to the codes of one kind of thing.

    In this order: a recorded decision, the code in a curated row, the id of the last import, an
    equal name in a curated row, a new id made of the name. `taken` holds ids that cannot be given.
    """

    kind: str
    known: Known
    decisions: Decisions
    taken: set[str]
    given: dict[str, Naming] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    resembling: dict[str, str] = field(default_factory=dict)

    def name(self, code: str, names: Iterable[str], slugs: Iterable[str] = ()) -> Naming:
        """Return the naming of a code, the same at every call.

        `names` are its spellings; `slugs` are texts to make a new id of, best first.
        """
        if code not in self.given:
            self.given[code] = self._find(code, tuple(names), tuple(slugs))
            self.taken.add(self.given[code].id)
        return self.given[code]

    def former(self, code: str) -> list[str]:
        """Return the ids that the thing of a code had in earlier imports and has no more."""
        found, earlier = self.given[code].id, self.known.earlier.get(code, "")
        moved = [earlier] if earlier not in (found, "") and earlier not in self.known.ids else []
        return sorted({*self.known.former.get(found, ()), *moved})

    def _find(self, code: str, names: tuple[str, ...], slugs: tuple[str, ...]) -> Naming:
        curated = self.known.ids
        if decided := self.decisions.identity(self.kind, code):
            return Naming(decided.id, decided.id not in curated, "decision")
        if ids := self.known.codes.get(code):
            if len(ids) > 1:
                self.ambiguous[code] = tuple(ids)
            return Naming(ids[0], False, "code")
        apart = self.decisions.apart(self.kind, code)
        earlier = self.known.earlier.get(code, "")
        for name in names:
            matches = self.known.names.get(name_key(name), set()) - apart
            if len(matches) == 1 and earlier in ("", *matches):
                return Naming(matches.pop(), False, f"name: {name}")
        self._note_likeness(code, names, apart)
        found = earlier or self._mint(code, (*slugs, *names, code))
        return Naming(found, found not in curated, "new")

    def _mint(self, code: str, texts: Iterable[str]) -> str:
        slug = next((slug for text in texts if (slug := slugify(text))), "")
        if slug not in self.taken:
            return slug
        return f"{slug}-{slugify(code)}"

    def _note_likeness(self, code: str, names: Iterable[str], apart: frozenset[str]) -> None:
        best: tuple[float, str] = (0, "")
        for name in names:
            if not (key := name_key(name)):
                continue
            found = process.extractOne(
                key, self.known.names.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS
            )
            if found and found[1] > best[0]:
                ids = self.known.names[found[0]] - apart
                best = (found[1], " | ".join(sorted(ids))) if ids else best
        if best[1]:
            self.resembling[code] = best[1]
