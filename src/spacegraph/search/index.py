"""Hold everything that a search looks into, made once from the names and never changed."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from spacegraph.search.abbreviations import Abbreviations
from spacegraph.search.keys import Form, Key, Keys, to_keys
from spacegraph.search.names import EVENTS, Name, Role, Thing
from spacegraph.search.reasons import exact_score, start_score
from spacegraph.search.spellings import Spellings, tolerance
from spacegraph.search.words import Sheet, Words

_AFTER: Final = "\U0010ffff"
_PROPER: Final = frozenset({Role.PREFERRED, Role.LEGAL, Role.ALIAS})
_PROMINENCE: Final = 0.03
_EVENT: Final = 0.03
_SPELT_FORMS: Final = frozenset({Form.FULL, Form.CORE, Form.PART, Form.PINYIN})


class Called(NamedTuple):
    """A name with its number and its keys."""

    number: int
    name: Name
    keys: Keys


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, the number of its name, and what it counts to meet all of it, or its start."""

    key: Key
    name: int
    score: float
    start: float


@dataclass(frozen=True, slots=True)
class Table:
    """Keys in the order of their texts."""

    texts: tuple[str, ...]
    entries: tuple[Entry, ...]
    names: NDArray[np.int32]
    starts: NDArray[np.float32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Put entries in order."""
        ordered = tuple(sorted(entries, key=lambda entry: (entry.key.text, entry.name)))
        return cls(
            texts=tuple(entry.key.text for entry in ordered),
            entries=ordered,
            names=np.array([entry.name for entry in ordered], dtype=np.int32),
            starts=np.array([entry.start for entry in ordered], dtype=np.float32),
            lengths=np.array([len(entry.key.text) for entry in ordered], dtype=np.int32),
        )

    def equal(self, text: str) -> tuple[Entry, ...]:
        """Return the entries of just this text."""
        start = bisect_left(self.texts, text)
        end = start
        while end < len(self.texts) and self.texts[end] == text:
            end += 1
        return self.entries[start:end]

    def starting(self, text: str) -> slice:
        """Return where the texts are that begin so."""
        start = bisect_left(self.texts, text)
        return slice(start, bisect_left(self.texts, text + _AFTER, lo=start))


@dataclass(frozen=True, slots=True, repr=False)
class Index:
    """The names of the graph, ready to be searched.

    `made` keeps what was worked out for each name, so that the next index is made from what is
    new. `standing` of a thing grows with its degree, and is less for events than for the things
    that take part in them.
    """

    things: tuple[Thing, ...]
    names: tuple[Name, ...]
    thing_of: NDArray[np.int32]
    standing: NDArray[np.float32]
    named_in_chinese: NDArray[np.bool_]
    table: Table
    spellings: Spellings
    spelt: tuple[int, ...]
    words: Words
    abbreviations: Abbreviations
    made: Mapping[Name, Keys]

    def __repr__(self) -> str:
        return f"Index({len(self.things)} things, {len(self.names)} names)"

    @classmethod
    def of(cls, things: Sequence[Thing], previous: "Index | None" = None) -> Self:
        """Index things; what a previous index knows of their names is taken over."""
        known = previous.made if previous else {}
        names = [name for thing in things for name in thing.names]
        made = [known.get(name) or to_keys(name) for name in names]
        thing_of = [number for number, thing in enumerate(things) for _ in thing.names]
        taken = {
            keys.keys[0].text: number
            for name, keys, number in zip(names, made, thing_of, strict=True)
            if keys.keys and name.role in _PROPER
        }
        entries: list[Entry] = []
        sheets: list[Sheet] = []
        first = 0
        for number, thing in enumerate(things):
            called = [
                Called(place, names[place], made[place])
                for place in range(first, first + len(thing.names))
            ]
            first += len(called)
            foreign = {text for text in _bracketed(called) if taken.get(text, number) != number}
            entries += _entries(called, foreign)
            sheets += _sheets(called)
        table = Table.of(entries)
        spelt = tuple(
            place
            for place, entry in enumerate(table.entries)
            if entry.key.form in _SPELT_FORMS and tolerance(entry.key.text)
        )
        return cls(
            things=tuple(things),
            names=tuple(names),
            thing_of=np.array(thing_of, dtype=np.int32),
            standing=_standing(things),
            named_in_chinese=np.array([bool(thing.label_zh) for thing in things], dtype=np.bool_),
            table=table,
            spellings=Spellings.of([table.texts[place] for place in spelt]),
            spelt=spelt,
            words=Words.of(sheets),
            abbreviations=Abbreviations.of(
                (number, tokens)
                for number, (name, keys) in enumerate(zip(names, made, strict=True))
                if name.role in _PROPER
                for tokens in keys.heads
            ),
            made=MappingProxyType(dict(zip(names, made, strict=True))),
        )


def _standing(things: Sequence[Thing]) -> NDArray[np.float32]:
    degrees = np.log1p(np.array([thing.degree for thing in things], dtype=np.float32))
    events = np.array([thing.kind in EVENTS for thing in things], dtype=np.float32)
    highest = max(float(degrees.max(initial=0)), 1.0)
    return np.float32(_PROMINENCE / highest) * degrees - np.float32(_EVENT) * events


def _bracketed(called: Sequence[Called]) -> set[str]:
    return {key.inside for each in called for key in each.keys.keys if key.inside}


def _entries(called: Sequence[Called], foreign: Container[str]) -> list[Entry]:
    """List the keys of a thing, each once: as what counts most.

    What stands in brackets and is another thing's name says whose or where: «Hunan Space Bureau
    (CASIC)» is not called CASIC, nor «Daxing (Beijing)» Beijing.
    """
    best: dict[str, Entry] = {}
    for number, name, keys in called:
        for key in keys.keys:
            if key.inside and key.inside in foreign:
                continue
            entry = Entry(key, number, exact_score(name.role, key), start_score(name.role, key))
            if key.text not in best or entry.score > best[key.text].score:
                best[key.text] = entry
    return list(best.values())


def _sheets(called: Sequence[Called]) -> list[Sheet]:
    """List the words of a thing: a sheet a name, and one of both labels for a pasted pair."""
    sheets: dict[tuple[str, ...], Sheet] = {}
    labels: list[Called] = []
    for each in called:
        for words, pinyin in ((each.keys.words, False), (each.keys.pinyin_words, True)):
            if words:
                sheets.setdefault(words, Sheet(each.number, words, pinyin))
        if each.name.role is Role.PREFERRED:
            labels.append(each)
    if len(labels) > 1:
        words = tuple(dict.fromkeys(word for label in labels for word in label.keys.words))
        sheets.setdefault(words, Sheet(labels[0].number, words))
    return list(sheets.values())
